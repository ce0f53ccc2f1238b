#!/usr/bin/env bash
# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.
#
# Copies what a database wrote since the last time to the bucket, so that it can be brought back to a second. A timer of
# the host starts it every few minutes.
#
#   scripts/keep-log.sh ENVIRONMENT DATABASE
#
# The engine keeps what is not in the bucket, so that a run that failed is made up for by the next. What it needs of the
# bucket is said in backup.sh.
#
# Ends with 0 done, 1 failed, 2 wrong usage, 3 refused.

set -Eeuo pipefail
SCRIPTS="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)"
# shellcheck source-path=SCRIPTDIR source=lib/log.sh
source "${SCRIPTS}/lib/log.sh"
umask 077

main() {
    (($# == 2)) || {
        say "usage: scripts/keep-log.sh ENVIRONMENT DATABASE" >&2
        exit "${EXIT_USAGE}"
    }
    load_settings "${SCRIPTS%/*}" "$1"
    DATABASE="$2"
    [[ -n "${LOG_LIST[${DATABASE}]:-}" ]] ||
        fail "${EXIT_USAGE}" "the log of ${DATABASE} is not kept in ${ENVIRONMENT}"
    # shellcheck source=/dev/null
    source "${SCRIPTS}/lib/${SUPERVISOR}.sh"
    load_credentials
    mkdir -p -- "${ROOT}/backups"
    WORK="$(mktemp --directory -- "${ROOT}/backups/${DATABASE}-log.XXXXXX")"
    trap 'rm -rf -- "${WORK:?}"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    keep_log
    write_metric log_last_success_timestamp_seconds "When what was written was last copied."
}

main "$@"
