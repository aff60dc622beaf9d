#!/bin/bash
# damage.sh PYTK: files of every binary format, cut short at many places and with flipped bits. Whatever is left of them: exit
# status 0, 1, 3 or 4 with words, no death by signal, no hanging, no more than 512 MB.
# DAMAGE=N: how many cuts and how many flips of each sample (10; 500 for a long look).
set -uo pipefail
pytk=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
times=${DAMAGE:-10}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "$pytk" "$work/bin/pytk"
export PATH=$work/bin:$PATH
cp -r "$here/../../examples/data" "$work/data"
cd "$work/data" || exit 1

# The samples that are made here.
pytk sniff edit office.pcapng -c 40 -w some.pcapng
pytk sniff edit office.pcapng -c 40 -w some.pcap --format pcap
pytk image convert harbour.jpg -o some.bmp
pytk image convert harbour.jpg -o some.qoi
pytk image convert harbour.jpg -o some.ppm --format pnm
pytk image resize harbour.jpg --size 40x30 -o small.jpg
pytk image resize harbour.jpg --size 40x30 -o small.png
pytk array eval 'arange(24.0).reshape(4, 6)' -o some.npy
gzip -k access.csv
bzip2 -k access.csv 2>/dev/null
xz -k access.csv 2>/dev/null
zstd -q -k access.csv 2>/dev/null
pytk table head 20 access.csv -o some.xlsx
pytk crypt key gen -o key.pem
openssl req -x509 -newkey ed25519 -nodes -keyout other.pem -out some.der -outform DER -subj /CN=x -days 9 2>/dev/null
pytk crypt fernet keygen -o fernet.key && pytk crypt fernet encrypt -k fernet.key message.txt -o some.token

tried=0
failed=0
limit() { ulimit -v 4194304; "$@"; }  # address space; what is resident is far below
case $(nm "$pytk" 2>/dev/null | grep -m1 __asan_init) in *asan*) limit() { "$@"; } ;; esac
try() {  # FILE CALL WHAT
  tried=$((tried + 1))
  (limit timeout 20 bash -c "exec $2" >/dev/null 2>"$work/err" </dev/null)
  local status=$?
  case $status in
    0|1) ;;
    3|4) [ -s "$work/err" ] || { failed=$((failed + 1)); echo "FAILED: $2 ($3): status $status without a word"; } ;;
    *) failed=$((failed + 1)); echo "FAILED: $2 ($3): exit status $status"; head -3 "$work/err" | sed 's/^/  | /'
       cp "$1" "${TMPDIR:-/tmp}/pytk-damage-$(basename "$1")" ;;
  esac
}
damage() {  # SAMPLE CALL, where CALL names {}
  local sample=$1 call=$2 size i at
  [ -s "$sample" ] || { echo "skipped: $sample cannot be made here"; return; }
  size=$(stat -c %s "$sample")
  local broken=broken.${sample#*.}
  RANDOM=1
  for ((i = 0; i < times; i++)); do
    at=$((i < 8 ? i * 3 : (RANDOM * 32768 + RANDOM) % size))
    head -c "$at" "$sample" >"$broken"
    try "$broken" "${call//\{\}/$broken}" "cut at $at"
  done
  for ((i = 0; i < times; i++)); do
    at=$(((RANDOM * 32768 + RANDOM) % (i % 2 ? size : (size < 200 ? size : 200))))
    cp "$sample" "$broken"
    printf "\\x$(printf %02x $((RANDOM % 256)))" | dd of="$broken" bs=1 seek="$at" conv=notrunc status=none
    try "$broken" "${call//\{\}/$broken}" "another byte at $at"
  done
}
damage some.pcapng 'pytk sniff read {} --full'
damage some.pcap 'pytk sniff read {}'
damage small.jpg 'pytk image stats {}'
damage small.png 'pytk image stats {}'
damage harbour.jpg 'pytk image meta show {}'
damage harbour.jpg 'pytk image resize {} --size 8x8 -f png'
damage some.bmp 'pytk image info {}'
damage some.qoi 'pytk image stats {}'
damage some.ppm 'pytk image stats {}'
damage some.npy 'pytk array info {}'
damage some.npy 'pytk plot line {} --width 40'
damage access.csv.gz 'pytk table cat {}'
damage access.csv.bz2 'pytk table cat {}'
damage access.csv.xz 'pytk table cat {}'
damage access.csv.zst 'pytk table cat {}'
damage some.xlsx 'pytk table cat {}'
damage access.csv 'pytk table cat {}'
damage key.pem 'pytk crypt key info {}'
damage some.der 'pytk crypt x509 show {}'
damage some.token 'pytk crypt fernet decrypt -k fernet.key {}'
damage page.html 'pytk scrape links {}'
echo "$((tried - failed)) of $tried trials passed"
[ "$failed" = 0 ]
