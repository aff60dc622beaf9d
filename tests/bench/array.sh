# array against NumPy and datamash, each a process of its own, on the same files. NUMBERS sets their size.
numbers=${NUMBERS:-10000000}
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE  # they slow NumPy's libraries down where a machine sets them
make_once numbers.csv "/usr/bin/python3 - $numbers <<'END'
import sys, numpy as np
n = int(sys.argv[1])
a = np.random.default_rng(12345).standard_normal((min(n // 10, 1000000), 5))
sys.stdout.writelines(','.join(map(repr, row)) + chr(10) for row in a.tolist())
np.save('table.npy', a)
np.save('numbers.npy', np.random.default_rng(1).standard_normal(n))
np.save('second.npy', np.random.default_rng(2).standard_normal(n))
np.save('whole.npy', np.random.default_rng(3).integers(0, 1000000, n))
END"
head -100000 numbers.csv > some.csv
numpy='/usr/bin/python3 -c "import numpy as np;'
section "array: $numbers numbers"
row 'one and one' "pytk array eval '1 + 1'" "/usr/bin/python3 -c 'import numpy; print(1 + 1)'"
row 'text to .npy, as loadtxt reads it' 'pytk array convert numbers.csv --force -o out.npy' "$numpy np.save('peer.npy',np.loadtxt('numbers.csv',delimiter=','))\""
row 'text with missing values, as genfromtxt reads it' 'pytk array convert some.csv --missing nan --force -o out.npy' \
  "$numpy np.save('peer.npy',np.genfromtxt('some.csv',delimiter=','))\""
row '.npy to text' 'pytk array convert table.npy --force -o out.csv' "$numpy np.savetxt('peer.csv',np.load('table.npy'),delimiter=',')\""
row 'mean' "pytk array eval 'x.mean()' -i numbers.npy" "$numpy print(np.load('numbers.npy',mmap_mode='r').mean())\""
row 'minimum and maximum' "pytk array eval 'x.min(), x.max()' -i numbers.npy" "$numpy x=np.load('numbers.npy',mmap_mode='r');print(x.min(),x.max())\""
row 'standard deviation' "pytk array eval 'x.std()' -i numbers.npy" "$numpy print(np.load('numbers.npy',mmap_mode='r').std())\""
row 'three percentiles' "pytk array eval 'percentile(x, [50, 90, 99])' -i numbers.npy" "$numpy print(np.percentile(np.load('numbers.npy',mmap_mode='r'),[50,90,99]))\""
row 'histogram of 100 bins' "pytk array eval 'histogram(x, 100)' -i numbers.npy" "$numpy print(np.histogram(np.load('numbers.npy',mmap_mode='r'),100))\""
row 'a * b + c' "pytk array eval 'a * b + 1.5' -i a=numbers.npy -i b=second.npy --force -o out.npy" \
  "$numpy a=np.load('numbers.npy');b=np.load('second.npy');np.save('peer.npy',a*b+1.5)\""
row 'sort' 'pytk array sort numbers.npy --force -o out.npy' "$numpy np.save('peer.npy',np.sort(np.load('numbers.npy')))\""
row 'unique' "pytk array eval 'unique(x)' -i whole.npy --force -o out.npy" "$numpy np.save('peer.npy',np.unique(np.load('whole.npy')))\""
row 'standard normal numbers' "pytk array random 'standard_normal($numbers)' --seed 1 --force -o out.npy" \
  "$numpy np.save('peer.npy',np.random.default_rng(1).standard_normal($numbers))\""
row 'columns of a text, against datamash' 'pytk array stats -p 50 numbers.csv --format csv' \
  'datamash -t, mean 1-5 sstdev 1-5 median 1-5 < numbers.csv'
row 'mean of a stream' "pytk array eval 'x.mean()' -d, < numbers.csv" "$numpy import sys;print(np.loadtxt(sys.stdin,delimiter=',').mean())\" < numbers.csv"
