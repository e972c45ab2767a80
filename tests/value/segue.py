"""The command under test, and how its rows are read."""

import json
import os
import subprocess

import pandas as pd

SEGUE = os.environ["SEGUE"]


def run(*words):
    """What the command prints."""
    done = subprocess.run([SEGUE, *map(str, words)], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"`segue {words[0]}` failed: {done.stderr.strip()}")
    return done.stdout


def rows(option, file, observed=None, customers=True):
    """The rows of `segue value`, and what it says of all customers."""
    words = ["value", option, file, "--json"] + (["--observed", observed] if observed else [])
    said = json.loads(run(*words, *(["--customers"] if customers else [])))
    table = pd.DataFrame(said.pop("rows"))
    if customers:
        table = table.set_index("customer").sort_index()
    return table, said


def different(what, ours, theirs, columns, within=1e-9):
    """A sentence for each row and column in which the two tables are not the same."""
    if list(ours.index) != list(theirs.index):
        return [f"{what}: {len(ours)} rows, and {len(theirs)} in the reference, or other customers"]
    found = []
    for column in columns:
        one, other = ours[column], theirs[column]
        if pd.api.types.is_numeric_dtype(one):
            wrong = ~((one - other).abs() <= within * other.abs().clip(lower=1))
        else:
            wrong = one != other
        if wrong.any():
            first = wrong.idxmax()
            found.append(f"{what}: {column} of {wrong.sum()} rows; first {first}: {one[first]} and not {other[first]}")
    print(f"{'different' if found else 'equal':9}  {len(ours):6} rows of {len(list(columns))} columns  {what}")
    return found
