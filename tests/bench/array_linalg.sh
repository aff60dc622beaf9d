# array against NumPy and SciPy: matrices, Fourier transforms, statistical tests. Both start, read .npy and compute.
python='/usr/bin/python3 -c'
make_once m2000.npy "/usr/bin/python3 -c 'import numpy as n, sys; n.save(sys.stdout.buffer, n.random.default_rng(1).standard_normal((2000, 2000)))'"
make_once m1000.npy "/usr/bin/python3 -c 'import numpy as n, sys; n.save(sys.stdout.buffer, n.random.default_rng(2).standard_normal((1000, 1000)))'"
make_once m300.npy "/usr/bin/python3 -c 'import numpy as n, sys; n.save(sys.stdout.buffer, n.random.default_rng(3).standard_normal((300, 300)))'"
make_once line.npy "/usr/bin/python3 -c 'import numpy as n, sys; n.save(sys.stdout.buffer, n.random.default_rng(4).standard_normal(1 << 22))'"
make_once prime.npy "/usr/bin/python3 -c 'import numpy as n, sys; n.save(sys.stdout.buffer, n.random.default_rng(5).standard_normal(1000003))'"
make_once odd.npy "/usr/bin/python3 -c 'import numpy as n, sys; n.save(sys.stdout.buffer, n.random.default_rng(6).standard_normal(3**9 * 5**2 * 7))'"
make_once plane.npy "/usr/bin/python3 -c 'import numpy as n, sys; n.save(sys.stdout.buffer, n.random.default_rng(7).standard_normal((2048, 2048)))'"
numpy() { printf '%s' "$python 'import numpy as np; x = np.load(\"$1\"); $2'"; }
section 'array: linear algebra, Fourier transforms and tests, against NumPy and SciPy'
row 'matmul 2000' "pytk array eval '(x @ x).sum()' -i m2000.npy" "$(numpy m2000.npy 'print((x @ x).sum())')"
row 'matmul 1000, ten times' "pytk array eval 'linalg.matrix_power(x, 512).sum()' -i m1000.npy" "$(numpy m1000.npy 'print(np.linalg.matrix_power(x, 512).sum())')"
row 'solve 2000' "pytk array eval 'linalg.solve(x, x[0]).sum()' -i m2000.npy" "$(numpy m2000.npy 'print(np.linalg.solve(x, x[0]).sum())')"
row 'inv 1000' "pytk array eval 'linalg.inv(x).sum()' -i m1000.npy" "$(numpy m1000.npy 'print(np.linalg.inv(x).sum())')"
row 'svd 300' "pytk array eval 'linalg.svd(x)[1].sum()' -i m300.npy" "$(numpy m300.npy 'print(np.linalg.svd(x)[1].sum())')"
row 'eig 300' "pytk array eval 'linalg.eig(x)[0].sum()' -i m300.npy" "$(numpy m300.npy 'print(np.linalg.eig(x)[0].sum())')"
row 'fft 2^22, complex' "pytk array eval 'abs(fft.fft(x * 1j)).sum()' -i line.npy" "$(numpy line.npy 'print(abs(np.fft.fft(x * 1j)).sum())')"
row 'rfft 2^22' "pytk array eval 'abs(fft.rfft(x)).sum()' -i line.npy" "$(numpy line.npy 'print(abs(np.fft.rfft(x)).sum())')"
row 'fft of a prime length' "pytk array eval 'abs(fft.fft(x)).sum()' -i prime.npy" "$(numpy prime.npy 'print(abs(np.fft.fft(x)).sum())')"
row 'fft of an odd length' "pytk array eval 'abs(fft.fft(x)).sum()' -i odd.npy" "$(numpy odd.npy 'print(abs(np.fft.fft(x)).sum())')"
row 'fft2 2048 x 2048' "pytk array eval 'abs(fft.fft2(x)).sum()' -i plane.npy" "$(numpy plane.npy 'print(abs(np.fft.fft2(x)).sum())')"
row 'Mann-Whitney, two halves of 4 million' "pytk array eval 'mannwhitneyu(x[:2000000], x[2000000:4000000])' -i line.npy" \
  "$python 'import numpy as np, scipy.stats as s; x = np.load(\"line.npy\"); print(s.mannwhitneyu(x[:2000000], x[2000000:4000000]))'"
row 'Kolmogorov-Smirnov, normal' "pytk array test kstest line.npy -a \"'norm'\"" \
  "$python 'import numpy as np, scipy.stats as s; print(s.kstest(np.load(\"line.npy\"), \"norm\"))'"
