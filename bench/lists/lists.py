"""The lists with pandas and SciPy: python lists.py CLICKS OUT

The same step as `segue lists`: reads CLICKS, cleans, weighs pairs, keeps the best 50 neighbours of each product, adds the
neighbours of these and the product itself, and keeps the best 50 again. Pairs of one distance are one sparse matrix, made
of two slices of the clicks; the second step is a product of sparse matrices, some thousand rows at a time, so that the
whole of it is never held. Python itself loops over the 20 distances and the products, never over clicks. OUT becomes
a NumPy archive of product, neighbour and weight; `--print` prints them with ranks instead.
"""

import sys

import numpy as np
import pandas as pd
from scipy import sparse

P, BETA, ALPHA, GAMMA, C, SIGMA, REACH, TOP, LONGEST = 1.0, 0.6, 0.7, 0.1, 1.5, 0.25, 20, 50, 200
HOP, ENOUGH, PRIOR, ROWS = 1.0, 100.0, 10.0, 4096


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


def rows_of(matrix):
    return np.repeat(np.arange(matrix.shape[0], dtype=matrix.indices.dtype), np.diff(matrix.indptr))


def best(matrix):
    """The row, column, place from 1 and value of the TOP highest values above 0 of each row, equals by column."""
    lowest = np.zeros(matrix.shape[0])
    for row in np.flatnonzero(np.diff(matrix.indptr) > TOP):
        lowest[row] = np.partition(matrix.data[matrix.indptr[row] : matrix.indptr[row + 1]], -TOP)[-TOP]
    row = rows_of(matrix)
    kept = (matrix.data >= lowest[row]) & (matrix.data > 0)
    row, col, value = row[kept], matrix.indices[kept], matrix.data[kept]
    order = np.lexsort((col, -value, row))
    row, col, value = row[order], col[order], value[order]
    begins = np.searchsorted(row, np.arange(matrix.shape[0]))
    place = np.arange(len(row)) - begins[row] + 1
    kept = place <= TOP
    return row[kept], col[kept], place[kept], value[kept]


def pairs(item, nth, weight, size):
    """What was looked at around each product, and the sum of its pairs with itself."""
    ahead = sparse.csr_array((size, size))
    again = np.zeros(size)
    for distance in range(1, REACH + 1):
        here, there = item[:-distance], item[distance:]
        together = nth[:-distance] == nth[distance:]
        if not together.any():
            break
        here, there, values = here[together], there[together], weight[:-distance][together] * distance**-P
        itself = here == there
        again += np.bincount(here[itself], weights=values[itself], minlength=size)
        other = ~itself
        ahead = ahead + sparse.csr_array((values[other], (here[other], there[other])), shape=(size, size))
    return (ahead + BETA * ahead.T).tocsr(), (1 + BETA) * again


def spread(first, n, own):
    """Adds neighbours of neighbours and the product itself, and keeps the best."""
    sums = np.asarray(first.sum(axis=1)).ravel()
    chance = sparse.diags_array(1 / np.where(sums > 0, sums, 1)) @ first
    part = sparse.diags_array(HOP * ENOUGH / (ENOUGH + n)) @ first
    found = []
    for begin in range(0, len(n), ROWS):
        some = slice(begin, begin + ROWS)
        further = part[some] @ chance
        further.data[rows_of(further) + begin == further.indices] = 0
        itself = sparse.diags_array(own[some], offsets=begin, shape=further.shape, format="csr")
        row, col, place, value = best(further + first[some] + itself)
        found.append((row + begin, col, place, value))
    return tuple(np.concatenate(column) for column in zip(*found))


def lists(products, session, item, time):
    item, nth, weight = clean(session, item, time)
    size = len(products)
    n = np.bincount(item, weights=weight, minlength=size)
    safe = np.where(n > 0, n, 1)
    first, again = pairs(item, nth, weight, size)
    first.data *= (safe**-ALPHA)[rows_of(first)] * (safe**-GAMMA)[first.indices]
    row, col, _, value = best(first)
    first = sparse.csr_array((value, (row, col)), shape=(size, size))
    own = np.where(n > 0, safe**-ALPHA * n / (n + PRIOR) * (again + PRIOR * again.sum() / n.sum()), 0)
    return spread(first, n, own)


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
