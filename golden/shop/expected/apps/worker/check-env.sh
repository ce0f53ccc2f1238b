#!/bin/sh
# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.
#
# Looks whether worker has every variable that it is declared to have, names all that are missing, and
# otherwise becomes the program it is given. It writes nothing.
#
# The copy for a pull request has no secrets that people give, and starts without them.
#
# Ends with 78, which is EX_CONFIG of sysexits.h, when a variable is missing.
set -eu

complete=yes
missing() {
    if [ "${complete}" = yes ]; then
        echo worker' does not start. These variables are not set:' >&2
        complete=no
    fi
    printf '  %s%s\n' "$1" "${2:+: $2}" >&2
}

[ -n "${QUEUE_URL:-}" ] || missing QUEUE_URL 'Where queue jobs is'
[ -n "${MAIL_URL+set}" ] || missing MAIL_URL 'Where mail is'
[ -n "${MAIL_FROM+set}" ] || missing MAIL_FROM ''
[ -n "${MAIL_USER:-}" ] || [ "${IS_PULL_REQUEST:-}" = true ] || missing MAIL_USER 'Postmark'\''s token of a server: staging has one that sends nothing on'
[ -n "${MAIL_PASSWORD:-}" ] || [ "${IS_PULL_REQUEST:-}" = true ] || missing MAIL_PASSWORD 'Postmark'\''s token of a server: staging has one that sends nothing on'
[ "${complete}" = yes ] || exit 78

exec "$@"
