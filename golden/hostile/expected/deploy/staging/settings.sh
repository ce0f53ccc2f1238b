# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.

# What scripts/ need to know of hostile in staging. Data only: nothing here is run, and nothing here is secret.
# Engines' lines are run as they stand, in the engine's container.
# shellcheck shell=bash disable=SC1003,SC2016,SC2034

APP=hostile
ENVIRONMENT=staging
INSTANCE=hostile-staging
SUPERVISOR=pm2
HOST_USER=deploy
ROOT=/opt/hostile/staging
SECRETS=/etc/hostile/staging
PASSWORD_MODE=0444
SUDOERS='deploy ALL=(root) NOPASSWD: /usr/sbin/nginx -t, /usr/bin/systemctl reload nginx'

# Copies of services: their ports on the host, and where each answers for its health.
COLOURS=(single)
SERVICES=(api jobs)
declare -gA HEALTH_PATH=(
    [api]=/health
)
declare -gA COPY_PORTS=(
    [api]=13000
)
declare -gA PROCESSES=(
    [api]=hostile-staging-api
    [jobs]=hostile-staging-jobs
)
declare -gA INSTALL=(
    [api]='npm ci --omit=dev'
    [jobs]='npm ci --omit=dev'
)
declare -gA BIN=(
    [api]=node_modules/.bin
    [jobs]=node_modules/.bin
)

# What brings databases to the schema of a release: a service, then the words of a command, one a line.
MIGRATIONS=(main)
declare -gA MIGRATE=(
    [main]='api
node
migrate.js
--say=it'\''s "50%" of $HOME, $(touch harm) `touch harm` ${{ secrets.HARM }} {{ harm }} {% harm %} {# harm #} %h # : | > & ; * ! @ ~ \ <b>harm</b> </script> [x](y)'
)

# Jobs: a service, then the words of a command, one a line; and how many seconds each may take.
declare -gA JOBS=(
    [sweep]='api
node
sweep.js
--say=it'\''s "50%" of $HOME, $(touch harm) `touch harm` ${{ secrets.HARM }} {{ harm }} {% harm %} {# harm #} %h # : | > & ; * ! @ ~ \ <b>harm</b> </script> [x](y)'
)
declare -gA JOB_SECONDS=(
    [sweep]=900
)

# Names of secrets that have to have a value, in SERVICE.env.
declare -gA SECRET_NAMES=(
    [api]='DATABASE_URL TOKEN'
    [jobs]=DATABASE_URL
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
HOSTS=(staging.hostile.formwork.dev)
declare -gA ROUTE_TO=(
    [staging.hostile.formwork.dev]=api
)
NGINX_FOLDER=/etc/nginx/hostile-staging
NGINX_AT_LEAST=1.27.4
OPENSSL_AT_LEAST=3.5
ACCESS_LOG=/var/log/nginx/hostile-staging.access.log
CERTIFICATE_FOLDER=/etc/letsencrypt/live/hostile-staging

# Databases, and the lines by which their engines dump, restore and count.
DATABASES=()
DATABASE_NAME=hostile
BACKUPS=()
