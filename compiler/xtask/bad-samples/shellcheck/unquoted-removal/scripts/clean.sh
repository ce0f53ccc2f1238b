#!/usr/bin/env bash
set -euo pipefail
folder=$1
rm -rf $folder/*
# shellcheck disable=SC2154
echo "$undefined"
