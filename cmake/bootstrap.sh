#!/bin/bash
# Installs what pytk needs and is not there yet: Debian packages of cmake/packages.txt and the pinned DuckDB.
#   bash cmake/bootstrap.sh [GROUP...]        groups: build run test fuzz bench; without any: build run
# Does nothing where everything is there. As root it installs directly, else through sudo.
set -euo pipefail
export LC_ALL=C DEBIAN_FRONTEND=noninteractive
here=$(cd "$(dirname "$0")" && pwd)
source_dir=$(dirname "$here")
groups=("$@")
[ ${#groups[@]} -gt 0 ] || groups=(build run)

say() { printf 'bootstrap: %s\n' "$*"; }
stop() { printf 'bootstrap: %s\n' "$1" >&2; shift; for line in "$@"; do printf '  hint: %s\n' "$line" >&2; done; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo --preserve-env=DEBIAN_FRONTEND "$@"
  else stop "'$*' needs root, and there is no sudo" "run this as root: bash cmake/bootstrap.sh ${groups[*]}"
  fi
}

installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

missing_of() {  # GROUP: its packages that are not installed
  local group package
  while read -r group package _; do
    [ "$group" = "$1" ] || continue
    installed "$package" || printf '%s\n' "$package"
  done <"$here/packages.txt"
}

updated=no
update_lists() {
  [ "$updated" = no ] || return 0
  updated=yes
  say "reading the package lists"
  as_root apt-get update -qq || say "the package lists could not be read; trying with the old ones"
}

install_packages() {  # installs all at once; when that fails one by one, to name the one that cannot be had
  as_root apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 "$@" >"$log" 2>&1 && return 0
  unavailable=()
  local package
  for package in "$@"; do
    as_root apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 "$package" >>"$log" 2>&1 ||
      unavailable+=("$package")
  done
  [ ${#unavailable[@]} = 0 ]
}

fetch_group() {
  local group=$1 packages
  mapfile -t packages < <(missing_of "$group")
  if [ ${#packages[@]} = 0 ]; then say "packages to $group: all there"; return; fi
  update_lists
  say "packages to $group: installing ${#packages[@]} (${packages[*]})"
  install_packages "${packages[@]}" && return
  if [ "$group" = build ]; then
    cp "$log" "$keep_log" && tail -5 "$log" >&2
    stop "cannot install: ${unavailable[*]}" "pytk is made for Debian 12; the whole output is in $keep_log"
  fi
  say "cannot install: ${unavailable[*]}; what needs them will be skipped or exit with 6"
}

# The engine of `pytk table`: the C library and its header, each from a package of the npm registry (MIT licence).
duckdb_dir=${PYTK_DUCKDB_DIR:-$source_dir/build/duckdb}
library_package=@duckdb/node-bindings-linux-x64@1.4.4-r.4
library_sha512=jBTL/WvfwxLToFa/pVHfT6elMtltJGnc3wSuxZD9OfMltit9YUdVFS37vBFQzXMT1Z8OWjtSjMh+zPKxOwHLHA==
header_package=duckdb@1.4.4
header_sha512=hEJJ5hyVF0VLj3dmOLpsWrQR0b3d4Ykqtygm6iUXjHJDDnSqg/USKxcb5qvNrOhFYPgktayU6dXCtgPqcmmpog==

fetch_package() {  # PACKAGE SHA512 FILE-IN-PACKAGE...: unpacks these files into the DuckDB folder
  local package=$1 expected=$2 archive found
  shift 2
  archive=$(cd "$work" && npm pack --loglevel=error --fetch-retries=1 --fetch-timeout=120000 "$package" 2>"$work/npm.err" |
    tail -1) || return 1
  [ -f "$work/$archive" ] || return 1
  found=$(openssl dgst -sha512 -binary "$work/$archive" | base64 -w0)
  if [ "$found" != "$expected" ]; then
    stop "$package is not the one that pytk was tested with: its SHA-512 is $found" "expected $expected"
  fi
  tar -xzf "$work/$archive" -C "$work" "$@"
}

fetch_duckdb() {
  if [ -f "$duckdb_dir/libduckdb.so" ] && [ -f "$duckdb_dir/duckdb.h" ]; then say "DuckDB 1.4.4: there"; return; fi
  local without="pytk works without it but for the verbs of 'pytk table' that need the engine"
  if [ "$(uname -m)" != x86_64 ]; then
    say "DuckDB 1.4.4: no library for $(uname -m) is pinned; put libduckdb.so and duckdb.h into $duckdb_dir; $without"
    return
  fi
  if ! command -v npm >/dev/null; then
    update_lists
    say "npm (to fetch DuckDB): installing"
    install_packages npm || { say "npm cannot be had; $without"; return; }
  fi
  command -v openssl >/dev/null || install_packages openssl || { say "openssl cannot be had; $without"; return; }
  say "DuckDB 1.4.4: fetching 33 MB"
  if fetch_package "$library_package" "$library_sha512" package/libduckdb.so package/LICENSE &&
     fetch_package "$header_package" "$header_sha512" package/src/duckdb/src/include/duckdb.h; then
    mkdir -p "$duckdb_dir"
    mv "$work/package/LICENSE" "$work/package/src/duckdb/src/include/duckdb.h" "$duckdb_dir/"
    # Last and by one rename: a library that is there is whole.
    mv "$work/package/libduckdb.so" "$duckdb_dir/libduckdb.so.part"
    mv "$duckdb_dir/libduckdb.so.part" "$duckdb_dir/libduckdb.so"
  else
    say "DuckDB could not be fetched: $(grep -E ' (request|network|404|errno|ENOTFOUND)' "$work/npm.err" 2>/dev/null |
      head -1)"
    say "$without"
  fi
}

command -v apt-get >/dev/null || stop "there is no apt-get here" "install what cmake/packages.txt lists, then use cmake"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
log=$work/apt.log
keep_log=${TMPDIR:-/tmp}/pytk-bootstrap.log
unavailable=()
for group in "${groups[@]}"; do
  grep -q "^$group " "$here/packages.txt" || stop "there is no group '$group' in cmake/packages.txt" "groups: build run test fuzz bench"
  fetch_group "$group"
done
fetch_duckdb
