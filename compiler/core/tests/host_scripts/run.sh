#!/usr/bin/env bash
# Runs the scripts that Formwork made, with programs that stand in for Docker, nginx, curl and the bucket, and looks at
# what they did. Given the folder of the artifacts. Says each case; ends with 1 when one fails.

set -Eeuo pipefail
HERE="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)"
ARTIFACTS="$1"
# Scripts are the same in every application; this one is made only for those that have jobs.
WITH_JOBS="$HERE/../../../../golden/everything/expected/scripts"
TEMP="$(mktemp -d)"
trap 'rm -rf -- "${TEMP:?}"' EXIT
FAILED=0

# A host of its own for each case: FAKE is its world, HOST_ROOT is /opt/APP/ENVIRONMENT.
new_host() {
    CASE="$1"
    FAKE="$TEMP/${CASE// /-}"
    HOST_ROOT="$FAKE/opt"
    export FAKE
    mkdir -p "$FAKE"/{running,nginx,etc,live,bucket} "$HOST_ROOT/releases"
    echo none >"$FAKE/served"
    : >"$FAKE/access.log"
    printf 'DATABASE_URI=x\nOPENAI_API_KEY=x\nCLERK_SECRET_KEY="x y"\n' >"$FAKE/etc/backend.env"
    echo secret >"$FAKE/etc/main.password"
    printf 'books 3\nchapters 40\n' >"$FAKE/live/data"
    OUT="$FAKE/output"
}

