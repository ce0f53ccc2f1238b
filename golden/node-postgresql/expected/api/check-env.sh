#!/bin/sh
# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.
#
# Looks whether api has every variable that it is declared to have, names all that are missing, and
# otherwise becomes the program it is given. It writes nothing.
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
[ -n "${WORKER_URL+set}" ] || missing WORKER_URL 'Where service worker is'
[ -n "${GREETING+set}" ] || missing GREETING 'What it says first'
[ -n "${EMPTY+set}" ] || missing EMPTY ''
[ -n "${LOOKS_LIKE_A_NUMBER+set}" ] || missing LOOKS_LIKE_A_NUMBER ''
[ -n "${LOOKS_LIKE_A_BOOLEAN+set}" ] || missing LOOKS_LIKE_A_BOOLEAN ''
[ "${complete}" = yes ] || exit 78

exec "$@"
