# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.

# What scripts/ need to know of notes in production. Data only: nothing here is run, and nothing here is secret.
# Engines' lines are run as they stand, in the engine's container.
# shellcheck shell=bash disable=SC1003,SC2016,SC2034

APP=notes
ENVIRONMENT=production
INSTANCE=notes-production
SUPERVISOR=pm2
HOST_USER=deploy
ROOT=/opt/notes/production
SECRETS=/etc/notes/production
PASSWORD_MODE=0444
SUDOERS='deploy ALL=(root) NOPASSWD: /usr/sbin/nginx -t, /usr/bin/systemctl reload nginx'

# Copies of services: their ports on the host, and where each answers for its health.
COLOURS=(blue green)
SERVICES=(api web)
declare -gA HEALTH_PATH=(
    [api]=/health
    [web]=/
)
declare -gA COPY_PORTS=(
    [api-blue]=18000
    [api-green]=28000
    [web-blue]='13000 13001'
    [web-green]='23000 23001'
)
declare -gA PROCESSES=(
    [api-blue]=notes-production-api-blue
    [api-green]=notes-production-api-green
    [web-blue]='notes-production-web-blue-1 notes-production-web-blue-2'
    [web-green]='notes-production-web-green-1 notes-production-web-green-2'
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
BAKE_SECONDS=300
DRAIN_SECONDS=300
KEEP_OLD_SECONDS=7200
KEEP_RELEASES=5
# MEASURE KIND above|below LIMIT PERIOD SECONDS
ABORTS=('latency time above 2 1 60')

# The edge.
HOSTS=(notes.formwork.dev api.notes.formwork.dev)
declare -gA ROUTE_TO=(
    [notes.formwork.dev]=web
    [api.notes.formwork.dev]=api
)
NGINX_FOLDER=/etc/nginx/notes-production
NGINX_AT_LEAST=''
OPENSSL_AT_LEAST=''
ACCESS_LOG=/var/log/nginx/notes-production.access.log
CERTIFICATE_FOLDER=/etc/letsencrypt/live/notes-production

# Databases, and the lines by which their engines dump, restore and count.
DATABASES=()
DATABASE_NAME=notes
BACKUPS=()
