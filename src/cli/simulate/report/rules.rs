//! What is shown to how many, and why the rest is not.

use super::{Cell, Scope, ratio};
use crate::cli::simulate::tally::{Count, Coverage, Reasons, Tally};
use crate::snapshot::Core;
use serde::Serialize;
use std::collections::BTreeMap;

/// The commonest reason why a rule is not chosen, in the words of the receipt.
#[derive(Debug, Serialize)]
pub(in super::super) struct Why {
    pub(in super::super) reason: &'static str,
    /// The share of the pages without it that have this reason.
    pub(in super::super) share: f64,
}

/// A block.
#[derive(Debug, Serialize)]
pub(in super::super) struct BlockRow {
    pub(in super::super) id: String,
    pub(in super::super) kind: &'static str,
    pub(in super::super) visitors: Cell,
    pub(in super::super) share: Option<f64>,
    /// The share of all pages.
    pub(in super::super) page_share: Option<f64>,
    /// Visitors who would see it if nobody agreed to anything.
    pub(in super::super) without_consent: Cell,
    pub(in super::super) without_consent_share: Option<f64>,
    pub(in super::super) why_not: Option<Why>,
}

/// A recommendation set.
#[derive(Debug, Serialize)]
pub(in super::super) struct SetRow {
    pub(in super::super) id: String,
    pub(in super::super) visitors: Cell,
    pub(in super::super) share: Option<f64>,
    /// The share of all pages.
    pub(in super::super) page_share: Option<f64>,
    /// Whether the product page may show it; others are asked for by their name.
    pub(in super::super) on_page: bool,
    /// Visitors who would see it if nobody agreed to anything.
    pub(in super::super) without_consent: Cell,
    /// Products on a shelf, on average.
    pub(in super::super) products: Option<f64>,
    /// Products that a shelf has room for.
    pub(in super::super) size: u8,
    /// The share of shelves that are full.
    pub(in super::super) full: Option<f64>,
    /// What found the products, largest first.
    pub(in super::super) strategies: Vec<Part>,
    pub(in super::super) why_not: Option<Why>,
}

/// A named share.
#[derive(Debug, Serialize)]
pub(in super::super) struct Part {
    pub(in super::super) name: &'static str,
    pub(in super::super) share: f64,
}

/// How many places of a page are filled.
#[derive(Debug, Serialize)]
pub(in super::super) struct Filled {
    /// Places that a page has.
    pub(in super::super) places: u8,
    /// The share of pages with a place empty.
    pub(in super::super) short: Option<f64>,
    pub(in super::super) pages: Vec<Pages>,
    /// Why rules were not chosen on the pages with a place empty, the commonest first.
    pub(in super::super) reasons: Vec<Part>,
}

/// Pages by how many places are filled.
#[derive(Debug, Serialize)]
pub(in super::super) struct Pages {
    pub(in super::super) filled: u8,
    pub(in super::super) pages: Cell,
    pub(in super::super) share: Option<f64>,
}

/// The blocks, from the most seen.
pub(super) fn blocks(core: &Core, tally: &Tally, scope: Scope) -> Vec<BlockRow> {
    let row = |(rule, seen): (&crate::snapshot::Rule<crate::snapshot::Block>, &Coverage)| BlockRow {
        id: rule.id.clone(),
        kind: rule.body.as_ref().map_or("", |block| block.kind.name()),
        visitors: scope.cell(seen.visitors),
        share: scope.share(seen.visitors),
        page_share: page_share(seen, tally, scope),
        without_consent: scope.beside(seen.without, seen.visitors),
        without_consent_share: scope.share_of(scope.beside(seen.without, seen.visitors)),
        why_not: commonest(&seen.reasons),
    };
    let mut rows: Vec<BlockRow> = core.blocks.iter().zip(&tally.blocks).map(row).collect();
    let all = scope.all.weight;
    rows.sort_by(|a, b| b.visitors.order(all).cmp(&a.visitors.order(all)).then_with(|| a.id.cmp(&b.id)));
    rows
}

