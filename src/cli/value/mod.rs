//! `segue value`: what each customer is worth, for an analyst: recency, frequency and money spent with their fifths, the part of
//! their life as customers, and the summary that the Python package Lifetimes makes. Printed, and written nowhere; without
//! `--customers` no row says whose it is. `docs/import.md` says it in full.

mod args;
mod row;

pub(super) use args::Args;

use super::Failure;
use super::figures::grouped;
use super::import::{Measured, of_orders, of_purchases};
use super::output::plain;
use row::Row;
use serde_json::json;
use std::io::Write;

/// Measures, and prints.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let told = args.import();
    let measure = if args.purchases.is_some() { of_purchases } else { of_orders };
    let measured = measure(&told, args.customers).map_err(|problem| Failure::Report(problem.into()))?;
    if !measured.left_out.is_empty() {
        eprintln!("lines left out: {}", measured.left_out);
    }
    if args.customers && (args.csv || args.json) {
        eprintln!("every row names its customer: keep this output where the orders are");
    }
    let text = if args.csv {
        csv(&Row::all(&measured, args.customers))
    } else if args.json {
        json(&measured, &Row::all(&measured, args.customers))
    } else {
        Ok(words(&measured))
    };
    let wrote = text.and_then(|text| std::io::stdout().lock().write_all(text.as_bytes()));
    match wrote {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::outside(format!("the rows cannot be written: {}", plain(&error))))
        }
        _ => Ok(()),
    }
}

fn words(measured: &Measured) -> String {
    let Measured { rfm, buyers, currency, .. } = measured;
    let lifecycle = rfm.lifecycle_of(buyers);
    let customers = grouped(buyers.len() as u64);
    format!(
        "{customers} customers\n{}  at risk after {} days without an order, lapsed after {}\n",
        rfm.words(&lifecycle, currency),
        rfm.lifecycle.at_risk,
        rfm.lifecycle.lapsed
    )
}

fn csv(rows: &[Row]) -> std::io::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).map_err(std::io::Error::other)?;
    }
    let bytes = writer.into_inner().map_err(|error| std::io::Error::other(error.to_string()))?;
    String::from_utf8(bytes).map_err(std::io::Error::other)
}

fn json(measured: &Measured, rows: &[Row]) -> std::io::Result<String> {
    let Measured { rfm, buyers, currency, .. } = measured;
    let about = json!({
        "observed_on": rfm.observed.to_string(),
        "currency": currency,
        "customers": buyers.len(),
        "cut_points": { "recency_days": rfm.recency_days, "frequency": rfm.frequency, "monetary": rfm.money() },
        "lifecycle_days": rfm.lifecycle,
        "lifecycle": rfm.lifecycle_of(buyers),
        "rows": rows,
    });
    serde_json::to_string_pretty(&about).map(|text| text + "\n").map_err(std::io::Error::other)
}
