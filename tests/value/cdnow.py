"""Purchases without products: the data that comes with Lifetimes, summarised by it, by its authors, and by `segue value`."""

from importlib.resources import files

import pandas as pd
from lifetimes.datasets import load_cdnow_summary, load_cdnow_summary_data_with_monetary_value, load_transaction_data
from lifetimes.utils import summary_data_from_transaction_data

import segue

COLUMNS = ["frequency", "recency", "T", "monetary_value"]
# The last day of the first 39 weeks, by which the published summary was made.
OBSERVED = "1997-09-30"


def transactions(name, columns, skip):
    """A list of purchases of the package, its customers as it writes them."""
    file = files("lifetimes.datasets") / name
    table = pd.read_csv(file, sep=r"\s+", header=None, skiprows=skip, names=columns, dtype={"customer": str, "date": str})
    return table.assign(date=pd.to_datetime(table.date, format="%Y%m%d"))[["customer", "date", "amount"]]


def compare(place):
    """Everything that is different, a sentence each."""
    sample = transactions("CDNOW_sample.txt", ["master", "customer", "date", "count", "amount"], 0)
    master = transactions("CDNOW_master.txt", ["customer", "date", "count", "amount"], 1)
    visits = load_transaction_data(parse_dates=["date"]).rename(columns={"id": "customer"})
    visits = visits.assign(customer=visits.customer.add(1).astype(str), amount=1.0)
    found = []
    for what, table, observed in [
        ("CDNOW's sample", sample, OBSERVED),
        ("CDNOW's sample, to its end", sample, "1998-06-30"),
        ("all of CDNOW", master, OBSERVED),
        ("Lifetimes' example transactions", visits, "2014-12-31"),
    ]:
        theirs = summary_data_from_transaction_data(
            table, "customer", "date", "amount", observation_period_end=observed, freq="D"
        ).sort_index()
        ours = rows(place, table, observed)
        found += segue.different(what, ours, theirs, COLUMNS)
        found += published(ours) if what == "CDNOW's sample" else []
    return found


def rows(place, table, observed):
    """Our rows for a list of purchases."""
    file = place / "purchases.csv"
    table.to_csv(file, index=False, date_format="%Y-%m-%d")
    return segue.rows("--purchases", file, observed)[0]


def published(ours):
    """The two summaries that come with the package: in weeks, to the hundredth."""
    ours = ours.reset_index(drop=True).assign(recency=lambda rows: rows.recency / 7, T=lambda rows: rows["T"] / 7)
    found = []
    for what, summary in [
        ("the published summary", load_cdnow_summary()),
        ("the published summary with money", load_cdnow_summary_data_with_monetary_value()),
    ]:
        summary = summary.reset_index(drop=True)
        columns = [column for column in COLUMNS if column in summary]
        within = pd.DataFrame({column: (ours[column] - summary[column]).abs() <= 0.005 + 1e-9 for column in columns})
        wrong = (~within).sum().sum() if len(ours) == len(summary) else len(ours)
        print(f"{'different' if wrong else 'equal':9}  {len(summary):6} rows of {len(columns)} columns  {what}")
        if wrong:
            found.append(f"{what}: {wrong} values are different")
    return found
