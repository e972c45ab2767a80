"""The lists with pandas and SciPy: python lists.py CLICKS OUT

The same step as `segue lists`: reads CLICKS, cleans, weighs pairs, keeps the best 50 neighbours of each product. Pairs of
one distance are one sparse matrix, made of two slices of the clicks, so that nothing is looped over in Python but the
20 distances. OUT becomes a NumPy archive of product, neighbour and weight; `--print` prints them with ranks instead.
"""

import sys

import numpy as np
import pandas as pd
from scipy import sparse

P, BETA, ALPHA, GAMMA, C, SIGMA, REACH, TOP, LONGEST = 1.0, 0.6, 0.7, 0.1, 1.5, 0.25, 20, 50, 200


def coded(column):
    """Codes in the order of the ids as text; pandas makes numbers of ids that are all digits."""
    column = column.cat.rename_categories(str)
    return column.cat.set_categories(sorted(column.cat.categories)).cat


def read(name):
    separator = "\t" if name.removesuffix(".gz").endswith(".tsv") else ","
    columns = {"SessionId": "category", "ItemId": "category", "Time": "float64"}
    clicks = pd.read_csv(name, sep=separator, dtype=columns, usecols=list(columns), keep_default_na=False, na_values=[""])
    clicks = clicks.dropna()
    session, item = coded(clicks["SessionId"]), coded(clicks["ItemId"])
    return item.categories.to_numpy(), session.codes.to_numpy(), item.codes.to_numpy(), clicks["Time"].to_numpy()


def clean(session, item, time):
    """Sessions as numbers in the order of their ends, and their items in order."""
    order = np.lexsort((item, time, session))
    session, item, time = session[order], item[order], time[order]
    again = (session[1:] == session[:-1]) & (item[1:] == item[:-1]) & (time[1:] == time[:-1])
    kept = np.concatenate(([True], ~again))
    session, item, time = session[kept], item[kept], time[kept]
    begins = np.flatnonzero(np.concatenate(([True], session[1:] != session[:-1])))
    lengths = np.diff(np.append(begins, len(session)))
    good = (lengths >= 2) & (lengths <= LONGEST)
    ends = time[begins + lengths - 1]
    kept = np.repeat(good, lengths)
    lengths, ends = lengths[good], ends[good]
    rank = np.empty(len(lengths), dtype=np.int64)
    rank[np.argsort(ends, kind="stable")] = np.arange(1, len(lengths) + 1)
    weight = np.exp(-C * (1 - rank / len(lengths))) * lengths**-SIGMA
    nth = np.repeat(np.arange(len(lengths)), lengths)
    return item[kept], nth, weight[nth]


def lists(products, session, item, time):
    item, nth, weight = clean(session, item, time)
    size = len(products)
    n = np.bincount(item, weights=weight, minlength=size)
    ahead = sparse.csr_matrix((size, size))
    for distance in range(1, REACH + 1):
        here, there = item[:-distance], item[distance:]
        pair = (nth[:-distance] == nth[distance:]) & (here != there)
        if not pair.any():
            break
        values = weight[:-distance][pair] * distance**-P
        ahead = ahead + sparse.csr_matrix((values, (here[pair], there[pair])), shape=(size, size))
    both = (ahead + BETA * ahead.T).tocoo()
    safe = np.where(n > 0, n, 1)
    value = both.data * safe[both.row] ** -ALPHA * safe[both.col] ** -GAMMA
    order = np.lexsort((both.col, -value, both.row))
    row, col, value = both.row[order], both.col[order], value[order]
    begins = np.flatnonzero(np.concatenate(([True], row[1:] != row[:-1])))
    rank = np.arange(len(row)) - np.repeat(begins, np.diff(np.append(begins, len(row)))) + 1
    best = (rank <= TOP) & (value > 0)
    return row[best], col[best], rank[best], value[best]


def main():
    products, session, item, time = read(sys.argv[1])
    row, col, rank, value = lists(products, session, item, time)
    if sys.argv[2] == "--print":
        for product, neighbour, place, weight in zip(products[row], products[col], rank.tolist(), value.tolist()):
            print(product, neighbour, place, repr(weight), sep="\t")
    else:
        np.savez(sys.argv[2], product=row, neighbour=col, weight=value)


if __name__ == "__main__":
    main()
