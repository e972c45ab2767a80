//! What became of every line and every click: the counts behind the report.

use std::collections::BTreeMap;

/// How many lines of a fault are named by their number.
const NAMED: usize = 5;

/// Why a line can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// More or fewer fields than columns.
    Ragged,
    /// No JSON object.
    Json,
    /// An object that is neither an event of GA4 nor one of the shop's own.
    Unknown,
    /// Neither a session nor a visitor.
    Session,
    /// No product.
    Product,
    /// No time, or one that is none.
    Time,
}

impl Fault {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Ragged => "more or fewer fields than columns",
            Self::Json => "no JSON object",
            Self::Unknown => "neither an event of GA4 nor one of the shop's own",
            Self::Session => "no session and no visitor",
            Self::Product => "no product",
            Self::Time => "no time, or one that can't be read",
        }
    }
}

/// One fault: how often, and the numbers of the first lines that have it (of the first file that does).
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Faulty {
    /// How many lines.
    pub lines: u64,
    /// The numbers of the first of them, from 1.
    pub first: Vec<u64>,
}

/// Counts over all files.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Tally {
    /// Files.
    pub files: u64,
    /// Files with nothing in them.
    pub empty_files: u64,
    /// Lines below the names of the columns.
    pub lines: u64,
    /// Lines that can't be read.
    pub faults: BTreeMap<Fault, Faulty>,
    /// Events that put something into a cart: not counted as clicks.
    pub carts: u64,
    /// Purchases: not counted as clicks.
    pub purchases: u64,
    /// Events of other kinds.
    pub others: u64,
    /// Clicks that were read. Each of them is kept or in one of the next four.
    pub clicks: u64,
    /// Clicks with the session, product and time of another.
    pub duplicates: u64,
    /// Sessions of more than [`LONGEST`](super::LONGEST) clicks.
    pub robots: u64,
    /// Their clicks.
    pub robot_clicks: u64,
    /// Clicks on products that are not in the catalogue.
    pub vanished: u64,
    /// How many products those are.
    pub vanished_products: u64,
    /// Sessions with nothing but one click.
    pub lone: u64,
    /// Clicks that came after a later click of their session.
    pub out_of_order: u64,
    /// Kept clicks on the product that was clicked right before.
    pub repeats: u64,
    /// Visitors whose clicks were cut into sessions.
    pub visitors: u64,
    /// The sessions that came of them, before any was left out.
    pub cut: u64,
    /// Clicks that count.
    pub kept: u64,
    /// Sessions that count.
    pub sessions: u64,
    /// Products with a click that counts.
    pub products: u64,
    /// The first and the last moment of a click that counts, in seconds since 1970.
    pub span: Option<(f64, f64)>,
}

impl Tally {
    /// A line that can't be read.
    pub fn unreadable(&mut self, fault: Fault, line: u64) {
        let faulty = self.faults.entry(fault).or_default();
        faulty.lines += 1;
        // A second file begins to count anew.
        if faulty.first.len() < NAMED && faulty.first.last().is_none_or(|last| *last < line) {
            faulty.first.push(line);
        }
    }

    /// How many lines can't be read.
    #[must_use]
    pub fn unreadable_lines(&self) -> u64 {
        self.faults.values().map(|faulty| faulty.lines).sum()
    }
}
