# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.
#
# What every script shares: settings, messages, the lock, small files. Sourced by the scripts beside this folder.
# shellcheck shell=bash disable=SC2034

# Values here are for the scripts: nothing is unused.

[[ -z "${COMMON_IS_LOADED:-}" ]] || return 0
readonly COMMON_IS_LOADED=yes

set -Eeuo pipefail
shopt -s inherit_errexit
umask 027
export LC_ALL=C
PATH="${PATH}:/usr/local/sbin:/usr/sbin:/sbin"

# What scripts end with, besides 0.
readonly EXIT_FAILED=1        # something went wrong; what was served before is still served
readonly EXIT_USAGE=2         # called in a wrong way
readonly EXIT_REFUSED=3       # a condition is not met; nothing was changed
readonly EXIT_SWITCHED_BACK=4 # the new release did not hold; the old one serves again
readonly EXIT_STUCK=5         # the way back failed too: somebody has to look now
readonly EXIT_LOCKED=6        # another deploy, rollback or restore is running

# deploy/ENVIRONMENT/settings.sh gives these their values.
APP='' ENVIRONMENT='' INSTANCE='' SUPERVISOR='' HOST_USER='' ROOT='' SECRETS='' PASSWORD_MODE='' SUDOERS=''
COLOURS=() SERVICES=() HOSTS=() ABORTS=() DATABASES=() BACKUPS=() MIGRATIONS=()
BAKE_SECONDS=0 KEEP_OLD_SECONDS=0 KEEP_RELEASES=1 DRAIN_SECONDS=0 GATE_SECONDS=0 EDGE_SECONDS=0
NGINX_FOLDER='' NGINX_AT_LEAST='' OPENSSL_AT_LEAST='' ACCESS_LOG='' CERTIFICATE_FOLDER='' DATABASE_NAME=''
declare -A HEALTH_PATH=() COPY_PORTS=() PROCESSES=() IMAGE_VARIABLES=() SECRET_NAMES=() INSTALL=() ROUTE_TO=()
declare -A ENGINE_IMAGE=() ENGINE_ENV=() ENGINE_HEALTH=() DUMP=() RESTORE=() COUNT=() DUMP_EXTENSION=()
declare -A BIN=() MIGRATE=() JOBS=() JOB_SECONDS=()
declare -A SMALLEST_DUMP=() BUCKET=() BUCKET_REGION=() RECIPIENT=() KEEP=() RTO_SECONDS=() STALE_SECONDS=()
declare -A DUMP_ROLES=() RESTORE_ROLES=() ENGINE_USER=() KEEP_LOG_SECONDS=()
declare -A LOG_ID=() LOG_LIST=() LOG_WRITE=() LOG_DONE=() LOG_BASE=() LOG_FIRST=() LOG_REPLAY=()

# Answers of functions: a question sets ANSWER to yes or no, a search sets REPLY.
ANSWER=no
REPLY=''
DRY_RUN=no
RELEASE_DIR=''

say() {
    local now
    printf -v now '%(%H:%M:%S)T' -1
    printf '%s  %s\n' "${now}" "$*"
}

warn() {
    say "WARNING: $*" >&2
}

# fail CODE MESSAGE: the one way out.
fail() {
    local code="$1"
    shift
    say "FAILED: $*" >&2
    exit "${code}"
}

# Runs a command, or in a dry run says it.
act() {
    if [[ "${DRY_RUN}" == yes ]]; then
        local shown
        printf -v shown '%q ' "$@"
        say "would run: ${shown% }"
    else
        "$@"
    fi
}

# In a dry run, says what would happen and answers yes; otherwise answers no.
only_said() {
    ANSWER=no
    if [[ "${DRY_RUN}" == yes ]]; then
        say "would: $*"
        ANSWER=yes
    fi
}

# BASH_COMMAND is the line as it is written here, with no value in it.
on_error() {
    say "line $1 of ${2##*/} failed: $3" >&2
}
trap 'on_error "${LINENO}" "${BASH_SOURCE[0]}" "${BASH_COMMAND}"' ERR

# load_settings RELEASE_FOLDER ENVIRONMENT
load_settings() {
    local file="$1/deploy/$2/settings.sh"
    [[ "$2" =~ ^[a-z][a-z0-9-]*$ ]] || fail "${EXIT_USAGE}" "'$2' is not the name of an environment"
    [[ -r "${file}" ]] || fail "${EXIT_USAGE}" "there is no environment $2 here: ${file} is missing"
    # shellcheck source=/dev/null
    source "${file}"
    RELEASE_DIR="$1"
}

