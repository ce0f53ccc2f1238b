# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.
#
# Docker Compose as the supervisor: copies are containers of images that are named by digest.
# What a function answers is for its callers.
# shellcheck shell=bash disable=SC2034

# shellcheck source-path=SCRIPTDIR source-path=SCRIPTDIR/lib source=common.sh
source "${BASH_SOURCE[0]%/*}/common.sh"

readonly OLDEST_ENGINE=23.0
readonly OLDEST_COMPOSE=2.20

compose() {
    docker compose --project-name "${INSTANCE}" --env-file "${ROOT}/state/images.env" \
        --file "${RELEASE_DIR}/deploy/${ENVIRONMENT}/compose.yaml" "$@"
}

# Sets REPLY to the running containers of a compose service.
find_containers() { # SERVICE
    REPLY="$(docker ps --quiet --filter "label=com.docker.compose.project=${INSTANCE}" \
        --filter "label=com.docker.compose.service=$1" --filter "label=com.docker.compose.oneoff=False")"
}

is_copy_running() { # COPY
    find_containers "$1"
    ANSWER=no
    [[ -z "${REPLY}" ]] || ANSWER=yes
}

is_database_running() { # DATABASE
    is_copy_running "$1"
}

# What this supervisor needs before a release is started.
check_supervisor() {
    local version service
    version="$(docker version --format '{{.Server.Version}}')"
    is_at_least "${version}" "${OLDEST_ENGINE}"
    [[ "${ANSWER}" == yes ]] || fail "${EXIT_REFUSED}" "Docker Engine ${version} is older than ${OLDEST_ENGINE}"
    version="$(docker compose version --short)"
    is_at_least "${version#v}" "${OLDEST_COMPOSE}"
    [[ "${ANSWER}" == yes ]] || fail "${EXIT_REFUSED}" "Docker Compose ${version} is older than ${OLDEST_COMPOSE}"
    for service in "${SERVICES[@]}"; do
        read_value "${RELEASE_DIR}/release.env" "${IMAGE_VARIABLES[${service}]}"
        [[ "${REPLY}" =~ @sha256:[0-9a-f]{64}$ ]] ||
            fail "${EXIT_REFUSED}" "release.env names no image by digest in ${IMAGE_VARIABLES[${service}]}"
    done
}

# The images of all copies: those of one colour from this release, the others as they are. Compose wants all of them
# to have a value.
write_images() { # COLOUR
    local images="${ROOT}/state/images.env" service colour variable release_image text=''
    for service in "${SERVICES[@]}"; do
        read_value "${RELEASE_DIR}/release.env" "${IMAGE_VARIABLES[${service}]}"
        release_image="${REPLY}"
        for colour in "${COLOURS[@]}"; do
            name_copy "${service}" "${colour}"
            variable="${IMAGE_VARIABLES[${REPLY}]}"
            read_value "${images}" "${variable}"
            if [[ "${colour}" == "$1" || -z "${REPLY}" ]]; then
                REPLY="${release_image}"
            fi
            text+="${variable}=${REPLY}"$'\n'
        done
    done
    write_file "${images}" "${text%$'\n'}"
}

# Sets NAMES to the copies of a colour.
NAMES=()
name_copies() { # COLOUR
    local service
    NAMES=()
    for service in "${SERVICES[@]}"; do
        name_copy "${service}" "$1"
        NAMES+=("${REPLY}")
    done
}

# Fetches what the copies need while the old ones still serve.
prepare_copies() { # COLOUR
    name_copies "$1"
    act write_images "$1"
    act compose pull --quiet "${NAMES[@]}"
}

