#!/usr/bin/env bash
# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.
#
# Asks whether the environment is healthy: every copy that serves, then every host through the edge.
#
#   scripts/health-check.sh ENVIRONMENT [--colour COLOUR] [--url URL]
#
# --colour asks the copies of that colour only; --url asks that URL only, from anywhere. What is asked has to answer
# well three times in a row.
#
# Ends with 0 healthy, 1 not healthy, 2 wrong usage.

set -Eeuo pipefail
SCRIPTS="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)"
# shellcheck source-path=SCRIPTDIR source=lib/rollout.sh
source "${SCRIPTS}/lib/rollout.sh"

# So long may it take until the answers are good.
readonly PATIENCE=30

usage() {
    say "usage: scripts/health-check.sh ENVIRONMENT [--colour COLOUR] [--url URL]" >&2
    exit "${EXIT_USAGE}"
}

check_url() { # URL
    local good=0 deadline=$((SECONDS + PATIENCE))
    while ((good < GOOD_IN_A_ROW)); do
        is_answering "$1" good
        if [[ "${ANSWER}" == yes ]]; then
            good=$((good + 1))
        else
            good=0
        fi
        ((SECONDS <= deadline)) || fail "${EXIT_FAILED}" "$1 is not healthy"
        ((good == GOOD_IN_A_ROW)) || sleep 1
    done
    say "$1 is healthy"
}

check_copies() { # COLOUR
    # shellcheck source=/dev/null
    source "${SCRIPTS}/lib/${SUPERVISOR}.sh"
    GATE_SECONDS="${PATIENCE}"
    await_copies "$1"
    [[ "${ANSWER}" == yes ]] || fail "${EXIT_FAILED}" "the ${1} copies are not healthy"
}

main() {
    local colour='' url=''
    (($# >= 1)) || usage
    load_settings "${SCRIPTS%/*}" "$1"
    shift
    while (($# > 0)); do
        (($# >= 2)) || usage
        case "$1" in
            --colour) colour="$2" ;;
            --url) url="$2" ;;
            *) usage ;;
        esac
        shift 2
    done
    if [[ -n "${url}" ]]; then
        check_url "${url}"
    elif [[ -n "${colour}" ]]; then
        check_copies "${colour}"
    else
        find_served_colour
        colour="${REPLY}"
        [[ -n "${colour}" ]] || fail "${EXIT_FAILED}" "nothing is deployed"
        check_copies "${colour}"
        smoke_routes "${colour}"
        [[ "${ANSWER}" == yes ]] || fail "${EXIT_FAILED}" "a host does not answer as it should"
    fi
}

main "$@"
