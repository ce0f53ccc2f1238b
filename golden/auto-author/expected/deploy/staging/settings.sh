# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.

# What scripts/ need to know of auto-author in staging. Data only: nothing here is run, and nothing here is secret.
# Engines' lines are run as they stand, in the engine's container.
# shellcheck shell=bash disable=SC1003,SC2016,SC2034

APP=auto-author
ENVIRONMENT=staging
INSTANCE=auto-author-staging
SUPERVISOR=compose
HOST_USER=deploy
ROOT=/opt/auto-author/staging
SECRETS=/etc/auto-author/staging
PASSWORD_MODE=0444
SUDOERS='deploy ALL=(root) NOPASSWD: /usr/sbin/nginx -t, /usr/bin/systemctl reload nginx'

# Copies of services: their ports on the host, and where each answers for its health.
COLOURS=(blue green)
SERVICES=(backend frontend)
declare -gA HEALTH_PATH=(
    [backend]=/api/v1/health
    [frontend]=/
)
declare -gA COPY_PORTS=(
    [backend-blue]=18000
    [backend-green]=28000
    [frontend-blue]=13002
    [frontend-green]=23002
)
declare -gA IMAGE_VARIABLES=(
    [backend]=BACKEND_IMAGE
    [frontend]=FRONTEND_IMAGE
    [backend-blue]=BACKEND_BLUE_IMAGE
    [backend-green]=BACKEND_GREEN_IMAGE
    [frontend-blue]=FRONTEND_BLUE_IMAGE
    [frontend-green]=FRONTEND_GREEN_IMAGE
)

# Names of secrets that have to have a value, in SERVICE.env.
declare -gA SECRET_NAMES=(
    [backend]='DATABASE_URI OPENAI_API_KEY CLERK_SECRET_KEY'
)

# The rollout, in seconds.
GATE_SECONDS=120
EDGE_SECONDS=30
BAKE_SECONDS=120
DRAIN_SECONDS=60
KEEP_OLD_SECONDS=3600
KEEP_RELEASES=3
# MEASURE KIND above|below LIMIT PERIOD SECONDS
ABORTS=()

# The edge.
HOSTS=(dev.autoauthor.app api.dev.autoauthor.app)
declare -gA ROUTE_TO=(
    [dev.autoauthor.app]=frontend
    [api.dev.autoauthor.app]=backend
)
NGINX_FOLDER=/etc/nginx/auto-author-staging
NGINX_AT_LEAST=1.27.4
OPENSSL_AT_LEAST=3.5
ACCESS_LOG=/var/log/nginx/auto-author-staging.access.log
CERTIFICATE_FOLDER=/etc/letsencrypt/live/auto-author-staging

# Databases, and the lines by which their engines dump, restore and count.
DATABASES=(main)
DATABASE_NAME=auto-author
BACKUPS=()