# A release as a workflow leaves it, with the paths of this host.
new_release() {
    local folder="$HOST_ROOT/releases/$1"
    mkdir -p "$folder"
    cp -R "$ARTIFACTS/deploy" "$ARTIFACTS/scripts" "$folder/"
    cp "$WITH_JOBS/run-job.sh" "$folder/scripts/"
    sed -i -e "s#/opt/auto-author/production#$HOST_ROOT#" -e "s#/etc/auto-author/production#$FAKE/etc#" \
        -e "s#/etc/nginx/auto-author-production#$FAKE/nginx#" \
        -e "s#^ACCESS_LOG=.*#ACCESS_LOG=$FAKE/access.log#" \
        -e 's/^GATE_SECONDS=.*/GATE_SECONDS=8/' -e 's/^EDGE_SECONDS=.*/EDGE_SECONDS=5/' \
        -e 's/^BAKE_SECONDS=.*/BAKE_SECONDS=2/' -e 's/^DRAIN_SECONDS=.*/DRAIN_SECONDS=0/' \
        -e "s/^ABORTS=.*/ABORTS=('errors share above 1 1 2')/" "$folder/deploy/production/settings.sh"
    cat >>"$folder/deploy/production/settings.sh" <<'SETTINGS'
DUMP[main]='cat data; printf "%0100d" 0'
RESTORE[main]='head -c -100 > data'
COUNT[main]='cat data'
ENGINE_HEALTH[main]=true
RECIPIENT[main]="${TEST_RECIPIENT}"
SETTINGS
    local digest
    digest="$(printf '%064d' "${1//[!0-9]/}")"
    printf '%s\n' "RELEASE_ID=$1" GIT_SHA=0123456789abcdef GIT_REF=main DEPLOYED_BY=ada \
        "BACKEND_IMAGE=ghcr.io/x/backend@sha256:$digest" "FRONTEND_IMAGE=ghcr.io/x/frontend@sha256:$digest" \
        >"$folder/release.env"
}

# run CODE SCRIPT...: the script of a release ends with that code.
run() {
    local wanted="$1" release="$2" script="$3" code=0
    shift 3
    "$HOST_ROOT/releases/$release/scripts/$script" "$@" >"$OUT" 2>&1 || code=$?
    check "$script $* ends with $wanted" "[[ $code == $wanted ]]"
}

check() { # WHAT CONDITION
    if eval "$2"; then
        printf 'ok    %s: %s\n' "$CASE" "$1"
    else
        printf 'FAIL  %s: %s\n' "$CASE" "$1"
        sed 's/^/        /' "$OUT"
        FAILED=1
    fi
}

serves() { check "$1 serves" "[[ \$(cat '$FAKE/served') == $1 ]]"; }
live() { check "release $1 is live" "[[ \$(readlink -f '$HOST_ROOT/current') == '$HOST_ROOT/releases/$1' ]]"; }
says() { check "says '$1'" "grep -q -- '$1' '$OUT'"; }

deploys() {
    new_host 'two deploys and the way back'
    new_release r1 && run 0 r1 deploy.sh production && serves blue && live r1
    new_release r2 && run 0 r2 deploy.sh production && serves green && live r2
    check 'backed up before' "ls '$FAKE'/bucket/auto-author-offsite/production/main/daily/*.manifest"
    check 'blue still runs' "[[ -e '$FAKE/running/backend-blue' ]]"
    check 'no secret is printed' "! grep -q 'x y' '$OUT'"
    run 3 r2 deploy.sh production && says 'live already'
    run 0 r2 rollback.sh production --list
    check 'both are listed' "grep -q '^r1 .*good' '$OUT' && grep -q '^r2 .*live' '$OUT'"
    run 0 r2 rollback.sh production && says 'r1 still runs as blue' && serves blue && live r1
    check 'the image went back too' "grep -q 'BACKEND_BLUE_IMAGE=.*0001\$' '$HOST_ROOT/state/images.env'"
    run 3 r1 rollback.sh production && says 'no earlier good release'
    check 'the record says so' "cut -f 2,3,6 '$HOST_ROOT/state/history.log' | grep -q \$'rollback\tr1\tgood'"
}

never_well() {
    new_host 'a copy that never gets well'
    new_release r1 && run 0 r1 deploy.sh production
    new_release r2 && touch "$FAKE/ill-green" && run 1 r2 deploy.sh production && serves blue && live r1
    check 'the new copies are stopped' "[[ ! -e '$FAKE/running/backend-green' && -e '$FAKE/running/backend-blue' ]]"
}

# What the health gate is for: without it the same copies would be served. If this case fails, the one above is blind.
no_gate() {
    new_host 'without the health gate'
    new_release r1 && run 0 r1 deploy.sh production
    new_release r2 && touch "$FAKE/ill-green"
    echo 'are_copies_answering() { ANSWER=yes; }' >>"$HOST_ROOT/releases/r2/scripts/lib/rollout.sh"
    run 0 r2 deploy.sh production && serves green
}

bad_host() {
    new_host 'a host that answers badly'
    new_release r1 && run 0 r1 deploy.sh production
    new_release r2 && echo 502 >"$FAKE/smoke-green" && run 4 r2 deploy.sh production && serves blue && live r1
}

bad_watch() {
    new_host 'errors while it is watched'
    new_release r1 && run 0 r1 deploy.sh production
    new_release r2 && echo 500 >"$FAKE/status-green" && run 4 r2 deploy.sh production && says 'errors 100' && serves blue
    check 'the site went back too' "diff -r '$FAKE/nginx/routes' '$HOST_ROOT/releases/r1/deploy/production/nginx/routes'"
    check 'the record says so' "grep -q '\"result\": \"failed\"' '$HOST_ROOT/releases/r2/DEPLOYMENT_INFO.json'"
}

no_way_back() {
    new_host 'the way back fails too'
    new_release r1 && run 0 r1 deploy.sh production
    new_release r2 && echo 502 >"$FAKE/smoke-green" && break_reload
    PATH="$FAKE/bin:$PATH" run 5 r2 deploy.sh production && says 'THE WAY BACK FAILED'
}

# From its second reload on, nginx refuses.
break_reload() {
    mkdir -p "$FAKE/bin"
    printf '#!/bin/bash\n[[ "$*" != -t* || $(wc -l <"%s/reloads") -lt 2 ]] && exec %s/stubs/nginx "$@"\n' \
        "$FAKE" "$HERE" >"$FAKE/bin/nginx"
    chmod +x "$FAKE/bin/nginx"
}

# Steps at which a deploy is killed, the last ones when its release has held already.
BEFORE=(start_copies 'act keep_site' 'act copy_site' 'act point_edge' reload_edge await_colour smoke_routes bake_release)
HELD=('act point_current' 'act record_good' stop_workers)

# kill_at SIGNAL STEP: the next deploy gets the signal as it comes to the step.
kill_at() {
    printf '[[ "${0##*/}" != deploy.sh ]] || { set -T; trap %q DEBUG; }\n' \
        "[[ \"\${BASH_COMMAND}\" != '$2'* ]] || { trap - DEBUG; kill -$1 \"\$\$\"; }" >"$FAKE/kill.sh"
}

killed() { # STEP
    new_host "killed at $1"
    new_release r1 && run 0 r1 deploy.sh production && serves blue
    new_release r2 && kill_at KILL "$1"
    BASH_ENV="$FAKE/kill.sh" run 137 r2 deploy.sh production
    run 0 r1 prune.sh production && says 'was killed half-way'
    if [[ " ${HELD[*]} " == *" $1 "* ]]; then
        serves green && live r2
    else
        serves blue && live r1
        check 'the new copies are stopped' "[[ ! -e '$FAKE/running/backend-green' && -e '$FAKE/running/backend-blue' ]]"
        check 'the link is back' "[[ \$(readlink '$FAKE/nginx/active.conf') == upstreams-blue.conf ]]"
    fi
    new_release r3 && run 0 r3 deploy.sh production && live r3
    check 'nothing is left to settle' "[[ ! -e '$HOST_ROOT/state/unfinished' ]]"
}

# What nobody settled would be taken for what users get: the copies that serve would be made anew.
killed_then_deployed() {
    new_host 'killed before the reload, then deployed'
    new_release r1 && run 0 r1 deploy.sh production
    new_release r2 && kill_at KILL reload_edge
    BASH_ENV="$FAKE/kill.sh" run 137 r2 deploy.sh production && serves blue
    new_release r3 && : >"$FAKE/docker.log" && run 0 r3 deploy.sh production && says 'blue serves again'
    check 'the copies that served were left alone' "! grep -q 'up --detach --no-deps .*-blue' '$FAKE/docker.log'"
    serves green && live r3
}

ended() { # STEP
    local code=4
    new_host "ended at $1"
    new_release r1 && run 0 r1 deploy.sh production
    new_release r2 && kill_at TERM "$1"
    [[ "$1" != start_copies && "$1" != 'act keep_site' ]] || code=1
    BASH_ENV="$FAKE/kill.sh" run "$code" r2 deploy.sh production && serves blue && live r1
    check 'nothing is left to settle' "[[ ! -e '$HOST_ROOT/state/unfinished' ]]"
}

ended_late() {
    new_host 'asked to end when the release has held'
    new_release r1 && run 0 r1 deploy.sh production
    new_release r2 && kill_at TERM 'act record_good'
    BASH_ENV="$FAKE/kill.sh" run 0 r2 deploy.sh production && serves green && live r2
}

refusals() {
    new_host 'refusals'
    new_release r1
    run 0 r1 deploy.sh production --dry-run
    check 'a dry run changes nothing' "[[ ! -e '$HOST_ROOT/state' && ! -e '$FAKE/nginx/site.conf' ]] && ! compgen -G '$FAKE/running/*'"
    says 'would run: compose up --detach --no-deps backend-blue frontend-blue'
    mkdir -p "$HOST_ROOT/state"
    (
        exec 7>>"$HOST_ROOT/state/deploy.lock"
        flock 7
        run 6 r1 deploy.sh production
        exit "$FAILED"
    ) || FAILED=1
    sed -i '/OPENAI/d' "$FAKE/etc/backend.env"
    run 3 r1 deploy.sh production && says 'OPENAI_API_KEY in'
    run 2 r1 deploy.sh && run 2 r1 deploy.sh nowhere && run 2 r1 rollback.sh production --to '../x'
}

backups() {
    local daily
    new_host 'backup and restore'
    new_release r1 && run 0 r1 deploy.sh production
    daily="$FAKE/bucket/auto-author-offsite/production/main/daily"
    run 0 r1 backup.sh production main --reason scheduled
    check 'it is the backup of the week and the month' "ls '$daily'/../weekly/*.age '$daily'/../monthly/*.age"
    check 'nothing plain is stored' "! grep -rq chapters --include='*.age' '$FAKE/bucket'"
    check 'nothing plain stays' "[[ -z \$(ls '$HOST_ROOT/backups') ]]"
    run 0 r1 restore.sh production main --from latest --into scratch --identity "$IDENTITY" --report "$FAKE/report.json"
    check 'the data is back' "diff '$FAKE/live/data' '$FAKE/scratch/data'"
    check 'the report says so' "grep -q '\"within_rto\": true' '$FAKE/report.json' && grep -q '\"result\": \"restored\"' '$FAKE/report.json'"
    rm -rf "$FAKE/scratch"
    run 3 r1 restore.sh production main --from latest --into scratch --identity "$OTHER_IDENTITY"
    run 3 r1 restore.sh production main --from latest --into live --identity "$IDENTITY" --confirm yes
    damage "$daily" 'truncate -s -1'
    damage "$daily" 'truncate -s 0'
    damage "$daily" "sed -i '\$s/.\$/?/'"
    check 'nothing was touched' "[[ ! -e '$FAKE/scratch' ]]"
    echo 'books 0' >"$FAKE/live/data"
    run 0 r1 restore.sh production main --from latest --into live --identity "$IDENTITY" --confirm auto-author/production/main
    check 'the live data is back' "grep -q 'books 3' '$FAKE/live/data' && [[ -e '$FAKE/running/backend-blue' ]]"
    printf 'books 3\n' >"$FAKE/live/data"
    sed -i "/^DUMP\[main\]/s/.*/DUMP[main]='false | cat'/" "$HOST_ROOT/releases/r1/deploy/production/settings.sh"
    run 1 r1 backup.sh production main
}

# damage FOLDER COMMAND: the newest backup, spoiled by the command, is refused; then it is whole again.
damage() {
    local file
    file="$(ls "$1"/*.age | tail -n 1)"
    cp "$file" "$FAKE/whole"
    eval "$2" '"$file"'
    run 3 r1 restore.sh production main --from latest --into scratch --identity "$IDENTITY"
    cp "$FAKE/whole" "$file"
}

# once RELEASE LINE: another setting of a release.
once() {
    echo "$2" >>"$HOST_ROOT/releases/$1/deploy/production/settings.sh"
}

migrations() {
    new_host 'migrations'
    new_release r1 && once r1 "MIGRATIONS=(main) MIGRATE[main]=$'backend\nmigrate\nup'" && run 0 r1 deploy.sh production
    check 'in a container of the new copy, before it starts' "grep -n 'run .* backend-blue migrate up\|up --detach --no-deps' '$FAKE/docker.log' | head -1 | grep -q 'migrate up'"
    new_release r2 && once r2 "MIGRATIONS=(main) MIGRATE[main]=$'backend\nmigrate\nfail'" && run 1 r2 deploy.sh production
    says 'the migration of main failed' && says 'it ended with 1' && serves blue && live r1
    check 'no new copy was started' "[[ ! -e '$FAKE/running/backend-green' ]]"
    new_release r4 && run 0 r4 deploy.sh production && serves green
    : >"$FAKE/docker.log"
    run 0 r4 rollback.sh production && live r1
    check 'a rollback leaves the schema as it is' "! grep -q ' run ' '$FAKE/docker.log'"
}

jobs_of_a_host() {
    new_host 'jobs'
    new_release r1 && once r1 "JOBS[digest]=$'backend\nsend\nall' JOB_SECONDS[digest]=5 JOBS[bad]=$'backend\nfail' JOB_SECONDS[bad]=5 JOBS[slow]=$'backend\nhang' JOB_SECONDS[slow]=1"
    run 3 r1 run-job.sh production digest && says 'nothing serves production yet'
    run 0 r1 deploy.sh production
    run 0 r1 run-job.sh production digest && says 'job digest is done'
    check 'in the image of the copy that serves' "grep -q 'run .* backend-blue send all' '$FAKE/docker.log'"
    run 1 r1 run-job.sh production bad && says 'job bad failed'
    run 1 r1 run-job.sh production slow && says 'too long'
    touch "$FAKE/once-runs" && : >"$FAKE/docker.log" && run 6 r1 run-job.sh production digest && says 'still runs'
    check 'what still runs is left alone' "! grep -q '^rm \| run ' '$FAKE/docker.log'"
    rm "$FAKE/once-runs"
    run 2 r1 run-job.sh production nothing && says 'digest'
    run 0 r1 run-job.sh production digest --dry-run && says 'would run: run_once job-digest 5 backend blue send all'
    (
        exec 7>>"$HOST_ROOT/state/job-digest.lock"
        flock 7
        run 6 r1 run-job.sh production digest && says 'still runs'
        exit "$FAILED"
    ) || FAILED=1
}

keys() {
    export TEST_RECIPIENT=age1test
    IDENTITY="$TEMP/identity" OTHER_IDENTITY="$TEMP/other"
    echo age1test >"$IDENTITY"
    echo age1other >"$OTHER_IDENTITY"
    PATH="$HERE/stubs:$PATH"
    [[ -z "${REAL_AGE:-}" ]] && return
    mkdir "$TEMP/age"
    ln -s "$REAL_AGE/age" "$TEMP/age/age"
    PATH="$TEMP/age:$PATH"
    rm "$IDENTITY" "$OTHER_IDENTITY"
    "$REAL_AGE/age-keygen" -o "$IDENTITY" 2>/dev/null
    "$REAL_AGE/age-keygen" -o "$OTHER_IDENTITY" 2>/dev/null
    TEST_RECIPIENT="$("$REAL_AGE/age-keygen" -y "$IDENTITY")"
}

keys
jobs=()
# begin FUNCTION ARGUMENT...: a case beside the others.
begin() {
    ("$@" && exit "$FAILED") &
    jobs+=("$!")
}
for part in deploys never_well no_gate bad_host bad_watch no_way_back refusals migrations jobs_of_a_host backups \
    killed_then_deployed ended_late; do
    begin "$part"
done
for step in "${BEFORE[@]}"; do
    begin killed "$step"
    begin ended "$step"
done
for step in "${HELD[@]}"; do
    begin killed "$step"
done
code=0
for job in "${jobs[@]}"; do
    wait "$job" || code=1
done
exit "$code"
