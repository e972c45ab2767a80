"""Compares lists row by row: python compare.py BUILDER PARQUET

BUILDER is what `segue lists` prints: product, neighbour, rank and weight, separated by tabs. PARQUET is a file, or a
folder of files, that an engine wrote. Weights must be equal within a thousand-millionth of the larger; product,
neighbour and rank must be the same, except among neighbours whose weights are that close.
"""

import sys
from collections import defaultdict
from pathlib import Path

import duckdb

CLOSE = 1e-9
TOP = 50
SHOWN = 10


def close(one, other):
    return abs(one - other) <= CLOSE * max(abs(one), abs(other))


def lists(rows):
    found = defaultdict(dict)
    for product, neighbour, rank, weight in rows:
        if found[product].setdefault(rank, (neighbour, weight)) != (neighbour, weight):
            sys.exit(f"`{product}` has two neighbours of rank {rank}")
    for product, ranks in found.items():
        if sorted(ranks) != list(range(1, len(ranks) + 1)):
            sys.exit(f"the ranks of `{product}` are not 1 to {len(ranks)}")
    return {product: [ranks[rank] for rank in sorted(ranks)] for product, ranks in found.items()}


def builder(name):
    with open(name, encoding="utf-8") as file:
        for line in file:
            product, neighbour, rank, weight = line.rstrip("\n").split("\t")
            yield product, neighbour, int(rank), float(weight)


def parquet(name):
    files = str(Path(name) / "*.parquet") if Path(name).is_dir() else name
    return duckdb.read_parquet(files).project("product, neighbour, rank, weight").fetchall()


def differences(product, ours, theirs):
    if len(ours) != len(theirs):
        yield f"`{product}` has {len(ours)} neighbours of the builder, {len(theirs)} of the engine"
    weights = dict(theirs)
    for rank, ((mine, my_weight), (other, weight)) in enumerate(zip(ours, theirs), 1):
        # At the end of a full list it is a matter of rounding which of two equal neighbours stays.
        last = len(ours) >= TOP and close(my_weight, ours[-1][1])
        if not close(my_weight, weight):
            yield f"`{product}` rank {rank}: weight {my_weight!r} of the builder, {weight!r} of the engine"
        elif mine != other and not last and not close(weights.get(mine, 0), my_weight):
            yield f"`{product}` rank {rank}: `{mine}` of the builder, `{other}` of the engine"


def main():
    ours, theirs = lists(builder(sys.argv[1])), lists(parquet(sys.argv[2]))
    found = [f"`{product}` is in one of them only" for product in sorted(ours.keys() ^ theirs.keys())]
    rows = swapped = 0
    furthest = 0.0
    for product in sorted(ours.keys() & theirs.keys()):
        found.extend(differences(product, ours[product], theirs[product]))
        for (mine, my_weight), (other, weight) in zip(ours[product], theirs[product]):
            rows += 1
            swapped += mine != other
            furthest = max(furthest, abs(my_weight - weight) / max(my_weight, weight))
    for difference in found[:SHOWN]:
        print(difference)
    if found:
        sys.exit(f"{len(found)} differences")
    if not rows:
        sys.exit("there is nothing to compare")
    print(f"{rows:,} rows of {len(ours):,} products are equal, {swapped} of them but for the order of equal weights; ", end="")
    print(f"weights differ by {furthest:.1e} at most")


if __name__ == "__main__":
    main()
