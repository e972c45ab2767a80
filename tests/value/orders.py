"""Order lines: recency, frequency and money with their fifths, the lifecycle, and reorder intervals, in pandas."""

import json

import numpy as np
import pandas as pd
from lifetimes.utils import summary_data_from_transaction_data

import segue

# Postage, fees, samples and vouchers, as docs/import.md has them.
CODES = {"POST", "DOT", "M", "D", "C2", "C3", "CRUK", "PADS", "S", "B", "BANK CHARGES", "AMAZONFEE", "ADJUST", "ADJUST2"}
STARTS = ("GIFT_", "TEST", "VOUCHER")
TITLES = {"next day carriage", "carriage", "postage", "dotcom postage", "manual", "discount", "samples", "packing charge",
          "high resolution image", "shipping", "delivery", "bank charges"}
MEASURES = ["recency_days", "orders", "spent"]
FIFTHS = ["recency_quintile", "frequency_quintile", "monetary_quintile"]
LIFETIMES = ["frequency", "recency", "T", "monetary_value"]


def cents(amounts):
    """Hundredths, halves away from zero."""
    return (np.sign(amounts) * np.floor(np.abs(amounts) * 100 + 0.5)).astype("int64")


def read(file, observed):
    """The lines that count, and those that take something back."""
    lines = pd.read_csv(file, dtype=str, keep_default_na=False)
    lines["day"] = pd.to_datetime(lines.InvoiceDate.str.split().str[0])
    lines["customer"] = lines.CustomerID.str.strip().str.replace(r"\.0+$", "", regex=True)
    lines["product"] = lines.StockCode.str.split().str.join(" ").str.upper()
    lines["title"] = lines.Description.str.split().str.join(" ")
    quantity, price = lines.Quantity.astype(float), lines.UnitPrice.astype(float)
    lines["cents"] = cents(quantity * price)
    cancelled = lines.InvoiceNo.str.match(r"[Cc][0-9]")
    booking = lines["product"].isin(CODES) | lines["product"].str.startswith(STARTS)
    in_time = lines.day <= pd.Timestamp(observed or "2100-01-01")
    fields = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]
    kept = lines[~cancelled & (quantity > 0) & ~booking & (cents(price) > 0) & in_time].drop_duplicates(fields)
    # What only its title or a code without a digit unmasks.
    of_product = kept[kept.title != ""].groupby("product").title.agg(lambda titles: titles.mode()[0]).str.lower()
    voucher = of_product.str.contains("gift voucher|gift certificate|e-gift card")
    spelled = pd.Series(kept["product"].unique())
    digits = spelled.str.contains(r"\d")
    bare = set(spelled[~digits]) if digits.mean() >= 0.9 else set()
    none = set(of_product[of_product.isin(TITLES) | voucher].index) | bare
    back = lines[(quantity < 0) & ~booking & in_time].drop_duplicates(fields)
    return kept[~kept["product"].isin(none)], back


def cuts(values):
    """Cut points: pandas' quantiles, each once, rounded down. No value lies between a whole number and what it was."""
    exact = values.quantile([0.2, 0.4, 0.6, 0.8]).round(6)
    return sorted(set(np.floor(exact).astype("int64")))


def fifths(values):
    """Fifths: pandas cuts at the quantiles that are left when each stands once; the best is always 5."""
    edges = cuts(values)
    above = pd.cut(values, [-np.inf, *edges, np.inf], labels=False)
    return (1 + np.rint(above * 4 / len(edges))).astype(int)


def reference(kept, back, observed):
    """A row for each customer."""
    known = kept[kept.customer != ""]
    by = known.groupby("customer")
    rows = pd.DataFrame({
        "recency_days": (observed - by.day.max()).dt.days,
        "orders": by.InvoiceNo.nunique(),
        "cents": by.cents.sum(),
    })
    rows["spent"] = rows.cents / 100
    rows["given_back"] = (-back.groupby("customer").cents.sum()).reindex(rows.index).fillna(0) / 100
    rows["recency_quintile"] = 6 - fifths(rows.recency_days)
    rows["frequency_quintile"] = fifths(rows.orders)
    rows["monetary_quintile"] = fifths(rows.cents)
    risk, lapsed = rows.recency_days.quantile([0.6, 0.8])
    first = np.where(rows.orders == 1, "first_time_buyer", "repeat_buyer")
    rows["lifecycle"] = np.select([rows.recency_days > lapsed, rows.recency_days > risk], ["lapsed", "at_risk"], first)
    return rows.sort_index()


