#!/bin/bash
# Lesson 1: a fake address with a latitude and longitude that lie in its city.
set -euo pipefail
pytk=${PYTK:-pytk}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# 1. The task: an address and where it is. Every run gives another one.
"$pytk" fake address --geo --json

# 2. The same address every time: a seed.
"$pytk" fake address --geo --seed 7 --json > first.json
"$pytk" fake address --geo --seed 7 --json > second.json
cmp first.json second.json

# 3. In another country.
"$pytk" fake address --geo -l de_DE --seed 7 --json

# 4. The point is within 30 km of the city's centre: compare the two, in hundredths of a degree.
"$pytk" fake table city city_lat city_lon lat lon -n 1000 --seed 1 -f tsv --no-header > points.tsv
awk -F'\t' '{ d = $2 - $4; if (d < 0) d = -d; if (d > 0.3) far++ } END { print NR " points, " far + 0 " too far"; exit far > 0 }' points.tsv

# 5. A row is one person: the e-mail address follows the name.
"$pytk" fake table name email phone=phone_safe company job -n 5 --seed 3 -f csv
