#!/usr/bin/python3
"""Prints what Matplotlib and NumPy make of random cases, one case a line, fields with tabs between.

expectations.tsv was made by: expectations.py 1 > expectations.tsv
The test also runs it with other seeds where python3-matplotlib is installed.
"""
import datetime
import math
import random
import sys
import warnings

import matplotlib
import numpy as np

matplotlib.use("Agg")
import matplotlib.cbook as cbook
import matplotlib.dates as dates
import matplotlib.mlab as mlab
import matplotlib.pyplot as plt

warnings.simplefilter("ignore")
seed = int(sys.argv[1])
share = float(sys.argv[2]) if len(sys.argv) > 2 else 1.0
random.seed(seed)
generator = np.random.default_rng(seed)
EPOCH = datetime.datetime(1970, 1, 1)


def numbers(values):
    return ",".join(repr(float(v)) for v in values)


def axis_case(kind, low, high):
    figure, axes = plt.subplots()
    if kind == "date":
        locator = dates.AutoDateLocator()
        axes.xaxis_date()
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))
        axes.set_xlim(low, high)
        axis = axes.xaxis
    else:
        axes.set_yscale(kind)
        axes.set_ylim(low, high)
        axis = axes.yaxis
    figure.canvas.draw()
    transform = axis.get_transform()
    from_, to = sorted(transform.transform(list(axis.get_view_interval())))
    slack = (to - from_) * 1e-10
    seen = lambda v: from_ - slack <= transform.transform(v) <= to + slack
    major = axis.get_majorticklocs()
    labels = [label.get_text() for label in axis.get_ticklabels()]
    keep = [i for i, v in enumerate(major) if seen(v)]
    minor = [v for v in axis.get_minorticklocs() if seen(v) and v > 0
             and abs(math.log10(v) - round(math.log10(v))) > 1e-10] if kind == "log" else []
    words = [labels[i] for i in keep] if len(labels) == len(major) else labels
    offset = axis.get_offset_text().get_text()
    plt.close(figure)
    if kind in ("log", "symlog"):
        words, offset = [], ""
    print(kind, repr(float(low)), repr(float(high)), numbers(major[i] for i in keep), "|".join(words), offset,
          numbers(minor), sep="\t")


def times(count):
    return range(int(count * share))


for _ in times(150):
    span = 10 ** random.uniform(-8, 9)
    low = random.uniform(-1, 1) * span * 10 ** random.choice([0, 0, 1, 3, 5])
    high = low + span * random.uniform(0.2, 3)
    low = float("%.*g" % (random.choice([2, 4, 12]), low))
    high = float("%.*g" % (random.choice([3, 5, 12]), high))
    if high > low:
        axis_case("linear", low, high)
for _ in times(60):
    low = 10 ** random.uniform(-12, 8)
    axis_case("log", low, low * 10 ** random.choice([random.uniform(0.05, 1.2), random.uniform(1, 8), random.uniform(5, 25)]))
for _ in times(40):
    low = -10 ** random.uniform(-1, 6) if random.random() < 0.6 else 10 ** random.uniform(-1, 2)
    high = 10 ** random.uniform(0, 7)
    if high > low:
        axis_case("symlog", low, high)
for _ in times(100):
    begin = EPOCH + datetime.timedelta(microseconds=round(random.uniform(-20000, 40000) * 86400e6))
    end = begin + datetime.timedelta(microseconds=round(10 ** random.uniform(-5, 4) * 86400e6))
    if end.year < 2255:
        axis_case("date", dates.date2num(begin), dates.date2num(end))

RULES = ["10", "auto", "fd", "sturges", "scott", "rice", "sqrt", "doane", "stone"]
for i in times(12):
    size = random.choice([5, 20, 60, 150])
    values = [generator.normal(100, 15, size), generator.integers(0, 9, size), generator.exponential(3, size)][i % 3]
    values = np.round(values, 3)
    for rule in RULES:
        counts, edges = np.histogram(values, bins=int(rule) if rule.isdigit() else rule)
        print("hist", rule, numbers(values), numbers(edges), numbers(counts), sep="\t")
for i in times(30):
    values = np.round([generator.normal(0, 1, 25), generator.standard_t(1, 40), generator.integers(0, 4, 7)][i % 3], 4)
    box = cbook.boxplot_stats(values)[0]
    print("box", numbers(values), numbers([box["q1"], box["med"], box["q3"], box["whislo"], box["whishi"], box["mean"],
                                           box["cilo"], box["cihi"], len(box["fliers"])]), sep="\t")
for i in times(12):
    values = np.round(generator.normal(5, 2, 30), 4)
    rule = ["scott", "silverman", "0.3"][i % 3]
    places = np.linspace(-2, 12, 9)
    density = mlab.GaussianKDE(values, float(rule) if i % 3 == 2 else rule)(places)
    print("kde", rule, numbers(values), numbers(places), numbers(density), sep="\t")
