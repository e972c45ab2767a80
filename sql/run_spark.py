"""Runs lists.sql on Apache Spark: python run_spark.py CLICKS OUT

CLICKS is a file with the columns SessionId, ItemId and Time (seconds), separated by tabs or commas, plain or .gz.
OUT becomes a directory of Parquet files. parameters.sql beside this file holds the parameters; --parameters FILE
names others. It runs on this machine; on a cluster, the lines of main() after the session is made stay the same.
"""

import argparse
import gzip
from pathlib import Path

from pyspark.sql import SparkSession

HERE = Path(__file__).parent


def separator(name):
    with (gzip.open if name.endswith(".gz") else open)(name, "rt", encoding="utf-8") as file:
        return "\t" if "\t" in file.readline() else ","


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("clicks")
    options.add_argument("out")
    options.add_argument("--parameters", type=Path, default=HERE / "parameters.sql")
    options.add_argument("--lists", type=Path, default=HERE / "lists.sql")
    given = options.parse_args()

    builder = SparkSession.builder.appName("segue lists").master("local[2]")
    # A UI and hundreds of partitions are for clusters.
    spark = builder.config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "8").getOrCreate()
    columns = "SessionId STRING, ItemId STRING, Time DOUBLE"
    clicks = spark.read.csv(given.clicks, schema=columns, header=True, sep=separator(given.clicks), escape="\"")
    clicks.createOrReplaceTempView("clicks")
    spark.sql(given.parameters.read_text()).createOrReplaceTempView("parameters")
    spark.sql(given.lists.read_text()).write.mode("overwrite").parquet(given.out, compression="zstd")
    spark.stop()


if __name__ == "__main__":
    main()
