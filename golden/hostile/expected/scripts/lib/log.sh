# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.
#
# The log of a database: s3://BUCKET/ENVIRONMENT/DATABASE/log/ID/ has its segments, base/ what they are read upon. Each
# engine has an ID of its own: one that was made anew names its segments as the one before it did.
# What a function answers is for its callers.
# shellcheck shell=bash disable=SC2034

# shellcheck source-path=SCRIPTDIR source-path=SCRIPTDIR/lib source=scratch.sh
source "${BASH_SOURCE[0]%/*}/scratch.sh"

# Runs a line of the engine that is about one segment.
about_segment() { # SEGMENT LINE
    in_database "${DATABASE}" "export SEGMENT=$1"$'\n'"$2"
}

# Sets LOG to the place of the engine's segments.
LOG=''
name_log() {
    LOG="$(in_database "${DATABASE}" "${LOG_ID[${DATABASE}]}" </dev/null)"
    [[ "${LOG}" =~ ^[A-Za-z0-9_-]+$ ]] || fail "${EXIT_FAILED}" "the engine says '${LOG}' of itself"
}

# Each segment is in the bucket before the engine may let it go.
keep_log() {
    local segment segments name count=0
    mkdir -p -- "${ROOT}/state"
    exec 7>>"${ROOT}/state/log-${DATABASE}.lock"
    flock --wait 60 7 || fail "${EXIT_REFUSED}" "the log of ${DATABASE} is being copied"
    name_log
    segments="$(in_database "${DATABASE}" "${LOG_LIST[${DATABASE}]}" </dev/null)"
    for segment in ${segments}; do
        [[ "${segment}" =~ ^[A-Za-z0-9._-]+$ ]] || fail "${EXIT_FAILED}" "the engine names a segment '${segment}'"
        about_segment "${segment}" "${LOG_WRITE[${DATABASE}]}" >"${WORK}/segment" </dev/null
        name_encrypted "${segment}.gz"
        name="${REPLY}"
        encrypt segment "${name}"
        put_object "${WORK}/${name}" "log/${LOG}/${name}"
        about_segment "${segment}" "${LOG_DONE[${DATABASE}]}" </dev/null
        rm -f -- "${WORK}/segment" "${WORK:?}/${name}"
        count=$((count + 1))
    done
    say "${count} segments of the log of ${DATABASE} are in ${BUCKET_URL}/log/${LOG}/"
}

# What the log is read upon. Its name says when it was whole: it serves moments after that.
keep_base() {
    local name first sum stamp
    say "copying all of the engine of ${DATABASE}"
    in_database "${DATABASE}" "${LOG_BASE[${DATABASE}]}" >"${WORK}/base" </dev/null
    first="$(in_database "${DATABASE}" "${LOG_FIRST[${DATABASE}]}" <"${WORK}/base")"
    [[ "${first}" =~ ^[A-Za-z0-9._-]+$ ]] || fail "${EXIT_FAILED}" "the copy does not say with which segment it begins"
    printf -v stamp '%(%s)T' -1
    stamp="$(date --utc --date="@$((stamp + 1))" +%Y%m%dT%H%M%SZ)"
    name_encrypted "${stamp}.tar.gz"
    name="${REPLY}"
    encrypt base "${name}"
    sum="$(sha256sum <"${WORK}/${name}")"
    name_log
    printf 'database=%s\nengine=%s\nfile=%s\nsha256=%s\nlog=%s\nfirst=%s\n' "${DATABASE}" \
        "${ENGINE_IMAGE[${DATABASE}]}" "${name}" "${sum%% *}" "${LOG}" "${first}" >"${WORK}/base.manifest"
    put_object "${WORK}/${name}" "base/${name}"
    put_object "${WORK}/base.manifest" "base/${stamp}.manifest"
    rm -f -- "${WORK}/base" "${WORK:?}/${name}"
    thin_out_log
}

