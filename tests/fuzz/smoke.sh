#!/bin/bash
# Builds the libFuzzer programs (clang) and runs each for some seconds, as many at a time as there are processors.
#   bash tests/fuzz/smoke.sh [SECONDS [TARGET...]]     a finding is kept in build/fuzz/findings and ends with 1
# In a shared environment JOBS=1 builds and runs one at a time. PYTK_FUZZ_FLAGS replaces the preset's -O1: -O0 compiles in
# half the time and runs at half the speed. PYTK_FUZZ_SEED=N repeats the inputs of an earlier run (0, the default: new ones).
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-20}
shift || true
jobs=${JOBS:-$(nproc)}
findings=build/fuzz/findings
mkdir -p build
if ! command -v clang++ >/dev/null; then
  echo "fuzz: there is no clang++; 'bash cmake/bootstrap.sh fuzz' installs it" >&2
  exit 2
fi

began=$SECONDS
echo "fuzz: building with clang and sanitizers"
cmake --preset fuzz ${PYTK_FUZZ_FLAGS:+-DCMAKE_CXX_FLAGS_DEBUG="$PYTK_FUZZ_FLAGS"} >build/configure-fuzz.log 2>&1 || { cat build/configure-fuzz.log; exit 1; }
if [ $# -gt 0 ]; then built=("${@/#/fuzz_}"); else built=(pytk_fuzz_programs); fi
if ! cmake --build build/fuzz -j "$jobs" --target "${built[@]}" >build/build-fuzz.log 2>&1; then
  grep -E -A8 'error:|FAILED|undefined reference' build/build-fuzz.log | head -60
  echo "fuzz: the programs could not be built; all of the output is in build/build-fuzz.log"
  exit 1
fi
mkdir -p "$findings"
if [ $# -gt 0 ]; then programs=("${@/#/build/fuzz/fuzz_}"); else mapfile -t programs < <(
  find build/fuzz -maxdepth 1 -type f -executable -name 'fuzz_*' | sort); fi
echo "fuzz: ${#programs[@]} targets built in $((SECONDS - began)) s; each runs for $seconds s"

# Where a process may not trace its own threads (some containers), leaks cannot be looked for.
export ASAN_OPTIONS=${ASAN_OPTIONS:-} UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
if ! "${programs[0]}" -runs=1 >"$findings/first.log" 2>&1 && grep -q 'LeakSanitizer has encountered a fatal error' "$findings/first.log"; then
  ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0
fi
rm -f "$findings/first.log"

run_one() {
  local program=$1 seconds=$2 findings=$3 name log grown status=0
  name=$(basename "$program"); name=${name#fuzz_}
  log=$findings/$name.log
  grown=$(mktemp -d)   # new inputs of this run: not for the tree
  mkdir -p "tests/fuzz/corpus/$name"
  # A slow machine must not look like a finding: an input may take 25 s, which is a thousand times the usual.
  "$program" -seed="${PYTK_FUZZ_SEED:-0}" -max_total_time="$seconds" -max_len=4096 -timeout=25 -rss_limit_mb=2048 -print_funcs=0 -print_final_stats=1 \
    -artifact_prefix="$findings/$name-" "$grown" "tests/fuzz/corpus/$name" >"$log" 2>&1 </dev/null || status=1
  if [ "$status" = 0 ]; then
    printf 'fuzz: %-24s %s runs\n' "$name" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")"
    rm -f "$log"
  else
    printf 'fuzz: %-24s FAILED\n' "$name"
    grep -vE '^(#[0-9]+|	?NEW_FUNC)' "$log" | tail -40
  fi
  rm -rf "$grown"
  return "$status"
}
export -f run_one
printf '%s\n' "${programs[@]}" |
  xargs -P "$jobs" -I{} bash -c 'run_one "$1" "$2" "$3"' _ {} "$seconds" "$findings"
echo "fuzz: nothing found in $((SECONDS - began)) s"
