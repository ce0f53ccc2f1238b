# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.
#
# The bucket that holds the backups of a database: s3://BUCKET/ENVIRONMENT/DATABASE/{daily,weekly,monthly}/
# What a function answers is for its callers.
# shellcheck shell=bash disable=SC2034

# shellcheck source-path=SCRIPTDIR source-path=SCRIPTDIR/lib source=common.sh
source "${BASH_SOURCE[0]%/*}/common.sh"

# Set by the script: the database, and a folder of its own for files that must not stay.
DATABASE='' WORK=''
BUCKET_URL='' AWS=(aws)

# What scripts end with says how it stands: the code of a program that failed says something else.
trap 'on_error "${LINENO}" "${BASH_SOURCE[0]}" "${BASH_COMMAND}"; exit "${EXIT_FAILED}"' ERR

# On the host the credentials are among the secrets; a runner has them in its environment.
load_credentials() {
    local name file="${SECRETS}/backup.env"
    for name in AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_ENDPOINT_URL; do
        read_value "${file}" "${name}"
        if [[ -n "${REPLY}" ]]; then
            export "${name}=${REPLY}"
        fi
    done
    # Releases of the AWS CLI before 2.13 do not look at this variable by themselves.
    if [[ -n "${AWS_ENDPOINT_URL:-}" ]]; then
        AWS=(aws --endpoint-url "${AWS_ENDPOINT_URL}")
    fi
    export AWS_DEFAULT_REGION="${BUCKET_REGION[${DATABASE}]}"
    BUCKET_URL="s3://${BUCKET[${DATABASE}]}/${ENVIRONMENT}/${DATABASE}"
}

put_object() { # FILE KEY
    "${AWS[@]}" s3 cp --only-show-errors "$1" "${BUCKET_URL}/$2"
}

get_object() { # KEY FILE
    "${AWS[@]}" s3 cp --only-show-errors "${BUCKET_URL}/$1" "$2" ||
        fail "${EXIT_REFUSED}" "${BUCKET_URL}/$1 could not be read"
}

remove_object() { # KEY
    "${AWS[@]}" s3 rm --only-show-errors "${BUCKET_URL}/$1"
}

remove_objects() { # AGE PATTERN
    "${AWS[@]}" s3 rm --only-show-errors --recursive --exclude '*' --include "$2" "${BUCKET_URL}/$1/"
}

# What lies below a prefix and has such a name.
get_objects() { # PREFIX FOLDER PATTERN
    "${AWS[@]}" s3 cp --only-show-errors --recursive --exclude '*' --include "$3" "${BUCKET_URL}/$1/" "$2" ||
        fail "${EXIT_REFUSED}" "${BUCKET_URL}/$1/ could not be read"
}

# Sets REPLY to the size of an object.
size_object() { # KEY
    REPLY="$("${AWS[@]}" s3api head-object --bucket "${BUCKET[${DATABASE}]}" --key "${ENVIRONMENT}/${DATABASE}/$1" \
        --query ContentLength --output text)"
}

# Sets NAMES_THERE to the names below a prefix, sorted.
NAMES_THERE=()
list_names() { # PREFIX
    local listing prefix="${ENVIRONMENT}/${DATABASE}/$1/"
    # A prefix without objects is no error of the bucket, but it is one of `aws s3 ls`.
    listing="$("${AWS[@]}" s3api list-objects-v2 --bucket "${BUCKET[${DATABASE}]}" --prefix "${prefix}" \
        --query 'Contents[].Key' --output text)"
    listing="$(sed -n -e "s|^${prefix}||p" <<<"${listing//[[:space:]]/$'\n'}" | sort)"
    NAMES_THERE=()
    [[ -z "${listing}" ]] || mapfile -t NAMES_THERE <<<"${listing}"
}

# Sets STAMPS to the complete backups of an age, the oldest first.
STAMPS=()
list_stamps() { # daily|weekly|monthly|base
    local name
    list_names "$1"
    STAMPS=()
    for name in ${NAMES_THERE[@]+"${NAMES_THERE[@]}"}; do
        [[ ! "${name}" =~ ^[0-9]{8}T[0-9]{6}Z\.manifest$ ]] || STAMPS+=("${name%.manifest}")
    done
}

# Sets REPLY to the day, week or month that a backup stands for.
name_period() { # daily|weekly|monthly STAMP
    local format=%Y-%m-%d
    case "$1" in
        weekly) format=%G-W%V ;;
        monthly) format=%Y-%m ;;
        *) ;;
    esac
    REPLY="$(date --utc --date="${2:0:8}" "+${format}")"
}

# Sets REPLY to the name that a file has in the bucket.
name_encrypted() { # NAME
    REPLY="$1${RECIPIENT[${DATABASE}]:+.age}"
}

# The public key is here; the private one is not on this host.
encrypt() { # FILE NAME
    local recipient="${RECIPIENT[${DATABASE}]:-}"
    if [[ -n "${recipient}" ]]; then
        age --encrypt --recipient "${recipient}" --output "${WORK}/$2.partial" -- "${WORK}/$1"
        mv -- "${WORK}/$2.partial" "${WORK}/$2"
    else
        warn "no recipient is declared: the $1 is stored as it is"
        cp -- "${WORK}/$1" "${WORK}/$2"
    fi
}

# The file with the private key, where somebody named one.
IDENTITY=''
decrypt() { # NAME FROM TO
    if [[ "$1" != *.age ]]; then
        cp -- "${WORK}/$2" "${WORK}/$3"
        return 0
    fi
    [[ -n "${IDENTITY}" && -r "${IDENTITY}" ]] ||
        fail "${EXIT_REFUSED}" "the backup is encrypted: name the file with the private key by --identity"
    age --decrypt --identity "${IDENTITY}" --output "${WORK}/$3.partial" -- "${WORK}/$2" ||
        fail "${EXIT_REFUSED}" "the key does not open this backup, or the backup is damaged"
    mv -- "${WORK}/$3.partial" "${WORK}/$3"
}

# For a node exporter that reads text files; a missing folder means that there is none. The value is the time, unless
# one is given.
write_metric() { # NAME HELP [VALUE]
    local folder="${METRICS_FOLDER:-/var/lib/prometheus/node-exporter}" now
    [[ -w "${folder}" ]] || return 0
    printf -v now '%(%s)T' -1
    (
        umask 022
        write_file "${folder}/${1}-${INSTANCE}-${DATABASE}.prom" "\
# HELP $1 $2
# TYPE $1 gauge
$1{app=\"${APP}\",environment=\"${ENVIRONMENT}\",database=\"${DATABASE}\"} ${3:-${now}}"
    )
}
