#!/usr/bin/env bash
# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.
#
# Makes one backup of a database: dump, count, check, encrypt, upload, thin out. Nothing plain leaves the host.
#
#   scripts/backup.sh ENVIRONMENT DATABASE [--reason scheduled|deploy|manual]
#
# A backup is complete when its manifest is in the bucket, which is written last. Scheduled backups also become the
# backup of the week and of the month when they are its first. Credentials of the bucket are AWS_ACCESS_KEY_ID and
# AWS_SECRET_ACCESS_KEY, and AWS_ENDPOINT_URL where the store is not AWS, in backup.env among the secrets.
#
# Ends with 0 done, 1 failed (older backups are untouched), 2 wrong usage, 3 refused.

set -Eeuo pipefail
SCRIPTS="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)"
# shellcheck source-path=SCRIPTDIR source=lib/log.sh
source "${SCRIPTS}/lib/log.sh"
umask 077

usage() {
    say "usage: scripts/backup.sh ENVIRONMENT DATABASE [--reason scheduled|deploy|manual]" >&2
    exit "${EXIT_USAGE}"
}

REASON=manual STAMP='' FILE='' ROLES=''

# One backup of a database at a time; a deploy waits for its own.
take_backup_lock() {
    mkdir -p -- "${ROOT}/state"
    exec 8>>"${ROOT}/state/backup-${DATABASE}.lock"
    flock --wait 600 8 || fail "${EXIT_REFUSED}" "another backup of ${DATABASE} is running"
}

# Whether the database holds anything, counted before the dump. One that holds nothing is new, or has just been made in
# the place of a lost one: a deploy and a restore go on. At night it is a fault, since something was to be kept.
is_anything_there() {
    in_database "${DATABASE}" "${COUNT[${DATABASE}]}" >"${WORK}/before" </dev/null
    ANSWER=yes
    [[ -s "${WORK}/before" ]] && return 0
    [[ "${REASON}" != scheduled ]] || fail "${EXIT_FAILED}" "${DATABASE} holds nothing: there is nothing to back up"
    say "${DATABASE} holds nothing: there is nothing to back up"
    ANSWER=no
}

# Dumps into a file that has its name only when it is whole. Counts are taken before and after, since the database is
# in use meanwhile: what is restored lies between them.
make_dump() {
    local partial="${WORK}/dump.partial" size
    say "dumping ${DATABASE}"
    in_database "${DATABASE}" "${DUMP[${DATABASE}]}" >"${partial}" </dev/null
    in_database "${DATABASE}" "${COUNT[${DATABASE}]}" >"${WORK}/after" </dev/null
    sync -- "${partial}"
    mv -- "${partial}" "${WORK}/dump"
    size="$(stat --format=%s -- "${WORK}/dump")"
    ((size >= SMALLEST_DUMP[${DATABASE}])) ||
        fail "${EXIT_FAILED}" "the dump has ${size} bytes; an honest one has at least ${SMALLEST_DUMP[${DATABASE}]}"
    [[ -s "${WORK}/after" ]] || fail "${EXIT_FAILED}" "nothing was counted in ${DATABASE}"
    if [[ -n "${ROLES}" ]]; then
        in_database "${DATABASE}" "${DUMP_ROLES[${DATABASE}]}" >"${WORK}/roles" </dev/null
        [[ -s "${WORK}/roles" ]] || fail "${EXIT_FAILED}" "nothing was said about the roles of ${DATABASE}"
    fi
}

encrypt_dump() {
    encrypt dump "${FILE}"
    [[ -z "${ROLES}" ]] || encrypt roles "${ROLES}"
}

write_manifest() {
    local size sum plain_sum release=none
    size="$(stat --format=%s -- "${WORK}/${FILE}")"
    sum="$(sha256sum <"${WORK}/${FILE}")"
    plain_sum="$(sha256sum <"${WORK}/dump")"
    if [[ -e "${ROOT}/current" ]]; then
        release="$(readlink -f -- "${ROOT}/current")"
    fi
    {
        printf 'app=%s\nenvironment=%s\ndatabase=%s\n' "${APP}" "${ENVIRONMENT}" "${DATABASE}"
        printf 'engine=%s\nrelease=%s\n' "${ENGINE_IMAGE[${DATABASE}]}" "${release##*/}"
        printf 'made=%s\nreason=%s\n' "${STAMP}" "${REASON}"
        printf 'file=%s\nbytes=%s\n' "${FILE}" "${size}"
        printf 'sha256=%s\ndump_sha256=%s\n' "${sum%% *}" "${plain_sum%% *}"
        if [[ -n "${ROLES}" ]]; then
            sum="$(sha256sum <"${WORK}/${ROLES}")"
            printf 'roles=%s\nroles_sha256=%s\n' "${ROLES}" "${sum%% *}"
        fi
        # count NAME BEFORE AFTER; what is only in one of the two counts was 0 in the other. A name may have blanks.
        awk '{ count = $NF; sub(/ [0-9]+$/, "") }
            NR == FNR { before[$0] = count; names[$0]; next } { after[$0] = count; names[$0] }
            END { for (name in names) printf "count %s %d %d\n", name, before[name], after[name] }' \
            "${WORK}/before" "${WORK}/after" | sort
    } >"${WORK}/${STAMP}.manifest"
}

