#!/bin/sh
# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.
#
# Looks whether api has every variable that it is declared to have, names all that are missing, and
# otherwise becomes the program it is given. It writes nothing.
#
# The copy for a pull request has no secrets that people give, and starts without them.
#
# Ends with 78, which is EX_CONFIG of sysexits.h, when a variable is missing.
set -eu

complete=yes
missing() {
    if [ "${complete}" = yes ]; then
        echo api' does not start. These variables are not set:' >&2
        complete=no
    fi
    printf '  %s%s\n' "$1" "${2:+: $2}" >&2
}

[ -n "${DATABASE_URL:-}" ] || missing DATABASE_URL 'Where database main is'
[ -n "${PRICING_ADDRESS:-}" ] || missing PRICING_ADDRESS 'Where service pricing is'
[ -n "${CACHE_URL:-}" ] || missing CACHE_URL 'Where cache pages is'
[ -n "${QUEUE_URL:-}" ] || missing QUEUE_URL 'Where queue work is'
[ -n "${ALLOWED_ORIGINS+set}" ] || missing ALLOWED_ORIGINS ''
[ -n "${LOG_LEVEL+set}" ] || missing LOG_LEVEL 'debug, info or warning'
[ -n "${SESSION_SECRET:-}" ] || missing SESSION_SECRET 'Signs the cookies of sessions'
[ -n "${CARRIER_KEY:-}" ] || [ "${IS_PULL_REQUEST:-}" = true ] || missing CARRIER_KEY 'Opens the carrier'\''s API'
[ -n "${LOOKS_LIKE_A_BOOLEAN+set}" ] || missing LOOKS_LIKE_A_BOOLEAN ''
[ "${complete}" = yes ] || exit 78

exec "$@"
