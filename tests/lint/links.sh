#!/bin/bash
# Every relative link of the documents leads to a file, and every document can be reached from README.md.
. "$(dirname "$0")/files.sh"

documents=$(files '*.md' | grep -v '^tests/')
for document in $documents; do
  folder=$(dirname "$document")
  # Code blocks and code spans hold examples, not links.
  awk '/^ *```/ { code = !code; next } !code { gsub(/`[^`]*`/, ""); print }' "$document" |
    grep -oE '\]\([^) ]+\)' | sed 's/^](//; s/)$//; s/#.*//' | grep -vE '^(https?:|mailto:|$)' | sort -u |
    while read -r link; do
      [ -e "$folder/$link" ] || echo "$document: $link"
    done || true
done | report "leads nowhere"

reached="README.md"
todo=$reached
while [ -n "$todo" ]; do
  next=""
  for document in $todo; do
    [ -f "$document" ] || continue
    folder=$(dirname "$document")
    for link in $(grep -oE '\]\([^) ]+\)' "$document" | sed 's/^](//; s/)$//; s/#.*//' | grep -E '\.md$|/$|^[a-z/-]+$' || true); do
      path=$(realpath -m --relative-to=. "$folder/$link")
      targets=$path
      [ -d "$path" ] && targets=$(ls "$path"/*.md 2>/dev/null || true)
      for target in $targets; do
        case " $reached " in *" $target "*) ;; *) reached="$reached $target"; next="$next $target" ;; esac
      done
    done
  done
  todo=$next
done
for document in $documents; do
  case " $reached " in *" $document "*) ;; *) echo "$document" ;; esac
done | report "reached from nowhere"
finish
