#!/bin/bash
# Functions and headers that have a better replacement in this tree, or none at all.
. "$(dirname "$0")/files.sh"

names='strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|atoll|atof|strtok|rand(?=\s*\(\s*\))|srand|system|popen|localtime|gmtime|alloca|tmpnam|mktemp'
files 'src/*.cpp' 'src/*.hpp' 'include/*.hpp' |
  xargs grep -nP "^((?!//)[^\"])*?(?<![\w.>:])(std::|::)?($names)\s*\(" | report "banned function" || true
files 'src/*' 'include/*' 'tests/*' |
  grep -v '^tests/lint/' | xargs grep -nE '^[[:space:]]*#[[:space:]]*include <(regex|iostream)>' | report "banned header" || true
files 'include/*.hpp' 'src/*.hpp' | xargs grep -nE '^[[:space:]]*using namespace' | report "in a header" || true
# A module is a library: it does not end the process, read its environment or write to its terminal.
modules='array|crypt|echo|fake|image|plot|portscan|scrape|sniff|table|record|packet|raster'
files 'src/*.cpp' 'src/*.hpp' | grep -E "^src/($modules)/" |
  xargs -r grep -nP '^((?!//)[^"])*?(?<![\w.>])(std::|::)?(exit|_exit|quick_exit|getenv|secure_getenv|isatty|printf|puts|perror)\s*\(' |
  grep -v '"TMPDIR"' | report "not in a module" || true
finish
