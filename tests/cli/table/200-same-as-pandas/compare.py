"""Compares pytk table with pandas on random tables: group, describe, sort, pivot, melt, dedupe, value counts, round trip."""
import io
import random
import subprocess
import sys

import pandas as pd


def table(rng):
    rows = rng.randrange(1, 120)
    frame = {
        "k": [rng.choice(["a", "b", "cc", "d,e", 'f"g', ""]) for _ in range(rows)],
        "h": [rng.choice(["x", "y", "z"]) for _ in range(rows)],
        "i": [rng.randrange(-50, 50) for _ in range(rows)],
        "r": [round(rng.uniform(-1e3, 1e3), 3) + 0.0005 for _ in range(rows)],
    }
    missing = [rng.random() < 0.1 for _ in range(rows)]
    frame["t"] = ["2023-01-%02dT%02d:%02d:00Z" % (rng.randrange(1, 4), rng.randrange(24), rng.randrange(60)) for _ in range(rows)]
    frame["m"] = [None if gone else rng.randrange(1000) for gone in missing]
    return pd.DataFrame(frame).replace({"k": {"": None}})


def pytk(text, *arguments):
    run = subprocess.run(["pytk", "table", *arguments, "--from", "csv", "--to", "csv"], input=text, capture_output=True, text=True, timeout=60)
    if run.returncode != 0:
        raise SystemExit("pytk table %s: %d %s" % (arguments, run.returncode, run.stderr))
    return pd.read_csv(io.StringIO(run.stdout))


def same(what, ours, theirs):
    theirs = pd.read_csv(io.StringIO(theirs.to_csv(index=False)))
    try:
        pd.testing.assert_frame_equal(ours, theirs, check_dtype=False, rtol=1e-9, atol=1e-9)
    except AssertionError as error:
        print("differs:", what, error)
        print(ours.head(8), theirs.head(8), sep="\n")


def compare(rng):
    frame = table(rng)
    text = frame.to_csv(index=False)
    frame = pd.read_csv(io.StringIO(text))
    agg = "n=count,c=count(m),s=sum(i),a=mean(r),lo=min(i),hi=max(r),med=median(r),sd=std(r),u=unique(h),q=p95(i)"
    theirs = frame.groupby("k", dropna=False).agg(
        n=("h", "size"), c=("m", "count"), s=("i", "sum"), a=("r", "mean"), lo=("i", "min"), hi=("r", "max"),
        med=("r", "median"), sd=("r", "std"), u=("h", "nunique"), q=("i", lambda x: x.quantile(0.95))).reset_index()
    same("group", pytk(text, "group", "k", "--agg", agg), theirs)
    theirs = frame[["i", "r", "m"]].describe().T.reset_index().rename(columns={"index": "column"})
    same("describe", pytk(text, "describe", "i,r,m"), theirs)
    same("sort", pytk(text, "sort", "-i,h"), frame.sort_values(["i", "h"], ascending=[False, True], kind="stable"))
    same("sort with missing", pytk(text, "sort", "m"), frame.sort_values("m", kind="stable"))
    theirs = frame.pivot_table(index="k", columns="h", values="r").reset_index()
    ours = pytk(text, "drop-null", "k", "then", "pivot", "h", "--values", "r", "--by", "k")
    same("pivot", ours, theirs)
    same("melt", pytk(text, "melt", "i,m", "--keep", "k,h"), frame.melt(id_vars=["k", "h"], value_vars=["i", "m"]))
    same("dedupe", pytk(text, "dedupe", "k,h", "--keep", "last"), frame.drop_duplicates(["k", "h"], keep="last"))
    theirs = frame["i"].value_counts(sort=False).reset_index()
    theirs.columns = ["i", "count"]
    order = {value: place for place, value in reversed(list(enumerate(frame["i"])))}
    theirs = theirs.assign(place=theirs["i"].map(order)).sort_values(["count", "place"], ascending=[False, True]).drop(columns="place")
    same("values", pytk(text, "values", "i"), theirs)
    same("round trip", pytk(text, "cat"), frame)
    times = frame.assign(t=pd.to_datetime(frame["t"], utc=True)).set_index("t")
    theirs = times.resample("6H").agg({"i": ["count", "sum"], "r": "mean"})
    theirs.columns = ["n", "s", "a"]
    theirs = theirs.reset_index()
    theirs["t"] = theirs["t"].dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    same("resample", pytk(text, "resample", "t", "6h", "--agg", "n=count,s=sum(i),a=mean(r)"), theirs)
    other = pd.DataFrame({"h": ["x", "y", "x", "w"], "v": [1, 2, 3, 4]})
    other.to_csv("other.csv", index=False)
    same("left join", pytk(text, "join", "other.csv", "--on", "h", "--how", "left"), frame.merge(other, on="h", how="left"))
    same("anti join", pytk(text, "join", "other.csv", "--on", "h", "--how", "anti"), frame[~frame["h"].isin(other["h"])])
    keep = (frame["i"] > 5) & (frame["m"].isna() | (frame["r"] < 0))
    for engine in ("auto", "duckdb"):
        same("filter", pytk(text, "filter", "i > 5 and (m is null or r < 0)", "--engine", engine), frame[keep])
    theirs = frame.assign(c=frame.groupby("h")["i"].cumsum(), l=frame.groupby("h")["i"].shift())
    same("window", pytk(text, "window", "c=cumsum(i),l=lag(i)", "--per", "h"), theirs)


for seed in range(int(sys.argv[1])):
    compare(random.Random(seed))
