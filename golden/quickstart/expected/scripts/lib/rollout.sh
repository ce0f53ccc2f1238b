# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.
#
# A release takes over: the same steps for a deploy and for a rollback, and the way back when one of them fails.
# What a function answers is for its callers.
# shellcheck shell=bash disable=SC2034

# shellcheck source-path=SCRIPTDIR source-path=SCRIPTDIR/lib source=edge.sh
source "${BASH_SOURCE[0]%/*}/edge.sh"

# So many good answers in a row make a copy ready.
readonly GOOD_IN_A_ROW=3

ACTION=deploy
RELEASE_ID=''
NEW_COLOUR='' OLD_COLOUR='' OLD_RELEASE_DIR=''
# How far it went: nothing | started | switched | done. It decides what is undone.
STAGE=nothing
STARTED_AT=''

# What is under way is written down for whoever comes after a script that was killed: how far it went, what it does, the
# release and its colour, and the colour and the release that served before it, - for none.
enter_stage() { # STAGE
    local old_release="${OLD_RELEASE_DIR##*/}"
    STAGE="$1"
    write_state unfinished "${STAGE} ${ACTION} ${RELEASE_ID} ${NEW_COLOUR} ${OLD_COLOUR:--} ${old_release:--}"
}

settle() { # STAGE ACTION RELEASE COLOUR OLD_COLOUR OLD_RELEASE
    load_settings "${ROOT}/releases/$3" "${ENVIRONMENT}"
    STAGE="$1" ACTION="$2" RELEASE_ID="$3" NEW_COLOUR="$4" OLD_COLOUR="$5"
    [[ -z "$6" ]] || OLD_RELEASE_DIR="${ROOT}/releases/$6"
    if [[ "${STAGE}" == 'done' ]]; then
        finish_release
    else
        set +e
        undo_release
        [[ "${REPLY}" != "${EXIT_STUCK}" ]] || exit "${EXIT_STUCK}"
    fi
}

# A script that was killed undoes nothing: what it left is undone now as it would have done it, or finished if its release
# had held. Until then nobody can tell from links and files which copies users get.
settle_unfinished() {
    local stage action release new old old_release code=0
    read_state unfinished
    [[ -n "${REPLY}" ]] || return 0
    read -r stage action release new old old_release <<<"${REPLY}"
    warn "the ${action} of ${release} was killed half-way (${stage})"
    only_said "undo or finish it"
    [[ "${ANSWER}" == no ]] || return 0
    # By itself: what it sets belongs to the other release.
    settle "${stage}" "${action}" "${release}" "${new}" "${old#-}" "${old_release#-}" &
    wait "$!" || code=$?
    ((code == 0)) || fail "${EXIT_STUCK}" "what the ${action} of ${release} left could not be settled; look at ${ROOT}/state/unfinished"
}

# Who serves, and who is next.
choose_colours() {
    local colour
    find_served_colour
    OLD_COLOUR="${REPLY}"
    NEW_COLOUR="${COLOURS[0]}"
    for colour in "${COLOURS[@]}"; do
        if [[ "${colour}" != "${OLD_COLOUR}" ]]; then
            NEW_COLOUR="${colour}"
            break
        fi
    done
    if [[ -e "${ROOT}/current" ]]; then
        OLD_RELEASE_DIR="$(readlink -f -- "${ROOT}/current")"
    fi
    read_value "${RELEASE_DIR}/release.env" RELEASE_ID
    RELEASE_ID="${REPLY}"
    [[ "${RELEASE_ID}" =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ && "${RELEASE_DIR}" == "${ROOT}/releases/${RELEASE_ID}" ]] ||
        fail "${EXIT_REFUSED}" "${RELEASE_DIR} is not ${ROOT}/releases/RELEASE_ID with that RELEASE_ID in release.env"
}

# Whether every copy of a colour answers well, by itself: nginx is not asked. Sets REPLY to the first that does not.
are_copies_answering() { # COLOUR
    local service copy port kind
    for service in "${SERVICES[@]}"; do
        name_copy "${service}" "$1"
        copy="${REPLY}"
        if [[ -z "${COPY_PORTS[${copy}]:-}" ]]; then
            is_copy_running "${copy}"
            REPLY="${copy} is not running"
            [[ "${ANSWER}" == yes ]] || return 0
        fi
        kind=any
        [[ -z "${HEALTH_PATH[${service}]:-}" ]] || kind=good
        for port in ${COPY_PORTS[${copy}]:-}; do
            is_answering "http://127.0.0.1:${port}${HEALTH_PATH[${service}]:-/}" "${kind}"
            REPLY="${copy} does not answer well: http://127.0.0.1:${port}${HEALTH_PATH[${service}]:-/}"
            [[ "${ANSWER}" == yes ]] || return 0
        done
    done
    ANSWER=yes
}

