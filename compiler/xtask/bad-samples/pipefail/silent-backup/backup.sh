#!/usr/bin/env bash
set -eu
pg_dump main | gzip > main.sql.gz