/// The sets, from the most seen.
pub(super) fn sets(core: &Core, tally: &Tally, scope: Scope) -> Vec<SetRow> {
    let row = |(rule, seen): (&crate::snapshot::Rule<crate::snapshot::Set>, &Coverage)| {
        let told = page_share(seen, tally, scope).filter(|_| seen.pages > 0);
        SetRow {
            id: rule.id.clone(),
            visitors: scope.cell(seen.visitors),
            share: scope.share(seen.visitors),
            page_share: page_share(seen, tally, scope),
            on_page: rule.body.as_ref().is_some_and(|set| set.page),
            without_consent: scope.beside(seen.without, seen.visitors),
            products: told.map(|_| (seen.products as f64 * 10.0 / seen.pages as f64).round() / 10.0),
            size: rule.body.as_ref().map_or(0, |set| set.size),
            full: told.map(|_| ratio(seen.full, seen.pages)),
            strategies: told.map_or_else(Vec::new, |_| parts(&seen.strategies)),
            why_not: commonest(&seen.reasons),
        }
    };
    let mut rows: Vec<SetRow> = core.sets.iter().zip(&tally.sets).map(row).collect();
    let all = scope.all.weight;
    rows.sort_by(|a, b| b.visitors.order(all).cmp(&a.visitors.order(all)).then_with(|| a.id.cmp(&b.id)));
    rows
}

/// The share of pages that show it; nothing where a few visitors' pages would be told apart.
fn page_share(seen: &Coverage, tally: &Tally, scope: Scope) -> Option<f64> {
    (!matches!(scope.cell(seen.visitors), Cell::Few(_))).then(|| ratio(seen.pages, tally.pages))
}

fn parts(names: &BTreeMap<&'static str, u64>) -> Vec<Part> {
    let all = names.values().sum();
    let mut sorted: Vec<(&'static str, u64)> = names.iter().map(|(name, n)| (*name, *n)).collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    sorted.into_iter().map(|(name, n)| Part { name, share: ratio(n, all) }).collect()
}

fn commonest(reasons: &Reasons) -> Option<Why> {
    parts(reasons).into_iter().next().map(|part| Why { reason: part.name, share: part.share })
}

impl Filled {
    /// `filled` counts pages by how many places are filled. Fewer pages than a few visitors open are not told apart.
    pub(super) fn of(filled: &BTreeMap<u8, Count>, places: u8, reasons: &Reasons, tally: &Tally, scope: Scope) -> Self {
        let opened = filled.values().map(|pages| pages.people).sum::<u64>();
        let each = if scope.smallest > 1 { opened.div_ceil(tally.visitors.people.max(1)) } else { 1 };
        let all = Count { people: opened, weight: tally.pages };
        let of_pages = Scope { smallest: (scope.smallest.saturating_sub(1)) * each + 1, all };
        let mut short = Count::default();
        for (_, pages) in filled.iter().filter(|(filled, _)| **filled < places) {
            short.people += pages.people;
            short.weight += pages.weight;
        }
        let cells = of_pages.parts(&filled.values().copied().collect::<Vec<_>>());
        // Where some is hidden on both sides of the line, their sums would tell more than the parts do.
        let hidden = |side: bool| {
            let mut both = filled.keys().zip(&cells).filter(|(filled, _)| (**filled < places) == side);
            both.any(|(_, cell)| !matches!(cell, Cell::Exact(_)))
        };
        let short = of_pages.share(short).filter(|_| !(hidden(true) && hidden(false)));
        let pages = filled.keys().zip(&cells).map(|(filled, pages)| Pages {
            filled: *filled,
            pages: *pages,
            share: of_pages.share_of(*pages),
        });
        Self { places, short, pages: pages.collect(), reasons: parts(reasons) }
    }
}
