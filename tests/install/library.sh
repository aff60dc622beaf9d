#!/bin/bash
# Installs a build into an empty folder, builds examples/library against it and runs both: library.sh SOURCE BUILD
set -euo pipefail
source=$1 build=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
stop() { echo "install: $1"; exit 1; }

cmake --install "$build" --prefix "$work/root" >"$work/log" 2>&1 || { tail -20 "$work/log"; stop "cmake --install failed"; }
root=$work/root
for file in bin/pytk share/man/man1/pytk.1.gz share/man/man1/pytk-doctor.1.gz share/bash-completion/completions/pytk \
            share/zsh/vendor-completions/_pytk share/fish/vendor_completions.d/pytk.fish share/doc/pytk/copyright \
            include/pytk/core/error.hpp lib/cmake/pytk/pytkConfig.cmake; do
  [ -s "$root/$file" ] || stop "$file was not installed"
done
version=$("$root/bin/pytk" --version)
case $version in "pytk "[0-9]*) ;; *) stop "the installed pytk says '$version'" ;; esac
# It must stand without its build: no path of the build in its loader's way.
! readelf -d "$root/bin/pytk" | grep -E 'RPATH|RUNPATH' || stop "the program looks for libraries in its build"

cmake -S "$source/examples/library" -B "$work/example" -DCMAKE_PREFIX_PATH="$root" >"$work/log" 2>&1 ||
  { tail -20 "$work/log"; stop "find_package(pytk) failed"; }
cmake --build "$work/example" >"$work/log" 2>&1 || { tail -20 "$work/log"; stop "the example does not build"; }
"$work/example/talkers" "$source/examples/data/office.pcapng" >"$work/out"
grep -q 'TCP' "$work/out" || { cat "$work/out"; stop "the example found no TCP in the capture"; }
echo "installed, found and used"
