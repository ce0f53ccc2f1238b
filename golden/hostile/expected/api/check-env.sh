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
[ -n "${GREETING+set}" ] || missing GREETING 'it'\''s "50%" of $HOME, $(touch harm) `touch harm` ${{ secrets.HARM }} {{ harm }} {% harm %} {# harm #} %h # : | > & ; * ! @ ~ \ <b>harm</b> </script> [x](y) - harm: 1 harm=1 RUN harm'
[ -n "${LINES+set}" ] || missing LINES -harm
[ -n "${END+set}" ] || missing END ''
[ -n "${TOKEN:-}" ] || missing TOKEN 'it'\''s "50%" of $HOME, $(touch harm) `touch harm` ${{ secrets.HARM }} {{ harm }} {% harm %} {# harm #} %h # : | > & ; * ! @ ~ \ <b>harm</b> </script> [x](y) - harm: 1 harm=1 RUN harm'
[ "${complete}" = yes ] || exit 78

exec "$@"
