#!/bin/bash
# From a fresh clone to a first picture: installs what is missing, builds pytk, and asks a real capture who talks most.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -z "${PYTK:-}" ]; then
  bash cmake/bootstrap.sh build run
  echo "first minute: configuring build/release"
  mkdir -p build
  # A build that is there keeps its settings, but sees what has come since, as the engine of `pytk table`.
  configure=(cmake --preset release -DPYTK_TESTS=OFF -DPYTK_WERROR=ON)
  [ ! -f build/release/build.ninja ] || configure=(cmake build/release)
  "${configure[@]}" >build/configure.log || { cat build/configure.log; exit 1; }
  echo "first minute: building pytk (some minutes the first time)"
  cmake --build build/release -j "$(nproc)" --target pytk
  PYTK=build/release/pytk
fi
out=${PYTK_OUT:-build}
mkdir -p "$out"

echo
echo "first minute: who sends most in examples/data/office.pcapng?"
echo "  pytk sniff read office.pcapng | pytk table group ip.src --agg bytes=sum(frame.len) ... | pytk plot bar"
status=0
"$PYTK" sniff read examples/data/office.pcapng --fields ip.src,frame.len |
  "$PYTK" table drop-null ip.src then group ip.src --agg 'packets=count,bytes=sum(frame.len)' \
    then sort -bytes then head 8 >"$out/talkers.jsonl" || status=$?
columns=(-x ip.src -y bytes)
if [ "$status" = 6 ]; then
  echo "first minute: without the engine 'table group' is not there (bootstrap said why); plot adds up the bytes itself"
  "$PYTK" sniff read examples/data/office.pcapng --fields ip.src,frame.len >"$out/talkers.jsonl"
  columns=(-x ip.src -y frame.len --agg sum --top 8)
elif [ "$status" != 0 ]; then
  exit "$status"
fi
"$PYTK" plot bar "${columns[@]}" --title "bytes by sender" "$out/talkers.jsonl"
"$PYTK" plot bar "${columns[@]}" --title "bytes by sender" -o "$out/talkers.png" "$out/talkers.jsonl"
echo "first minute: the same as a picture is in $out/talkers.png"
