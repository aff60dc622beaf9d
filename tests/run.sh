#!/bin/bash
# Installs what is missing, builds everything and runs every test. The last line is ctest's.
#   PYTK_CONFORMANCE_DIR   folder with the shared test vectors; default: shared/conformance beside the clone
set -euo pipefail
cd "$(dirname "$0")/.."
jobs=$(nproc)
bash cmake/bootstrap.sh build run test
echo "tests: configuring build/release"
mkdir -p build
cmake --preset release -DPYTK_TESTS=ON -DPYTK_WERROR=ON >build/configure.log || { cat build/configure.log; exit 1; }
echo "tests: building with $jobs jobs (some minutes the first time)"
cmake --build build/release -j "$jobs"
echo "tests: running"
export PYTK_CONFORMANCE_DIR=${PYTK_CONFORMANCE_DIR:-$PWD/../shared/conformance}
exec ctest --test-dir build/release --output-on-failure -j "$jobs"
