#!/bin/bash
# Texts: no notes to self, no paths of one machine, no tabs or trailing blanks in sources, Unix line ends.
. "$(dirname "$0")/files.sh"

sources() { files '*.cpp' '*.hpp' '*.cmake' '*CMakeLists.txt' '*.sh' '*.md' '*.in' '*.inc' '*.json' | grep -vE '^tests/lint/|^tests/cli/.*/(in|out|err)$|^tests/data/'; }
sources | xargs grep -nE '\b(TODO|FIXME|HACK)\b' | report "unfinished" || true
sources | xargs grep -nE '(^|[^A-Za-z0-9_.$}])/(work|root)/' | report "path of one machine" || true
sources | grep -E '\.(cpp|hpp)$' | xargs grep -nP '\t|[ \t]+$|\r$' | report "white space" || true
sources | grep -E '\.(cpp|hpp)$' | while read -r file; do
  [ -z "$(tail -c 1 "$file")" ] || echo "$file"
done | report "no newline at the end"
finish
