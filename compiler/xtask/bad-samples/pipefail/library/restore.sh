#!/usr/bin/env bash
set -eu
source lib.sh
newest backups
