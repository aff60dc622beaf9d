# plot: pictures from few and many points against Matplotlib and gnuplot.
section 'plot'
make_once y7.npy '/usr/bin/python3 -c "import numpy as np, sys; np.save(sys.stdout.buffer, np.cumsum(np.random.default_rng(7).standard_normal(10**7)))"'
make_once y6.npy '/usr/bin/python3 -c "import numpy as np, sys; np.save(sys.stdout.buffer, np.load(\"y7.npy\")[:10**6])"'
make_once xy7.npy '/usr/bin/python3 -c "import numpy as np, sys; np.save(sys.stdout.buffer, np.random.default_rng(7).standard_normal((10**7, 2)))"'
make_once h7.csv '/usr/bin/python3 -c "
import numpy as np, sys
np.savetxt(sys.stdout, np.random.default_rng(7).normal(100, 15, 10**7), fmt=\"%.4f\", header=\"v\", comments=\"\")"'
make_once u7.npy '/usr/bin/python3 -c "import numpy as np, sys; np.save(sys.stdout.buffer, np.random.default_rng(8).random(10**7))"'
mpl='import matplotlib; matplotlib.use("Agg"); import matplotlib.pyplot as plt; import numpy as np;'
row 'line of 1 to 5 to PNG' 'seq 5 | pytk plot line -o a.png' "/usr/bin/python3 -c '$mpl plt.plot([1,2,3,4,5]); plt.savefig(\"b.png\")'"
row 'line of 10^6 points' 'pytk plot line y6.npy -o a.png' "/usr/bin/python3 -c '$mpl plt.plot(np.load(\"y6.npy\")); plt.savefig(\"b.png\")'"
row 'line of 10^6 points, gnuplot' 'pytk plot line y6.npy -o a.png' \
  "gnuplot -e \"set terminal pngcairo; set output 'b.png'; plot 'y6.npy' binary skip=128 format='%double' with lines\""
make_once xy6.npy '/usr/bin/python3 -c "import numpy as np, sys; np.save(sys.stdout.buffer, np.random.default_rng(7).standard_normal((10**6, 2)))"'
row 'scatter of 10^6 points' 'pytk plot scatter xy6.npy -o a.png' \
  "/usr/bin/python3 -c '$mpl a = np.load(\"xy6.npy\"); plt.scatter(a[:, 0], a[:, 1], s=1); plt.savefig(\"b.png\")'"
ROUNDS=1 row 'line of 10^7 points' 'pytk plot line y7.npy -o a.png' "/usr/bin/python3 -c '$mpl plt.plot(np.load(\"y7.npy\")); plt.savefig(\"b.png\")'"
# Neighbours have nothing in common: the line fills the picture, and has to be painted as often as it crosses it.
ROUNDS=1 row 'line of 10^7 random values' 'pytk plot line u7.npy -o a.png' "/usr/bin/python3 -c '$mpl plt.plot(np.load(\"u7.npy\")); plt.savefig(\"b.png\")'"
ROUNDS=1 row 'density of 10^7 points' 'pytk plot density xy7.npy -o a.png' \
  "/usr/bin/python3 -c '$mpl a = np.load(\"xy7.npy\"); plt.plot(a[:, 0], a[:, 1], \",\"); plt.savefig(\"b.png\")'"
ROUNDS=1 row 'histogram of 85 MB CSV' 'pytk plot hist h7.csv -x v --bins 100 -o a.png' \
  "/usr/bin/python3 -c '$mpl plt.hist(np.loadtxt(\"h7.csv\", skiprows=1), bins=100); plt.savefig(\"b.png\")'"
ROUNDS=1 row 'histogram of 85 MB CSV, gnuplot' 'pytk plot hist h7.csv -x v --bins 100 -o a.png' \
  "gnuplot -e \"set terminal pngcairo; set output 'b.png'; bin(x)=1.5*floor(x/1.5); plot 'h7.csv' skip 1 using (bin(\\\$1)):(1) smooth freq with boxes\""
