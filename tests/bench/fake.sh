# fake: against Faker, on the five-column workload. Where pytk makes 1,000 times the peer's rows, the ratios count that in.
section 'fake (ratios for the same number of rows)'
five='name address email latitude longitude'
faker="/usr/bin/python3 -c 'import faker,sys,csv
f=faker.Faker(); f.seed_instance(42) if hasattr(f,\"seed_instance\") else faker.Faker.seed(42)
w=csv.writer(sys.stdout)
for _ in range(%d): w.writerow((f.name(),f.address(),f.email(),f.latitude(),f.longitude()))'"
MORE=1000 row '5 columns, 1e6 rows; Faker makes 1e3' "pytk fake table $five -n 1000000 --seed 42 -f csv -j 1" "${faker/\%d/1000}"
MORE=1000 row '5 columns as JSON Lines, 1e6 rows; Faker makes 1e3 of CSV' "pytk fake table $five -n 1000000 --seed 42 -f jsonl -j 1" "${faker/\%d/1000}"
row '5 columns, 1e6 rows, 2 threads / 1 thread (wall)' "pytk fake table $five -n 1000000 --seed 42 -f csv -j 2" "pytk fake table $five -n 1000000 --seed 42 -f csv -j 1"
row '5 columns, 1e7 rows: memory / 1e6 rows' "pytk fake table $five -n 10000000 --seed 42 -f csv -j 2" "pytk fake table $five -n 1000000 --seed 42 -f csv -j 2"
row 'unique user names, 1e7: memory / shuf of 1e7 numbers' 'pytk fake table u=user_name:unique -n 10000000 --seed 1 -f csv' 'shuf -i 1-10000000'
row 'a table of 1e6 orders that refers to customers and products / 5 columns of 1e6 rows' "pytk fake schema $PYTK_EXAMPLES/data/shop.toml --seed 1 --scale 1000 --table orders -f csv -j 1" "pytk fake table $five -n 1000000 --seed 42 -f csv -j 1"
row 'pytk fake name / faker name' 'pytk fake name' "/usr/bin/python3 -c 'import faker; print(faker.Faker().name())'"
