#!/bin/bash
# Lesson 4: plot the numbers 1 to 5, and show two pictures side by side, before and after.
set -euo pipefail
pytk=${PYTK:-pytk}
data=${PYTK_EXAMPLES:-$(cd "$(dirname "$0")/.." && pwd)}/data
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# 1. The numbers 1 to 5, seen in the terminal. Rows are counted from 0, as Matplotlib does.
seq 5 | "$pytk" plot line

# 2. The same as a picture; the suffix chooses the format.
seq 5 | "$pytk" plot line --title 'one to five' -o line.png
seq 5 | "$pytk" plot line -o line.svg
test -s line.png && test -s line.svg

# 3. Two pictures side by side, with titles.
"$pytk" plot image "$data/harbour.png" "$data/harbour.jpg" --side-by-side --titles before,after -o compare.png
"$pytk" plot image "$data/harbour.png" "$data/harbour.jpg" --side-by-side --titles before,after --width 80 --height 16

# 4. What a log knows: how often each status came, and how large the answers are.
"$pytk" plot bar "$data/access.csv" -x status --agg count
"$pytk" plot hist "$data/access.csv" -x bytes --bins auto

# 5. Columns against each other, in colors.
"$pytk" plot scatter "$data/access.csv" -x time -y bytes --by status -o bytes.png

# 6. What a picture will show, as numbers: limits, ticks, edges of bins.
"$pytk" plot hist "$data/access.csv" -x bytes --bins 5 --to scene
