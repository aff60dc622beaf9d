# fake: against Faker. The five-column workload; pytk makes 1,000 times the rows, so a CPU ratio of 1 is 1,000 times the speed.
section 'fake (pytk makes 1,000 times the rows of the peer where it says x1000)'
faker="/usr/bin/python3 -c 'import faker,sys,csv
f=faker.Faker(); f.seed_instance(42) if hasattr(f,\"seed_instance\") else faker.Faker.seed(42)
w=csv.writer(sys.stdout)
for _ in range(%d): w.writerow((f.name(),f.address(),f.email(),f.latitude(),f.longitude()))'"
row '5 columns, 1e6 rows / Faker 1e3 rows (x1000)' 'pytk fake table name address email latitude longitude -n 1000000 --seed 42 -f csv -j 1' "${faker/\%d/1000}"
row '5 columns, 1e6 rows, 2 threads / 1 thread' 'pytk fake table name address email latitude longitude -n 1000000 --seed 42 -f csv -j 2' 'pytk fake table name address email latitude longitude -n 1000000 --seed 42 -f csv -j 1'
row '5 columns, 1e7 rows: memory' 'pytk fake table name address email latitude longitude -n 10000000 --seed 42 -f csv -j 2' 'true x'
row 'unique user names, 1e6 / shuf' 'pytk fake table u=user_name:unique -n 1000000 --seed 1 -f csv' 'shuf -i 1-1000000'
row 'pytk fake name / faker name' 'pytk fake name' "/usr/bin/python3 -c 'import faker; print(faker.Faker().name())'"
