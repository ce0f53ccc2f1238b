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
BUCKET_URL=''

# On the host the credentials are among the secrets; a runner has them in its environment.
load_credentials() {
    local name file="${SECRETS}/backup.env"
    for name in AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_ENDPOINT_URL; do
        read_value "${file}" "${name}"
        if [[ -n "${REPLY}" ]]; then
            export "${name}=${REPLY}"
        fi
    done
    export AWS_DEFAULT_REGION="${BUCKET_REGION[${DATABASE}]}"
    BUCKET_URL="s3://${BUCKET[${DATABASE}]}/${ENVIRONMENT}/${DATABASE}"
}

# Releases of the AWS CLI before 2.13 do not look at AWS_ENDPOINT_URL by themselves.
call_aws() {
    aws ${AWS_ENDPOINT_URL:+--endpoint-url "${AWS_ENDPOINT_URL}"} "$@"
}

put_object() { # FILE KEY
    call_aws s3 cp --only-show-errors "$1" "${BUCKET_URL}/$2"
}

get_object() { # KEY FILE
    call_aws s3 cp --only-show-errors "${BUCKET_URL}/$1" "$2" ||
        fail "${EXIT_REFUSED}" "${BUCKET_URL}/$1 could not be read"
}

copy_object() { # KEY KEY
    call_aws s3 cp --only-show-errors "${BUCKET_URL}/$1" "${BUCKET_URL}/$2"
}

remove_object() { # KEY
    call_aws s3 rm --only-show-errors "${BUCKET_URL}/$1"
}

remove_objects() { # AGE PATTERN
    call_aws s3 rm --only-show-errors --recursive --exclude '*' --include "$2" "${BUCKET_URL}/$1/"
}

# Sets REPLY to the size of an object.
size_object() { # KEY
    REPLY="$(call_aws s3api head-object --bucket "${BUCKET[${DATABASE}]}" --key "${ENVIRONMENT}/${DATABASE}/$1" \
        --query ContentLength --output text)"
}

# Sets STAMPS to the complete backups of an age, the oldest first.
STAMPS=()
list_stamps() { # daily|weekly|monthly
    local listing
    # A prefix without objects is no error of the bucket, but it is one of `aws s3 ls`.
    listing="$(call_aws s3api list-objects-v2 --bucket "${BUCKET[${DATABASE}]}" --prefix "${ENVIRONMENT}/${DATABASE}/$1/" \
        --query 'Contents[].Key' --output text)"
    listing="$(sed -n -e 's|^.*/\([0-9]\{8\}T[0-9]\{6\}Z\)\.manifest$|\1|p' <<<"${listing//[[:space:]]/$'\n'}" | sort)"
    STAMPS=()
    [[ -z "${listing}" ]] || mapfile -t STAMPS <<<"${listing}"
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
