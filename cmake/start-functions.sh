#!/bin/bash
# Writes cmake/start-functions.ld: the functions that a start runs (--version, every --help, 'fake name'), as valgrind
# sees them, one line each for the linker to lay side by side. Run it now and then; a list that is out of date costs memory
# and nothing else. See docs/decisions/0025-memory-at-start.md.
#   bash cmake/start-functions.sh [PYTK]
set -euo pipefail
cd "$(dirname "$0")/.."
pytk=$(realpath "${1:-build/release/pytk}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
nm "$pytk" >"$work/symbols"
# Lackey names each instruction by its address; callgrind would know only what lies in the section .text.
trace() {
  valgrind --tool=lackey --trace-mem=yes --log-file="$work/trace" "$pytk" "$@" >"$work/out" 2>&1 </dev/null || { cat "$work/out" >&2; exit 1; }
  sed -nE 's/^I +([0-9a-f]+),.*/\1/p' "$work/trace" | sort -u >>"$work/ran"
}
trace --version
trace fake name
for command in fake array image plot portscan table scrape crypt echo sniff; do trace "$command" --help; done
python3 - "$work/symbols" "$work/ran" >"$work/list" <<'PYTHON'
import bisect, re, sys
base = 0x108000  # where valgrind loads a program; checked below
symbols = sorted((int(line[:16], 16), line.split()[2]) for line in open(sys.argv[1]) if re.match(r"[0-9a-f]{16} [tTwWiuV] ", line))
starts = [address for address, _ in symbols]
ran = {symbols[bisect.bisect_right(starts, at) - 1][1] for at in {int(line, 16) - base for line in open(sys.argv[2])} if starts[0] <= at <= starts[-1] + 65536}
if "main" not in ran:
    sys.exit("start functions: valgrind loads programs elsewhere than thought; change the base in this script")
for name in sorted(name for name in ran if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.$]*", name)):
    print(f"*(.text.{name} .text.unlikely.{name} .text.startup.{name})")
PYTHON
mv "$work/list" cmake/start-functions.ld
wc -l cmake/start-functions.ld
