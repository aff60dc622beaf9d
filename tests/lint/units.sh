#!/bin/bash
# Heavy headers: one file pays for each, the others see a thin interface of our own.
. "$(dirname "$0")/files.sh"

exactly() {  # COUNT PATTERN NAME
  local users count
  users=$(files 'src/*' 'include/*' 'tests/*' | grep -E '\.(cpp|hpp)$' | xargs grep -lE "^[[:space:]]*#[[:space:]]*include <$2" || true)
  count=$(printf '%s' "$users" | grep -c . || true)
  [ "$count" = "$1" ] || echo "$count files include it, $1 should:" $users | report "$3"
}
exactly 1 'CLI/' CLI11
exactly 1 'spdlog/' spdlog
exactly 0 'regex>' std::regex
users=$(files 'src/*' 'include/*' | grep -E '\.(cpp|hpp)$' | xargs grep -lE '^#include <nlohmann' | wc -l || true)
[ "$users" -le 1 ] || echo "$users files include it" | report nlohmann
finish
