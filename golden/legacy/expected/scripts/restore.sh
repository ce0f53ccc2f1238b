#!/usr/bin/env bash
# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.
#
# Restores a backup of a database, and proves it: the counts of the manifest must be there afterwards.
#
#   scripts/restore.sh ENVIRONMENT DATABASE --from latest|KEY|log --into scratch|live [--until TIME]
#                      [--identity FILE] [--confirm APP/ENVIRONMENT/DATABASE] [--report FILE]
#
# scratch is a container that is thrown away afterwards; it works on any machine with Docker, a runner too. live
# replaces the data of the environment: it wants APP/ENVIRONMENT/DATABASE typed, saves what is there first, and stops
# the services meanwhile. KEY is daily/STAMP, weekly/STAMP or monthly/STAMP. FILE of --identity holds the private key;
# the host itself has none. With `--from log` the database is as it was at TIME, to the second, such as '2026-01-31
# 14:05:09 UTC', or at the last moment that was copied, where its log is kept. A backup that is empty, cut, altered or not for this key is refused before anything is
# touched.
#
# Ends with 0 restored and proven, 1 failed, 2 wrong usage, 3 refused and nothing changed, 6 a deploy is running.

set -Eeuo pipefail
SCRIPTS="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)"
# shellcheck source-path=SCRIPTDIR source=lib/log.sh
source "${SCRIPTS}/lib/log.sh"
umask 077

usage() {
    say "usage: scripts/restore.sh ENVIRONMENT DATABASE --from latest|KEY|log --into scratch|live" >&2
    say "       [--until TIME] [--identity FILE] [--confirm APP/ENVIRONMENT/DATABASE] [--report FILE]" >&2
    exit "${EXIT_USAGE}"
}

FROM='' INTO='' UNTIL='' CONFIRM='' REPORT='' KEY='' RESULT=failed AGE_SECONDS=null

