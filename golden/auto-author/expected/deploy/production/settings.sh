# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.

# What scripts/ need to know of auto-author in production. Data only: nothing here is run, and nothing here is secret.
# Engines' lines are run as they stand, in the engine's container.
# shellcheck shell=bash disable=SC1003,SC2016,SC2034

APP=auto-author
ENVIRONMENT=production
INSTANCE=auto-author-production
SUPERVISOR=compose
HOST_USER=deploy
ROOT=/opt/auto-author/production
SECRETS=/etc/auto-author/production
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
    [backend-blue]='18000 18001'
    [backend-green]='28000 28001'
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
BAKE_SECONDS=600
DRAIN_SECONDS=60
KEEP_OLD_SECONDS=86400
KEEP_RELEASES=5
# MEASURE KIND above|below LIMIT PERIOD SECONDS
ABORTS=('errors share above 1 1 120')

# The edge.
HOSTS=(autoauthor.app api.autoauthor.app)
declare -gA ROUTE_TO=(
    [autoauthor.app]=frontend
    [api.autoauthor.app]=backend
)
NGINX_FOLDER=/etc/nginx/auto-author-production
NGINX_AT_LEAST=1.27.4
OPENSSL_AT_LEAST=3.5
ACCESS_LOG=/var/log/nginx/auto-author-production.access.log
CERTIFICATE_FOLDER=/etc/letsencrypt/live/auto-author-production

# Databases, and the lines by which their engines dump, restore and count.
DATABASES=(main)
DATABASE_NAME=auto-author
BACKUPS=(main)
declare -gA ENGINE_IMAGE=(
    [main]=mongo:8.0
)
declare -gA ENGINE_ENV=(
    [main]='MONGO_INITDB_ROOT_USERNAME=app
MONGO_INITDB_ROOT_PASSWORD_FILE=/run/secrets/password
MONGO_INITDB_DATABASE=auto-author'
)
declare -gA ENGINE_HEALTH=(
    [main]='bash -c '\''exec mongosh --quiet --norc --host "$HOSTNAME" --eval '\''\'\'''\''quit(db.adminCommand({ ping: 1 }).ok ? 0 : 1)'\''\'\'''\'''\'''
)
declare -gA ENGINE_USER=(
    [main]=999:999
)
declare -gA DUMP=(
    [main]='quote="'\''"
password=$(<"$PASSWORD_FILE")
mongodump --host=127.0.0.1 --username=app --authenticationDatabase=admin \
  --config=<(printf "password: '\''%s'\''\n" "${password//$quote/$quote$quote}") \
  --db="$DATABASE" --archive --gzip'
)
declare -gA RESTORE=(
    [main]='quote="'\''"
password=$(<"$PASSWORD_FILE")
mongorestore --host=127.0.0.1 --username=app --authenticationDatabase=admin \
  --config=<(printf "password: '\''%s'\''\n" "${password//$quote/$quote$quote}") \
  --nsInclude="$DATABASE.*" --drop --objcheck --stopOnError --archive --gzip'
)
declare -gA COUNT=(
    [main]='mongosh --quiet --norc --nodb --eval '\''
  const password = require("fs").readFileSync(process.env.PASSWORD_FILE, "utf8").replace(/\n+$/, "");
  const server = "mongodb://app:" + encodeURIComponent(password) + "@127.0.0.1:27017/?authSource=admin";
  const database = new Mongo(server).getDB(process.env.DATABASE);
  const names = database.getCollectionInfos({ type: "collection" }).map((collection) => collection.name);
  for (const name of names.filter((name) => !name.startsWith("system.")).sort()) {
    print(name + " " + database.getCollection(name).countDocuments({}));
  }'\'''
)
declare -gA DUMP_EXTENSION=(
    [main]=archive.gz
)
declare -gA SMALLEST_DUMP=(
    [main]=100
)
declare -gA BUCKET=(
    [main]=auto-author-offsite
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
