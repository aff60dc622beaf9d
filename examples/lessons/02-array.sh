#!/usr/bin/env bash
# Lesson 2, array: read a text file into an array and see it; make a random array.
set -euo pipefail
pytk=${PYTK:-pytk}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# A text file with a comment and three columns, as a sensor or a spreadsheet writes it.
cat > readings.txt <<'TEXT'
# time   requests  errors
0        120       1
60       132       0
120      610       17
180      128       2
TEXT

# In: white space separates, lines with # are comments. Out: what NumPy would print.
"$pytk" array eval x -i readings.txt

# What is it? Four rows of three numbers.
"$pytk" array info readings.txt

# Every column at a glance, with a percentile.
"$pytk" array stats readings.txt -p 50

# Which share of the requests failed, a minute at a time? Columns are counted from 0.
"$pytk" array eval 'x[:, 2] / x[:, 1]' -i readings.txt -f value

# Minutes that stand out: more than one standard deviation above the mean.
"$pytk" array eval 'x[x[:, 1] > x[:, 1].mean() + x[:, 1].std()]' -i readings.txt

# A random array: with a seed it is the one that numpy.random.default_rng(42) makes, to the last bit.
"$pytk" array random 'standard_normal((2, 3))' --seed 42

# Kept for Python as .npy, and read back.
"$pytk" array random 'integers(0, 100, (3, 4))' --seed 7 -o dice.npy
"$pytk" array eval 'x.max(axis=1)' -i dice.npy
