#!/bin/bash
# Texts: no notes to self, no paths of one machine, no tabs or trailing blanks in sources, Unix line ends.
. "$(dirname "$0")/files.sh"

sources() { files '*.cpp' '*.hpp' '*.cmake' '*CMakeLists.txt' '*.sh' '*.md' '*.in' '*.inc' '*.json' | grep -vE '^tests/lint/|^tests/cli/.*/(in|out|err)$|^tests/data/'; }
# awk, as grep takes "nothing found" for a failure, and an error would pass for it.
lines_with() { xargs awk -v wanted="$1" '$0 ~ wanted { print FILENAME ":" FNR ":" $0 }'; }
sources | lines_with '(^|[^A-Za-z0-9_])(T[O]DO|FI[X]ME|H[A]CK)([^A-Za-z0-9_]|$)' | report "unfinished"
sources | lines_with '(^|[^A-Za-z0-9_.$}])/(work|root)/' | report "path of one machine"
sources | grep -E '\.(cpp|hpp)$' | lines_with '\t|[ \t]+$|\r$' | report "white space"
sources | grep -E '\.(cpp|hpp)$' | while read -r file; do
  [ -z "$(tail -c 1 "$file")" ] || echo "$file"
done | report "no newline at the end"
finish
