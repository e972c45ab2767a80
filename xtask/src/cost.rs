//! What a Worker costs a month, by the platform's public price list. Prices and what is assumed of the traffic are inputs; the
//! table of `docs/runbook.md` is what this prints.

use std::fmt::Write;

use crate::say;

/// Seconds of a month: a twelfth of 365 days.
const MONTH: f64 = 365.0 / 12.0 * 86_400.0;

/// The price list: Workers Paid, in US dollars, read on 23 November 2026 in stored copies of the public documentation
/// (developers.cloudflare.com: workers/platform/pricing, kv/platform/pricing, analytics/analytics-engine/pricing).
pub(crate) const PRICES: Prices = Prices {
    base: 5.0,
    requests: Price { included: 10e6, per_million: 0.30 },
    cpu_ms: Price { included: 30e6, per_million: 0.02 },
    kv_reads: Price { included: 10e6, per_million: 0.50 },
    kv_writes: Price { included: 1e6, per_million: 5.00 },
    kv_gigabytes: Price { included: 1.0, per_million: 0.50 * 1e6 },
    points: Price { included: 10e6, per_million: 0.25 },
};

/// What something costs beyond what is included each month.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Price {
    included: f64,
    per_million: f64,
}

impl Price {
    fn of(self, amount: f64) -> f64 {
        (amount - self.included).max(0.0) / 1e6 * self.per_million
    }
}

/// A price list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Prices {
    base: f64,
    requests: Price,
    cpu_ms: Price,
    kv_reads: Price,
    kv_writes: Price,
    kv_gigabytes: Price,
    points: Price,
}

/// What is assumed of a shop's traffic.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Traffic {
    /// Requests a second, on average over the month.
    requests: f64,
    /// Isolates that are awake at the same time, in all places of the world.
    isolates: f64,
    /// Processor time of a request, in milliseconds.
    cpu_ms: f64,
    /// How often an isolate looks at the pointer, in seconds.
    look_every: f64,
    /// How often each isolate is replaced in a day, and how many keys a new one reads.
    starts: f64,
    keys: f64,
    /// Publications a day, and how many keys each writes.
    publications: f64,
    written: f64,
    /// Gigabytes in KV.
    gigabytes: f64,
    /// Data points that an isolate writes a minute (`SEGUE_COUNTS`), and the share of requests that are clicks
    /// (`SEGUE_EXPOSURES`).
    points: f64,
    clicks: f64,
}

impl Traffic {
    const fn of(requests: f64, isolates: f64) -> Self {
        Self {
            requests,
            isolates,
            cpu_ms: 1.0,
            look_every: 10.0,
            starts: 24.0,
            keys: 12.0,
            publications: 24.0,
            written: 20.0,
            gigabytes: 0.5,
            points: 8.0,
            clicks: 0.05,
        }
    }
}

/// The three sizes of the table.
pub(crate) const SIZES: [Traffic; 3] =
    [Traffic::of(1.0, 20.0), Traffic::of(100.0, 200.0), Traffic::of(10_000.0, 1_000.0)];

/// Amounts of a month and what they cost: requests, processor time, reads, writes, storage, data points.
fn bill(prices: &Prices, traffic: &Traffic) -> [(f64, f64); 6] {
    let t = traffic;
    let days = MONTH / 86_400.0;
    let requests = t.requests * MONTH;
    // An isolate that nobody asks does not look, and tells nothing.
    let looks = (t.isolates * MONTH / t.look_every).min(requests);
    let counted = (t.isolates * MONTH / 60.0 * t.points).min(requests);
    let amounts = [
        (requests, prices.requests),
        (requests * t.cpu_ms, prices.cpu_ms),
        (looks + t.isolates * t.starts * days * t.keys, prices.kv_reads),
        (t.publications * days * t.written, prices.kv_writes),
        (t.gigabytes, prices.kv_gigabytes),
        (counted + requests * t.clicks, prices.points),
    ];
    amounts.map(|(amount, price)| (amount, price.of(amount)))
}

/// The table, as Markdown.
pub(crate) fn table() -> String {
    let bills: Vec<[(f64, f64); 6]> = SIZES.iter().map(|traffic| bill(&PRICES, traffic)).collect();
    let mut table = String::from("| a month, at requests a second |");
    SIZES.iter().for_each(|traffic| _ = write!(table, " {} |", thousands(traffic.requests)));
    table.push_str("\n|---|");
    SIZES.iter().for_each(|_| table.push_str("---:|"));
    _ = write!(table, "\n| base fee |");
    SIZES.iter().for_each(|_| _ = write!(table, " ${:.2} |", PRICES.base));
    let rows = ["requests", "processor milliseconds", "KV reads", "KV writes", "KV storage, GB", "data points"];
    for (at, name) in rows.into_iter().enumerate() {
        _ = write!(table, "\n| {name} |");
        for bill in &bills {
            let (amount, cost) = bill.get(at).copied().unwrap_or_default();
            _ = write!(table, " {}: ${} |", amount_in_words(amount), cents(cost));
        }
    }
    _ = write!(table, "\n| **together** |");
    for bill in &bills {
        let sum = PRICES.base + bill.iter().map(|(_, cost)| cost).sum::<f64>();
        _ = write!(table, " **${}** |", cents(sum));
    }
    table.push('\n');
    table
}

fn amount_in_words(amount: f64) -> String {
    if amount >= 1e6 {
        format!("{} million", thousands((amount / 1e5).round() / 10.0))
    } else if amount >= 1_000.0 {
        thousands(amount.round())
    } else {
        format!("{amount}")
    }
}

fn cents(amount: f64) -> String {
    let text = format!("{amount:.2}");
    let (whole, rest) = text.split_once('.').unwrap_or((&text, "00"));
    format!("{}.{rest}", thousands(whole.parse().unwrap_or_default()))
}

/// With a comma before each three digits.
fn thousands(number: f64) -> String {
    let text = format!("{number}");
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let out = say::thousands(whole.parse().unwrap_or_default());
    if rest.is_empty() { out } else { format!("{out}.{rest}") }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;

    /// The example of the platform's own page: 15 million requests of 7 ms cost 8 dollars.
    #[test]
    fn the_platforms_own_example_comes_to_the_same() {
        let traffic = Traffic { requests: 15e6 / MONTH, cpu_ms: 7.0, isolates: 0.0, clicks: 0.0, ..SIZES[0] };
        let bill = bill(&PRICES, &traffic);
        assert!((bill[0].1 - 1.5).abs() < 1e-6 && (bill[1].1 - 1.5).abs() < 1e-6, "{bill:?}");
        let sum = PRICES.base + bill.iter().map(|(_, cost)| cost).sum::<f64>();
        assert!((sum - 8.0).abs() < 1e-6, "{sum}");
    }

    #[test]
    fn the_runbook_has_this_table() {
        let docs = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/runbook.md")).unwrap();
        assert!(docs.contains(&table()), "`cargo xtask cost` prints another table:\n{}", table());
    }

    #[test]
    fn numbers_are_written_as_people_write_them() {
        assert_eq!((thousands(999.0).as_str(), thousands(1_234_567.5).as_str()), ("999", "1,234,567.5"));
        assert_eq!((cents(1_234.5).as_str(), cents(0.004).as_str()), ("1,234.50", "0.00"));
        assert_eq!((amount_in_words(2_628_000.0).as_str(), amount_in_words(0.5).as_str()), ("2.6 million", "0.5"));
    }
}
