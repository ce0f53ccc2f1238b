#!/usr/bin/env bash
# Starts the server as MongoDB's image is started: a first user, where one is named, with the password of a file.
set -euo pipefail

if [[ "${1:-mongod}" != mongod ]]; then
    exec "$@"
fi
if [[ "$(id --user)" == 0 ]]; then
    exec setpriv --reuid=999 --regid=999 --clear-groups "${BASH_SOURCE[0]}" "$@"
fi
export FERRETDB_HANDLER=sqlite FERRETDB_SQLITE_URL=file:/data/db/ FERRETDB_STATE_DIR=/data/db
export FERRETDB_LISTEN_ADDR=:27017 FERRETDB_DEBUG_ADDR=- FERRETDB_TELEMETRY=disable FERRETDB_LOG_LEVEL=warn
if [[ -n "${MONGO_INITDB_ROOT_USERNAME:-}" ]]; then
    FERRETDB_SETUP_PASSWORD="${MONGO_INITDB_ROOT_PASSWORD:-$(<"${MONGO_INITDB_ROOT_PASSWORD_FILE}")}"
    export FERRETDB_TEST_ENABLE_NEW_AUTH=true FERRETDB_SETUP_DATABASE=admin
    export FERRETDB_SETUP_USERNAME="${MONGO_INITDB_ROOT_USERNAME}" FERRETDB_SETUP_PASSWORD
fi
exec ferretdb
