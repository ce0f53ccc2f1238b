#!/usr/bin/env bash
# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.
#
# Says what this host still lacks, and the command that adds it. Changes nothing. Run as the user who deploys.
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
    check_program curl "sudo apt-get install curl"
    check_program rsync "sudo apt-get install rsync"
    if [[ "${SUPERVISOR}" == compose ]]; then
        check_program docker "install Docker Engine with the Compose plugin from Docker's own packages"
        check_docker
    else
        check_program pm2 "sudo npm install --global pm2, then pm2 startup, so that processes come back after a reboot"
        for service in "${SERVICES[@]}"; do
            check_program "${INSTALL[${service}]%% *}" "install ${INSTALL[${service}]%% *}: ${service} needs it"
        done
    fi
    if ((${#BACKUPS[@]} > 0)); then
        check_program age "sudo apt-get install age"
        check_program aws "sudo apt-get install awscli"
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
    check_program nginx "sudo apt-get install nginx"
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
        missing "${site}" "touch ${NGINX_FOLDER}/site.conf" \
            "echo 'include ${NGINX_FOLDER}/site.conf;' | sudo tee ${site}"
    fi
    if [[ -e "${ACCESS_LOG}" && ! -r "${ACCESS_LOG}" ]]; then
        missing "the right to read ${ACCESS_LOG}" "sudo usermod --append --groups adm ${HOST_USER}, then log in again"
    fi
    check_sudo
}

# The first certificate is asked for while a small site answers on port 80; later ones through the site itself.
check_certificate() {
    local host names='' live="${CERTIFICATE_FOLDER%/*}" archive="${CERTIFICATE_FOLDER%/live/*}/archive"
    for host in "${HOSTS[@]}"; do
        names+=" -d ${host}"
    done
    if [[ -e "${CERTIFICATE_FOLDER}/fullchain.pem" ]]; then
        present "a certificate"
        return 0
    fi
    if [[ -d "${live}" && (! -x "${live}" || ! -x "${archive}") ]]; then
        missing "the right to see certificates (their keys stay readable by root alone)" "sudo chmod 0755 ${live} ${archive}"
        return 0
    fi
    missing "a certificate in ${CERTIFICATE_FOLDER}" \
        "sudo apt-get install certbot && sudo install --directory ${ACME_FOLDER}" \
        "echo 'server { listen 80; listen [::]:80; server_name ${HOSTS[*]}; root ${ACME_FOLDER}; }' | sudo tee /etc/nginx/conf.d/${INSTANCE}.conf" \
        "sudo nginx -t && sudo systemctl reload nginx" \
        "sudo certbot certonly --webroot -w ${ACME_FOLDER} --cert-name ${INSTANCE} --deploy-hook 'systemctl reload nginx'${names}" \
        "sudo chmod 0755 ${live} ${archive}" \
        "touch ${NGINX_FOLDER}/site.conf && echo 'include ${NGINX_FOLDER}/site.conf;' | sudo tee /etc/nginx/conf.d/${INSTANCE}.conf"
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

# Old copies and old releases are cleared away apart from deploys.
check_timer() {
    local table
    is_installed crontab
    if [[ "${ANSWER}" == no ]]; then
        missing "cron" "sudo apt-get install cron"
        return 0
    fi
    table="$(crontab -l 2>/dev/null || true)"
    if [[ "${table}" == *"${ROOT}/current/scripts/prune.sh ${ENVIRONMENT}"* ]]; then
        present "a timer for scripts/prune.sh"
    else
        missing "a timer for scripts/prune.sh" "crontab -e, with this line:" \
            "*/10 * * * * ${ROOT}/current/scripts/prune.sh ${ENVIRONMENT} >> ${ROOT}/logs/prune.log 2>&1"
    fi
}

main() {
    (($# == 1)) || usage
    load_settings "${SCRIPTS%/*}" "$1"
    check_programs
    check_folder "${ROOT}" 750
    check_folder "${SECRETS}" 700
    check_secrets
    check_edge
    check_timer
    ((MISSING == 0)) || fail "${EXIT_FAILED}" "${MISSING} things are missing"
    say "the host is ready for ${INSTANCE}"
}

main "$@"
