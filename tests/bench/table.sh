# table against pandas, Miller, datamash and awk, on the same logs. ROWS sets their number.
rows=${ROWS:-1000000}
make_once log.csv "python3 - $rows <<'END'
import random, sys
random.seed(42)
rows = int(sys.argv[1])
print('timestamp,src_ip,dst_ip,dst_port,proto,bytes,user,url,status')
for i in range(rows):
    src = '10.%d.%d.%d' % (random.randrange(4), random.randrange(64), random.randrange(200))
    url = '/a/b?id=%d' % random.randrange(8000000) if random.random() > 0.02 else '\"/search?q=a,b%d\"' % i
    print('2023-11-14T22:%02d:%02d.%03dZ,%s,192.168.1.%d,%d,tcp,%d,%s,%s,%d' % (
        i // 60 % 60, i % 60, i % 1000, src, i % 250, (22, 80, 443)[i % 3], random.randrange(100000),
        'user%d' % random.randrange(20000) if random.random() > 0.05 else '', url, (200, 200, 301, 403, 404)[i % 5]))
END"
pandas='/usr/bin/python3 -c "import pandas as p; d=p.read_csv(\"log.csv\");'
section 'table: a million rows of a log'
row 'group by address, sorted' "pytk table group src_ip --agg 'n=count,s=sum(bytes),m=mean(bytes)' then sort -s log.csv -o out.csv" \
  "$pandas d.groupby(\"src_ip\").bytes.agg([\"count\",\"sum\",\"mean\"]).sort_values(\"sum\",ascending=False).to_csv(\"peer.csv\")\""
row 'group by address, against Miller' "pytk table group src_ip --agg 'n=count,s=sum(bytes),m=mean(bytes)' then sort -s log.csv -o out.csv" \
  "mlr --icsv --ocsv stats1 -a count,sum,mean -f bytes -g src_ip then sort -nr bytes_sum log.csv > peer.csv"
row 'the same from a pipe, against the file' "pytk table group src_ip --agg 'n=count,s=sum(bytes),m=mean(bytes)' then sort -s < log.csv > out.csv" \
  "pytk table group src_ip --agg 'n=count,s=sum(bytes),m=mean(bytes)' then sort -s log.csv -o out.csv"
row 'filter' "pytk table filter 'status=403 and dst_port=22' log.csv -o out.csv" \
  "$pandas d[(d.status==403)&(d.dst_port==22)].to_csv(\"peer.csv\",index=False)\""
row 'describe' "pytk table describe bytes,dst_port,status log.csv -o out.csv" "$pandas d[[\"bytes\",\"dst_port\",\"status\"]].describe().to_csv(\"peer.csv\")\""
row 'value counts' "pytk table values user log.csv -o out.csv" "$pandas d.user.value_counts().to_csv(\"peer.csv\")\""
row 'CSV to JSON Lines' "pytk table cat log.csv -o out.jsonl" "mlr --icsv --ojsonl cat log.csv > peer.jsonl"
row 'two columns' "pytk table select src_ip,bytes log.csv -o out.csv" "mlr --csv cut -f src_ip,bytes log.csv > peer.csv"
head -20 log.csv > small.csv
row 'group by address, against datamash' "pytk table group src_ip --agg 'n=count,s=sum(bytes),m=mean(bytes)' log.csv -o out.csv" \
  'datamash -t, -H -s -g src_ip count bytes sum bytes mean bytes < log.csv > peer.csv'
row 'filter, against Miller' "pytk table filter 'status=403 and dst_port=22' log.csv -o out.csv" \
  "mlr --csv filter '\$status==403 && \$dst_port==22' log.csv > peer.csv"
make_once log.jsonl 'pytk table cat log.csv --to jsonl'
row 'group by address from JSON Lines' "pytk table group src_ip --agg 'n=count,s=sum(bytes),m=mean(bytes)' log.jsonl -o out.csv" \
  "/usr/bin/python3 -c 'import pandas as p; p.read_json(\"log.jsonl\",lines=True).groupby(\"src_ip\").bytes.agg([\"count\",\"sum\",\"mean\"]).to_csv(\"peer.csv\")'"
row 'group by url in 512 MB' "pytk table --memory 512M group url --agg n=count log.csv -o out.csv" \
  "$pandas d.groupby(\"url\").size().to_csv(\"peer.csv\")\""
make_once book.xlsx "pytk table head 200000 then select src_ip,dst_port,bytes,user,status log.csv --to xlsx"
row 'a million cells of a workbook' 'pytk table cat book.xlsx -o out.csv' \
  "/usr/bin/python3 -c 'import pandas as p; p.read_excel(\"book.xlsx\").to_csv(\"peer.csv\")'"
row 'head of a small file' 'pytk table head 5 small.csv' 'mlr --icsv --ojsonl head -n 5 small.csv'
row 'group of a small file' 'pytk table group status small.csv' 'mlr --icsv --ojsonl count -g status small.csv'
