#!/bin/bash
# Builds the libFuzzer programs (clang) and runs each for some seconds, as many at a time as there are processors.
#   bash tests/fuzz/smoke.sh [SECONDS]       a finding is kept in build/fuzz/findings and ends with 1
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-20}
mkdir -p build
echo "fuzz: building with clang and sanitizers"
cmake --preset fuzz >build/configure-fuzz.log || { cat build/configure-fuzz.log; exit 1; }
cmake --build build/fuzz -j "$(nproc)" --target pytk_fuzz_programs
mkdir -p build/fuzz/findings

run_one() {
  local program=$1 seconds=$2 name log grown
  name=$(basename "$program"); name=${name#fuzz_}
  log=build/fuzz/findings/$name.log
  grown=$(mktemp -d)   # new inputs of this run: not for the tree
  mkdir -p "tests/fuzz/corpus/$name"
  if "$program" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
       -artifact_prefix="build/fuzz/findings/$name-" "$grown" "tests/fuzz/corpus/$name" >"$log" 2>&1; then
    printf 'fuzz: %-24s %s runs\n' "$name" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")"
    rm -rf "$grown" "$log"
  else
    printf 'fuzz: %-24s FAILED\n' "$name"
    tail -40 "$log"
    rm -rf "$grown"
    return 1
  fi
}
export -f run_one
find build/fuzz -maxdepth 1 -type f -executable -name 'fuzz_*' | sort |
  xargs -P "$(nproc)" -I{} bash -c 'run_one "$1" "$2"' _ {} "$seconds"
