# table against pandas, Miller, datamash and the engine driven directly, on the same logs. ROWS sets their number, BIG that
# of the large one. The generator of the design makes the logs where it is; otherwise one of the same shape.
rows=${ROWS:-1000000}
big=${BIG:-10000000}
generator=${PYTK_CONFORMANCE_DIR:-}/table/seclog_gen.cpp
if [ -f "$generator" ]; then
  [ -x bin/seclog ] || c++ -std=c++20 -O2 "$generator" -o bin/seclog
else
  cat > bin/seclog <<'END'
#!/usr/bin/python3
import json, random, sys
random.seed(42)
names = 'timestamp,src_ip,dst_ip,dst_port,proto,bytes,user,url,status'.split(',')
if sys.argv[1] == 'csv': print(','.join(names))
for i in range(int(sys.argv[2])):
    url = 'https://h%03d.example.com/login?id=%d%s' % (random.randrange(500), random.randrange(1000000), '&list=a,b' if random.random() < 0.02 else '')
    user = 'u%05d' % random.randrange(20000) if random.random() > 0.05 else None
    row = ['2023-11-14T22:%02d:%02d.%03dZ' % (i // 60 % 60, i % 60, i % 1000), '10.%d.%d.%d' % (random.randrange(4), random.randrange(64), random.randrange(200)),
           '192.0.%d.%d' % (i % 16, i % 250), (443, 80, 22)[i % 3], 'tcp', random.randrange(100000), user, url, (200, 200, 301, 403, 404)[i % 5]]
    if sys.argv[1] == 'jsonl': print(json.dumps(dict(zip(names, row)), separators=(',', ':')))
    else: print(','.join('' if v is None else '"%s"' % v if ',' in str(v) else str(v) for v in row))
END
  chmod +x bin/seclog
fi
make_once "log$rows.csv" "bin/seclog csv $rows"
make_once "log$rows.jsonl" "bin/seclog jsonl $rows"
make_once "log$big.csv" "bin/seclog csv $big"
ln -sf "log$rows.csv" log.csv
ln -sf "log$rows.jsonl" log.jsonl
ln -sf "log$big.csv" big.csv
head -20 log.csv > small.csv
if [ -f "${PYTK_DUCKDB_DIR:-}/duckdb.h" ] && [ ! -x bin/table_engine ]; then
  c++ -std=c++20 -O2 -isystem "$PYTK_DUCKDB_DIR" "$PYTK_ROOT/tests/bench/table_engine.cpp" -L"$PYTK_DUCKDB_DIR" -lduckdb -Wl,-rpath,"$PYTK_DUCKDB_DIR" -o bin/table_engine
fi
# pandas COMMANDS: with p for the module. Written to files of their own, so that no quotes stand inside quotes.
pandas() { printf 'import pandas as p\n%s\n' "$2" > "$1.py"; echo "/usr/bin/python3 $1.py"; }
agg="--agg 'n=count,s=sum(bytes),m=mean(bytes)'"
figures='agg(["count","sum","mean"]).sort_values("sum",ascending=False).to_csv("peer.csv")'
engine='select src_ip, count(*) n, sum(bytes)::BIGINT s, avg(bytes) m from'

section 'table: a million rows of a log'
row 'group by address, sorted' "pytk table group src_ip $agg then sort -s log.csv -o out.csv" \
  "$(pandas group "p.read_csv('log.csv').groupby('src_ip').bytes.$figures")"
row 'group by address, against Miller' "pytk table group src_ip $agg then sort -s log.csv -o out.csv" \
  'mlr --icsv --ocsv stats1 -a count,sum,mean -f bytes -g src_ip then sort -nr bytes_sum log.csv > peer.csv'
row 'group by address, against datamash' "pytk table group src_ip $agg log.csv -o out.csv" \
  'datamash -t, -H -s -g src_ip count bytes sum bytes mean bytes < log.csv > peer.csv'
row 'group by address, against the engine alone' "pytk table group src_ip $agg then sort -s log.csv -o out.csv" \
  "table_engine \"$engine 'log.csv' group by 1 order by s desc\" > peer.csv"
row 'the same from a pipe, against the file' "cat log.csv | pytk table group src_ip $agg then sort -s > out.csv" \
  "pytk table group src_ip $agg then sort -s log.csv -o out.csv"
row 'filter' "pytk table filter 'status=403 and dst_port=22' log.csv -o out.csv" \
  "$(pandas filter "d=p.read_csv('log.csv'); d[(d.status==403)&(d.dst_port==22)].to_csv('peer.csv',index=False)")"
row 'filter, against Miller' "pytk table filter 'status=403 and dst_port=22' log.csv -o out.csv" \
  "mlr --csv filter '\$status==403 && \$dst_port==22' log.csv > peer.csv"
row 'describe' 'pytk table describe bytes,dst_port,status log.csv -o out.csv' \
  "$(pandas describe "p.read_csv('log.csv')[['bytes','dst_port','status']].describe().to_csv('peer.csv')")"
row 'value counts' 'pytk table values user log.csv -o out.csv' "$(pandas values "p.read_csv('log.csv').user.value_counts().to_csv('peer.csv')")"
row 'CSV to JSON Lines' 'pytk table cat log.csv -o out.jsonl' 'mlr --icsv --ojsonl cat log.csv > peer.jsonl'
row 'two columns' 'pytk table select src_ip,bytes log.csv -o out.csv' 'mlr --csv cut -f src_ip,bytes log.csv > peer.csv'
row 'group by address from JSON Lines' "pytk table group src_ip $agg then sort -s log.jsonl -o out.csv" \
  "$(pandas jsonl "p.read_json('log.jsonl',lines=True).groupby('src_ip').bytes.$figures")"
row 'group by url in 512 MB' 'pytk table --memory 512M group url --agg n=count log.csv -o out.csv' \
  "$(pandas url "p.read_csv('log.csv').groupby('url').size().to_csv('peer.csv')")"
make_once book.xlsx 'pytk table head 200000 then select src_ip,dst_port,bytes,user,status log.csv --to xlsx'
ROUNDS=1 row 'a million cells of a workbook' 'pytk table cat book.xlsx -o out.csv' "$(pandas xlsx "p.read_excel('book.xlsx').to_csv('peer.csv')")"
row 'head of a small file' 'pytk table head 5 small.csv' 'mlr --icsv --ojsonl head -n 5 small.csv'
row 'group of a small file' 'pytk table group status small.csv' 'mlr --icsv --ojsonl count -g status small.csv'

section 'table: ten million rows, 1.15 GB'
ROUNDS=1 row 'group by address, sorted' "pytk table group src_ip $agg then sort -s big.csv -o out.csv" \
  "$(pandas big "p.read_csv('big.csv').groupby('src_ip').bytes.$figures")"
ROUNDS=1 row 'group by address, against the engine alone' "pytk table group src_ip $agg then sort -s big.csv -o out.csv" \
  "table_engine \"$engine 'big.csv' group by 1 order by s desc\" > peer.csv"
ROUNDS=1 row 'all rows sorted in 512 MB, against sort' 'pytk table --memory 512M sort -bytes big.csv -o out.csv' \
  'tail -n +2 big.csv | LC_ALL=C sort -S 512M -t, -k6,6nr > peer.csv'
ROUNDS=1 MORE=$((big / rows)) row 'filter in flat memory, against Miller on a tenth' "pytk table filter 'status=403 and dst_port=22' big.csv -o out.csv" \
  "mlr --csv filter '\$status==403 && \$dst_port==22' log.csv > peer.csv"
rm -f out.csv out.jsonl peer.csv peer.jsonl
