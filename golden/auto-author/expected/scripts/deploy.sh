#!/usr/bin/env bash
# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.
#
# Puts the release that this script belongs to into service.
#
#   scripts/deploy.sh ENVIRONMENT [--dry-run]
#
# Run on the host, from releases/ID/. In this order: checks that change nothing; a backup of each database that is
# backed up; migrations; the new copies, beside the old ones; their health; the switch at the edge; the answer of every host; the
# watch. Whatever fails after the start puts the old release back by itself. --dry-run does the checks and says the rest.
#
# Ends with 0 done, 1 failed and nothing switched, 2 wrong usage, 3 refused and nothing changed, 4 failed and switched
# back, 5 failed and the way back failed too, 6 another deploy, rollback or restore is running.

set -Eeuo pipefail
SCRIPTS="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)"
# shellcheck source-path=SCRIPTDIR source=lib/preflight.sh
source "${SCRIPTS}/lib/preflight.sh"

usage() {
    say "usage: scripts/deploy.sh ENVIRONMENT [--dry-run]" >&2
    exit "${EXIT_USAGE}"
}

# A backup that does not complete stops the deploy. The very first deploy has nothing to save.
back_up_databases() {
    local database
    for database in ${BACKUPS[@]+"${BACKUPS[@]}"}; do
        is_database_running "${database}"
        if [[ "${ANSWER}" == no && -z "${OLD_COLOUR}" ]]; then
            say "database ${database} does not run yet: nothing to back up"
        elif [[ "${ANSWER}" == no ]]; then
            fail "${EXIT_REFUSED}" "database ${database} is not running, so it cannot be backed up"
        else
            act "${SCRIPTS}/backup.sh" "${ENVIRONMENT}" "${database}" --reason deploy
        fi
    done
}

main() {
    (($# >= 1)) || usage
    load_settings "${SCRIPTS%/*}" "$1"
    shift
    while (($# > 0)); do
        case "$1" in
            --dry-run) DRY_RUN=yes ;;
            *) usage ;;
        esac
        shift
    done
    # shellcheck source=/dev/null
    source "${SCRIPTS}/lib/${SUPERVISOR}.sh"
    take_lock
    trap 'leave "$?"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    # A lost connection must not end the script half-way without the way back.
    trap '' PIPE
    settle_unfinished
    choose_colours
    check_before_start
    back_up_databases
    start_release
    switch_edge
    bake_release
    finish_release
}

main "$@"
