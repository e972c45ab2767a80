"""Compares `segue import` and `segue value` with pandas and with the package Lifetimes, row by row.

    SEGUE=path/to/segue python tests/value/run.py [seed]
"""

import os
import sys
import tempfile
from pathlib import Path

import cdnow
import made
import orders

ROOT = Path(__file__).resolve().parents[2]
# `SEGUE_ORDERS` may name it where it lies elsewhere.
REAL = Path(os.environ.get("SEGUE_ORDERS", ROOT / "../shared/data/online-retail.csv.gz"))

seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
print(f"seed {seed}")
problems = []

with tempfile.TemporaryDirectory() as place:
    place = Path(place)
    problems += orders.compare("the fixture", ROOT / "fixtures/import/online-retail.csv", place)
    for kind in made.KINDS:
        problems += orders.compare(f"made-up orders, {kind}", made.write(place, kind, seed), place)
    if REAL.exists():
        problems += orders.compare("Online Retail", REAL, place)
        problems += orders.compare("Online Retail, until June", REAL, place, observed="2011-06-30")
    else:
        print("skipped: ../shared/data/online-retail.csv.gz is not here; the fixture and made-up orders were compared")
    problems += cdnow.compare(place)

for problem in problems[:20]:
    print(f"error: {problem}", file=sys.stderr)
sys.exit(1 if problems else 0)
