#!/usr/bin/env bash
# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.
#
# Says what this host still lacks, and the command that adds it. Changes nothing. Run as the user who deploys. Most of
# it is made by the playbook of deploy/ENVIRONMENT/provision; secrets are a person's to place.
#
#   scripts/provision-check.sh ENVIRONMENT
#
# Ends with 0 ready, 1 something is missing, 2 wrong usage.

set -Eeuo pipefail
SCRIPTS="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)"
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
source "${SCRIPTS}/lib/common.sh"

usage() {
    say "usage: scripts/provision-check.sh ENVIRONMENT" >&2
    exit "${EXIT_USAGE}"
}

MISSING=0
PLAYBOOK=''

# missing WHAT COMMAND...: each command on its own line, to be read before it is pasted.
missing() {
    local line
    MISSING=$((MISSING + 1))
    printf 'MISSING  %s\n' "$1"
    shift
    for line in "$@"; do
        printf '             %s\n' "${line}"
    done
}

present() {
    printf 'ok       %s\n' "$1"
}

check_program() { # PROGRAM COMMAND
    is_installed "$1"
    if [[ "${ANSWER}" == yes ]]; then
        present "$1"
    else
        missing "$1" "$2"
    fi
}

check_programs() {
    local service
    check_program curl "${PLAYBOOK}"
    check_program rsync "${PLAYBOOK}"
    if [[ "${SUPERVISOR}" == compose ]]; then
        check_program docker "${PLAYBOOK}"
        check_docker
    else
        check_program pm2 "${PLAYBOOK}"
        for service in "${SERVICES[@]}"; do
            check_program "${INSTALL[${service}]%% *}" "install ${INSTALL[${service}]%% *}: ${service} needs it"
        done
    fi
    if ((${#BACKUPS[@]} > 0)); then
        check_program age "${PLAYBOOK}"
        check_program aws "${PLAYBOOK}"
    fi
}

check_docker() {
    if docker info >/dev/null 2>&1; then
        present "the right to use Docker"
    else
        missing "the right to use Docker" "sudo usermod --append --groups docker ${HOST_USER}, then log in again"
    fi
}

check_folder() { # FOLDER MODE
    if [[ -d "$1" && -w "$1" ]]; then
        present "$1"
    else
        missing "$1" "sudo install --directory --owner=${HOST_USER} --group=${HOST_USER} --mode=$2 $1"
    fi
}

# Only names are printed, never values.
check_secrets() {
    local service name database file
    for service in "${!SECRET_NAMES[@]}"; do
        file="${SECRETS}/${service}.env"
        for name in ${SECRET_NAMES[${service}]}; do
            read_value "${file}" "${name}"
            if [[ -n "${REPLY}" ]]; then
                present "${name} in ${file}"
            else
                missing "${name} in ${file}" "add a line ${name}=VALUE to ${file} with an editor, then chmod 600 ${file}"
            fi
        done
    done
    for database in ${DATABASES[@]+"${DATABASES[@]}"}; do
        file="${SECRETS}/${database}.password"
        if [[ -s "${file}" ]]; then
            present "${file}"
        else
            missing "${file}" "(umask 077 && openssl rand -hex 24 > ${file} && chmod ${PASSWORD_MODE} ${file})"
        fi
    done
    for database in ${BACKUPS[@]+"${BACKUPS[@]}"}; do
        check_backup_credentials "${database}"
    done
    check_modes
}

check_backup_credentials() { # DATABASE
    local name file="${SECRETS}/backup.env"
    for name in AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY; do
        read_value "${file}" "${name}"
        if [[ -n "${REPLY}" ]]; then
            present "${name} in ${file}"
        else
            missing "${name} in ${file}" "credentials that may read, write and delete below s3://${BUCKET[$1]}/${ENVIRONMENT}/$1/"
        fi
    done
}

# Nobody but the deploying user reads secrets. A database's password is read by its engine's own user too, in a folder
# that is closed to everybody else.
check_modes() {
    local loose database file mode
    [[ -d "${SECRETS}" ]] || return 0
    loose="$(find "${SECRETS}" -type f -name '*.env' -perm /077)"
    if [[ -z "${loose}" ]]; then
        present "secrets are private"
    else
        missing "privacy of secrets" "chmod 600 ${loose//$'\n'/ }"
    fi
    mode="$(stat --format=%a -- "${SECRETS}")"
    [[ "${mode}" == 700 ]] || missing "privacy of ${SECRETS}, whose mode is ${mode}" "chmod 700 ${SECRETS}"
    for database in ${DATABASES[@]+"${DATABASES[@]}"}; do
        file="${SECRETS}/${database}.password"
        [[ -e "${file}" ]] || continue
        mode="$(stat --format=%a -- "${file}")"
        [[ "${mode}" == "${PASSWORD_MODE#0}" ]] ||
            missing "the right of the engine to read ${file}, whose mode is ${mode}" "chmod ${PASSWORD_MODE} ${file}"
    done
}

# New enough for what the site says.
check_nginx() {
    local version
    check_program nginx "${PLAYBOOK}"
    is_installed nginx
    [[ "${ANSWER}" == yes ]] || return 0
    if [[ -n "${NGINX_AT_LEAST}" ]]; then
        version="$(nginx -v 2>&1)"
        version="${version#*nginx/}"
        is_at_least "${version%% *}" "${NGINX_AT_LEAST}"
        [[ "${ANSWER}" == yes ]] || missing "nginx ${NGINX_AT_LEAST} or newer; this is ${version%% *}" \
            "upgrade nginx, or say its version in formwork.kdl"
    fi
    is_openssl_new_enough
    [[ "${ANSWER}" == yes ]] || missing "OpenSSL ${OPENSSL_AT_LEAST} or newer in nginx; it has ${REPLY}" \
        "take an nginx that has it, or say a version of nginx below 1.27.4 in formwork.kdl"
}

check_edge() {
    local site="/etc/nginx/conf.d/${INSTANCE}.conf"
    ((${#HOSTS[@]} > 0)) || return 0
    check_nginx
    check_folder "${NGINX_FOLDER}" 755
    check_certificate
    if [[ -r "${site}" ]]; then
        present "${site}"
    else
        missing "${site}" "${PLAYBOOK}"
    fi
    if [[ -e "${ACCESS_LOG}" && ! -r "${ACCESS_LOG}" ]]; then
        missing "the right to read ${ACCESS_LOG}" "sudo usermod --append --groups adm ${HOST_USER}, then log in again"
    fi
    check_sudo
}

# certbot's folders may be closed to the deploying user, which looks like no certificate.
check_certificate() {
    local live="${CERTIFICATE_FOLDER%/*}" archive="${CERTIFICATE_FOLDER%/live/*}/archive"
    if [[ -e "${CERTIFICATE_FOLDER}/fullchain.pem" ]]; then
        present "a certificate"
    elif [[ -d "${live}" && (! -x "${live}" || ! -x "${archive}") ]]; then
        missing "the right to see certificates (their keys stay readable by root alone)" "sudo chmod 0755 ${live} ${archive}"
    else
        missing "a certificate in ${CERTIFICATE_FOLDER}" "${PLAYBOOK}, as soon as these names lead here: ${HOSTS[*]}"
    fi
}

# A deploy needs root for two commands only.
check_sudo() {
    if sudo -n -l nginx -t >/dev/null 2>&1 && sudo -n -l systemctl reload nginx >/dev/null 2>&1; then
        present "the right to test and reload nginx"
    else
        missing "the right to test and reload nginx" \
            "sudo visudo --file=/etc/sudoers.d/${INSTANCE}, with this line:" \
            "${SUDOERS}"
    fi
}

# Old copies and old releases are cleared away apart from deploys; the renewal of the certificate is rehearsed.
check_timers() {
    local unit
    check_timer prune
    ((${#HOSTS[@]} == 0)) || check_timer certificate-check
    for unit in "${!JOBS[@]}"; do
        check_timer "job-${unit}"
    done
    for unit in "${!LOG_LIST[@]}"; do
        check_timer "job-log.${unit}"
    done
    for unit in prune certificate-check; do
        if systemctl is-failed --quiet "${INSTANCE}-${unit}.service"; then
            missing "success of ${INSTANCE}-${unit}.service" "journalctl --unit ${INSTANCE}-${unit}.service --lines 50"
        fi
    done
}

check_timer() { # NAME
    local unit="${INSTANCE}-$1.timer"
    if systemctl is-enabled --quiet "${unit}" 2>/dev/null && systemctl is-active --quiet "${unit}"; then
        present "${unit}"
    else
        missing "${unit}" "${PLAYBOOK}"
    fi
}

main() {
    (($# == 1)) || usage
    load_settings "${SCRIPTS%/*}" "$1"
    PLAYBOOK="run deploy/${ENVIRONMENT}/provision/playbook.yml"
    check_programs
    check_folder "${ROOT}" 750
    check_folder "${SECRETS}" 700
    check_secrets
    check_edge
    check_timers
    ((MISSING == 0)) || fail "${EXIT_FAILED}" "${MISSING} things are missing"
    say "the host is ready for ${INSTANCE}"
}

main "$@"
