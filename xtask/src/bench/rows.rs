//! What is measured: each row is one Worker, one snapshot and one kind of request.

use super::consent::{self, Signal};
use super::shelves;

/// The two floors: the emptiest Worker in JavaScript, and one that reads address and cookie and sends a constant 3 KB.
pub(crate) const EMPTY: &str = "js-empty";
pub(crate) const CONSTANT: &str = "js-constant-3k";

/// The bare Worker in Rust that the others are compared with.
pub(crate) const YARDSTICK: &str = "workers-rs-hello";

/// What every row is compared with, so that they are measured along with any.
const COMPARED_WITH: [&str; 3] = [EMPTY, CONSTANT, YARDSTICK];

/// A row by its name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// As it is written after `--only`.
    pub(crate) name: &'static str,
    /// What it shows.
    pub(crate) about: &'static str,
    pub(super) kind: Kind,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// A Worker in JavaScript, by the place of its source.
    Script(Script),
    /// The bare Worker in Rust.
    Hello,
    /// Ours.
    Ours { shop: Shop, visitor: Visitor, asks: Asks },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// A floor.
    Floor(&'static str),
    /// The whole job, written by hand.
    ByHand,
    /// Somebody else's SDK with 30 rules.
    Peer(&'static str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shop {
    Sample,
    /// So many products, and so many members of an audience; always 200 segments.
    Synthetic(u32, u32),
    /// So many campaigns of 20 candidates.
    Campaigns(u32),
    /// Lists of what comes next, and whether there are sets that show them.
    Lists(bool),
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Visitor {
    Anonymous,
    /// Consents to everything and has a full cookie.
    Full,
    /// Has the cookies of a consent platform, and none of ours.
    Asked(Signal),
}

/// For what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asks {
    Page,
    Recs,
    Redirect,
    /// A `view_item` is told.
    Event,
    Privacy,
}

const fn ours(name: &'static str, shop: Shop, visitor: Visitor, asks: Asks, about: &'static str) -> Row {
    Row { name, about, kind: Kind::Ours { shop, visitor, asks } }
}

const fn page(name: &'static str, shop: Shop, visitor: Visitor, about: &'static str) -> Row {
    ours(name, shop, visitor, Asks::Page, about)
}

const fn script(name: &'static str, script: Script, about: &'static str) -> Row {
    Row { name, about, kind: Kind::Script(script) }
}

/// All rows, in the order in which they are shown.
pub(crate) const ROWS: [Row; 26] = [
    script(EMPTY, Script::Floor("empty"), "the emptiest Worker in JavaScript"),
    script(CONSTANT, Script::Floor("constant"), "JavaScript that reads address and cookie and sends a constant 3 KB"),
    Row { name: YARDSTICK, about: "a bare Worker in Rust with the `worker` crate", kind: Kind::Hello },
    script("js-by-hand", Script::ByHand, "the same job written by hand in JavaScript for one shop, from memory"),
    script("growthbook", Script::Peer("growthbook"), "GrowthBook's SDK, 30 rules from memory"),
    script("unleash", Script::Peer("unleash"), "Unleash's server SDK, 30 rules from memory"),
    script("statsig", Script::Peer("statsig"), "Statsig's serverless SDK, 30 rules from memory"),
    script("configcat", Script::Peer("configcat"), "ConfigCat's SDK for Workers, 30 rules from memory"),
    page("pdp-full", Shop::Sample, Visitor::Full, "a product page for a returning visitor, sample shop"),
    page("pdp-anonymous", Shop::Sample, Visitor::Anonymous, "a product page for somebody unknown, sample shop"),
    ours("recs", Shop::Sample, Visitor::Full, Asks::Recs, "one recommendation set for a returning visitor"),
    ours("event", Shop::Sample, Visitor::Full, Asks::Event, "a `view_item` of a returning visitor, with a new cookie"),
    ours("privacy", Shop::Sample, Visitor::Full, Asks::Privacy, "the visitor's own page"),
    page("pdp-full-1k", Shop::Synthetic(1_000, 0), Visitor::Full, "a returning visitor, 1,000 products, 200 segments"),
    page("pdp-full-10k", Shop::Synthetic(10_000, 0), Visitor::Full, "the same, 10,000 products"),
    page(LARGE, Shop::Synthetic(100_000, 0), Visitor::Full, "the same, 100,000 products"),
    page(
        "pdp-full-1m-members",
        Shop::Synthetic(100_000, 1_000_000),
        Visitor::Full,
        "the same, 100,000 products and an audience of 1,000,000",
    ),
    page(
        shelves::WITH,
        Shop::Lists(true),
        Visitor::Full,
        "a returning visitor, 1,000 products, two sets of four from lists of what comes next",
    ),
    page(shelves::WITHOUT, Shop::Lists(false), Visitor::Full, "the same without the sets"),
    page(
        consent::WITHOUT,
        Shop::Sample,
        Visitor::Asked(Signal::None),
        "a product page for a visitor in the United States without consent cookies, sample shop",
    ),
    page(
        "pdp-consent-tcf",
        Shop::Sample,
        Visitor::Asked(Signal::Tcf),
        "the same with a TC string: 200 vendors, all purposes granted",
    ),
    page(
        "pdp-consent-gpp",
        Shop::Sample,
        Visitor::Asked(Signal::Gpp),
        "the same with a GPP string: TCF EU with 200 vendors, US national, California, Virginia, Colorado",
    ),
    page("pdp-consent-onetrust", Shop::Sample, Visitor::Asked(Signal::Onetrust), "the same with OneTrust's cookies"),
    ours(
        "redirect",
        Shop::Campaigns(1_000),
        Visitor::Anonymous,
        Asks::Redirect,
        "an ad's click by somebody unknown, 1,000 campaigns of 20 candidates, 200 segments",
    ),
    ours(
        "redirect-full",
        Shop::Campaigns(1_000),
        Visitor::Full,
        Asks::Redirect,
        "the same by a returning visitor who consents to advertising",
    ),
    ours(
        "redirect-few",
        Shop::Campaigns(10),
        Visitor::Anonymous,
        Asks::Redirect,
        "an ad's click by somebody unknown, 10 campaigns of 20 candidates, 200 segments",
    ),
];

/// The row whose memory is looked at after every shard of its shop was read.
pub(crate) const LARGE: &str = "pdp-full-100k";

impl Row {
    /// Whether it is ours: only these are held against what was stored, since the others are not ours to make worse.
    pub(crate) fn is_ours(&self) -> bool {
        matches!(self.kind, Kind::Ours { .. })
    }
}

/// The rows of these names (none is all), with those that they are compared with.
pub(crate) fn chosen(only: &[String]) -> Vec<Row> {
    let named = |row: &Row| only.iter().any(|name| name == row.name);
    let without = ROWS.iter().any(|row| consent::is_compared(row) && named(row));
    let lists = ROWS.iter().any(|row| row.name == shelves::WITH && named(row));
    let wants = |row: &Row| {
        let beside = (without && row.name == consent::WITHOUT) || (lists && row.name == shelves::WITHOUT);
        only.is_empty() || COMPARED_WITH.contains(&row.name) || named(row) || beside
    };
    ROWS.into_iter().filter(wants).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_what_is_compared_with_is_among_them() {
        for (at, row) in ROWS.iter().enumerate() {
            assert!(!ROWS.iter().skip(at + 1).any(|other| other.name == row.name), "{}", row.name);
        }
        let others = [consent::WITHOUT, shelves::WITH, shelves::WITHOUT, LARGE];
        for name in COMPARED_WITH.into_iter().chain(others) {
            assert!(ROWS.iter().any(|row| row.name == name), "{name}");
        }
        assert_eq!(ROWS.iter().filter(|row| consent::is_compared(row)).count(), 3);
        assert_eq!(ROWS.iter().filter(|row| !row.is_ours()).count(), 8);
    }

    #[test]
    fn what_is_counted_natively_is_a_row() {
        let counted = super::super::instructions::ROWS;
        assert!(counted.iter().all(|name| ROWS.iter().any(|row| row.name == *name && row.is_ours())));
    }
}