# Sets REPLY to the value of NAME in a file of NAME=value lines, without quotes around it; empty when it is not there.
read_value() { # FILE NAME
    local line value=''
    if [[ -r "$1" ]]; then
        while IFS= read -r line || [[ -n "${line}" ]]; do
            if [[ "${line}" == "$2="* ]]; then
                value="${line#*=}"
            fi
        done <"$1"
    fi
    case "${value}" in
        \"*\") value="${value#\"}" value="${value%\"}" ;;
        \'*\') value="${value#\'}" value="${value%\'}" ;;
        *) ;;
    esac
    REPLY="${value}"
}

# Writes a file whole or not at all.
write_file() { # FILE TEXT
    local new="$1.new"
    printf '%s\n' "$2" >"${new}"
    mv -f -- "${new}" "$1"
}

read_state() { # NAME
    REPLY=''
    if [[ -r "${ROOT}/state/$1" ]]; then
        IFS= read -r REPLY <"${ROOT}/state/$1" || [[ -n "${REPLY}" ]]
    fi
}

write_state() { # NAME TEXT
    act write_file "${ROOT}/state/$1" "$2"
}

# One deploy, rollback or restore at a time. Descriptor 9 holds the lock; programs that stay running must not get it.
take_lock() {
    local lock="${ROOT}/state/deploy.lock"
    if [[ "${DRY_RUN}" == yes ]]; then
        [[ -r "${lock}" ]] || return 0
        exec 9<"${lock}"
    else
        mkdir -p -- "${ROOT}/state" "${ROOT}/logs"
        exec 9>>"${lock}"
    fi
    flock --nonblock 9 || fail "${EXIT_LOCKED}" "another deploy, rollback or restore is running (${lock})"
}

# history TAKEN RELEASE COLOUR RESULT: one line for each thing that was done, tab-separated.
history_line() {
    [[ "${DRY_RUN}" == no ]] || return 0
    local now by
    printf -v now '%(%Y-%m-%dT%H:%M:%S%z)T' -1
    read_value "${RELEASE_DIR}/release.env" DEPLOYED_BY
    by="${REPLY:-${USER:-unknown}}"
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "${now}" "$1" "$2" "$3" "${by//[$'\t\n']/ }" "$4" \
        >>"${ROOT}/state/history.log"
}

# Sets REPLY to a JSON string.
json_string() {
    local text="$1"
    text="${text//\\/\\\\}"
    text="${text//\"/\\\"}"
    text="${text//[[:cntrl:]]/ }"
    REPLY="\"${text}\""
}

# Whether version HAVE is WANT or newer.
is_at_least() { # HAVE WANT
    ANSWER=no
    if printf '%s\n%s\n' "$2" "$1" | sort --version-sort --check=silent; then
        ANSWER=yes
    fi
}

# Whether nginx runs with an OpenSSL that knows what the site asks for. Sets REPLY to the one it has; another library is
# not judged.
is_openssl_new_enough() {
    local said
    ANSWER=yes REPLY=''
    [[ -n "${OPENSSL_AT_LEAST}" ]] || return 0
    said="$(nginx -V 2>&1)"
    [[ "${said}" =~ .*OpenSSL\ ([0-9.]+) ]] || return 0
    REPLY="${BASH_REMATCH[1]}"
    is_at_least "${REPLY}" "${OPENSSL_AT_LEAST}"
}

is_installed() { # PROGRAM
    ANSWER=no
    if command -v "$1" >/dev/null 2>&1; then
        ANSWER=yes
    fi
}

# Sets REPLY to the name of a copy: backend-blue, or backend where there is only one.
name_copy() { # SERVICE COLOUR
    REPLY="$1"
    [[ "$2" == single ]] || REPLY="$1-$2"
}

# Asks a URL once; 2xx is yes. A service that declares no health path only has to answer.
is_answering() { # URL any|good
    local status
    status="$(curl --silent --output /dev/null --max-time 5 --noproxy '*' --write-out '%{http_code}' -- "$1" || true)"
    ANSWER=no
    case "${status}" in
        2??) ANSWER=yes ;;
        [34]??) [[ "$2" == good ]] || ANSWER=yes ;;
        *) ;;
    esac
}