# Asks again and again until all copies have answered well so many times in a row.
await_copies() { # COLOUR
    local good=0 deadline=$((SECONDS + GATE_SECONDS))
    while ((SECONDS <= deadline)); do
        are_copies_answering "$1"
        if [[ "${ANSWER}" == yes ]]; then
            good=$((good + 1))
            if ((good >= GOOD_IN_A_ROW)); then
                say "every copy of ${1} is healthy"
                return 0
            fi
        else
            good=0
        fi
        sleep 1
    done
    ANSWER=no
    warn "not healthy within ${GATE_SECONDS} s: ${REPLY}"
}

# Whether the copies that would be started are there already: those of the release before, kept ready.
is_release_kept() {
    local service
    ANSWER=no
    read_state "release-${NEW_COLOUR}"
    [[ "${REPLY}" == "${RELEASE_ID}" && "${NEW_COLOUR}" != "${OLD_COLOUR}" ]] || return 0
    for service in "${SERVICES[@]}"; do
        name_copy "${service}" "${NEW_COLOUR}"
        is_copy_running "${REPLY}"
        [[ "${ANSWER}" == yes ]] || return 0
    done
}

# The longest that the migrations of one database may take.
readonly MIGRATION_SECONDS=900

# The code that still serves meets the new schema for a while, so a migration only adds; what nobody needs any more goes
# with a later release. A rollback leaves the schema as it is.
migrate_databases() {
    local database words
    for database in ${MIGRATIONS[@]+"${MIGRATIONS[@]}"}; do
        say "migrating ${database}"
        mapfile -t words <<<"${MIGRATE[${database}]}"
        ANSWER=yes
        act run_once "migrate-${database}" "${MIGRATION_SECONDS}" "${words[0]}" "${NEW_COLOUR}" "${words[@]:1}"
        [[ "${ANSWER}" == yes ]] || fail "${EXIT_FAILED}" "the migration of ${database} failed"
    done
}

# Starts the new copies and waits until they are ready. Users notice nothing, unless there is only one set of copies.
start_release() {
    printf -v STARTED_AT '%(%Y-%m-%dT%H:%M:%S%z)T' -1
    is_release_kept
    if [[ "${ANSWER}" == yes ]]; then
        say "release ${RELEASE_ID} still runs as ${NEW_COLOUR}"
    else
        say "starting release ${RELEASE_ID} as ${NEW_COLOUR}"
        prepare_copies "${NEW_COLOUR}"
        enter_stage started
        # Until it counts as good, nobody may take these copies for those of an earlier release.
        write_state "release-${NEW_COLOUR}" ''
        start_databases
        [[ "${ACTION}" != deploy ]] || migrate_databases
        start_copies "${NEW_COLOUR}"
    fi
    only_said "ask every new copy for its health, at most ${GATE_SECONDS} s, ${GOOD_IN_A_ROW} good answers in a row"
    [[ "${ANSWER}" == no ]] || return 0
    await_copies "${NEW_COLOUR}"
    [[ "${ANSWER}" == yes ]] || fail "${EXIT_FAILED}" "the new copies are not healthy"
}

