#!/bin/bash
# Draws every kind of plot into this folder, as PNG and as terminal text. Usage: PYTK=build/pytk docs/gallery/make.sh
set -euo pipefail
pytk=${PYTK:-pytk}
here=$(cd "$(dirname "$0")" && pwd)
data=$here/../../examples/data
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

awk 'BEGIN { for (i = 0; i < 30; i++) { for (k = 0; k < 40; k++) printf "%s%.4f", k ? "," : "", exp(-((k-20)/7)^2-((i-15)/6)^2) - 0.6*exp(-((k-27)/5)^2-((i-22)/4)^2); print "" } }' > "$work/hill.csv"
awk 'BEGIN { print "x,y,u,v"; for (a = -2; a <= 2; a += 0.5) for (b = -2; b <= 2; b += 0.5) printf "%g,%g,%g,%g\n", a, b, -b, a }' > "$work/swirl.csv"
awk 'BEGIN { print "angle,radius"; for (t = 0; t < 12.6; t += 0.05) print t "," t }' > "$work/spiral.csv"
awk 'BEGIN { print "day,open,high,low,close"; p = 100; for (i = 1; i <= 28; i++) { c = p + 3*sin(i) + 0.4*cos(3*i); h = (p > c ? p : c) + 1 + sin(i)^2; l = (p < c ? p : c) - 1; printf "2026-02-%02d,%.2f,%.2f,%.2f,%.2f\n", i, p, h, l, c; p = c } }' > "$work/price.csv"
awk 'BEGIN { print "t,v,e"; for (i = 0; i < 12; i++) print i "," 5 + 3*sin(i/2) "," 0.4 + 0.1*i }' > "$work/errors.csv"
awk 'BEGIN { s = 7; for (i = 0; i < 60000; i++) { for (k = 0; k < 4; k++) { s = (s * 16807) % 2147483647; r[k] = s / 2147483647 } print sqrt(-2*log(r[0]))*cos(6.2832*r[1]), sqrt(-2*log(r[2]))*cos(6.2832*r[3]) + 0.6*r[1] } }' > "$work/cloud.txt"

show() { # NAME ARGUMENTS...
  local name=$1
  shift
  "$pytk" plot "$@" -q -o "$here/$name.png"
  "$pytk" plot "$@" -q --width 80 --height 20 > "$here/$name.txt"
}
log=$data/access.csv
show line line "$data/numbers.txt" -y 1,2,3 --title 'three sensors'
show scatter scatter "$log" -x time -y bytes --by status
show bar bar "$log" -x status --by method --agg count
show barh barh "$log" -x path -y bytes --agg sum --top 8 --xfmt si
show hist hist "$log" -x seconds --bins auto --by method
show hist2d hist2d "$work/cloud.txt" --bins 40
show hexbin hexbin "$work/cloud.txt" --gridsize 40
show box box "$log" -y bytes --by status
show violin violin "$log" -y seconds --by method --mean
show kde kde "$log" -y seconds --by method --filled
show ecdf ecdf "$log" -y seconds --by method
show area area "$log" -x time -y bytes --agg sum --bin 10m
show stack stack "$log" -x time -y bytes --by method --agg sum --bin 30m
show step step "$data/numbers.txt" -y 1
show stem stem "$data/numbers.txt" -y 2
show errorbar errorbar "$work/errors.csv" -x t -y v --error e --points
show pie pie "$log" -x status --agg count --values
show heatmap heatmap "$log" -x status -y method --agg count --values
show image image "$data/harbour.png" "$data/harbour.jpg" --side-by-side --titles before,after
show contour contour "$work/hill.csv" --filled
show polar polar "$work/spiral.csv" -x angle -y radius
show quiver quiver "$work/swirl.csv"
show graph graph "$log" -x client -y status
show candle candle "$work/price.csv"
show spark spark "$data/numbers.txt" -y 1,2,3
show density density "$work/cloud.txt"
show facet hist "$log" -x bytes --facet method
show log line "$work/errors.csv" -x t -y v --yscale log --grid --title 'logarithmic, $5 + 3\sin\frac{t}{2}$'
show dark line "$data/numbers.txt" -y 1,2,3,4 --theme dark
echo "$(ls "$here"/*.png | wc -l) pictures in $here"
