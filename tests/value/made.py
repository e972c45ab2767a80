"""Made-up order exports with what is hard about real ones: equal customers, two orders on one day, returns, repetitions, codes
in small letters, lines without a customer."""

import csv
import random
from datetime import datetime, timedelta

# How many orders a customer has: many who ordered once, all alike, one, and a long tail.
KINDS = {
    "half of them once": lambda chance: 1 if chance.random() < 0.5 else chance.randint(2, 9),
    "nearly all once": lambda chance: 1 if chance.random() < 0.9 else 2,
    "all alike": lambda chance: 1,
    "a long tail": lambda chance: min(60, int(chance.paretovariate(1.1))),
}
HEADER = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]


def write(place, kind, seed):
    """Writes an export and gives its path."""
    chance = random.Random(f"{seed} {kind}")
    start = datetime(2024, 1, 1)
    lines, invoice = [], 500_000
    for customer in range(700):
        first = chance.randrange(300)
        # Most buy one thing, some of them at their own pace.
        pace = chance.choice([None, 7, 14, 28, 30])
        for turn in range(KINDS[kind](chance)):
            day = first + turn * pace if pace else chance.choice([first, chance.randrange(365)])
            when = start + timedelta(days=min(day, 364), minutes=chance.randrange(600, 1200))
            invoice += 1
            for _ in range(chance.randint(1, 3)):
                code = chance.choice(["POST", "M"]) if chance.random() < 0.02 else f"{90_000 + (customer if chance.random() < 0.9 else chance.randrange(25)) % 25}A"
                code = code.lower() if chance.random() < 0.1 else code
                who = "" if chance.random() < 0.05 else f"{98_000 + customer}.0"
                price = 5.0 if kind == "all alike" else chance.choice([0, 0.55, 1.25, 2.95, 9.99, 12.5])
                count = 1 if kind == "all alike" else chance.choice([1, 1, 2, 12])
                line = [invoice, code, f"MUG {code.upper()}", count, f"{when:%Y-%m-%d %H:%M:%S}", price, who, "France"]
                lines.append(line)
                if chance.random() < 0.03:
                    lines.append(line)
                if chance.random() < 0.05:
                    back = when + timedelta(days=chance.randrange(20))
                    lines.append([f"C{invoice}", code, line[2], -count, f"{back:%Y-%m-%d %H:%M:%S}", price, who, "France"])
    file = place / "made.csv"
    with file.open("w", newline="") as out:
        csv.writer(out).writerows([HEADER, *lines])
    return file