# The dump first and the manifest last, so that what has a manifest is whole.
upload_as() { # AGE
    local size stored
    size="$(stat --format=%s -- "${WORK}/${FILE}")"
    say "uploading $1/${FILE} (${size} bytes)"
    put_object "${WORK}/${FILE}" "$1/${FILE}"
    size_object "$1/${FILE}"
    stored="${REPLY}"
    [[ "${stored}" == "${size}" ]] || fail "${EXIT_FAILED}" "the bucket holds ${stored} bytes of ${size}"
    [[ -z "${ROLES}" ]] || put_object "${WORK}/${ROLES}" "$1/${ROLES}"
    put_object "${WORK}/${STAMP}.manifest" "$1/${STAMP}.manifest"
}

# The first scheduled backup of a week or a month is kept longer. It is sent again: a copy inside the bucket takes rights
# and requests that not every store has.
promote() {
    [[ "${REASON}" == scheduled ]] || return 0
    local age newest this
    for age in weekly monthly; do
        list_stamps "${age}"
        newest=''
        ((${#STAMPS[@]} == 0)) || newest="${STAMPS[-1]}"
        name_period "${age}" "${STAMP}"
        this="${REPLY}"
        [[ -z "${newest}" ]] || name_period "${age}" "${newest}"
        if [[ -z "${newest}" || "${REPLY}" != "${this}" ]]; then
            say "keeping it as the ${age} backup of ${this}"
            upload_as "${age}"
        fi
    done
}

# Keeps the newest so many days, weeks and months. Reached only after a backup that is complete.
thin_out() {
    local keep age index=0
    read -r -a keep <<<"${KEEP[${DATABASE}]}"
    for age in daily weekly monthly; do
        thin_out_age "${age}" "${keep[${index}]}"
        index=$((index + 1))
    done
}

thin_out_age() { # AGE COUNT
    local position stamp last='' periods=0
    list_stamps "$1"
    for ((position = ${#STAMPS[@]} - 1; position >= 0; position--)); do
        stamp="${STAMPS[${position}]}"
        name_period "$1" "${stamp}"
        if [[ "${REPLY}" != "${last}" ]]; then
            periods=$((periods + 1))
            last="${REPLY}"
        fi
        if ((periods > $2)); then
            say "removing ${1}/${stamp}"
            # The manifest first: what has none is no backup.
            remove_object "$1/${stamp}.manifest"
            remove_objects "$1" "${stamp}.*"
        fi
    done
}

write_metrics() {
    local size
    size="$(stat --format=%s -- "${WORK}/${FILE}")"
    write_metric backup_last_success_timestamp_seconds "When the last complete backup was made."
    write_metric backup_last_size_bytes "How large it is." "${size}"
}

clean_up() {
    rm -rf -- "${WORK:?}"
}

main() {
    (($# == 2 || $# == 4)) || usage
    load_settings "${SCRIPTS%/*}" "$1"
    DATABASE="$2"
    if (($# == 4)); then
        [[ "$3" == --reason && "$4" =~ ^(scheduled|deploy|manual)$ ]] || usage
        REASON="$4"
    fi
    [[ -n "${BUCKET[${DATABASE}]:-}" ]] ||
        fail "${EXIT_USAGE}" "database ${DATABASE} is not backed up in ${ENVIRONMENT}"
    # shellcheck source=/dev/null
    source "${SCRIPTS}/lib/${SUPERVISOR}.sh"
    take_backup_lock
    load_credentials
    mkdir -p -- "${ROOT}/backups"
    WORK="$(mktemp --directory -- "${ROOT}/backups/${DATABASE}.XXXXXX")"
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    printf -v STAMP '%(%s)T' -1
    STAMP="$(date --utc --date="@${STAMP}" +%Y%m%dT%H%M%SZ)"
    FILE="${STAMP}.${DUMP_EXTENSION[${DATABASE}]}"
    name_encrypted "${FILE}"
    FILE="${REPLY}"
    if [[ -n "${DUMP_ROLES[${DATABASE}]:-}" ]]; then
        name_encrypted "${STAMP}.roles.sql"
        ROLES="${REPLY}"
    fi
    is_anything_there
    [[ "${ANSWER}" == yes ]] || return 0
    make_dump
    encrypt_dump
    write_manifest
    upload_as daily
    promote
    thin_out
    if [[ "${REASON}" == scheduled && -n "${LOG_BASE[${DATABASE}]:-}" ]]; then
        keep_base
        keep_log
    fi
    write_metrics
    say "backup ${STAMP} of ${DATABASE} is in ${BUCKET_URL}/daily/"
}

main "$@"
