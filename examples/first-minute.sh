#!/bin/bash
# From a fresh clone to a first picture: installs what is missing, builds pytk, and asks a real capture who talks most.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -z "${PYTK:-}" ]; then
  bash cmake/bootstrap.sh build run
  if [ ! -f build/release/build.ninja ]; then
    echo "first minute: configuring build/release"
    mkdir -p build
    cmake --preset release -DPYTK_TESTS=OFF -DPYTK_WERROR=ON >build/configure.log || { cat build/configure.log; exit 1; }
  fi
  echo "first minute: building pytk (some minutes the first time)"
  cmake --build build/release -j "$(nproc)" --target pytk
  PYTK=build/release/pytk
fi
out=${PYTK_OUT:-build}
mkdir -p "$out"

echo
echo "first minute: who sends most in examples/data/office.pcapng?"
echo "  pytk sniff read office.pcapng | pytk table group ip.src --agg bytes=sum(frame.len) ... | pytk plot bar"
"$PYTK" sniff read examples/data/office.pcapng --fields ip.src,frame.len |
  "$PYTK" table drop-null ip.src then group ip.src --agg 'packets=count,bytes=sum(frame.len)' \
    then sort -bytes then head 8 >"$out/talkers.jsonl"
"$PYTK" plot bar -x ip.src -y bytes --title "bytes by sender" "$out/talkers.jsonl"
"$PYTK" plot bar -x ip.src -y bytes --title "bytes by sender" -o "$out/talkers.png" "$out/talkers.jsonl"
echo "first minute: the same as a picture is in $out/talkers.png"
