#!/usr/bin/env bash
# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.
#
# Runs a job once, now, as its timer does: in the release that serves, with the variables of its service.
#
#   scripts/run-job.sh ENVIRONMENT JOB [--dry-run]
#
# A job that still runs is not started again, and one that takes too long is stopped. What it writes goes on to whoever
# called: the journal, when that was the timer.
#
# Ends with 0 done, 1 the job failed, 2 wrong usage, 3 refused because nothing serves yet, 6 it still runs.

set -Eeuo pipefail
SCRIPTS="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)"
# shellcheck source-path=SCRIPTDIR source=lib/edge.sh
source "${SCRIPTS}/lib/edge.sh"

usage() {
    say "usage: scripts/run-job.sh ENVIRONMENT JOB [--dry-run]" >&2
    say "jobs: ${!JOBS[*]}" >&2
    exit "${EXIT_USAGE}"
}

main() {
    (($# >= 1)) || usage
    load_settings "${SCRIPTS%/*}" "$1"
    (($# >= 2)) && [[ -n "${JOBS[$2]:-}" && "${3:---dry-run}" == --dry-run ]] || usage
    [[ "${3:-}" != --dry-run ]] || DRY_RUN=yes
    local job="$2" words
    # shellcheck source=/dev/null
    source "${SCRIPTS}/lib/${SUPERVISOR}.sh"
    find_served_colour
    [[ -n "${REPLY}" ]] || fail "${EXIT_REFUSED}" "nothing serves ${ENVIRONMENT} yet"
    mapfile -t words <<<"${JOBS[${job}]}"
    if [[ "${DRY_RUN}" == no ]]; then
        exec 8>>"${ROOT}/state/job-${job}.lock"
        flock --nonblock 8 || fail "${EXIT_LOCKED}" "job ${job} still runs"
    fi
    ANSWER=yes
    act run_once "job-${job}" "${JOB_SECONDS[${job}]}" "${words[0]}" "${REPLY}" "${words[@]:1}"
    [[ "${ANSWER}" == yes ]] || fail "${EXIT_FAILED}" "job ${job} failed"
    only_said "be done"
    [[ "${ANSWER}" == yes ]] || say "job ${job} is done"
}

main "$@"
