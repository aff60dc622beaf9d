#!/bin/bash
# Lesson 6: import a text file of fixed width, and skip the first row of data when showing it.
set -euo pipefail
pytk=${PYTK:-pytk}
data=$(cd "$(dirname "$0")/../data" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$data/machines.txt" "$data/access.csv" "$work"
cd "$work"

# 1. The columns of a fixed-width file are found by looking for what is blank in all rows. The first row of data is only
#    a ruler:
"$pytk" table head 3 --from fwf machines.txt --to pretty

# 2. Without that row. `skip` leaves rows of data out; the header stays.
"$pytk" table skip 1 --from fwf machines.txt --to pretty

# 3. Passed over while reading (--skip-rows), it does not count when types are found: memory is a number now.
"$pytk" table sort -memory then select name,memory then head 3 --from fwf --skip-rows 1 machines.txt --to pretty

# 4. The widths can be said instead: 10 characters, 14, then the rest of the line.
"$pytk" table head 2 --widths '10,14,*' --skip-rows 1 machines.txt

# 5. And now as JSON Lines, CSV, a workbook: the format follows from the name or from --to.
"$pytk" table cat --from fwf --skip-rows 1 machines.txt -o machines.jsonl
"$pytk" table filter "system =~ 'debian'" machines.jsonl --to csv
"$pytk" table cat machines.jsonl -o machines.xlsx
"$pytk" table count machines.xlsx

# 6. Verbs follow one another with `then`: who asked the server for what was forbidden, and which machine is that?
"$pytk" table filter 'status = 403' then values client then rename client=address \
  then join machines.jsonl --on address --how left then select address,name,count access.csv --to pretty
