#!/bin/bash
# No function with a cyclomatic complexity (McCabe 1976) over 15: one, and one more for each if, for, while, case, catch
# and ?:.
. "$(dirname "$0")/files.sh"

files 'src/*.cpp' 'src/*.hpp' 'include/*.hpp' | xargs awk '
  function times(text, pattern) { return gsub(pattern, "&", text) }
  FNR == 1 { depth = 0; inside = 0; head = "" }
  {
    line = $0
    gsub(/\\\\|\\"|\\\047/, "", line)
    gsub(/"[^"]*"/, "\"\"", line)
    gsub(/\047[^\047]\047/, "0", line)
    sub(/\/\/.*/, "", line)
    if (line ~ /^ *#/) next
    opened = times(line, "{"); closed = times(line, "}")
    if (!inside) {
      head = head " " line
      if (opened > closed) {
        if (head ~ /\)[^;]*\{[^{}]*$/ && head !~ /^ *(namespace|struct|class|enum|union|extern)[^(]*\{ *$/) {
          inside = 1; outer = depth; start = FNR; decisions = 1; name = head
        }
        head = ""
      } else if (line ~ /[;}] *$/) head = ""
    }
    depth += opened - closed
    if (inside) {
      decisions += times(line, "(^|[^A-Za-z0-9_])(if|for|while|case|catch)([^A-Za-z0-9_]|$)") + times(line, "[?]")
      if (depth <= outer) {
        if (decisions > 15) {
          gsub(/  +/, " ", name)
          print FILENAME ":" start ": complexity " decisions ":" substr(name, 1, 70)
        }
        inside = 0; head = ""
      }
    }
  }' | report complexity
finish
