#!/bin/bash
# No file over 500 lines of text, no function over 60, no line of code over 120 columns (texts and rows of tables aside).
. "$(dirname "$0")/files.sh"

files 'src/*.cpp' 'src/*.hpp' 'include/*.hpp' 'tests/*.cpp' | xargs awk '
  FNR == 1 { start = 0; lines = 0 }
  NF && ++lines == 501 { print FILENAME ": more than 500 lines" }
  length($0) > 120 && !/"/ && FILENAME !~ /_tables\.cpp$/ { print FILENAME ":" FNR ": " length($0) " columns" }
  # Bodies are indented: the last line at the left edge with a parenthesis before a closing brace opened it.
  /^[A-Za-z_~:\[].*\(/ { start = FNR; name = $0 }
  /^(namespace|class|struct|enum|union|extern|inline constexpr|constexpr|const|static const)[^(]*$/ { start = 0 }
  /^}/ { if (start && $0 == "}" && FNR - start + 1 > 60 && FILENAME !~ /^tests\//)
           print FILENAME ":" start ": a function of " FNR - start + 1 " lines: " substr(name, 1, 60)
         start = 0 }' | report size
finish
