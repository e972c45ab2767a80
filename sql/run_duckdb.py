"""Runs lists.sql on DuckDB: python run_duckdb.py CLICKS OUT

CLICKS is a file with the columns SessionId, ItemId and Time (seconds), separated by tabs or commas, plain or .gz.
OUT becomes one Parquet file. parameters.sql beside this file holds the parameters; --parameters FILE names others.
"""

import argparse
from pathlib import Path

import duckdb

HERE = Path(__file__).parent


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("clicks")
    options.add_argument("out")
    options.add_argument("--parameters", type=Path, default=HERE / "parameters.sql")
    options.add_argument("--lists", type=Path, default=HERE / "lists.sql")
    given = options.parse_args()

    database = duckdb.connect()
    columns = {"SessionId": "VARCHAR", "ItemId": "VARCHAR", "Time": "DOUBLE"}
    database.read_csv(given.clicks, header=True, dtype=columns).create("clicks")
    database.sql(given.parameters.read_text()).create("parameters")
    database.sql(given.lists.read_text()).write_parquet(given.out, compression="zstd")


if __name__ == "__main__":
    main()
