#!/bin/bash
# Who may include whom (docs/architecture.md): the ground never looks up, the ten modules never look sideways.
. "$(dirname "$0")/files.sh"

awk_program='
BEGIN {
  allowed["core"] = "core lazy"
  allowed["lazy"] = "core lazy"
  allowed["io"] = "core io"
  allowed["record"] = "core io record"
  allowed["net"] = "core net"
  allowed["packet"] = "core io record net packet"
  allowed["raster"] = "core io raster"
  allowed["cli"] = "core io record cli"
  ground = "core io record net packet raster"
  modules = " array crypt echo fake image plot portscan scrape sniff table "
  folders = " core lazy io record net packet raster cli cmd" modules
}
function house(file,   parts, count) {   # the floor on which a file lives
  count = split(file, parts, "/")
  if (parts[1] == "src" && count == 2) return "main"
  return parts[1] == "src" ? parts[2] : parts[3]
}
function own_module(file,   name) {      # src/cmd/crypt_fernet.cpp -> crypt
  name = file
  sub(/.*\//, "", name)
  sub(/[_.].*/, "", name)
  return name
}
/^[ \t]*#[ \t]*include/ {
  line = $0
  if (!match(line, /[<"][^>"]+[>"]/)) next
  target = substr(line, RSTART + 1, RLENGTH - 2)
  sub(/^pytk\//, "", target)
  if (target !~ /\//) next
  sub(/\/.*/, "", target)
  if (index(folders, " " target " ") == 0) next
  from = house(FILENAME)
  may = allowed[from]
  if (from == "main") may = "core io cli cmd"
  else if (from == "cmd") may = ground " cli cmd " own_module(FILENAME)
  else if (may == "") may = ground " " from
  if (index(" " may " ", " " target " ") == 0) print FILENAME ":" FNR ": " from " may not include " target
}'
files 'src/*.cpp' 'src/*.hpp' 'include/*.hpp' 'src/*.inc' | xargs awk "$awk_program" | report layers
finish
