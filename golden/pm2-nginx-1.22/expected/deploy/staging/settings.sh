# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.

# What scripts/ need to know of notes in staging. Data only: nothing here is run, and nothing here is secret.
# Engines' lines are run as they stand, in the engine's container.
# shellcheck shell=bash disable=SC1003,SC2016,SC2034

APP=notes
ENVIRONMENT=staging
INSTANCE=notes-staging
SUPERVISOR=pm2
HOST_USER=deploy
ROOT=/opt/notes/staging
SECRETS=/etc/notes/staging
PASSWORD_MODE=0444
SUDOERS='deploy ALL=(root) NOPASSWD: /usr/sbin/nginx -t, /usr/bin/systemctl reload nginx'

# Copies of services: their ports on the host, and where each answers for its health.
COLOURS=(single)
SERVICES=(api web)
declare -gA HEALTH_PATH=(
    [api]=/health
    [web]=/
)
declare -gA COPY_PORTS=(
    [api]=18000
    [web]='13000 13001'
)
declare -gA PROCESSES=(
    [api]=notes-staging-api
    [web]='notes-staging-web-1 notes-staging-web-2'
)
declare -gA INSTALL=(
    [api]='uv sync --locked --no-dev'
    [web]='npm ci --omit=dev'
)
declare -gA BIN=(
    [api]=.venv/bin
    [web]=node_modules/.bin
)

# Names of secrets that have to have a value, in SERVICE.env.
declare -gA SECRET_NAMES=(
    [api]=TOKEN_KEY
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
HOSTS=(staging.notes.formwork.dev api.staging.notes.formwork.dev)
declare -gA ROUTE_TO=(
    [staging.notes.formwork.dev]=web
    [api.staging.notes.formwork.dev]=api
)
NGINX_FOLDER=/etc/nginx/notes-staging
NGINX_AT_LEAST=''
OPENSSL_AT_LEAST=''
ACCESS_LOG=/var/log/nginx/notes-staging.access.log
CERTIFICATE_FOLDER=/etc/letsencrypt/live/notes-staging

# Databases, and the lines by which their engines dump, restore and count.
DATABASES=()
DATABASE_NAME=notes
BACKUPS=()