def reorders(kept):
    """Days between two purchases of a product, for those that are bought again."""
    known = kept[kept.customer != ""][["product", "customer", "day"]].drop_duplicates()
    known = known.sort_values(["product", "customer", "day"])
    gaps = known.groupby(["product", "customer"]).day.diff().dt.days
    own = gaps.groupby([known["product"], known.customer]).median()
    by = own.groupby("product")
    enough = (by.count() >= 10) & (by.count() >= 0.3 * by.size())
    days = np.floor(by.median()[enough] + 0.5).astype(int)
    return days[days >= 7].to_dict()


def qcut(what, rows):
    """Nobody whom `pandas.qcut(duplicates="drop")` tells apart is in one fifth, and where it has five groups they are ours."""
    wrong = []
    for measure, fifth in zip(["recency_days", "orders", "cents"], FIFTHS, strict=True):
        groups = pd.qcut(rows[measure], 5, labels=False, duplicates="drop")
        if groups.isna().any():
            continue
        if (groups.groupby(rows[fifth]).nunique() > 1).any():
            wrong.append(f"{what}: {fifth} mixes groups of pandas.qcut")
        same = groups + 1 if fifth != "recency_quintile" else 5 - groups
        if groups.nunique() == 5 and (rows[fifth] != same).any():
            wrong.append(f"{what}: {fifth} is not pandas.qcut")
    return wrong


def compare(what, file, place, observed=None):
    """Everything that is different, a sentence each."""
    kept, back = read(file, observed)
    day = pd.Timestamp(observed) if observed else kept.day.max() + pd.Timedelta(days=1)
    theirs = reference(kept, back, day)
    ours, said = segue.rows("--orders", file, observed)
    found = segue.different(what, ours, theirs, [*MEASURES, "given_back", *FIFTHS, "lifecycle"])
    found += qcut(what, ours.assign(cents=cents(ours.spent)))

    known = kept[kept.customer != ""].assign(amount=lambda lines: lines.cents / 100)
    summary = summary_data_from_transaction_data(
        known, "customer", "day", "amount", observation_period_end=day, freq="D"
    ).sort_index()
    found += segue.different(f"{what}, by Lifetimes", ours, summary, LIFETIMES)

    plain, _ = segue.rows("--orders", file, observed, customers=False)
    if "customer" in plain or sorted(map(tuple, plain.values)) != sorted(map(tuple, ours[plain.columns].values)):
        found.append(f"{what}: the rows are others when nobody asks for the customers")

    out = place / "shop"
    segue.run("import", "--orders", file, "--out", out, "--force", *(["--observed", observed] if observed else []))
    rfm, shop = (json.loads((out / name).read_text()) for name in ["derived/rfm.json", "shop.json"])
    points = {name: cuts(theirs[of]) for name, of in [("recency_days", "recency_days"), ("frequency", "orders")]}
    points["monetary"] = [cut / 100 for cut in cuts(theirs.cents)]
    for name, wanted in points.items():
        if rfm[name] != wanted or said["cut_points"][name] != wanted:
            found.append(f"{what}: the cuts of {name} are {rfm[name]} and not {wanted}")
        if not 1 <= len(rfm[name]) <= 4 or sorted(set(rfm[name])) != rfm[name]:
            found.append(f"{what}: the cuts of {name} do not ascend: {rfm[name]}")
    if (rfm["customers"], rfm["observed_on"]) != (len(theirs), str(day.date())):
        found.append(f"{what}: {rfm['customers']} customers on {rfm['observed_on']}")
    report = json.loads((out / "derived/import-report.json").read_text())
    counted = {name: count for name, count in report["customers"]["lifecycle"].items() if count}
    if counted != theirs.lifecycle.value_counts().to_dict():
        found.append(f"{what}: the lifecycle is {counted}")
    if shop["lifecycle"] != said["lifecycle_days"]:
        found.append(f"{what}: the lifecycle of shop.json is {shop['lifecycle']}")

    again = {id.upper(): days for id, days in json.loads((out / "derived/reorder.json").read_text()).items()}
    wanted = reorders(kept)
    if again != wanted:
        other = sorted(set(again.items()) ^ set(wanted.items()))
        found.append(f"{what}: {len(again)} reorder intervals and {len(wanted)} in pandas: {other[:3]}")
    print(f"           {len(wanted):6} reorder intervals; fifths at {points}")
    return found
