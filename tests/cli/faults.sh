#!/bin/bash
# faults.sh PYTK: for every call of good-calls.tsv the first, second, third ... system call that may fail is made to fail
# (PYTK_FAIL_AT, core/fault_injection.hpp), until the call ends well several times in a row. Whatever fails: exit status 4
# and words, never a death by signal, and with -o the old file, whole, alone.
set -uo pipefail
pytk=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/out"
ln -s "$pytk" "$work/bin/pytk"
export PATH=$work/bin:$PATH
cp -r "$here/../../examples/data" "$work/data"
cd "$work/data" || exit 1
if PYTK_FAIL_AT=1 pytk fake name >/dev/null 2>&1; then
  echo "skipped: this program was built without fault injection"
  exit 77
fi

tried=0
failed=0
struck=0
wrong() {  # CALL N WHAT
  failed=$((failed + 1))
  printf 'FAILED: PYTK_FAIL_AT=%s %s\n  %s\n' "$2" "$1" "$3"
  head -c 300 "$work/err" | sed 's/^/  | /'
}

walk() {  # CALL [OUTPUT]
  local call=$1 output=${2:-} n=0 well=0 status
  while [ "$well" -lt 4 ] && [ "$n" -lt 60 ]; do
    n=$((n + 1))
    tried=$((tried + 1))
    [ -z "$output" ] || printf old >"$output"
    PYTK_FAIL_AT=$n timeout 60 bash -c "exec $call" >"$work/stdout" 2>"$work/err" </dev/null
    status=$?
    if [ "$status" = 0 ]; then well=$((well + 1)); else well=0; struck=$((struck + 1)); fi
    case $status in
      0) ;;
      1|4) [ -s "$work/err" ] || wrong "$call" "$n" "status $status without a word" ;;
      *) wrong "$call" "$n" "exit status $status" ;;
    esac
    if [ -n "$output" ]; then
      [ "$(ls "$work/out")" = "$(basename "$output")" ] || wrong "$call" "$n" "left behind: $(ls "$work/out" | tr '\n' ' ')"
      [ "$status" = 0 ] || [ "$(cat "$output")" = old ] || wrong "$call" "$n" "the old file was changed"
    fi
  done
}

while IFS=$'\t' read -r -u 3 kind call; do
  case $kind in '#'*) continue ;; esac
  [ -z "${COMMANDS:-}" ] || grep -qw -- "$(cut -d' ' -f2 <<<"$call")" <<<"$COMMANDS" || continue
  walk "$call"
  case $kind in *records*) walk "$call -o $work/out/x.csv" "$work/out/x.csv"; rm -f "$work/out/x.csv" ;; esac
done 3<"$here/good-calls.tsv"
walk "pytk image resize harbour.jpg --size 32x32 -o $work/out/x.png" "$work/out/x.png"; rm -f "$work/out/x.png"
[ -n "${COMMANDS:-}" ] && ! grep -qw plot <<<"$COMMANDS" ||
  walk "pytk plot line numbers.txt -o $work/out/x.svg" "$work/out/x.svg"; rm -f "$work/out/x.svg"
walk "pytk sniff edit office.pcapng -c 5 -w $work/out/x.pcap" "$work/out/x.pcap"; rm -f "$work/out/x.pcap"
echo "$((tried - failed)) of $tried trials passed, $struck of them with a failure"
[ "$failed" = 0 ] && [ "$struck" -gt 20 ]
