#!/usr/bin/env bash
# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.
#
# Clears away what no deploy needs any more: the old copies when their time is over, and releases beyond those kept. What
# a deploy that was killed left half-way is undone first.
#
#   scripts/prune.sh ENVIRONMENT [--dry-run]
#
# To be called by a timer, every few minutes. The live release, the one before it and whatever runs stay.
#
# Ends with 0 done, 2 wrong usage, 5 what a killed deploy left could not be undone, 6 a deploy is running.

set -Eeuo pipefail
SCRIPTS="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)"
# shellcheck source-path=SCRIPTDIR source=lib/rollout.sh
source "${SCRIPTS}/lib/rollout.sh"

usage() {
    say "usage: scripts/prune.sh ENVIRONMENT [--dry-run]" >&2
    exit "${EXIT_USAGE}"
}

stop_old_copies() {
    local colour until now
    read_state old-until
    [[ -n "${REPLY}" ]] || return 0
    read -r colour until <<<"${REPLY}"
    printf -v now '%(%s)T' -1
    ((now >= until)) || return 0
    find_served_colour
    if [[ "${colour}" == "${REPLY}" ]]; then
        warn "${colour} serves, so it is not stopped"
    else
        say "stopping the old copies, ${colour}"
        stop_copies "${colour}"
    fi
    act rm -f -- "${ROOT}/state/old-until"
}

# Sets KEPT to the releases that must stay, with blanks around each name.
KEPT=' '
choose_kept() {
    local colour
    if [[ -e "${ROOT}/current" ]]; then
        REPLY="$(readlink -f -- "${ROOT}/current")"
        KEPT+="${REPLY##*/} "
    fi
    read_state previous
    KEPT+="${REPLY} "
    for colour in "${COLOURS[@]}"; do
        read_state "release-${colour}"
        KEPT+="${REPLY} "
    done
}

# The newest releases stay, by the time they came.
prune_releases() {
    local line id seen=0 listing
    choose_kept
    listing="$(find "${ROOT}/releases" -mindepth 2 -maxdepth 2 -name release.env -printf '%T@ %h\n' | sort --numeric-sort --reverse)"
    while IFS= read -r line; do
        id="${line##*/}"
        seen=$((seen + 1))
        if [[ -z "${id}" || "${KEPT}" == *" ${id} "* ]] || ((seen <= KEEP_RELEASES)); then
            continue
        fi
        say "removing release ${id}"
        prune_images "${ROOT}/releases/${id}"
        act rm -rf -- "${ROOT:?}/releases/${id:?}"
    done <<<"${listing}"
}

main() {
    (($# >= 1)) || usage
    load_settings "${SCRIPTS%/*}" "$1"
    [[ "${2:---dry-run}" == --dry-run ]] || usage
    [[ "${2:-}" != --dry-run ]] || DRY_RUN=yes
    # shellcheck source=/dev/null
    source "${SCRIPTS}/lib/${SUPERVISOR}.sh"
    take_lock
    settle_unfinished
    stop_old_copies
    prune_releases
}

main "$@"
