#!/usr/bin/env bash
# Unpacks packages of a Debian suite into a folder, with an apt of its own: the machine's lists, cache and
# installed packages stay as they are. No dependency is followed; every package needed is named.
#
#   debian.sh STATE SUITE DEST PACKAGE...      STATE: lists and downloads, kept between runs
#
# The mirror is the one this machine's apt already uses for the Debian archive. Signatures are checked as ever;
# only the age of a suite's index is not, because a mirror may be a snapshot.
set -euo pipefail

if [ "$#" -lt 4 ]; then
  echo "usage: debian.sh STATE SUITE DEST PACKAGE..." >&2
  exit 2
fi
state=$1 suite=$2 dest=$3
shift 3

keyring=/usr/share/keyrings/debian-archive-keyring.gpg
if [ ! -r "$keyring" ]; then
  echo "no Debian archive keys on this machine (package debian-archive-keyring)" >&2
  exit 1
fi

# apt itself says where its sources point: the first one that is the main archive, not security updates.
# shellcheck disable=SC2016  # the variable is apt's, not the shell's
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' |
  sed -nE '\#/debian(\.list|\.txt)?/?$#p' | sed -n 1p)
if [ -z "$mirror" ]; then
  echo "no Debian archive among this machine's apt sources" >&2
  exit 1
fi

mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$state/parts"
touch "$state/status"
printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$mirror" "$suite" >"$state/sources.list"

apt() {
  apt-get -qq \
    -o "Dir::Etc::SourceList=$state/sources.list" -o "Dir::Etc::SourceParts=$state/parts" \
    -o "Dir::Etc::Preferences=$state/preferences" -o "Dir::Etc::PreferencesParts=$state/parts" \
    -o "Dir::State::Lists=$state/lists" -o "Dir::State::Status=$state/status" \
    -o "Dir::Cache=$state/cache" \
    -o APT::Sandbox::User= -o Acquire::Languages=none -o Acquire::Retries=2 \
    -o Acquire::Check-Valid-Until=false \
    "$@"
}

apt update >&2
rm -rf "$state/debs" "$dest"
mkdir -p "$state/debs" "$dest/usr/bin" "$dest/usr/sbin" "$dest/usr/lib" "$dest/usr/lib64"
# As on an installed system; where a package still ships the old folder, that folder takes the link's place.
for name in bin sbin lib lib64; do
  ln -s "usr/$name" "$dest/$name"
done
(cd "$state/debs" && apt download "$@" >&2)
for deb in "$state/debs"/*.deb; do
  dpkg-deb --extract "$deb" "$dest"
done
# Only programs, their libraries, their settings and fonts are of use.
mkdir -p "$dest/usr/share"
find "$dest/usr/share" -mindepth 1 -maxdepth 1 ! -name fonts -exec rm -rf {} +
rm -rf "$state/debs" "$dest"/lib/*/gconv "$dest"/usr/lib/*/gconv
