#!/bin/sh
# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.
#
# Looks whether backend has every variable that it is declared to have, names all that are missing, and
# otherwise becomes the program it is given. It writes nothing.
#
# Ends with 78, which is EX_CONFIG of sysexits.h, when a variable is missing.
set -eu

complete=yes
missing() {
    if [ "${complete}" = yes ]; then
        echo backend' does not start. These variables are not set:' >&2
        complete=no
    fi
    printf '  %s%s\n' "$1" "${2:+: $2}" >&2
}

[ -n "${DATABASE_URI:-}" ] || missing DATABASE_URI 'Where database main is'
[ -n "${API_V1_PREFIX+set}" ] || missing API_V1_PREFIX ''
[ -n "${BACKEND_CORS_ORIGINS+set}" ] || missing BACKEND_CORS_ORIGINS ''
[ -n "${OPENAI_API_KEY:-}" ] || missing OPENAI_API_KEY 'the secret openai-key'
[ -n "${CLERK_SECRET_KEY:-}" ] || missing CLERK_SECRET_KEY 'the secret clerk-secret'
[ "${complete}" = yes ] || exit 78

exec "$@"