# Users get the new copies.
switch_edge() {
    if ((${#HOSTS[@]} == 0)); then
        enter_stage switched
        write_state colour "${NEW_COLOUR}"
        return 0
    fi
    act keep_site
    enter_stage switched
    say "switching the edge to ${NEW_COLOUR}"
    act copy_site "${RELEASE_DIR}/deploy/${ENVIRONMENT}/nginx" "${OLD_COLOUR}"
    act point_edge "${NEW_COLOUR}"
    only_said "test nginx, reload it, and ask it until ${NEW_COLOUR} answers at every host: ${HOSTS[*]}"
    if [[ "${ANSWER}" == no ]]; then
        mark_log
        reload_edge
        [[ "${ANSWER}" == yes ]] || fail "${EXIT_FAILED}" "nginx does not accept the site"
        await_colour "${NEW_COLOUR}"
        [[ "${ANSWER}" == yes ]] || fail "${EXIT_FAILED}" "the edge does not serve ${NEW_COLOUR}"
        smoke_routes "${NEW_COLOUR}"
        [[ "${ANSWER}" == yes ]] || fail "${EXIT_FAILED}" "a host does not answer as it should"
    fi
    write_state colour "${NEW_COLOUR}"
    printf -v REPLY '%(%s)T' -1
    write_state switched-at "${REPLY}"
}

# Watches the new release for the declared time.
bake_release() {
    only_said "watch for ${BAKE_SECONDS} s; switch back when the copies fail or on: ${ABORTS[*]:-nothing else}"
    [[ "${ANSWER}" == no ]] || return 0
    say "watching for ${BAKE_SECONDS} s"
    local start="${SECONDS}" misses=0
    while ((SECONDS - start < BAKE_SECONDS)); do
        sleep 2
        are_copies_answering "${NEW_COLOUR}"
        if [[ "${ANSWER}" == yes ]]; then
            misses=0
        else
            misses=$((misses + 1))
        fi
        ((misses < 3)) || fail "${EXIT_FAILED}" "three times in a row: ${REPLY}"
        judge_conditions $((SECONDS - start))
    done
}

# Each condition is judged over its own time, once so much has passed.
judge_conditions() { # ELAPSED
    local condition
    for condition in ${ABORTS[@]+"${ABORTS[@]}"}; do
        (($1 >= ${condition##* })) || continue
        is_breached "${NEW_COLOUR}" "${condition}"
        [[ "${ANSWER}" == no ]] || fail "${EXIT_FAILED}" "${REPLY}"
    done
}

# The release counts as good: it is current, and the old copies wait for a while, except those that take work by
# themselves, which would go on working with old code.
finish_release() {
    local old_release='' until
    # Half of this would be neither release: nothing but SIGKILL ends it now, and then the next one finishes it.
    trap '' INT TERM HUP
    enter_stage 'done'
    [[ -z "${OLD_RELEASE_DIR}" ]] || old_release="${OLD_RELEASE_DIR##*/}"
    act point_current "${RELEASE_DIR}"
    write_state "release-${NEW_COLOUR}" "${RELEASE_ID}"
    act record_good "${RELEASE_ID}" "${old_release}"
    act write_deployment_info good
    history_line "${ACTION}" "${RELEASE_ID}" "${NEW_COLOUR}" good
    if [[ -n "${OLD_COLOUR}" && "${OLD_COLOUR}" != "${NEW_COLOUR}" ]]; then
        stop_workers "${OLD_COLOUR}"
        printf -v until '%(%s)T' -1
        until=$((until + KEEP_OLD_SECONDS))
        write_state old-until "${OLD_COLOUR} ${until}"
        say "${OLD_COLOUR} stays ready for ${KEEP_OLD_SECONDS} s; scripts/prune.sh ${ENVIRONMENT} stops it after that"
    fi
    act rm -f -- "${ROOT}/state/unfinished"
    only_said "be done"
    [[ "${ANSWER}" == yes ]] || say "release ${RELEASE_ID} serves ${ENVIRONMENT} as ${NEW_COLOUR}"
}

point_current() { # RELEASE_FOLDER
    rm -f -- "${ROOT}/current.new"
    ln -s -- "$1" "${ROOT}/current.new"
    mv -T -f -- "${ROOT}/current.new" "${ROOT}/current"
}

# state/good lists releases that held, the newest last. A release that was rolled back from is not good any more.
record_good() { # RELEASE OLD_RELEASE
    local line lines=() previous=''
    if [[ -r "${ROOT}/state/good" ]]; then
        while IFS= read -r line; do
            if [[ "${line}" == "$1" || ("${ACTION}" == rollback && "${line}" == "$2") ]]; then
                continue
            fi
            lines+=("${line}")
            previous="${line}"
        done <"${ROOT}/state/good"
    fi
    lines+=("$1")
    printf -v line '%s\n' "${lines[@]}"
    write_file "${ROOT}/state/good" "${line%$'\n'}"
    write_file "${ROOT}/state/previous" "${previous}"
}

write_deployment_info() { # RESULT
    local names=(RELEASE_ID GIT_SHA GIT_REF DEPLOYED_BY) name service now text='{'
    for service in "${SERVICES[@]}"; do
        [[ -z "${IMAGE_VARIABLES[${service}]:-}" ]] || names+=("${IMAGE_VARIABLES[${service}]}")
    done
    for name in "${names[@]}"; do
        read_value "${RELEASE_DIR}/release.env" "${name}"
        json_string "${REPLY}"
        text+=$'\n'"  \"${name,,}\": ${REPLY},"
    done
    printf -v now '%(%Y-%m-%dT%H:%M:%S%z)T' -1
    text+=$'\n'"  \"app\": \"${APP}\","
    text+=$'\n'"  \"environment\": \"${ENVIRONMENT}\","
    text+=$'\n'"  \"action\": \"${ACTION}\","
    text+=$'\n'"  \"colour\": \"${NEW_COLOUR}\","
    text+=$'\n'"  \"started\": \"${STARTED_AT}\","
    text+=$'\n'"  \"finished\": \"${now}\","
    text+=$'\n'"  \"result\": \"$1\""$'\n}'
    write_file "${RELEASE_DIR}/DEPLOYMENT_INFO.json" "${text}"
}

# Runs when the script ends, however it ends.
leave() { # CODE
    local code="$1"
    trap - EXIT ERR
    set +e
    if [[ "${code}" != 0 && "${DRY_RUN}" == no ]]; then
        undo_release
        code="${REPLY:-${code}}"
    fi
    exit "${code}"
}

# Sets REPLY to the code to end with; empty when nothing had to be undone.
undo_release() {
    REPLY=''
    case "${STAGE}" in
        started) undo_start ;;
        switched) undo_switch ;;
        *) return 0 ;;
    esac
    local code="${REPLY}"
    write_deployment_info failed
    history_line "${ACTION}" "${RELEASE_ID}" "${NEW_COLOUR}" failed
    # What is stuck between two colours is tried again by whoever comes next.
    if [[ "${code}" != "${EXIT_STUCK}" || "${NEW_COLOUR}" == "${OLD_COLOUR}" ]]; then
        rm -f -- "${ROOT}/state/unfinished"
    fi
    REPLY="${code}"
}

# Before the switch. With two sets of copies users noticed nothing; with one, the old release is started again.
undo_start() {
    if [[ "${NEW_COLOUR}" != "${OLD_COLOUR}" ]]; then
        stop_copies "${NEW_COLOUR}"
        say "the new copies are stopped; what was served before is still served" >&2
        REPLY="${EXIT_FAILED}"
        return 0
    fi
    restart_old
}

undo_switch() {
    say "switching back to ${OLD_COLOUR:-nothing}" >&2
    if [[ -n "${OLD_COLOUR}" && "${NEW_COLOUR}" != "${OLD_COLOUR}" ]]; then
        wake_old
    fi
    if ((${#HOSTS[@]} > 0)); then
        restore_site
        if [[ -n "${OLD_COLOUR}" ]]; then
            point_edge "${OLD_COLOUR}"
        else
            rm -f -- "${NGINX_FOLDER}/active.conf"
        fi
    fi
    if [[ "${NEW_COLOUR}" == "${OLD_COLOUR}" ]]; then
        restart_old
        return 0
    fi
    ANSWER=yes
    if ((${#HOSTS[@]} > 0)); then
        reload_edge
        if [[ "${ANSWER}" == yes && -n "${OLD_COLOUR}" ]]; then
            await_colour "${OLD_COLOUR}"
        fi
    fi
    if [[ "${ANSWER}" == no ]]; then
        say "THE WAY BACK FAILED: ask nginx (sudo nginx -t) and look at ${NGINX_FOLDER}/active.conf" >&2
        REPLY="${EXIT_STUCK}"
        return 0
    fi
    write_state colour "${OLD_COLOUR}"
    printf -v REPLY '%(%s)T' -1
    write_state switched-at "${REPLY}"
    # Requests that the new copies have begun are finished by them.
    stop_copies "${NEW_COLOUR}"
    say "${OLD_COLOUR:-nothing} serves again" >&2
    REPLY="${EXIT_SWITCHED_BACK}"
}

# The old copies were left running. Those that died meanwhile are started again before users are sent to them.
wake_old() {
    local failed_release="${RELEASE_DIR}"
    are_copies_answering "${OLD_COLOUR}"
    [[ "${ANSWER}" == no && -d "${OLD_RELEASE_DIR}" ]] || return 0
    warn "${REPLY}"
    load_settings "${OLD_RELEASE_DIR}" "${ENVIRONMENT}"
    start_copies "${OLD_COLOUR}"
    await_copies "${OLD_COLOUR}"
    load_settings "${failed_release}" "${ENVIRONMENT}"
}

# With one set of copies the way back is the old release, started again.
restart_old() {
    local failed_release="${RELEASE_DIR}"
    if [[ -z "${OLD_RELEASE_DIR}" || ! -d "${OLD_RELEASE_DIR}" ]]; then
        say "there is no earlier release to go back to" >&2
        REPLY="${EXIT_STUCK}"
        return 0
    fi
    load_settings "${OLD_RELEASE_DIR}" "${ENVIRONMENT}"
    prepare_copies "${OLD_COLOUR}"
    start_copies "${OLD_COLOUR}"
    await_copies "${OLD_COLOUR}"
    if [[ "${ANSWER}" == yes && ${#HOSTS[@]} -gt 0 ]]; then
        reload_edge
    fi
    REPLY="${EXIT_STUCK}"
    if [[ "${ANSWER}" == yes ]]; then
        say "release ${OLD_RELEASE_DIR##*/} serves again" >&2
        REPLY="${EXIT_SWITCHED_BACK}"
    fi
    RELEASE_DIR="${failed_release}"
}
