# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.

# What scripts/ need to know of legacy in staging. Data only: nothing here is run, and nothing here is secret.
# Engines' lines are run as they stand, in the engine's container.
# shellcheck shell=bash disable=SC1003,SC2016,SC2034

APP=legacy
ENVIRONMENT=staging
INSTANCE=legacy-staging
SUPERVISOR=compose
HOST_USER=deploy
ROOT=/opt/legacy/staging
SECRETS=/etc/legacy/staging
PASSWORD_MODE=0444
SUDOERS='deploy ALL=(root) NOPASSWD: /usr/sbin/nginx -t, /usr/bin/systemctl reload nginx'

# Copies of services: their ports on the host, and where each answers for its health.
COLOURS=(blue green)
SERVICES=(web)
declare -gA HEALTH_PATH=(
    [web]=/api/health
)
declare -gA COPY_PORTS=(
    [web-blue]=13000
    [web-green]=23000
)
declare -gA IMAGE_VARIABLES=(
    [web]=WEB_IMAGE
    [web-blue]=WEB_BLUE_IMAGE
    [web-green]=WEB_GREEN_IMAGE
)

# What brings databases to the schema of a release: a service, then the words of a command, one a line.
MIGRATIONS=(main)
declare -gA MIGRATE=(
    [main]='web
prisma
migrate
deploy'
)

# Names of secrets that have to have a value, in SERVICE.env.
declare -gA SECRET_NAMES=(
    [web]='DATABASE_URL CACHE_URL SENTRY_DSN'
)

# The rollout, in seconds.
GATE_SECONDS=120
EDGE_SECONDS=30
BAKE_SECONDS=120
DRAIN_SECONDS=60
KEEP_OLD_SECONDS=3600
KEEP_RELEASES=3
# MEASURE KIND above|below LIMIT PERIOD SECONDS
ABORTS=('errors share above 1 1 60')

# The edge.
HOSTS=(next.tickets.acme.app)
declare -gA ROUTE_TO=(
    [next.tickets.acme.app]=web
)
NGINX_FOLDER=/etc/nginx/legacy-staging
NGINX_AT_LEAST=1.27.4
OPENSSL_AT_LEAST=3.5
ACCESS_LOG=/var/log/nginx/legacy-staging.access.log
CERTIFICATE_FOLDER=/etc/letsencrypt/live/legacy-staging

# Databases, and the lines by which their engines dump, restore and count.
DATABASES=(main hot)
DATABASE_NAME=legacy
BACKUPS=()
