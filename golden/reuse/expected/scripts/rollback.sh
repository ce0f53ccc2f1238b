#!/usr/bin/env bash
# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.
#
# Puts an earlier release back into service: its images, its configuration and its record together.
#
#   scripts/rollback.sh ENVIRONMENT [--list | --to ID] [--dry-run]
#
# Without --to it takes the release that was good before the present one. The steps, the health gate and the questions
# at the edge are those of a deploy; there is no backup and no watch, since both would keep users waiting. Data is not
# touched: if a release changed it in a way that the earlier one cannot read, scripts/restore.sh is the way back.
#
# Ends as scripts/deploy.sh does.

set -Eeuo pipefail
SCRIPTS="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)"
# shellcheck source-path=SCRIPTDIR source=lib/preflight.sh
source "${SCRIPTS}/lib/preflight.sh"

usage() {
    say "usage: scripts/rollback.sh ENVIRONMENT [--list | --to ID] [--dry-run]" >&2
    exit "${EXIT_USAGE}"
}

# Sets LIVE and GOOD (a list with blanks around each name).
LIVE='' GOOD=' '
read_releases() {
    local line
    if [[ -e "${ROOT}/current" ]]; then
        LIVE="$(readlink -f -- "${ROOT}/current")"
        LIVE="${LIVE##*/}"
    fi
    if [[ -r "${ROOT}/state/good" ]]; then
        while IFS= read -r line; do
            GOOD+="${line} "
        done <"${ROOT}/state/good"
    fi
}

list_releases() {
    local folder id mark sha by
    printf '%-40s  %-6s  %-12s  %s\n' RELEASE STATE COMMIT BY
    for folder in "${ROOT}"/releases/*/; do
        id="${folder%/}"
        id="${id##*/}"
        [[ -r "${folder}release.env" ]] || continue
        mark=-
        [[ "${GOOD}" != *" ${id} "* ]] || mark=good
        [[ "${id}" != "${LIVE}" ]] || mark=live
        read_value "${folder}release.env" GIT_SHA
        sha="${REPLY:0:12}"
        read_value "${folder}release.env" DEPLOYED_BY
        by="${REPLY}"
        printf '%-40s  %-6s  %-12s  %s\n' "${id}" "${mark}" "${sha}" "${by}"
    done
}

# Sets REPLY to the newest good release that is not live and still unpacked.
choose_release() {
    local id found=''
    for id in ${GOOD}; do
        if [[ "${id}" != "${LIVE}" && -d "${ROOT}/releases/${id}" ]]; then
            found="${id}"
        fi
    done
    [[ -n "${found}" ]] || fail "${EXIT_REFUSED}" "there is no earlier good release; --list shows what is here"
    REPLY="${found}"
}

main() {
    local wanted='' list=no environment="${1:-}"
    (($# >= 1)) || usage
    load_settings "${SCRIPTS%/*}" "${environment}"
    shift
    while (($# > 0)); do
        case "$1" in
            --list) list=yes ;;
            --to)
                wanted="${2:-}"
                [[ "${wanted}" =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] || usage
                shift
                ;;
            --dry-run) DRY_RUN=yes ;;
            *) usage ;;
        esac
        shift
    done
    if [[ "${list}" == yes ]]; then
        read_releases
        list_releases
        return 0
    fi
    # shellcheck source=/dev/null
    source "${SCRIPTS}/lib/${SUPERVISOR}.sh"
    take_lock
    settle_unfinished
    read_releases
    if [[ -z "${wanted}" ]]; then
        choose_release
        wanted="${REPLY}"
    fi
    [[ -d "${ROOT}/releases/${wanted}" ]] || fail "${EXIT_REFUSED}" "release ${wanted} is not on this host; --list shows what is"
    roll_back "${ROOT}/releases/${wanted}" "${environment}"
}

roll_back() { # RELEASE_FOLDER ENVIRONMENT
    load_settings "$1" "$2"
    ACTION=rollback
    trap 'leave "$?"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    trap '' PIPE
    choose_colours
    check_before_start
    start_release
    switch_edge
    finish_release
}

main "$@"
