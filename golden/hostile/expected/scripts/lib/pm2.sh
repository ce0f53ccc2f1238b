# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.
#
# PM2 as the supervisor: copies are processes of a release that is unpacked on the host, below app/SERVICE.
# What a function answers is for its callers.
# shellcheck shell=bash disable=SC2034

# shellcheck source-path=SCRIPTDIR source-path=SCRIPTDIR/lib source=common.sh
source "${BASH_SOURCE[0]%/*}/common.sh"

readonly OLDEST_PM2=5.3

# PM2 hands its own environment to what it starts, so it gets a small one. Its daemon stays running and must not hold
# the lock.
pm2_clean() {
    env --ignore-environment PATH="${PATH}" HOME="${HOME}" USER="${USER:-${HOST_USER}}" LANG=C.UTF-8 \
        ${PM2_HOME:+PM2_HOME="${PM2_HOME}"} pm2 --no-color "$@" 9>&-
}

is_process_running() { # PROCESS
    local pid
    pid="$(pm2_clean pid "$1")"
    ANSWER=no
    if [[ "${pid##*$'\n'}" =~ ^[1-9][0-9]*$ ]]; then
        ANSWER=yes
    fi
}

# Running, or stopped but still on PM2's list.
is_process_known() { # PROCESS
    local list
    list="$(pm2_clean jlist)"
    ANSWER=no
    [[ "${list}" != *"\"name\":\"$1\""* ]] || ANSWER=yes
}

is_copy_running() { # COPY
    local process
    for process in ${PROCESSES[$1]:-}; do
        is_process_running "${process}"
        [[ "${ANSWER}" == yes ]] || return 0
    done
    ANSWER=yes
}

# Databases of this environment run on the host by themselves.
is_database_running() { # DATABASE
    ANSWER=yes
}

# What this supervisor needs before a release is started.
check_supervisor() {
    local version service
    version="$(pm2_clean --version)"
    version="${version##*$'\n'}"
    is_at_least "${version}" "${OLDEST_PM2}"
    [[ "${ANSWER}" == yes ]] || fail "${EXIT_REFUSED}" "PM2 ${version} is older than ${OLDEST_PM2}"
    for service in "${SERVICES[@]}"; do
        [[ -d "${RELEASE_DIR}/app/${service}" ]] ||
            fail "${EXIT_REFUSED}" "the release has no app/${service}"
        is_installed "${INSTALL[${service}]%% *}"
        [[ "${ANSWER}" == yes ]] || fail "${EXIT_REFUSED}" "${INSTALL[${service}]%% *} is not installed"
    done
}

# Installs what the copies need while the old ones still serve.
prepare_copies() { # COLOUR
    local service
    for service in "${SERVICES[@]}"; do
        act install_service "${service}"
    done
}

install_service() { # SERVICE
    say "installing what $1 needs"
    (
        cd -- "${RELEASE_DIR}/app/$1"
        bash -euo pipefail -c "${INSTALL[$1]}"
    )
}

start_databases() {
    return 0
}

# Runs a command in the folder and with the variables of a service. Sets ANSWER to whether it ended well.
run_once() { # NAME SECONDS SERVICE COLOUR WORD...
    local seconds="$2" service="$3" status=0
    shift 4
    # By itself, so that the first failure ends it.
    (
        cd -- "${RELEASE_DIR}/app/${service}"
        export_values "${RELEASE_DIR}/deploy/${ENVIRONMENT}/env/${service}.env"
        export_values "${SECRETS}/${service}.env"
        PATH="${PWD}/${BIN[${service}]}:${PATH}" timeout --kill-after=30 "${seconds}" "$@" 9>&-
    ) &
    wait "$!" || status=$?
    ANSWER=yes
    if [[ "${status}" != 0 ]]; then
        ANSWER=no
        warn "it ended with ${status}"
    fi
}

export_values() { # FILE
    local name names
    [[ -r "$1" ]] || return 0
    names="$(sed --quiet 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/\1/p' "$1")"
    for name in ${names}; do
        read_value "$1" "${name}"
        export "${name}=${REPLY}"
    done
}

# Processes are made anew: PM2 would restart one that it knows in the folder of its old release.
start_copies() { # COLOUR
    local service names=()
    for service in "${SERVICES[@]}"; do
        name_copy "${service}" "$1"
        read -r -a NAMES <<<"${PROCESSES[${REPLY}]:-}"
        names+=("${NAMES[@]}")
    done
    act delete_processes "${names[@]}"
    local list
    printf -v list '%s,' "${names[@]}"
    act start_processes "${list%,}"
    act save_processes
}

# PM2 prints a table of everything it runs, which says nothing about this deploy.
start_processes() { # PROCESS,PROCESS...
    pm2_clean start "${RELEASE_DIR}/deploy/${ENVIRONMENT}/ecosystem.config.cjs" --only "$1" >/dev/null
}

# SIGINT first, and the time of kill_timeout, which is more than the service drains.
delete_processes() { # PROCESS...
    local process
    for process in "$@"; do
        is_process_known "${process}"
        [[ "${ANSWER}" == no ]] || pm2_clean delete "${process}" >/dev/null
    done
}

# So that PM2 starts them after a reboot. The list holds the processes' environment, secrets included.
save_processes() {
    pm2_clean save --force >/dev/null
    chmod 600 -- "${PM2_HOME:-${HOME}/.pm2}/dump.pm2"
}

NAMES=()
stop_copies() { # COLOUR
    local service
    for service in "${SERVICES[@]}"; do
        name_copy "${service}" "$1"
        read -r -a NAMES <<<"${PROCESSES[${REPLY}]:-}"
        act delete_processes "${NAMES[@]}"
    done
    act save_processes
}

# Copies without a port take work by themselves.
stop_workers() { # COLOUR
    local service
    for service in "${SERVICES[@]}"; do
        name_copy "${service}" "$1"
        [[ -z "${COPY_PORTS[${REPLY}]:-}" ]] || continue
        read -r -a NAMES <<<"${PROCESSES[${REPLY}]:-}"
        act delete_processes "${NAMES[@]}"
        act save_processes
    done
}

# While data is replaced nothing writes. What was running is remembered and started again.
PAUSED=()
pause_copies() {
    local copy process
    PAUSED=()
    for copy in "${!PROCESSES[@]}"; do
        for process in ${PROCESSES[${copy}]}; do
            is_process_running "${process}"
            if [[ "${ANSWER}" == yes ]]; then
                PAUSED+=("${process}")
            fi
        done
    done
    ((${#PAUSED[@]} == 0)) || pm2_clean stop "${PAUSED[@]}" >/dev/null
}

resume_copies() {
    ((${#PAUSED[@]} == 0)) || pm2_clean start "${PAUSED[@]}" >/dev/null
    PAUSED=()
}

# Runs a shell line where the engine is: here, with the engine's own tools.
in_database() { # DATABASE LINE
    DATABASE="${DATABASE_NAME}" PASSWORD_FILE="${SECRETS}/$1.password" bash -euo pipefail -c "$2"
}

prune_images() { # RELEASE_FOLDER
    return 0
}
