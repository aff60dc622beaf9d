#!/bin/bash
# pages.sh PYTK FOLDER COMMAND...: manual pages (gzip without a time, so that two builds are equal) and completions.
set -euo pipefail
pytk=$1 folder=$2
shift 2
mkdir -p "$folder/man/man1"
"$pytk" man | gzip -9n >"$folder/man/man1/pytk.1.gz"
for command in "$@"; do
  "$pytk" man "$command" | gzip -9n >"$folder/man/man1/pytk-$command.1.gz"
done
"$pytk" completion bash >"$folder/pytk.bash"
"$pytk" completion zsh >"$folder/_pytk"
"$pytk" completion fish >"$folder/pytk.fish"
