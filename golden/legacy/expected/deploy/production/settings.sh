# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.

# What scripts/ need to know of legacy in production. Data only: nothing here is run, and nothing here is secret.
# Engines' lines are run as they stand, in the engine's container.
# shellcheck shell=bash disable=SC1003,SC2016,SC2034

APP=legacy
ENVIRONMENT=production
INSTANCE=legacy-production
SUPERVISOR=compose
HOST_USER=deploy
ROOT=/opt/legacy/production
SECRETS=/etc/legacy/production
PASSWORD_MODE=0444
SUDOERS='deploy ALL=(root) NOPASSWD: /usr/sbin/nginx -t, /usr/bin/systemctl reload nginx'

# Copies of services: their ports on the host, and where each answers for its health.
COLOURS=(blue green)
SERVICES=(web)
declare -gA HEALTH_PATH=(
    [web]=/api/health
)
declare -gA COPY_PORTS=(
    [web-blue]='13000 13001'
    [web-green]='23000 23001'
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
BAKE_SECONDS=600
DRAIN_SECONDS=60
KEEP_OLD_SECONDS=86400
KEEP_RELEASES=5
# MEASURE KIND above|below LIMIT PERIOD SECONDS
ABORTS=('errors share above 1 1 120')

# The edge.
HOSTS=(tickets.acme.app)
declare -gA ROUTE_TO=(
    [tickets.acme.app]=web
)
NGINX_FOLDER=/etc/nginx/legacy-production
NGINX_AT_LEAST=1.27.4
OPENSSL_AT_LEAST=3.5
ACCESS_LOG=/var/log/nginx/legacy-production.access.log
CERTIFICATE_FOLDER=/etc/letsencrypt/live/legacy-production

# Databases, and the lines by which their engines dump, restore and count.
DATABASES=(main hot)
DATABASE_NAME=legacy
BACKUPS=(main)
declare -gA ENGINE_IMAGE=(
    [main]=postgres:17.11
)
declare -gA ENGINE_ENV=(
    [main]='POSTGRES_USER=app
POSTGRES_DB=legacy
POSTGRES_PASSWORD_FILE=/run/secrets/password'
)
declare -gA ENGINE_HEALTH=(
    [main]='pg_isready --quiet '\''--host=127.0.0.1'\'' '\''--username=app'\'' '\''--dbname=legacy'\'''
)
declare -gA ENGINE_USER=(
    [main]=999:999
)
declare -gA DUMP=(
    [main]='PGPASSWORD=$(<"$PASSWORD_FILE")
export PGPASSWORD
pg_dump --host=127.0.0.1 --username=app --dbname="$DATABASE" --format=custom --no-password'
)
declare -gA RESTORE=(
    [main]='PGPASSWORD=$(<"$PASSWORD_FILE")
export PGPASSWORD
login=(--host=127.0.0.1 --username=app --no-password)
export PGOPTIONS=--client-min-messages=warning
ask() {
  psql "${login[@]}" --dbname=postgres --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --output=/dev/null \
    --set=now="$DATABASE" --set=new="${DATABASE}_restored" --set=old="${DATABASE}_before" "$@"
}
ask <<'\''SQL'\''
DROP DATABASE IF EXISTS :"new";
CREATE DATABASE :"new" TEMPLATE template0;
SQL
pg_restore "${login[@]}" --dbname="${DATABASE}_restored" --no-owner --exit-on-error --single-transaction
ask <<'\''SQL'\''
DROP DATABASE IF EXISTS :"old";
ALTER DATABASE :"now" ALLOW_CONNECTIONS false;
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = :'\''now'\'';
BEGIN;
ALTER DATABASE :"now" RENAME TO :"old";
ALTER DATABASE :"new" RENAME TO :"now";
COMMIT;
DROP DATABASE :"old";
SQL'
)
declare -gA DUMP_ROLES=(
    [main]='PGPASSWORD=$(<"$PASSWORD_FILE")
export PGPASSWORD
login=(--host=127.0.0.1 --username=app --no-password)
options=()
is_super=$(psql "${login[@]}" --dbname="$DATABASE" --no-psqlrc --tuples-only --no-align \
  --command='\''SELECT rolsuper FROM pg_roles WHERE rolname = current_user'\'')
[ "$is_super" = t ] || options=(--no-role-passwords)
pg_dumpall "${login[@]}" --roles-only "${options[@]}" | sed --regexp-extended \
  -e '\''/^(CREATE|ALTER) ROLE app[; ]/d'\'' \
  -e '\''s/^CREATE ROLE (.*);$/DO $make$ BEGIN IF to_regrole($role$\1$role$) IS NULL THEN\n&/'\'' \
  -e '\''s/^ALTER ROLE .* WITH (NO)?SUPERUSER .*;$/&\nEND IF; END $make$;/'\'''
)
declare -gA RESTORE_ROLES=(
    [main]='PGPASSWORD=$(<"$PASSWORD_FILE")
export PGPASSWORD
psql --host=127.0.0.1 --username=app --dbname=postgres --no-password --no-psqlrc --quiet --set=ON_ERROR_STOP=1 \
  --output=/dev/null'
)
declare -gA COUNT=(
    [main]='PGPASSWORD=$(<"$PASSWORD_FILE")
export PGPASSWORD
psql --host=127.0.0.1 --username=app --dbname="$DATABASE" --no-password --no-psqlrc \
  --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --command="
  SELECT name || '\'' '\'' || (xpath('\''/row/rows/text()'\'',
    query_to_xml('\''SELECT count(*) AS rows FROM '\'' || name, false, true, '\'''\'')))[1]::text
  FROM (SELECT format('\''%I.%I'\'', table_schema, table_name) AS name FROM information_schema.tables
    WHERE table_type = '\''BASE TABLE'\'' AND table_schema NOT IN ('\''pg_catalog'\'', '\''information_schema'\'')) AS tables
  ORDER BY name COLLATE \"C\""'
)
declare -gA DUMP_EXTENSION=(
    [main]=dump
)
declare -gA SMALLEST_DUMP=(
    [main]=500
)
declare -gA BUCKET=(
    [main]=legacy-offsite
)
declare -gA BUCKET_REGION=(
    [main]=eu-central-1
)
declare -gA RECIPIENT=(
    [main]=age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p
)
declare -gA KEEP=(
    [main]='7 4 12'
)
declare -gA STALE_SECONDS=(
    [main]=129600
)
declare -gA RTO_SECONDS=(
    [main]=14400
)
