# shellcheck shell=bash
newest() {
  ls -1 "$1" | tail -n 1
}
