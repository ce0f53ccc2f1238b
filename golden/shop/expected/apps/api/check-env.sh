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
[ -n "${DATABASE_POOL+set}" ] || missing DATABASE_POOL 'The most connections that a copy opens to main'
[ -n "${CACHE_URL:-}" ] || missing CACHE_URL 'Where cache hot is'
[ -n "${QUEUE_URL:-}" ] || missing QUEUE_URL 'Where queue jobs is'
[ -n "${CORS_ORIGINS+set}" ] || missing CORS_ORIGINS ''
[ -n "${DIGEST_TO+set}" ] || missing DIGEST_TO 'Who reads what was sold'
[ -n "${FILES_URL+set}" ] || missing FILES_URL 'Pictures are put here'
[ -n "${FILES_KEY_ID:-}" ] || [ "${IS_PULL_REQUEST:-}" = true ] || missing FILES_KEY_ID 'The key that may put files into the bucket of the environment, and nothing else'
[ -n "${FILES_KEY:-}" ] || [ "${IS_PULL_REQUEST:-}" = true ] || missing FILES_KEY 'The other half of that key'
[ "${complete}" = yes ] || exit 78

exec "$@"