# The last base before the time that is kept stays, and of each log every segment from the first on that a base needs.
thin_out_log() {
    local now horizon stamp last='' name log
    local -A first=()
    printf -v now '%(%s)T' -1
    horizon="$(date --utc --date="@$((now - KEEP_LOG_SECONDS[${DATABASE}]))" +%Y%m%dT%H%M%SZ)"
    list_stamps base
    for stamp in "${STAMPS[@]}"; do
        [[ "${stamp}" < "${horizon}" ]] || break
        if [[ -n "${last}" ]]; then
            say "removing base/${last}"
            remove_object "base/${last}.manifest"
            remove_objects base "${last}.*"
        fi
        last="${stamp}"
    done
    mkdir -p -- "${WORK}/bases"
    get_objects base "${WORK}/bases" '*.manifest'
    for name in "${WORK}"/bases/*.manifest; do
        read_value "${name}" log
        log="${REPLY}"
        read_value "${name}" first
        [[ -n "${first[${log}]:-}" ]] || first[${log}]="${REPLY}"
    done
    list_names log
    for name in ${NAMES_THERE[@]+"${NAMES_THERE[@]}"}; do
        log="${name%%/*}"
        stamp="${name#*/}"
        if [[ -z "${first[${log}]:-}" || "${stamp%%.*}" < "${first[${log}]}" ]]; then
            remove_object "log/${name}"
        fi
    done
}

# Downloads the newest base before a moment and the segments from its first on. Nothing is touched before all of it is
# here and whole. The engine itself says when a segment is missing between them.
fetch_log() { # UNTIL, or nothing for the end of the log
    local stamp base='' until='' file sum first name
    [[ -z "$1" ]] || until="$(date --utc --date="$1" +%Y%m%dT%H%M%SZ)"
    list_stamps base
    for stamp in ${STAMPS[@]+"${STAMPS[@]}"}; do
        [[ -n "${until}" && "${stamp}" > "${until}" ]] || base="${stamp}"
    done
    [[ -n "${base}" ]] || fail "${EXIT_REFUSED}" "there is no copy below ${BUCKET_URL}/base/ from before ${1:-now}"
    KEY="base/${base}"
    say "fetching ${BUCKET_URL}/${KEY}, and the log since"
    get_object "${KEY}.manifest" "${WORK}/manifest"
    read_value "${WORK}/manifest" first
    first="${REPLY}"
    read_value "${WORK}/manifest" log
    LOG="${REPLY}"
    read_value "${WORK}/manifest" file
    file="${REPLY}"
    [[ "${file}" =~ ^[A-Za-z0-9._-]+$ && -n "${first}" && "${LOG}" =~ ^[A-Za-z0-9_-]+$ ]] || fail "${EXIT_REFUSED}" "the manifest names no file"
    get_object "base/${file}" "${WORK}/stored"
    sum="$(sha256sum <"${WORK}/stored")"
    read_value "${WORK}/manifest" sha256
    [[ "${sum%% *}" == "${REPLY}" ]] || fail "${EXIT_REFUSED}" "the copy was altered: its checksum is another"
    decrypt "${file}" stored base
    mkdir -p -- "${WORK}/scratch/segments" "${WORK}/log"
    get_objects "log/${LOG}" "${WORK}/log" '*'
    for file in "${WORK}"/log/*; do
        [[ -e "${file}" ]] || fail "${EXIT_REFUSED}" "there is no log in ${BUCKET_URL}/log/${LOG}/"
        name="${file##*/}"
        [[ "${name%%.*}" < "${first}" ]] || decrypt "${name}" "log/${name}" "scratch/segments/${name%.age}"
    done
    chmod -R a+rX -- "${WORK}/scratch"
}

# An engine of its own, brought to the moment: from there on it is as any other scratch engine.
replay_log() { # UNTIL
    make_scratch --entrypoint sleep --user "${ENGINE_USER[${DATABASE}]}" "${ENGINE_IMAGE[${DATABASE}]}" infinity
    say "replaying the log until ${1:-its end}"
    in_scratch "export UNTIL=${1@Q} SEGMENTS=/run/secrets/segments"$'\n'"${LOG_REPLAY[${DATABASE}]}" <"${WORK}/base"
}
