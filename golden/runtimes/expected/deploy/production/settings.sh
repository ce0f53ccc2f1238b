# Made by Formwork from formwork.kdl. Do not edit by hand: change the spec,
# then run `formwork plan` and `formwork apply`.

# What scripts/ need to know of runtimes in production. Data only: nothing here is run, and nothing here is secret.
# Engines' lines are run as they stand, in the engine's container.
# shellcheck shell=bash disable=SC1003,SC2016,SC2034

APP=runtimes
ENVIRONMENT=production
INSTANCE=runtimes-production
SUPERVISOR=compose
HOST_USER=deploy
ROOT=/opt/runtimes/production
SECRETS=/etc/runtimes/production
PASSWORD_MODE=0444
SUDOERS='deploy ALL=(root) NOPASSWD: /usr/sbin/nginx -t, /usr/bin/systemctl reload nginx'

# Copies of services: their ports on the host, and where each answers for its health.
COLOURS=(single)
SERVICES=(pnpm yarn bun vite static pip poetry go rust)
declare -gA HEALTH_PATH=(
    [pnpm]=/health
    [yarn]=/health
    [bun]=/health
    [vite]=/
    [static]=/
    [pip]=/health
    [poetry]=/health
    [go]=/health
    [rust]=/health
)
declare -gA COPY_PORTS=(
    [pnpm]=13001
    [yarn]=13002
    [bun]=13003
    [vite]=13004
    [static]=13005
    [pip]=13006
    [poetry]=13007
    [go]=13008
    [rust]=13009
)
declare -gA IMAGE_VARIABLES=(
    [pnpm]=PNPM_IMAGE
    [yarn]=YARN_IMAGE
    [bun]=BUN_IMAGE
    [vite]=VITE_IMAGE
    [static]=STATIC_IMAGE
    [pip]=PIP_IMAGE
    [poetry]=POETRY_IMAGE
    [go]=GO_IMAGE
    [rust]=RUST_IMAGE
)

# Names of secrets that have to have a value, in SERVICE.env.
declare -gA SECRET_NAMES=(
    [pnpm]=TOKEN
)

# The rollout, in seconds.
GATE_SECONDS=120
EDGE_SECONDS=30
BAKE_SECONDS=120
DRAIN_SECONDS=60
KEEP_OLD_SECONDS=3600
KEEP_RELEASES=5
# MEASURE KIND above|below LIMIT PERIOD SECONDS
ABORTS=()

# The edge.
HOSTS=(pnpm.formwork.dev yarn.formwork.dev bun.formwork.dev vite.formwork.dev static.formwork.dev pip.formwork.dev poetry.formwork.dev go.formwork.dev rust.formwork.dev)
declare -gA ROUTE_TO=(
    [pnpm.formwork.dev]=pnpm
    [yarn.formwork.dev]=yarn
    [bun.formwork.dev]=bun
    [vite.formwork.dev]=vite
    [static.formwork.dev]=static
    [pip.formwork.dev]=pip
    [poetry.formwork.dev]=poetry
    [go.formwork.dev]=go
    [rust.formwork.dev]=rust
)
NGINX_FOLDER=/etc/nginx/runtimes-production
NGINX_AT_LEAST=1.27.4
OPENSSL_AT_LEAST=3.5
ACCESS_LOG=/var/log/nginx/runtimes-production.access.log
CERTIFICATE_FOLDER=/etc/letsencrypt/live/runtimes-production

# Databases, and the lines by which their engines dump, restore and count.
DATABASES=()
DATABASE_NAME=runtimes
BACKUPS=()
