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
SERVICES=(api book web sorter printer shelves notices leaflets)
declare -gA HEALTH_PATH=(
    [api]=/health
    [web]=/
    [notices]=/
    [leaflets]=/
)
declare -gA COPY_PORTS=(
    [api-blue]='18000 18001'
    [api-green]='28000 28001'
    [web-blue]='13000 13001 13002'
    [web-green]='23000 23001 23002'
    [notices-blue]=13300
    [notices-green]=23300
    [leaflets-blue]=13100
    [leaflets-green]=23100
)
declare -gA IMAGE_VARIABLES=(
    [api]=API_IMAGE
    [book]=BOOK_IMAGE
    [web]=WEB_IMAGE
    [sorter]=SORTER_IMAGE
    [printer]=PRINTER_IMAGE
    [shelves]=SHELVES_IMAGE
    [notices]=NOTICES_IMAGE
    [leaflets]=LEAFLETS_IMAGE
    [api-blue]=API_BLUE_IMAGE
    [api-green]=API_GREEN_IMAGE
    [book-blue]=BOOK_BLUE_IMAGE
    [book-green]=BOOK_GREEN_IMAGE
    [web-blue]=WEB_BLUE_IMAGE
    [web-green]=WEB_GREEN_IMAGE
    [sorter-blue]=SORTER_BLUE_IMAGE
    [sorter-green]=SORTER_GREEN_IMAGE
    [printer-blue]=PRINTER_BLUE_IMAGE
    [printer-green]=PRINTER_GREEN_IMAGE
    [shelves-blue]=SHELVES_BLUE_IMAGE
    [shelves-green]=SHELVES_GREEN_IMAGE
    [notices-blue]=NOTICES_BLUE_IMAGE
    [notices-green]=NOTICES_GREEN_IMAGE
    [leaflets-blue]=LEAFLETS_BLUE_IMAGE
    [leaflets-green]=LEAFLETS_GREEN_IMAGE
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
BAKE_SECONDS=660
DRAIN_SECONDS=71
KEEP_OLD_SECONDS=90000
KEEP_RELEASES=6
# MEASURE KIND above|below LIMIT PERIOD SECONDS
ABORTS=('errors share above 2 1 180')

# The edge.
HOSTS=(depot.formwork.dev api.depot.formwork.dev notices.depot.formwork.dev leaflets.depot.formwork.dev)
declare -gA ROUTE_TO=(
    [depot.formwork.dev]=web
    [api.depot.formwork.dev]=api
    [notices.depot.formwork.dev]=notices
    [leaflets.depot.formwork.dev]=leaflets
)
NGINX_FOLDER=/etc/nginx/depot-production
NGINX_AT_LEAST=1.25.1
OPENSSL_AT_LEAST=''
ACCESS_LOG=/var/log/nginx/depot-production.access.log
CERTIFICATE_FOLDER=/etc/letsencrypt/live/depot-production

# Databases, and the lines by which their engines dump, restore and count.
DATABASES=(parcels archive cache labels-drawn rounds)
DATABASE_NAME=depot
BACKUPS=(parcels cache archive)
declare -gA ENGINE_IMAGE=(
    [parcels]=registry.formwork.dev/ledger:1
    [cache]=postgres:17.11
    [archive]=mongo:8.0
)
declare -gA ENGINE_ENV=(
    [parcels]='LEDGER_PASSWORD_FILE=/run/secrets/password'
    [cache]='POSTGRES_USER=app
POSTGRES_DB=depot
POSTGRES_PASSWORD_FILE=/run/secrets/password'
    [archive]='MONGO_INITDB_ROOT_USERNAME=app
MONGO_INITDB_ROOT_PASSWORD_FILE=/run/secrets/password
MONGO_INITDB_DATABASE=depot'
)
declare -gA ENGINE_HEALTH=(
    [parcels]='ledger ask'
    [cache]='pg_isready --quiet '\''--host=127.0.0.1'\'' '\''--username=app'\'' '\''--dbname=depot'\'''
    [archive]='bash -c '\''exec mongosh --quiet --norc --host "$HOSTNAME" --eval '\''\'\'''\''quit(db.adminCommand({ ping: 1 }).ok ? 0 : 1)'\''\'\'''\'''\'''
)
declare -gA ENGINE_USER=(
    [parcels]=70:70
    [cache]=999:999
    [archive]=999:999
)
declare -gA LOG_ID=(
    [parcels]='ledger id'
)
declare -gA LOG_LIST=(
    [parcels]='ledger pages'
)
declare -gA LOG_WRITE=(
    [parcels]='ledger page $SEGMENT'
)
declare -gA LOG_DONE=(
    [parcels]='ledger forget $SEGMENT'
)
declare -gA LOG_BASE=(
    [parcels]='ledger copy'
)
declare -gA LOG_FIRST=(
    [parcels]='ledger first'
)
declare -gA LOG_REPLAY=(
    [parcels]='ledger replay --until=$UNTIL $SEGMENTS'
)
declare -gA KEEP_LOG_SECONDS=(
    [parcels]=691200
)
declare -gA DUMP=(
    [parcels]='ledger dump'
    [cache]='PGPASSWORD=$(<"$PASSWORD_FILE")
export PGPASSWORD
pg_dump --host=127.0.0.1 --username=app --dbname="$DATABASE" --format=custom --no-password'
    [archive]='quote="'\''"
password=$(<"$PASSWORD_FILE")
mongodump --host=127.0.0.1 --username=app --authenticationDatabase=admin \
  --config=<(printf "password: '\''%s'\''\n" "${password//$quote/$quote$quote}") \
  --db="$DATABASE" --archive --gzip'
)
declare -gA RESTORE=(
    [parcels]='ledger restore'
    [cache]='PGPASSWORD=$(<"$PASSWORD_FILE")
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
    [archive]='quote="'\''"
password=$(<"$PASSWORD_FILE")
mongorestore --host=127.0.0.1 --username=app --authenticationDatabase=admin \
  --config=<(printf "password: '\''%s'\''\n" "${password//$quote/$quote$quote}") \
  --nsInclude="$DATABASE.*" --drop --objcheck --stopOnError --archive --gzip'
)
declare -gA DUMP_ROLES=(
    [parcels]='ledger dump --clerks'
    [cache]='PGPASSWORD=$(<"$PASSWORD_FILE")
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
    [parcels]='ledger restore --clerks'
    [cache]='PGPASSWORD=$(<"$PASSWORD_FILE")
export PGPASSWORD
psql --host=127.0.0.1 --username=app --dbname=postgres --no-password --no-psqlrc --quiet --set=ON_ERROR_STOP=1 \
  --output=/dev/null'
)
declare -gA COUNT=(
    [parcels]='ledger count'
    [cache]='PGPASSWORD=$(<"$PASSWORD_FILE")
export PGPASSWORD
psql --host=127.0.0.1 --username=app --dbname="$DATABASE" --no-password --no-psqlrc \
  --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --command="
  SELECT name || '\'' '\'' || (xpath('\''/row/rows/text()'\'',
    query_to_xml('\''SELECT count(*) AS rows FROM '\'' || name, false, true, '\'''\'')))[1]::text
  FROM (SELECT format('\''%I.%I'\'', table_schema, table_name) AS name FROM information_schema.tables
    WHERE table_type = '\''BASE TABLE'\'' AND table_schema NOT IN ('\''pg_catalog'\'', '\''information_schema'\'')) AS tables
  ORDER BY name COLLATE \"C\""'
    [archive]='mongosh --quiet --norc --nodb --eval '\''
  const password = require("fs").readFileSync(process.env.PASSWORD_FILE, "utf8").replace(/\n+$/, "");
  const server = "mongodb://app:" + encodeURIComponent(password) + "@127.0.0.1:27017/?authSource=admin";
  const database = new Mongo(server).getDB(process.env.DATABASE);
  const names = database.getCollectionInfos({ type: "collection" }).map((collection) => collection.name);
  for (const name of names.filter((name) => !name.startsWith("system.")).sort()) {
    print(name + " " + database.getCollection(name).countDocuments({}));
  }'\'''
)
declare -gA DUMP_EXTENSION=(
    [parcels]=ledger
    [cache]=dump
    [archive]=archive.gz
)
declare -gA SMALLEST_DUMP=(
    [parcels]=300
    [cache]=500
    [archive]=100
)
declare -gA BUCKET=(
    [parcels]=depot-offsite
    [cache]=depot-offsite
    [archive]=depot-offsite
)
declare -gA BUCKET_REGION=(
    [parcels]=eu-west-1
    [cache]=eu-west-1
    [archive]=eu-west-1
)
declare -gA RECIPIENT=(
    [parcels]=age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq
    [cache]=''
    [archive]=age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p
)
declare -gA KEEP=(
    [parcels]='8 5 13'
    [cache]='7 4 12'
    [archive]='7 4 12'
)
declare -gA STALE_SECONDS=(
    [parcels]=129600
    [cache]=907200
    [archive]=129600
)
declare -gA RTO_SECONDS=(
    [parcels]=18000
)
