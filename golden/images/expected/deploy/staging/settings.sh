# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.

# What scripts/ need to know of finder in staging. Data only: nothing here is run, and nothing here is secret.
# Engines' lines are run as they stand, in the engine's container.
# shellcheck shell=bash disable=SC1003,SC2016,SC2034

APP=finder
ENVIRONMENT=staging
INSTANCE=finder-staging
SUPERVISOR=compose
HOST_USER=deploy
ROOT=/opt/finder/staging
SECRETS=/etc/finder/staging
PASSWORD_MODE=0444
SUDOERS='deploy ALL=(root) NOPASSWD: /usr/sbin/nginx -t, /usr/bin/systemctl reload nginx'

# Copies of services: their ports on the host, and where each answers for its health.
COLOURS=(single)
SERVICES=(web search counter)
declare -gA HEALTH_PATH=(
    [web]=/health
    [search]=/health
)
declare -gA COPY_PORTS=(
    [web]=13000
    [search]=17700
)
declare -gA IMAGE_VARIABLES=(
    [web]=WEB_IMAGE
    [search]=SEARCH_IMAGE
    [counter]=COUNTER_IMAGE
)

# Jobs: a service, then the words of a command, one a line; and how many seconds each may take.
declare -gA JOBS=(
    [tidy]='counter
counter
tidy'
)
declare -gA JOB_SECONDS=(
    [tidy]=900
)

# Names of secrets that have to have a value, in SERVICE.env.
declare -gA SECRET_NAMES=(
    [search]=MEILI_MASTER_KEY
)

# The rollout, in seconds.
GATE_SECONDS=120
EDGE_SECONDS=30
BAKE_SECONDS=30
DRAIN_SECONDS=60
KEEP_OLD_SECONDS=0
KEEP_RELEASES=5
# MEASURE KIND above|below LIMIT PERIOD SECONDS
ABORTS=()

# The edge.
HOSTS=(staging.finder.formwork.dev)
declare -gA ROUTE_TO=(
    [staging.finder.formwork.dev]=web
)
NGINX_FOLDER=/etc/nginx/finder-staging
NGINX_AT_LEAST=1.27.4
OPENSSL_AT_LEAST=3.5
ACCESS_LOG=/var/log/nginx/finder-staging.access.log
CERTIFICATE_FOLDER=/etc/letsencrypt/live/finder-staging

# Databases, and the lines by which their engines dump, restore and count.
DATABASES=()
DATABASE_NAME=finder
BACKUPS=()
