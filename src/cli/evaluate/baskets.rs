//! `segue evaluate --baskets`: how good what is bought together is, on baskets that it was not learned from.

use crate::cli::Failure;
use crate::cli::figures::grouped;
use crate::cli::import::{self, mapping, orders_of};
use crate::learn::baskets::{Basket, Measured, Setting, compare};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::PathBuf;

/// What is said of the orders.
#[derive(Debug, clap::Args)]
pub(super) struct Orders {
    /// An export of order lines, as `segue import` reads it: measures what completes a basket and what is in the next one,
    /// with every customer's last basket held out
    #[arg(long, value_name = "ORDERS", conflicts_with_all = ["train", "test"])]
    baskets: Option<PathBuf>,
    /// Which column of ORDERS holds what, as for `segue import`
    #[arg(long = "column", value_name = "FIELD=COLUMN", value_parser = mapping, requires = "baskets")]
    columns: Vec<(import::Field, String)>,
    /// The dates of ORDERS put the day first
    #[arg(long, requires = "baskets")]
    day_first: bool,
}

impl Orders {
    /// The export, where one is to be measured.
    pub(super) fn told(&self) -> Option<import::Orders> {
        Some(import::Orders {
            file: self.baskets.clone()?,
            columns: self.columns.clone(),
            // Prices are read and not looked at.
            currency: Some("XTS".into()),
            observed: None,
            day_first: self.day_first,
            keep: Vec::new(),
        })
    }
}

/// A question: how it is called, what is asked, and its measures.
const QUESTIONS: [(&str, &str, [&str; 2], bool); 2] = [
    ("complete", "which product completes a basket, all others given", ["hr@20", "mrr@20"], false),
    ("next", "what is in the next basket, the earlier ones given", ["recall@20", "mrr@20"], true),
];

/// Measures, and prints what came out.
pub(super) fn run(orders: &import::Orders, as_json: bool, seed: u64) -> Result<(), Failure> {
    let (baskets, products) = orders_of(orders).map_err(|problem| Failure::Report(problem.into()))?;
    let nobody = || {
        let file = orders.file.display();
        Failure::outside(format!("nobody bought twice in `{file}`, so that there is no last basket to hold out"))
    };
    let measured: Option<Vec<(usize, Vec<Measured>)>> =
        QUESTIONS.iter().map(|(_, _, _, next)| compare(&baskets, products, *next, seed)).collect();
    let measured = measured.ok_or_else(nobody)?;
    if as_json {
        println!("{:#}", as_value(&baskets, products, &measured));
    } else {
        print!("{}", as_text(&baskets, products, &measured));
    }
    Ok(())
}

fn as_value(baskets: &[Basket], products: usize, measured: &[(usize, Vec<Measured>)]) -> Value {
    let mut all = json!({ "baskets": baskets.len(), "products": products });
    for ((name, _, [first, second], _), (held, methods)) in QUESTIONS.iter().zip(measured) {
        let of = |it: &Measured| {
            let (difference, low, high) = it.ours_minus;
            let Setting { support, rules, sum, again } = it.setting;
            json!({
                "name": it.method.name(), *first: it.mean.found, *second: it.mean.reciprocal,
                "segue_minus": { *first: difference, "low": low, "high": high },
                "setting": { "support": support, "rules": rules, "sum": sum, "again": again },
            })
        };
        let methods: Vec<Value> = methods.iter().map(of).collect();
        if let Some(map) = all.as_object_mut() {
            map.insert((*name).into(), json!({ "held": held, "methods": methods }));
        }
    }
    all
}

fn as_text(baskets: &[Basket], products: usize, measured: &[(usize, Vec<Measured>)]) -> String {
    let g = |n: usize| grouped(n as u64);
    let mut out = format!("{} baskets of {} products\n", g(baskets.len()), g(products));
    for ((_, asked, [first, second], _), (held, methods)) in QUESTIONS.iter().zip(measured) {
        // Writing to a string does not fail.
        let _ = writeln!(out, "\n{asked}: {} last baskets held out", g(*held));
        let _ = writeln!(out, "{:<18} {first:>9} {second:>8}  segue minus it (95 %)", "");
        for it in methods {
            let (difference, low, high) = it.ours_minus;
            let _ = write!(out, "{:<18} {:>9.4} {:>8.4}", it.method.name(), it.mean.found, it.mean.reciprocal);
            if it.method != crate::learn::baskets::Method::Segue {
                let _ = write!(out, "  {difference:+.4} ({low:+.4} to {high:+.4})");
            }
            out.push('\n');
        }
    }
    out
}
