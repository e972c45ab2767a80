//! Which products the report shows the shelves of: few enough to look through, and of every kind that goes wrong.

use crate::cli::simulate::MOST_SHELVES;
use crate::snapshot::{Card, Detail, Lookup, ProductRef, Snapshot};
use std::collections::{BTreeMap, HashMap};

/// So many of them are the bestsellers of a category each.
const BESTSELLERS: usize = 8;

/// A product and why it was picked, in words.
pub(super) struct Pick {
    pub(super) at: ProductRef,
    pub(super) picked: String,
}

/// A kind of product, what it is called, and how many of it are wanted.
type Wanted = (&'static str, usize, fn(&Known<'_>) -> bool);

/// What is looked for beside bestsellers, what is rarest first.
const KINDS: [Wanted; 9] = [
    ("new", 2, |known| known.new),
    ("sold out", 1, |known| !known.card.in_stock),
    ("of a sensitive category", 1, |known| known.sensitive),
    ("a bundle", 1, |known| !known.detail.bundle.is_empty()),
    ("has variants", 1, |known| !known.detail.variants.is_empty()),
    ("on sale", 1, |known| known.card.on_sale()),
    ("bought again", 1, |known| known.card.bought_again),
    ("without a history: nothing was bought or looked at with it", 2, |known| !known.has_history()),
    ("sells seldom", 2, |known| known.rank.is_none() && known.has_history()),
];

/// A product as far as picking goes by it.
struct Known<'a> {
    at: ProductRef,
    card: Card<'a>,
    detail: Detail<'a>,
    new: bool,
    sensitive: bool,
    /// How well it sells in its category: 0 best.
    rank: Option<usize>,
}

impl Known<'_> {
    fn has_history(&self) -> bool {
        !self.detail.bought_together.is_empty() || !self.detail.next.is_empty()
    }
}

/// At most [`MOST_SHELVES`] products, in the order in which they are shown.
pub(super) fn picks(snapshot: &Snapshot) -> Vec<Pick> {
    let core = snapshot.core();
    let mut ranks = HashMap::new();
    for category in &core.categories {
        ranks.extend(category.bestsellers.iter().enumerate().map(|(rank, at)| (*at, rank)));
    }
    let known = |at: u32| {
        let Lookup::Found(product) = snapshot.by_ref(ProductRef(at)) else { return None };
        Some(Known {
            at: product.at,
            card: product.card,
            detail: product.detail()?,
            new: core.newest.contains(&product.at),
            sensitive: core.category(product.card.category).is_some_and(|category| category.sensitive),
            rank: ranks.get(&product.at).copied(),
        })
    };
    let all: Vec<Known<'_>> = (0..core.products).filter_map(known).collect();
    let mut picking = Picking { snapshot, all: &all, picks: Vec::new(), of_category: BTreeMap::new() };
    picking.bestsellers();
    for (name, count, is) in KINDS {
        for _ in 0..count {
            picking.one(name, &is);
        }
    }
    // The best of what is left, of the categories that have none yet.
    while picking.picks.len() < MOST_SHELVES && picking.one("", &|_| true) {}
    picking.picks.truncate(MOST_SHELVES);
    picking.picks
}

struct Picking<'a> {
    snapshot: &'a Snapshot,
    all: &'a [Known<'a>],
    picks: Vec<Pick>,
    /// How many were picked of a category, so that they are spread.
    of_category: BTreeMap<u16, usize>,
}

impl Picking<'_> {
    /// The shop's bestseller, then those of the other categories, the ones that sell best first.
    fn bestsellers(&mut self) {
        let core = self.snapshot.core();
        let place = |at: &ProductRef| core.bestsellers.iter().position(|best| best == at).unwrap_or(usize::MAX);
        let mut best: Vec<(ProductRef, &str)> = core
            .categories
            .iter()
            .filter(|category| !category.sensitive)
            .filter_map(|category| Some((*category.bestsellers.first()?, category.title.as_str())))
            .collect();
        best.sort_by_key(|(at, _)| place(at));
        for (at, category) in best.into_iter().take(BESTSELLERS) {
            let is_best = core.bestsellers.first() == Some(&at);
            let picked = if is_best { "the shop's bestseller".into() } else { format!("bestseller of {category}") };
            if let Some(known) = self.all.iter().find(|known| known.at == at) {
                self.take(known, picked);
            }
        }
    }

    /// One more of a kind: of the category that has fewest so far, there the one that sells best. False where there is none.
    fn one(&mut self, picked: &str, is: &dyn Fn(&Known<'_>) -> bool) -> bool {
        let all = self.all;
        let free = all.iter().filter(|known| is(known) && self.picks.iter().all(|pick| pick.at != known.at));
        let spread = |known: &&Known<'_>| {
            let taken = self.of_category.get(&known.card.category).copied().unwrap_or_default();
            (taken, known.rank.unwrap_or(usize::MAX), known.at)
        };
        let Some(known) = free.min_by_key(spread) else { return false };
        let category = self.snapshot.core().category(known.card.category);
        let picked = match (picked, known.rank, category) {
            ("", Some(0), Some(category)) => format!("bestseller of {}", category.title),
            ("", Some(_), Some(category)) => format!("sells well among {}", category.title),
            ("", ..) => "one of many".into(),
            _ => picked.into(),
        };
        self.take(known, picked);
        true
    }

    fn take(&mut self, known: &Known<'_>, picked: String) {
        *self.of_category.entry(known.card.category).or_default() += 1;
        self.picks.push(Pick { at: known.at, picked });
    }
}
