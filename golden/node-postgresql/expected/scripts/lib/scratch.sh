# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.
#
# An engine of its own, without a network, to restore into: thrown away afterwards.
# shellcheck shell=bash

# So long may the engine take to start.
readonly SCRATCH_PATIENCE=120

SCRATCH=''

start_scratch() {
    local line options=() deadline=$((SECONDS + SCRATCH_PATIENCE))
    # A password for this container alone. Its engine may run as a user of its own, who has to read it.
    install -m 755 -d -- "${WORK}/scratch"
    chmod 711 -- "${WORK}"
    head -c 24 /dev/urandom | base64 | tr -d '\n' >"${WORK}/scratch/password"
    chmod 644 -- "${WORK}/scratch/password"
    while IFS= read -r line; do
        [[ -z "${line}" ]] || options+=(--env "${line}")
    done <<<"${ENGINE_ENV[${DATABASE}]}"
    say "starting a scratch engine: ${ENGINE_IMAGE[${DATABASE}]}"
    SCRATCH="$(docker run --detach --rm --network none --volume "${WORK}/scratch:/run/secrets:ro" \
        --env "DATABASE=${DATABASE_NAME}" --env PASSWORD_FILE=/run/secrets/password "${options[@]}" \
        "${ENGINE_IMAGE[${DATABASE}]}")"
    while ((SECONDS <= deadline)); do
        is_scratch_ready
        [[ "${ANSWER}" == no ]] || return 0
        sleep 1
    done
    fail "${EXIT_FAILED}" "the scratch engine did not start within ${SCRATCH_PATIENCE} s"
}

is_scratch_ready() {
    ANSWER=no
    if docker exec "${SCRATCH}" bash -c "${ENGINE_HEALTH[${DATABASE}]}" >/dev/null 2>&1; then
        ANSWER=yes
    fi
}

in_scratch() { # LINE
    docker exec --interactive "${SCRATCH}" bash -euo pipefail -c "$1"
}

stop_scratch() {
    [[ -z "${SCRATCH}" ]] || docker rm --force --volumes "${SCRATCH}" >/dev/null
    SCRATCH=''
}