# A database that runs is left as it is: to change one is a decision of its own, not part of a release.
start_databases() {
    ((${#DATABASES[@]} > 0)) || return 0
    act compose up --detach --no-recreate --wait --wait-timeout 180 "${DATABASES[@]}"
}

start_copies() { # COLOUR
    name_copies "$1"
    act compose up --detach --no-deps "${NAMES[@]}"
}

# Runs a command in a container of its own, made as a copy of the service is, and removed when it ends or takes too long.
# Sets ANSWER to whether it ended well.
run_once() { # NAME SECONDS SERVICE COLOUR WORD...
    local container="${INSTANCE}-$1" seconds="$2" status
    name_copy "$3" "$4"
    shift 4
    # Whoever started it may have been killed, and it may be half-way: it is not ended for a second one.
    status="$(docker ps --quiet --filter "name=^/${container}\$")"
    [[ -z "${status}" ]] || fail "${EXIT_LOCKED}" "${container} still runs; wait for it, or docker stop ${container}"
    docker rm --force "${container}" >/dev/null 2>&1 || true
    compose run --detach --no-deps --name "${container}" "${REPLY}" "$@" >/dev/null
    docker logs --follow "${container}" 8>&- 9>&- &
    status="$(timeout --kill-after=5 "${seconds}" docker wait "${container}")" || status="too long: more than ${seconds} s"
    docker rm --force "${container}" >/dev/null
    wait "$!" || true
    ANSWER=yes
    if [[ "${status}" != 0 ]]; then
        ANSWER=no
        warn "it ended with ${status}"
    fi
}

# SIGTERM first, and the time that each container was made with: compose.yaml gives more than the service drains.
stop_containers() { # SERVICE...
    local name containers=()
    for name in "$@"; do
        find_containers "${name}"
        [[ -z "${REPLY}" ]] || mapfile -t -O "${#containers[@]}" containers <<<"${REPLY}"
    done
    ((${#containers[@]} == 0)) || act docker stop "${containers[@]}"
}

stop_copies() { # COLOUR
    name_copies "$1"
    stop_containers "${NAMES[@]}"
}

# Copies without a port take work by themselves.
stop_workers() { # COLOUR
    local name
    name_copies "$1"
    for name in "${NAMES[@]}"; do
        [[ -n "${COPY_PORTS[${name}]:-}" ]] || stop_containers "${name}"
    done
}

# While data is replaced nothing writes. What was running is remembered and started again.
PAUSED=()
pause_copies() {
    local colour name
    PAUSED=()
    for colour in "${COLOURS[@]}"; do
        name_copies "${colour}"
        for name in "${NAMES[@]}"; do
            find_containers "${name}"
            [[ -z "${REPLY}" ]] || mapfile -t -O "${#PAUSED[@]}" PAUSED <<<"${REPLY}"
        done
    done
    ((${#PAUSED[@]} == 0)) || docker stop "${PAUSED[@]}" >/dev/null
}

resume_copies() {
    ((${#PAUSED[@]} == 0)) || docker start "${PAUSED[@]}" >/dev/null
    PAUSED=()
}

# Runs a shell line where the engine is. The password's file is found by where it is mounted from.
in_database() { # DATABASE LINE
    local container password
    find_containers "$1"
    container="${REPLY%%$'\n'*}"
    [[ -n "${container}" ]] || fail "${EXIT_REFUSED}" "database $1 is not running"
    password="$(docker inspect --format \
        "{{range .Mounts}}{{if eq .Source \"${SECRETS}/$1.password\"}}{{.Destination}}{{end}}{{end}}" \
        "${container}")"
    docker exec --interactive --env "DATABASE=${DATABASE_NAME}" --env "PASSWORD_FILE=${password}" \
        "${container}" bash -euo pipefail -c "$2"
}

# Images of releases that are gone; those in use stay.
prune_images() { # RELEASE_FOLDER
    local service
    for service in "${SERVICES[@]}"; do
        read_value "$1/release.env" "${IMAGE_VARIABLES[${service}]}"
        [[ -n "${REPLY}" ]] || continue
        if [[ "${DRY_RUN}" == yes ]]; then
            say "would remove image ${REPLY}, unless it is in use"
        else
            docker image rm "${REPLY}" >/dev/null 2>&1 || true
        fi
    done
}
