# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.
#
# What has to hold before a release is started. Nothing here changes anything.
# What a function answers is for its callers.
# shellcheck shell=bash disable=SC2034

# shellcheck source-path=SCRIPTDIR source-path=SCRIPTDIR/lib source=rollout.sh
source "${BASH_SOURCE[0]%/*}/rollout.sh"

# So much has to stay free on a disk.
readonly LEAST_FREE_KIB=$((2 * 1024 * 1024))

check_before_start() {
    say "release ${RELEASE_ID}: from ${OLD_COLOUR:-nothing} to ${NEW_COLOUR}"
    check_not_live
    check_programs
    check_supervisor
    check_disk "${ROOT}"
    check_secrets
    check_edge
    check_drained
    check_ports
    say "every check passed"
}

check_not_live() {
    [[ "${OLD_RELEASE_DIR##*/}" != "${RELEASE_ID}" ]] ||
        fail "${EXIT_REFUSED}" "release ${RELEASE_ID} is live already"
}

check_programs() {
    local program programs=(curl awk flock)
    if ((${#HOSTS[@]} > 0)); then
        programs+=(nginx sudo)
    fi
    if ((${#BACKUPS[@]} > 0)); then
        programs+=(age aws)
    fi
    for program in "${programs[@]}"; do
        is_installed "${program}"
        [[ "${ANSWER}" == yes ]] || fail "${EXIT_REFUSED}" "${program} is not installed"
    done
}

check_disk() { # FOLDER
    local free
    free="$(df --output=avail -k -- "$1" | tail -n 1)"
    ((free >= LEAST_FREE_KIB)) ||
        fail "${EXIT_REFUSED}" "only $((free / 1024)) MiB are free at $1; scripts/prune.sh ${ENVIRONMENT} removes old releases"
}

# Every secret has a value. Only names are ever printed.
check_secrets() {
    local service name database missing=()
    for service in "${!SECRET_NAMES[@]}"; do
        for name in ${SECRET_NAMES[${service}]}; do
            read_value "${SECRETS}/${service}.env" "${name}"
            [[ -n "${REPLY}" ]] || missing+=("${name} in ${SECRETS}/${service}.env")
        done
    done
    for database in ${DATABASES[@]+"${DATABASES[@]}"}; do
        [[ -s "${SECRETS}/${database}.password" ]] || missing+=("${SECRETS}/${database}.password")
    done
    REPLY=''
    if ((${#missing[@]} > 0)); then
        printf -v REPLY '%s, ' "${missing[@]}"
        fail "${EXIT_REFUSED}" "without a value: ${REPLY%, }"
    fi
}

check_edge() {
    local version
    ((${#HOSTS[@]} > 0)) || return 0
    if [[ -n "${NGINX_AT_LEAST}" ]]; then
        version="$(nginx -v 2>&1)"
        version="${version#*nginx/}"
        is_at_least "${version%% *}" "${NGINX_AT_LEAST}"
        [[ "${ANSWER}" == yes ]] ||
            fail "${EXIT_REFUSED}" "nginx ${version%% *} is older than ${NGINX_AT_LEAST}, which the site is made for"
    fi
    is_openssl_new_enough
    [[ "${ANSWER}" == yes ]] ||
        fail "${EXIT_REFUSED}" "nginx has OpenSSL ${REPLY}, older than ${OPENSSL_AT_LEAST}, which the site needs for TLS"
    [[ -w "${NGINX_FOLDER}" ]] || fail "${EXIT_REFUSED}" "${NGINX_FOLDER} cannot be written"
    if ((${#ABORTS[@]} > 0)) && [[ -n "${OLD_COLOUR}" && ! -r "${ACCESS_LOG}" ]]; then
        fail "${EXIT_REFUSED}" "${ACCESS_LOG} cannot be read, so the release could not be judged"
    fi
    is_edge_sound
    [[ "${ANSWER}" == yes ]] ||
        fail "${EXIT_REFUSED}" "nginx does not accept its present configuration, or sudo does not allow to ask it"
}

# Copies that users have just left may still be finishing requests; to start them anew would cut these off.
check_drained() {
    local now left
    read_state switched-at
    [[ "${REPLY}" =~ ^[0-9]+$ && "${NEW_COLOUR}" != "${OLD_COLOUR}" ]] || return 0
    printf -v now '%(%s)T' -1
    left=$((REPLY + DRAIN_SECONDS - now))
    ((left > 0)) || return 0
    read_state "release-${NEW_COLOUR}"
    [[ "${REPLY}" != "${RELEASE_ID}" ]] || return 0
    is_any_running "${NEW_COLOUR}"
    [[ "${ANSWER}" == yes ]] || return 0
    fail "${EXIT_REFUSED}" "${NEW_COLOUR} still finishes requests; try again in ${left} s"
}

is_any_running() { # COLOUR
    local service
    for service in "${SERVICES[@]}"; do
        name_copy "${service}" "$1"
        is_copy_running "${REPLY}"
        [[ "${ANSWER}" == no ]] || return 0
    done
}

# A port that answers although our copy does not run belongs to somebody else.
check_ports() {
    local service copy port
    for service in "${SERVICES[@]}"; do
        name_copy "${service}" "${NEW_COLOUR}"
        copy="${REPLY}"
        [[ -n "${COPY_PORTS[${copy}]:-}" ]] || continue
        is_copy_running "${copy}"
        [[ "${ANSWER}" == no ]] || continue
        for port in ${COPY_PORTS[${copy}]}; do
            if (exec 3<>"/dev/tcp/127.0.0.1/${port}") 2>/dev/null; then
                fail "${EXIT_REFUSED}" "port ${port} of ${copy} is taken by another program"
            fi
        done
    done
}
