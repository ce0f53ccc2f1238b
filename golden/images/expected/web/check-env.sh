#!/bin/sh
# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.
#
# Looks whether web has every variable that it is declared to have, names all that are missing, and
# otherwise becomes the program it is given. It writes nothing.
#
# Ends with 78, which is EX_CONFIG of sysexits.h, when a variable is missing.
set -eu

complete=yes
missing() {
    if [ "${complete}" = yes ]; then
        echo web' does not start. These variables are not set:' >&2
        complete=no
    fi
    printf '  %s%s\n' "$1" "${2:+: $2}" >&2
}

[ -n "${SEARCH_URL:-}" ] || missing SEARCH_URL 'Where service search is'
[ "${complete}" = yes ] || exit 78

exec "$@"