# Sets KEY to AGE/STAMP.
choose_backup() {
    if [[ "${FROM}" == latest ]]; then
        list_stamps daily
        ((${#STAMPS[@]} > 0)) || fail "${EXIT_REFUSED}" "there is no backup below ${BUCKET_URL}/daily/"
        KEY="daily/${STAMPS[-1]}"
        refuse_stale
    else
        KEY="${FROM#"${ENVIRONMENT}/${DATABASE}/"}"
        KEY="${KEY%%.*}"
    fi
    [[ "${KEY}" =~ ^(daily|weekly|monthly)/[0-9]{8}T[0-9]{6}Z$ ]] ||
        fail "${EXIT_USAGE}" "'${FROM}' is not latest, nor of the form daily/20260131T031700Z"
    measure_age
}

# Sets AGE_SECONDS. Older than the schedule allows by half its longest pause, the newest backup is not what anybody
# expects: whoever wants it has to name it.
refuse_stale() {
    measure_age
    ((AGE_SECONDS <= STALE_SECONDS[${DATABASE}])) ||
        fail "${EXIT_REFUSED}" "the newest backup is $((AGE_SECONDS / 3600)) hours old: backups fail. If it is wanted, say --from ${KEY}"
}

measure_age() {
    local now stamp="${KEY#*/}"
    printf -v now '%(%s)T' -1
    stamp="$(date --utc --date="${stamp:0:8} ${stamp:9:2}:${stamp:11:2}:${stamp:13:2}" +%s)"
    AGE_SECONDS=$((now - stamp))
}

read_manifest() { # NAME
    read_value "${WORK}/manifest" "$1"
}

# Downloads the backup and refuses it unless it is whole. Nothing is touched before this is through.
fetch_backup() {
    local file size sum wanted
    say "fetching ${BUCKET_URL}/${KEY}"
    get_object "${KEY}.manifest" "${WORK}/manifest"
    read_manifest database
    [[ "${REPLY}" == "${DATABASE}" ]] || fail "${EXIT_REFUSED}" "the manifest is not one of ${DATABASE}"
    read_manifest file
    file="${REPLY}"
    [[ "${file}" =~ ^[A-Za-z0-9._-]+$ ]] || fail "${EXIT_REFUSED}" "the manifest names no file"
    get_object "${KEY%/*}/${file}" "${WORK}/stored"
    size="$(stat --format=%s -- "${WORK}/stored")"
    read_manifest bytes
    [[ "${size}" -gt 0 && "${size}" == "${REPLY}" ]] ||
        fail "${EXIT_REFUSED}" "the backup has ${size} bytes, its manifest says ${REPLY:-nothing}"
    sum="$(sha256sum <"${WORK}/stored")"
    read_manifest sha256
    [[ "${sum%% *}" == "${REPLY}" ]] || fail "${EXIT_REFUSED}" "the backup was altered: its checksum is another"
    decrypt "${file}" stored dump
    sum="$(sha256sum <"${WORK}/dump")"
    read_manifest dump_sha256
    wanted="${REPLY}"
    [[ "${sum%% *}" == "${wanted}" ]] || fail "${EXIT_REFUSED}" "what was decrypted is not what was dumped"
    size="$(stat --format=%s -- "${WORK}/dump")"
    ((size >= SMALLEST_DUMP[${DATABASE}])) || fail "${EXIT_REFUSED}" "the dump has only ${size} bytes"
    grep -q '^count ' -- "${WORK}/manifest" || fail "${EXIT_REFUSED}" "the manifest has no counts to compare with"
    fetch_roles
}

# What belongs to the engine and not to one of its databases, where there is such a thing.
fetch_roles() {
    local file sum
    : >"${WORK}/roles"
    read_manifest roles
    file="${REPLY}"
    [[ -n "${file}" ]] || return 0
    [[ "${file}" =~ ^[A-Za-z0-9._-]+$ ]] || fail "${EXIT_REFUSED}" "the manifest names no file of roles"
    get_object "${KEY%/*}/${file}" "${WORK}/stored-roles"
    sum="$(sha256sum <"${WORK}/stored-roles")"
    read_manifest roles_sha256
    [[ "${sum%% *}" == "${REPLY}" ]] || fail "${EXIT_REFUSED}" "the backup's roles were altered: their checksum is another"
    decrypt "${file}" stored-roles roles
}

# Every collection or table holds as much as when it was dumped. One that was made since may still be there.
compare_counts() { # FILE
    local wrong
    wrong="$(awk 'NR == FNR {
            if (sub(/^count /, "")) {
                before = $(NF - 1); after = $NF; sub(/ [0-9]+ [0-9]+$/, "")
                least[$0] = before < after ? before : after; most[$0] = before > after ? before : after
            }
            next
        }
        { count = $NF; sub(/ [0-9]+$/, ""); seen[$0] = count }
        END {
            for (name in least)
                if (seen[name] + 0 < least[name] || seen[name] + 0 > most[name])
                    printf "%s has %d, expected %d to %d; ", name, seen[name], least[name], most[name]
        }' "${WORK}/manifest" "$1")"
    [[ -z "${wrong}" ]] || fail "${EXIT_FAILED}" "the restored data is not what was dumped: ${wrong%; }"
    say "the counts are those of the manifest"
}

ask_confirmation() {
    local wanted="${APP}/${ENVIRONMENT}/${DATABASE}"
    if [[ -z "${CONFIRM}" && -t 0 ]]; then
        say "this replaces the data of ${wanted}. Type ${wanted} to go on:"
        IFS= read -r CONFIRM
    fi
    [[ "${CONFIRM}" == "${wanted}" ]] || fail "${EXIT_REFUSED}" "to replace live data, say --confirm ${wanted}"
}

restore_live() {
    # shellcheck source=/dev/null
    source "${SCRIPTS}/lib/${SUPERVISOR}.sh"
    take_lock
    is_database_running "${DATABASE}"
    [[ "${ANSWER}" == yes ]] || fail "${EXIT_REFUSED}" "database ${DATABASE} is not running"
    say "saving what is there"
    if ! "${SCRIPTS}/backup.sh" "${ENVIRONMENT}" "${DATABASE}" --reason manual; then
        warn "it could not be saved"
        [[ "${WITHOUT_SAFETY_COPY:-no}" == yes ]] ||
            fail "${EXIT_REFUSED}" "nothing was changed; set WITHOUT_SAFETY_COPY=yes if there is nothing worth saving"
    fi
    say "stopping the services"
    pause_copies
    [[ ! -s "${WORK}/roles" ]] || in_database "${DATABASE}" "${RESTORE_ROLES[${DATABASE}]}" <"${WORK}/roles"
    in_database "${DATABASE}" "${RESTORE[${DATABASE}]}" <"${WORK}/dump"
    in_database "${DATABASE}" "${COUNT[${DATABASE}]}" >"${WORK}/counted" </dev/null
    compare_counts "${WORK}/counted"
    history_line restore "${KEY}" "${DATABASE}" good
}

restore_scratch() {
    start_scratch
    [[ ! -s "${WORK}/roles" ]] || in_scratch "${RESTORE_ROLES[${DATABASE}]}" <"${WORK}/roles"
    in_scratch "${RESTORE[${DATABASE}]}" <"${WORK}/dump"
    in_scratch "${COUNT[${DATABASE}]}" >"${WORK}/counted" </dev/null
    compare_counts "${WORK}/counted"
}

# What was brought to a moment goes into the engine in use as any backup does: that one keeps its own settings and log.
take_from_scratch() {
    in_scratch "${DUMP[${DATABASE}]}" >"${WORK}/dump" </dev/null
    : >"${WORK}/roles"
    [[ -z "${DUMP_ROLES[${DATABASE}]:-}" ]] || in_scratch "${DUMP_ROLES[${DATABASE}]}" >"${WORK}/roles" </dev/null
    in_scratch "${COUNT[${DATABASE}]}" >"${WORK}/counted" </dev/null
    awk '{ count = $NF; sub(/ [0-9]+$/, ""); print "count", $0, count, count }' "${WORK}/counted" >"${WORK}/manifest"
    [[ -s "${WORK}/manifest" ]] || fail "${EXIT_REFUSED}" "there was nothing in the database at that moment"
    stop_scratch
}

write_report() {
    local rto="${RTO_SECONDS[${DATABASE}]:-null}" within=null bytes=0
    [[ -n "${REPORT}" ]] || return 0
    if [[ "${rto}" != null ]]; then
        within=false
        ((SECONDS > rto)) || within=true
    fi
    if [[ -f "${WORK}/dump" ]]; then
        bytes="$(stat --format=%s -- "${WORK}/dump")"
    fi
    write_file "${REPORT}" "{
  \"app\": \"${APP}\",
  \"environment\": \"${ENVIRONMENT}\",
  \"database\": \"${DATABASE}\",
  \"backup\": \"${KEY}\",
  \"into\": \"${INTO}\",
  \"bytes\": ${bytes},
  \"age_seconds\": ${AGE_SECONDS},
  \"seconds\": ${SECONDS},
  \"rto_seconds\": ${rto},
  \"within_rto\": ${within},
  \"result\": \"${RESULT}\"
}"
}

# However it ends: services run again, nothing plain stays behind, the report is written.
leave() { # CODE
    trap - EXIT ERR
    set +e
    stop_scratch
    if [[ "${INTO}" == live ]] && declare -F resume_copies >/dev/null; then
        resume_copies
    fi
    write_report
    rm -rf -- "${WORK:?}"
    exit "$1"
}

read_arguments() {
    (($# >= 2)) || usage
    load_settings "${SCRIPTS%/*}" "$1"
    DATABASE="$2"
    shift 2
    while (($# > 0)); do
        (($# >= 2)) || usage
        case "$1" in
            --from) FROM="$2" ;;
            --into) INTO="$2" ;;
            --identity) IDENTITY="$2" ;;
            --until) UNTIL="$2" ;;
            --confirm) CONFIRM="$2" ;;
            --report) REPORT="$2" ;;
            *) usage ;;
        esac
        shift 2
    done
    [[ -n "${FROM}" && "${INTO}" =~ ^(scratch|live)$ ]] || usage
    [[ -n "${BUCKET[${DATABASE}]:-}" ]] ||
        fail "${EXIT_USAGE}" "database ${DATABASE} is not backed up in ${ENVIRONMENT}"
    [[ -z "${UNTIL}" || "${FROM}" == log ]] || fail "${EXIT_USAGE}" "--until goes with --from log"
    if [[ "${FROM}" == log ]]; then
        [[ -n "${LOG_LIST[${DATABASE}]:-}" ]] || fail "${EXIT_USAGE}" "the log of ${DATABASE} is not kept in ${ENVIRONMENT}"
        [[ -z "${UNTIL}" ]] || UNTIL="$(date --utc --date="${UNTIL}" '+%Y-%m-%d %H:%M:%S+00')" ||
            fail "${EXIT_USAGE}" "--until is not a time"
    fi
}

main() {
    read_arguments "$@"
    [[ "${INTO}" != live ]] || ask_confirmation
    WORK="$(mktemp --directory)"
    trap 'leave "$?"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    SECONDS=0
    load_credentials
    if [[ "${FROM}" == log ]]; then
        fetch_log "${UNTIL}"
        replay_log "${UNTIL}"
        [[ "${INTO}" != live ]] || take_from_scratch
        KEY+=" and the log until ${UNTIL:-its end}"
    else
        choose_backup
        fetch_backup
        [[ "${INTO}" != scratch ]] || restore_scratch
    fi
    [[ "${INTO}" != live ]] || restore_live
    RESULT=restored
    say "backup ${KEY} of ${DATABASE} is restored into ${INTO} in ${SECONDS} s"
}

main "$@"
