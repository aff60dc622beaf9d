# The first use of a library that is loaded on first use, against a program that links it: at most 1.2 times as long, that
# is, a ratio of at least 0.83. Needs the probes of a build with -DPYTK_BENCH=ON beside the program.
section 'First use of a lazily loaded library (the second program links it)'
probes=$(dirname "$PYTK")
for name in curl crypto duckdb; do
  [ -x "$probes/lazy_probe_${name}_lazy" ] || { say "* $name: no probe (build with -DPYTK_BENCH=ON)"; continue; }
  ROUNDS=30 row "first use of $name" "$probes/lazy_probe_${name}_lazy" "$probes/lazy_probe_${name}_direct"
done
section 'Records (one core, five fields, millions a second)'
if [ -x "$probes/pytk_record_probe" ]; then
  for format in jsonl csv tsv json; do say "* $("$probes/pytk_record_probe" "$format" 8)"; done
fi
