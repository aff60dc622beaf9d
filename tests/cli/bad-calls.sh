#!/bin/bash
# bad-calls.sh PYTK: runs the calls of bad-calls.tsv; each must end with its exit status, say its words on standard
# error and write nothing to standard output. COMMANDS limits it to some commands.
set -uo pipefail
pytk=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "$pytk" "$work/bin/pytk"
export PATH=$work/bin:$PATH
passed=0
failed=0
while IFS=$'\t' read -r -u 3 status words call; do
  case $status in ''|'#'*) continue ;; esac
  command=$(grep -oE 'pytk [a-z]+' <<<"$call" | head -1 | cut -c6-)
  if [ -n "${COMMANDS:-}" ] && ! grep -qw "$command" <<<"$COMMANDS"; then continue; fi
  rm -rf "$work/data"
  cp -r "$here/../../examples/data" "$work/data"
  (cd "$work/data" && timeout 20 bash -c "$call" >"$work/out" 2>"$work/err" </dev/null)
  got=$?
  if [ "$got" = "$status" ] && [ ! -s "$work/out" ] && grep -qF -- "$words" "$work/err" && ! grep -qE 'terminate|Segmentation|std::' "$work/err"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED: $call"
    echo "  wanted exit status $status and '$words'; got $got, $(wc -c <"$work/out") bytes of output and:"
    sed 's/^/  /' "$work/err" | head -4
  fi
done 3<"$here/bad-calls.tsv"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
