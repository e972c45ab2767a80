//! What an import says at its end, as a table and as `derived/import-report.json`. Counts and the shop's own codes; never
//! a customer or an order.

use crate::cli::figures::grouped;
use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value, json};

use super::catalogue::Catalogue;
use super::categories::{Categories, MORE};
use super::clean::Reason;
use super::clicks::{self, Learned};
use super::codes;
use super::files::Amounts;
use super::folder::MADE_BY;
use super::read::Export;
use super::rfm::{Lifecycle, Rfm};

/// So many codes of bookkeeping are named in the table.
const NAMED: usize = 6;

/// Everything that is reported.
pub(super) struct Report<'r> {
    pub(super) export: &'r Export,
    pub(super) catalogue: &'r Catalogue,
    pub(super) categories: &'r Categories,
    pub(super) currency: &'r str,
    pub(super) baskets: usize,
    pub(super) reorders: usize,
    pub(super) amounts: Amounts,
    pub(super) days: Option<(String, String)>,
    pub(super) value: Option<&'r (Rfm, Lifecycle)>,
    pub(super) clicks: Option<&'r Learned>,
}

impl Report<'_> {
    /// The report file; `files` are path and checksum of the others.
    pub(super) fn json(&self, files: &BTreeMap<String, String>) -> Value {
        let Export { tally, ledger, rules, columns, bookkeeping } = self.export;
        let dropped: BTreeMap<&str, u64> =
            Reason::ALL.iter().map(|reason| (reason.key(), tally.dropped_for(*reason))).collect();
        let faults: BTreeMap<&str, Value> = tally
            .faults
            .iter()
            .map(|(fault, faulty)| (fault.words(), json!({ "lines": faulty.lines, "first_lines": faulty.first })))
            .collect();
        let (from, to) = self.days.clone().unzip();
        json!({
            "made_by": MADE_BY,
            "layout": rules.layout.name(),
            "columns": columns.named().collect::<BTreeMap<_, _>>(),
            "currency": self.currency,
            "first_day": from,
            "last_day": to,
            "lines": {
                "read": tally.read,
                "kept": tally.kept,
                "dropped": dropped,
                "malformed": faults,
                "without_customer": tally.without_customer,
                "kept_without_customer": tally.kept_without_customer,
            },
            "cancelled_value": tally.cancelled_value as f64 / 100.0,
            "non_product_codes": bookkeeping,
            "orders": { "with_products": self.baskets },
            "customers": {
                "named": ledger.customers,
                "with_purchases": self.value.map_or(0, |(rfm, _)| rfm.customers),
                "lifecycle": self.value.map(|(_, lifecycle)| lifecycle),
            },
            "products": {
                "all": self.catalogue.products.len(),
                "with_several_codes": self.catalogue.several_codes,
                "with_several_descriptions": self.catalogue.several_titles,
                "with_notes_as_description": self.catalogue.notes,
                "without_title": self.catalogue.untitled,
                "with_companions": self.amounts.with_companions,
                "bought_again": self.reorders,
            },
            "categories": {
                "all": self.categories.all.len(),
                "guessed": self.categories.guessed,
                "products_in_none": self.in_none(),
            },
            "clicks": self.clicks.map(clicks::report::json),
            "files": files,
        })
    }

    /// The table.
    pub(super) fn table(&self) -> String {
        let mut out = String::new();
        self.lines(&mut out);
        self.shop(&mut out);
        if let Some(clicks) = self.clicks {
            let _ = write!(out, "\n{}", clicks::report::table(clicks));
        }
        self.hints(&mut out);
        out
    }

    fn lines(&self, out: &mut String) {
        let Export { tally, ledger, bookkeeping, .. } = self.export;
        row(out, tally.read, "lines read", "");
        for reason in Reason::ALL {
            let lines = tally.dropped_for(reason);
            if lines > 0 {
                row(out, lines, "  dropped", reason.words());
            }
            if reason == Reason::Malformed {
                for (fault, faulty) in &tally.faults {
                    let first: Vec<String> = faulty.first.iter().map(u64::to_string).collect();
                    let more = if faulty.lines > faulty.first.len() as u64 { ", ..." } else { "" };
                    note(out, &format!("{}: line {}{more}", fault.words(), first.join(", ")));
                }
            }
            if reason == Reason::NonProduct && lines > 0 {
                let mut codes: Vec<(&String, &u64)> = bookkeeping.iter().collect();
                codes.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
                let named: Vec<String> =
                    codes.iter().take(NAMED).map(|(code, lines)| format!("{code} ({lines})")).collect();
                let more =
                    if codes.len() > NAMED { format!(" and {} more", codes.len() - NAMED) } else { String::new() };
                note(out, &format!("{}{more}", named.join(", ")));
            }
        }
        row(out, tally.kept, "  kept", "");
        let nobody = "without a customer: they count for all but recency, frequency, value and reorders";
        row(out, tally.kept_without_customer, "    of these", nobody);
        let bought = self.value.map_or(0, |(rfm, _)| rfm.customers) as u64;
        row(out, ledger.customers as u64, "customers", &format!("{} with a purchase that counts", grouped(bought)));
        row(
            out,
            self.baskets as u64,
            "orders",
            &match &self.days {
                Some((from, to)) => format!("{from} to {to}"),
                None => String::new(),
            },
        );
    }

    fn shop(&self, out: &mut String) {
        let Self { catalogue, categories, amounts, .. } = self;
        row(out, catalogue.products.len() as u64, "products", "");
        for (count, words) in [
            (catalogue.several_titles, "have several descriptions: the most frequent one is the title"),
            (catalogue.notes, "have a stock-keeper's note as a description: not used"),
            (catalogue.several_codes, "have a code in capitals and in small letters: one product"),
            (catalogue.untitled, "have no title: named by their code"),
            (amounts.with_companions as u64, "are bought together with others"),
            (self.reorders as u64, "are bought again"),
        ] {
            if count > 0 {
                row(out, count, "    of these", words);
            }
        }
        let guessed = if categories.guessed { "guessed from the titles" } else { "from the export" };
        let kind = match self.in_none() {
            0 => guessed.to_owned(),
            none => format!("{guessed}; {} products fit into none but `{MORE}`", grouped(none as u64)),
        };
        row(out, categories.all.len() as u64, "categories", &kind);
        if let Some((rfm, lifecycle)) = self.value {
            out.push('\n');
            out.push_str(&rfm.words(lifecycle, self.currency));
        }
    }

    fn hints(&self, out: &mut String) {
        let Export { tally, bookkeeping, .. } = self.export;
        out.push('\n');
        if self.categories.guessed {
            out.push_str(
                "categories are guesses: for real ones add a column to the export and name it, `--column category=NAME`, or\n\
                 write them into products.json and shop.json\n",
            );
        }
        let letters: Vec<&str> = bookkeeping
            .keys()
            .map(String::as_str)
            .filter(|code| {
                !codes::has_digit(code) && !codes::is_bookkeeping(code) && !codes::is_bookkeeping_title(code)
            })
            .collect();
        if !letters.is_empty() {
            let _ = writeln!(
                out,
                "no products because their codes have no digit: {}; `--keep CODE` makes one a product",
                letters.join(", ")
            );
        }
        if self.value.is_none() {
            out.push_str(
                "no line that counts names a customer: no fifths and no reorders; `--column customer=NAME` says who\n",
            );
        }
        if tally.cancelled_value > 0 {
            let value = grouped(tally.cancelled_value.unsigned_abs() / 100);
            let _ = writeln!(
                out,
                "cancelled lines of {value} {} are left out; what they take back is not taken off what was spent",
                self.currency
            );
        }
    }

    fn in_none(&self) -> usize {
        let more = self.categories.all.iter().position(|category| category.id == MORE);
        self.categories.of.iter().filter(|place| Some(**place) == more).count()
    }
}

/// The lines that were read and why each was dropped, when nothing is left.
pub(super) fn nothing_left(export: &Export) -> String {
    let tally = &export.tally;
    let mut out = String::new();
    for reason in Reason::ALL {
        let lines = tally.dropped_for(reason);
        if lines > 0 {
            let separator = if out.is_empty() { "" } else { "; " };
            let _ = write!(out, "{separator}{} {}", grouped(lines), reason.words());
        }
    }
    for (fault, faulty) in &tally.faults {
        if let Some(first) = faulty.first.first() {
            let _ = write!(out, "; {} (first on line {first})", fault.words());
        }
    }
    out
}

pub(super) fn row(out: &mut String, count: u64, what: &str, words: &str) {
    let line = format!("{:>11}  {what:<12}  {words}", grouped(count));
    let _ = writeln!(out, "{}", line.trim_end());
}

pub(super) fn note(out: &mut String, words: &str) {
    let _ = writeln!(out, "{:27}{words}", "");
}
