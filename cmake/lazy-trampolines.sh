#!/bin/bash
# Writes OUT/NAME.S and OUT/NAME.cpp, the trampolines and the table of one lazily loaded library.
# The functions are those that the archives leave undefined and the library defines: there is no list by hand.
#   NM=nm lazy-trampolines.sh NAME SONAME PACKAGE PRIVATE_PATHS PREFIX LIBRARY OUT ARCHIVE...
# PREFIX limits the names, and stands for the library's own list where LIBRARY is not a file.
set -euo pipefail
export LC_ALL=C
name=$1 soname=$2 package=$3 private_paths=$4 prefix=$5 library=$6 out=$7
shift 7
nm=${NM:-nm}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What the users need and do not define themselves. C only: a mangled name is C++, whose vtables and inline
# functions cannot be given by a jump.
"$nm" --format=posix --undefined-only "$@" | awk '$2 == "U" || $2 == "w" {print $1}' | grep -v '^_Z' | sort -u >"$work/needed" || true
"$nm" --format=posix --defined-only "$@" | awk 'NF >= 2 && $2 ~ /^[A-Zi]$/ {print $1}' | sort -u >"$work/own"
comm -23 "$work/needed" "$work/own" | awk -v prefix="$prefix" 'index($0, prefix) == 1' >"$work/wanted"

if [ -f "$library" ]; then
  # NAME@@VERSION is what dlsym finds, NAME@VERSION is kept for old programs only.
  "$nm" --dynamic --defined-only --format=posix "$library" |
    awk '{at = index($1, "@"); symbol = $1
          if (at) { if (substr($1, at, 2) != "@@") next; symbol = substr($1, 1, at - 1) }
          print symbol, $2}' | sort -u >"$work/defined"
  join "$work/wanted" "$work/defined" >"$work/found"
else
  awk '{print $1, "T"}' "$work/wanted" >"$work/found"
fi

data=$(awk '$2 !~ /^[TWi]$/ && $2 != "A" {print $1}' "$work/found")
if [ -n "$data" ]; then
  echo "lazy-trampolines: $soname defines these as variables, which cannot be loaded on first use:" >&2
  printf '%s\n' "$data" >&2
  exit 1
fi
awk '$2 ~ /^[TWi]$/ {print $1}' "$work/found" | sort -u >"$work/functions"
if [ -n "$prefix" ] && [ -f "$library" ]; then
  absent=$(comm -23 "$work/wanted" "$work/functions")
  if [ -n "$absent" ]; then
    echo "lazy-trampolines: $soname does not define: $absent" >&2
    exit 1
  fi
fi

page=4096
case ${MACHINE:-$(uname -m)} in aarch64|arm64) page=65536 ;; esac
awk -v name="$name" -v soname="$soname" -v page="$page" '
  BEGIN { print "// Generated: the functions of " soname " that this program calls."
          print "#include \"lazy/trampoline.inc\""
          print "pytk_begin " name ", " page }
  { print "pytk_function " name ", " $1 ", " NR - 1 }
  END { print "pytk_end " name ", " page
        print "pytk_note_begin"
        printf ".asciz \"[{\\\"feature\\\":\\\"%s\\\",\\\"priority\\\":\\\"recommended\\\",", name
        printf "\\\"soname\\\":[\\\"%s\\\"]}]\"\n", soname
        print "pytk_note_end" }' "$work/functions" >"$work/S"
count=$(wc -l <"$work/functions")
awk -v name="$name" -v soname="$soname" -v package="$package" -v paths="$private_paths" -v page="$page" -v count="$count" '
  BEGIN { print "// Generated: the table of " soname "."
          print "#include <pytk/core/lazy.hpp>"
          print "#include \"lazy/bind.hpp\""
          print "namespace {"
          print "const char* const symbols[] = {" }
  { print "    \"" $1 "\"," }
  END { print "    nullptr};"
        print "}  // namespace"
        print "extern \"C\" void* pytk_lazy_" name "_slots[];"
        print "extern \"C\" pytk::lazy::Library pytk_lazy_" name "_library;"
        bytes = int((count * 8 + page - 1) / page) * page
        printf "pytk::lazy::Library pytk_lazy_%s_library{\"%s\", \"%s\", \"%s\",\n", name, name, soname, package
        printf "    {symbols, %d}, pytk_lazy_%s_slots, %d, \"%s\", false};\n", count, name, bytes, paths }' \
  "$work/functions" >"$work/cpp"
mkdir -p "$out"
for kind in S cpp; do
  cmp -s "$work/$kind" "$out/$name.$kind" || cp "$work/$kind" "$out/$name.$kind"
done
