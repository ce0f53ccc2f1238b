# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.
#
# An engine of its own, in a network that leads nowhere, to restore into: thrown away afterwards.
# What a function answers is for its callers.
# shellcheck shell=bash disable=SC2034

# shellcheck source-path=SCRIPTDIR source-path=SCRIPTDIR/lib source=bucket.sh
source "${BASH_SOURCE[0]%/*}/bucket.sh"

# So long may the engine take to start.
readonly SCRATCH_PATIENCE=120

SCRATCH='' SCRATCH_NETWORK=''

# A container of the engine's image that reaches nothing.
make_scratch() { # OPTION... IMAGE WORD...
    local line options=()
    # A password for this container alone. Its engine may run as a user of its own, who has to read it.
    install -m 755 -d -- "${WORK}/scratch"
    chmod 711 -- "${WORK}"
    head -c 24 /dev/urandom | base64 | tr -d '\n' >"${WORK}/scratch/password"
    chmod 644 -- "${WORK}/scratch/password"
    while IFS= read -r line; do
        [[ -z "${line}" ]] || options+=(--env "${line}")
    done <<<"${ENGINE_ENV[${DATABASE}]}"
    say "starting a scratch engine: ${ENGINE_IMAGE[${DATABASE}]}"
    SCRATCH_NETWORK="${INSTANCE}-scratch-$$"
    docker network create --internal "${SCRATCH_NETWORK}" >/dev/null
    SCRATCH="$(docker run --detach --init --network "${SCRATCH_NETWORK}" --volume "${WORK}/scratch:/run/secrets:ro" \
        --env "DATABASE=${DATABASE_NAME}" --env PASSWORD_FILE=/run/secrets/password "${options[@]}" \
        "$@")"
}

start_scratch() {
    local deadline=$((SECONDS + SCRATCH_PATIENCE))
    make_scratch "${ENGINE_IMAGE[${DATABASE}]}"
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
    [[ -z "${SCRATCH_NETWORK}" ]] || docker network rm "${SCRATCH_NETWORK}" >/dev/null
    SCRATCH='' SCRATCH_NETWORK=''
}
