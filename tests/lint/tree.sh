#!/bin/bash
# The shape of the tree: what lies at the top, and that a command has all its parts.
. "$(dirname "$0")/files.sh"

files '*' '.*' | sed 's#/.*##' | sort -u |
  grep -vxE 'CMakeLists\.txt|CMakePresets\.json|LICENSE|README\.md|cmake|docs|examples|include|src|tests|\..*' |
  report "not at the top" || true
for command in array crypt echo fake image plot portscan scrape sniff table; do
  [ -f "docs/commands/$command.md" ] || echo "docs/commands/$command.md" | report missing
  ls examples/lessons/[0-9][0-9]-"$command".sh >/dev/null 2>&1 || echo "examples/lessons/NN-$command.sh" | report missing
  cases=$(files "tests/cli/$command/*" | grep -c '/cmd$' || true)
  [ "$cases" -ge 10 ] || echo "tests/cli/$command: $cases cases, at least 10 wanted" | report missing
done
# Every source is compiled by somebody: its name stands in a list. A module may name files by a list of words
# (pytk_module(sniff PROTOCOLS arp dns)), so the name counts without its suffix too.
words=$(mktemp)
cat src/*/CMakeLists.txt tests/CMakeLists.txt tests/*/CMakeLists.txt tests/unit/*/CMakeLists.txt cmake/*.cmake 2>/dev/null |
  grep -v '^ *#' | tr -s ' ()"\n$;/' '\n' | sort -u >"$words"
unlisted() {
  awk 'NR == FNR { known[$0]; next }
       { name = $0; sub(/.*\//, "", name); stem = name; sub(/\.cpp$/, "", stem)
         if (!(name in known) && !(stem in known)) print }' "$words" -
}
files 'src/*.cpp' 'tests/unit/*.cpp' 'tests/fuzz/*.cpp' | unlisted | report "compiled by nobody"
rm -f "$words"
# Data says where it is from, and docs/third-party.md knows it.
for file in $(files 'src/*' | grep -vE '\.(cpp|hpp|in|inc|S|cmake)$|CMakeLists\.txt$'); do
  head -c 2000 "$file" | grep -aqi 'source:' || echo "$file" | report "no source line"
  listed=no   # by its name or by a folder it lies in
  folder=$(dirname "$file")
  while [ "$folder" != src ] && [ "$folder" != . ]; do
    grep -qF "$folder/" docs/third-party.md && listed=yes
    folder=$(dirname "$folder")
  done
  [ "$listed" = yes ] || grep -qF "$(basename "$file")" docs/third-party.md || echo "$file" | report "not in docs/third-party.md"
done
finish
