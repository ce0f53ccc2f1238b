# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.

# What scripts/ need to know of depot in production. Data only: nothing here is run, and nothing here is secret.
# Engines' lines are run as they stand, in the engine's container.
# shellcheck shell=bash disable=SC1003,SC2016,SC2034

APP=depot
ENVIRONMENT=production
INSTANCE=depot-production
SUPERVISOR=compose
HOST_USER=deploy
ROOT=/opt/depot/production
SECRETS=/etc/depot/production
PASSWORD_MODE=0444
SUDOERS='deploy ALL=(root) NOPASSWD: /usr/sbin/nginx -t, /usr/bin/systemctl reload nginx'

# Copies of services: their ports on the host, and where each answers for its health.
COLOURS=(blue green)
SERVICES=(web api)
declare -gA HEALTH_PATH=(
    [web]=/health
    [api]=/health
)
declare -gA COPY_PORTS=(
    [web-blue]=13000
    [web-green]=23000
    [api-blue]=14000
    [api-green]=24000
)
declare -gA IMAGE_VARIABLES=(
    [web]=WEB_IMAGE
    [api]=API_IMAGE
    [web-blue]=WEB_BLUE_IMAGE
    [web-green]=WEB_GREEN_IMAGE
    [api-blue]=API_BLUE_IMAGE
    [api-green]=API_GREEN_IMAGE
)

# Names of secrets that have to have a value, in SERVICE.env.
declare -gA SECRET_NAMES=(
)

# The rollout, in seconds.
GATE_SECONDS=120
EDGE_SECONDS=30
BAKE_SECONDS=60
DRAIN_SECONDS=60
KEEP_OLD_SECONDS=3600
KEEP_RELEASES=5
# MEASURE KIND above|below LIMIT PERIOD SECONDS
ABORTS=('errors share above 1 1 60')

# The edge.
HOSTS=(depot.test api.depot.test cdn.depot.test)
declare -gA ROUTE_TO=(
    [depot.test]=web
    [api.depot.test]=api
    [cdn.depot.test]=api
)
NGINX_FOLDER=/etc/nginx/depot-production
NGINX_AT_LEAST=1.27.4
OPENSSL_AT_LEAST=3.5
ACCESS_LOG=/var/log/nginx/depot-production.access.log
CERTIFICATE_FOLDER=/etc/letsencrypt/live/depot-production

# Databases, and the lines by which their engines dump, restore and count.
DATABASES=()
DATABASE_NAME=depot
BACKUPS=()
