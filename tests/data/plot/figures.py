#!/usr/bin/python3
"""Prints the limits, ticks and labels that Matplotlib gives random data of every kind, one case a line.

Fields, with tabs between: kind, options, table (rows with ; between), limits of x, limits of y, ticks of y, labels of y,
further numbers (levels of contours). An empty field is not compared.
figures.tsv was made by: figures.py 1 6 > figures.tsv
The test also runs it with other seeds where python3-matplotlib is installed.
"""
import random
import sys
import warnings

import matplotlib
import numpy as np

matplotlib.use("Agg")
import matplotlib.pyplot as plt

warnings.simplefilter("ignore")
seed = int(sys.argv[1])
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 8
random.seed(seed)
generator = np.random.default_rng(seed)


def numbers(values):
    return ",".join(repr(float(v)) for v in values)


def table(**columns):
    rows = [",".join(columns)]
    rows += [",".join(v if isinstance(v, str) else repr(float(v)) for v in row) for row in zip(*columns.values())]
    return ";".join(rows)


def matrix(values):
    return ";".join(numbers(row) for row in values)


def values(count):
    size = 10 ** random.uniform(-4, 6)
    if random.random() < 0.6:
        return np.round(generator.normal(random.choice([0, 3]), 1, count), 3) * size
    return np.round(generator.uniform(0, 1, count), 3) * size


def case(kind, options, data, draw, limits="xy", more=()):
    figure, axes = plt.subplots()
    got = draw(axes)
    low, high = sorted(axes.get_ylim())
    slack = (high - low) * 1e-10
    places = axes.yaxis.get_majorticklocs()
    labels = axes.yaxis.get_major_formatter().format_ticks(places)
    seen = [i for i, v in enumerate(places) if low - slack <= v <= high + slack]
    more = got.levels if kind == "contour" else more
    with_y = "y" in limits
    print(kind, options, data, numbers(axes.get_xlim()) if "x" in limits else "", numbers(axes.get_ylim()) if with_y else "",
          numbers(places[i] for i in seen) if with_y else "", "|".join(labels[i] for i in seen) if with_y else "",
          numbers(more), sep="\t")
    plt.close(figure)


for _ in range(rounds):
    n = random.choice([2, 3, 8, 20])
    x, y, z = np.sort(values(n)), values(n), values(n)
    names = [f"c{i}" for i in range(n)]
    a, b, c = abs(y), abs(values(n)), abs(z)
    margin = random.choice([0, 0.05, 0.2])
    xy = table(a=x, v=y)
    case("line", f"margin={margin}", xy, lambda axes: (axes.margins(margin), axes.plot(x, y)))
    case("scatter", "", xy, lambda axes: axes.scatter(x, y))
    case("step", "", xy, lambda axes: axes.step(x, y))
    case("stem", "", xy, lambda axes: axes.stem(x, y))
    case("area", "", xy, lambda axes: axes.fill_between(x, y))
    case("errorbar", "", table(a=x, v=y, e=c), lambda axes: axes.errorbar(x, y, yerr=c))
    case("bar", "", table(a=names, v=y), lambda axes: axes.bar(names, y))
    case("barh", "", table(a=names, v=y), lambda axes: axes.barh(names, y), "x")
    case("bar", "stacked", table(a=names, v=a, w=b), lambda axes: (axes.bar(names, a), axes.bar(names, b, bottom=a)))
    case("hist", "bins=7", table(v=y), lambda axes: axes.hist(y, bins=7))
    case("box", "", table(v=y, w=z), lambda axes: axes.boxplot([y, z]), "y")
    case("box", "whis=0.5", table(v=y, w=z), lambda axes: axes.boxplot([y, z], whis=0.5), "y")
    if n > 2:
        case("violin", "", table(v=y, w=z), lambda axes: axes.violinplot([y, z]), "y")
        case("hist2d", "bins=5", xy, lambda axes: axes.hist2d(x, y, bins=5))
        case("hexbin", "gridsize=6", xy, lambda axes: axes.hexbin(x, y, gridsize=6))
        case("quiver", "", table(x=x, y=y, u=z, v=y), lambda axes: axes.quiver(x, y, z, y))
    if len(set(x)) == n:
        for baseline in ("zero", "sym", "wiggle", "weighted_wiggle"):
            case("stack", f"baseline={baseline}", table(x=x, a=a, b=b, c=c),
                 lambda axes: axes.stackplot(x, a, b, c, baseline=baseline))
    grid = values(random.randrange(3, 6) * 4).reshape(-1, 4)
    case("heatmap", "", matrix(grid), lambda axes: axes.imshow(grid, aspect="auto"))
    case("contour", "", matrix(grid), lambda axes: axes.contour(grid))
    case("contour", "filled", matrix(grid), lambda axes: axes.contourf(grid))
