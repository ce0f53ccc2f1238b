# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.

# What scripts/ need to know of depot in staging. Data only: nothing here is run, and nothing here is secret.
# Engines' lines are run as they stand, in the engine's container.
# shellcheck shell=bash disable=SC1003,SC2016,SC2034

APP=depot
ENVIRONMENT=staging
INSTANCE=depot-staging
SUPERVISOR=pm2
HOST_USER=deploy
ROOT=/opt/depot/staging
SECRETS=/etc/depot/staging
PASSWORD_MODE=0444
SUDOERS='deploy ALL=(root) NOPASSWD: /usr/sbin/nginx -t, /usr/bin/systemctl reload nginx'

# Copies of services: their ports on the host, and where each answers for its health.
COLOURS=(single)
SERVICES=(api book web sorter printer shelves notices leaflets)
declare -gA HEALTH_PATH=(
    [api]=/health
    [web]=/
    [notices]=/
    [leaflets]=/
)
declare -gA COPY_PORTS=(
    [api]='18000 18001'
    [web]=13000
    [notices]=13300
    [leaflets]=13100
)
declare -gA PROCESSES=(
    [api]='depot-staging-api-1 depot-staging-api-2'
    [book]=depot-staging-book
    [web]=depot-staging-web
    [sorter]=depot-staging-sorter
    [printer]=depot-staging-printer
    [shelves]=depot-staging-shelves
    [notices]=depot-staging-notices
    [leaflets]=depot-staging-leaflets
)
declare -gA INSTALL=(
    [api]='pack install --release'
    [book]='npm ci --omit=dev'
    [web]='npm ci --omit=dev'
    [sorter]='pack install --release'
    [printer]=true
    [shelves]='pack install --release'
    [leaflets]='pack install --release'
)
declare -gA BIN=(
    [api]=pack/bin
    [book]=node_modules/.bin
    [web]=node_modules/.bin
    [sorter]=pack/bin
    [shelves]=pack/bin
    [leaflets]=pack/bin
)

# What brings databases to the schema of a release: a service, then the words of a command, one a line.
MIGRATIONS=(parcels archive)
declare -gA MIGRATE=(
    [parcels]='api
steps
up'
    [archive]='book
node
migrate.js'
)

# Jobs: a service, then the words of a command, one a line; and how many seconds each may take.
declare -gA JOBS=(
    [rounds]='sorter
serve
rounds'
)
declare -gA JOB_SECONDS=(
    [rounds]=21600
)

# Names of secrets that have to have a value, in SERVICE.env.
declare -gA SECRET_NAMES=(
    [api]='DATABASE_URL TOKEN'
    [book]=ARCHIVE_URI
    [sorter]='DATABASE_URL CACHE_URL QUEUE_URL'
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
HOSTS=(staging.depot.formwork.dev api.staging.depot.formwork.dev notices.staging.depot.formwork.dev leaflets.staging.depot.formwork.dev)
declare -gA ROUTE_TO=(
    [staging.depot.formwork.dev]=web
    [api.staging.depot.formwork.dev]=api
    [notices.staging.depot.formwork.dev]=notices
    [leaflets.staging.depot.formwork.dev]=leaflets
)
NGINX_FOLDER=/etc/nginx/depot-staging
NGINX_AT_LEAST=1.27.4
OPENSSL_AT_LEAST=3.5
ACCESS_LOG=/var/log/nginx/depot-staging.access.log
CERTIFICATE_FOLDER=/etc/letsencrypt/live/depot-staging

# Databases, and the lines by which their engines dump, restore and count.
DATABASES=()
DATABASE_NAME=depot
BACKUPS=()
