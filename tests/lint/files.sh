#!/bin/bash
# Sourced by the checks: goes to the tree's root and gives files PATTERN...: the files of the tree, not of builds.
set -euo pipefail
export LC_ALL=C
cd "${1:-$(dirname "$0")/../..}"

files() {
  if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    git ls-files --cached --others --exclude-standard -- "$@" | sort -u | while read -r file; do
      [ -f "$file" ] && printf '%s\n' "$file"
    done
  else
    local pattern
    for pattern in "$@"; do find . -path ./build -prune -o -path "./$pattern" -type f -printf '%P\n'; done | sort -u
  fi
}

# report NAME: reads findings and remembers that there were any (in a file: it ends a pipe, so it is a subshell)
findings=$(mktemp)
trap 'rm -f "$findings"' EXIT
report() {
  sed "s|^|$1: |" | tee -a "$findings"
}
finish() {
  [ ! -s "$findings" ] || exit 1
  echo "clean"
}
