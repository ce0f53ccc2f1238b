# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.
#
# The edge: nginx's files of this environment, the link that says which copies serve, and what users get.
# What a function answers is for its callers.
# shellcheck shell=bash disable=SC2034

# shellcheck source-path=SCRIPTDIR source-path=SCRIPTDIR/lib source=common.sh
source "${BASH_SOURCE[0]%/*}/common.sh"

# Sets REPLY to the colour that serves; empty before the first deploy.
find_served_colour() {
    local target
    REPLY=''
    if ((${#HOSTS[@]} == 0)); then
        read_state colour
    elif [[ -L "${NGINX_FOLDER}/active.conf" ]]; then
        target="$(readlink -- "${NGINX_FOLDER}/active.conf")"
        target="${target##*/upstreams-}"
        target="${target#upstreams-}"
        REPLY="${target%.conf}"
    fi
}

# Copies every file below one folder into another, each whole or not at all. The upstream file of the colour that
# serves is left as it is: its copies are still those of its own release.
copy_site() { # FROM SERVED_COLOUR
    local file name
    mkdir -p -- "${NGINX_FOLDER}/snippets" "${NGINX_FOLDER}/routes"
    for file in "$1"/snippets/*.conf "$1"/routes/*.conf "$1"/upstreams-*.conf "$1"/site.conf; do
        [[ -f "${file}" ]] || continue
        name="${file#"$1"/}"
        if [[ -n "$2" && "$2" != single && "${name}" == "upstreams-$2.conf" ]]; then
            continue
        fi
        cp -- "${file}" "${NGINX_FOLDER}/${name}.new"
        mv -f -- "${NGINX_FOLDER}/${name}.new" "${NGINX_FOLDER}/${name}"
    done
}

# Keeps what is installed, so that it can be put back.
keep_site() {
    local kept="${ROOT}/state/nginx.previous"
    rm -rf -- "${kept:?}"
    mkdir -p -- "${kept}"
    if [[ -f "${NGINX_FOLDER}/site.conf" ]]; then
        cp -R -P -- "${NGINX_FOLDER}/." "${kept}/"
    fi
}

# Puts back what keep_site kept. After a first deploy there is nothing to put back; then the site is emptied, so that
# the other sites of the host can still be reloaded.
restore_site() {
    local kept="${ROOT}/state/nginx.previous"
    if [[ -f "${kept}/site.conf" ]]; then
        copy_site "${kept}" ''
    else
        write_file "${NGINX_FOLDER}/site.conf" '# Nothing is deployed.'
    fi
}

# Moves the link in one step.
point_edge() { # COLOUR
    rm -f -- "${NGINX_FOLDER}/active.conf.new"
    ln -s -- "upstreams-$1.conf" "${NGINX_FOLDER}/active.conf.new"
    mv -T -f -- "${NGINX_FOLDER}/active.conf.new" "${NGINX_FOLDER}/active.conf"
}

# Whether nginx accepts its configuration. What it says is shown only when it does not. The test makes logs that are not
# there yet: by the umask of these scripts nobody could read them, and no release be judged.
is_edge_sound() {
    local said
    ANSWER=yes
    if ! said="$(umask 022 && sudo -n nginx -t 2>&1)"; then
        ANSWER=no
        warn "nginx -t: ${said}"
    fi
}

# Nothing is reloaded that does not pass the test.
reload_edge() {
    is_edge_sound
    [[ "${ANSWER}" == yes ]] || return 0
    if ! sudo -n systemctl reload nginx; then
        ANSWER=no
    fi
}

# Asks a host at this machine's edge, as a browser would. Sets STATUS and SERVED_BY.
STATUS='' SERVED_BY=''
ask_edge() { # HOST PATH
    local answer line
    STATUS=000 SERVED_BY=''
    answer="$(curl --silent --output /dev/null --dump-header - --max-time 10 --noproxy '*' \
        --resolve "$1:443:127.0.0.1" -- "https://$1$2" || true)"
    while IFS= read -r line; do
        line="${line%$'\r'}"
        case "${line,,}" in
            http/*) STATUS="${line#* }" STATUS="${STATUS%% *}" ;;
            x-served-by:*) SERVED_BY="${line#*: }" ;;
            *) ;;
        esac
    done <<<"${answer}"
}

# The reload returns before the new workers serve, and for a moment the old ones still take connections beside them: the
# edge is asked until the colour answers three times in a row.
await_colour() { # COLOUR
    local deadline=$((SECONDS + EDGE_SECONDS)) host="${HOSTS[0]}" seen=0
    ANSWER=no
    while ((SECONDS <= deadline)); do
        ask_edge "${host}" "${HEALTH_PATH[${ROUTE_TO[${host}]}]:-/}"
        if [[ "${SERVED_BY}" == "$1" ]]; then
            seen=$((seen + 1))
        else
            seen=0
        fi
        if ((seen == 3)); then
            ANSWER=yes
            return 0
        fi
        sleep 0.2
    done
    warn "https://${host} is not answered by $1 three times in a row, last by '${SERVED_BY}' (status ${STATUS})"
}

# Every host answers well, and from the right copies. One that the wrong ones answered is asked again: under load a worker
# of nginx that is about to end may have taken the connection.
smoke_routes() { # COLOUR
    local host path good=yes deadline=$((SECONDS + EDGE_SECONDS))
    for host in "${HOSTS[@]}"; do
        path="${HEALTH_PATH[${ROUTE_TO[${host}]}]:-/}"
        ask_edge "${host}" "${path}"
        while [[ "${SERVED_BY}" != "$1" ]] && ((SECONDS < deadline)); do
            sleep 0.5
            ask_edge "${host}" "${path}"
        done
        if [[ "${STATUS}" == 2?? || ("${STATUS}" == [34]?? && -z "${HEALTH_PATH[${ROUTE_TO[${host}]}]:-}") ]] &&
            [[ "${SERVED_BY}" == "$1" ]]; then
            say "https://${host}${path} answers ${STATUS} from ${SERVED_BY}"
        else
            warn "https://${host}${path} answers ${STATUS} from '${SERVED_BY}'"
            good=no
        fi
    done
    ANSWER="${good}"
}

# From here on the log is read.
LOG_START=0
mark_log() {
    LOG_START=0
    if [[ -r "${ACCESS_LOG}" ]]; then
        LOG_START="$(stat --format=%s -- "${ACCESS_LOG}")"
    fi
}

# Requests, errors (5xx) and the 95th percentile of seconds that one colour had in the last so many seconds.
REQUESTS=0 ERRORS=0 LATENCY=0
measure_edge() { # COLOUR SECONDS
    local size figures now
    printf -v now '%(%s)T' -1
    size="$(stat --format=%s -- "${ACCESS_LOG}")"
    # The log was rotated: all of it is new.
    ((size >= LOG_START)) || LOG_START=0
    figures="$(tail --bytes="+$((LOG_START + 1))" -- "${ACCESS_LOG}" | awk -v colour="colour=$1" -v since="$((now - $2))" '
        $5 == colour && substr($1, 6) + 0 >= since {
            requests++
            if (substr($2, 8) + 0 >= 500) errors++
            hundredth = int(substr($3, 9) * 100 + 0.5)
            took[hundredth]++
            if (hundredth > slowest) slowest = hundredth
        }
        END {
            for (h = 0; h <= slowest; h++) {
                seen += took[h]
                if (seen >= requests * 0.95) break
            }
            printf "%d %d %.2f\n", requests, errors, h / 100
        }')"
    read -r REQUESTS ERRORS LATENCY <<<"${figures}"
}

# A share of a handful of requests says nothing.
readonly FEWEST_REQUESTS=20

# Whether a condition of ABORTS holds: MEASURE KIND above|below LIMIT PERIOD SECONDS. Sets REPLY to what was measured.
is_breached() { # COLOUR CONDITION
    local measure kind comparison limit period seconds value
    read -r measure kind comparison limit period seconds <<<"$2"
    ANSWER=no
    if [[ "${measure}" == disk ]]; then
        value="$(df --output=pcent -- "${ROOT}" | tr -dc '0-9\n' | tail -n 1)"
    else
        measure_edge "$1" "${seconds}"
        if [[ "${kind}" != rate ]] && ((REQUESTS < FEWEST_REQUESTS)); then
            REPLY="${measure}: ${REQUESTS} requests are too few to judge"
            return 0
        fi
        value="$(awk -v kind="${kind}" -v requests="${REQUESTS}" -v errors="${ERRORS}" -v latency="${LATENCY}" \
            -v period="${period}" -v seconds="${seconds}" 'BEGIN {
                if (kind == "share") printf "%.3f", 100 * errors / requests
                else if (kind == "rate") printf "%.3f", errors * period / seconds
                else printf "%.2f", latency
            }')"
    fi
    REPLY="${measure} ${value} in ${seconds} s, ${comparison} ${limit} switches back"
    if awk -v value="${value}" -v limit="${limit}" -v comparison="${comparison}" \
        'BEGIN { exit !(comparison == "above" ? value > limit : value < limit) }'; then
        ANSWER=yes
    fi
}
