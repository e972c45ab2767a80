//! What visitors look at next: the lists of the products that were viewed last, combined as `segue evaluate` scores it.

use super::candidate::{Candidate, FIRST};
use crate::engine::Tie;
use crate::engine::facts::Facts;
use crate::key::sort;
use crate::neighbours::{Blend, Combined, Scored, VIEWS};
use crate::snapshot::{Lookup, Product, ProductRef, Snapshot, Strategy};
use crate::visitor::View;
use alloc::vec::Vec;

/// Products that the lists may name for one shelf: a full one, and what may not be shown of them.
const MOST: usize = 48;
/// Views of more days ago lead nowhere: what somebody was after then is over.
const OF_LATE: u16 = 30;
/// How far down the relations of a viewed product are followed where there are no lists.
const RANKS: usize = 8;

/// What the products that were viewed last lead to.
pub(in crate::engine) struct Next {
    /// The products, newest first; the page's own is the newest.
    latest: Vec<ProductRef>,
    best: Vec<Scored>,
    /// Viewed products whose shards are not at hand.
    pending: usize,
}

/// What comes next after the products that were viewed last, newest first and each once: at most `most` products, best
/// first. What was viewed is among them where visitors go back. This is what a shelf of the strategy `viewed_products` shows
/// that may show what was viewed, as far as everything on it can be had. Products whose shards are not at hand are
/// not looked at.
#[must_use]
pub fn next(snapshot: &Snapshot, latest: impl IntoIterator<Item = ProductRef>, most: usize) -> Vec<Scored> {
    let product = |at| match snapshot.by_ref(at) {
        Lookup::Found(product) => Some(product),
        Lookup::Absent | Lookup::NotLoaded(_) => None,
    };
    let latest: Vec<Product<'_>> = latest.into_iter().filter_map(product).collect();
    combined(&snapshot.core().blend, &latest, most)
}

fn combined(blend: &Blend, latest: &[Product<'_>], most: usize) -> Vec<Scored> {
    Combined::of(blend, latest.iter().map(|product| (product.at, product.next()))).best(most, |_| true)
}

impl Next {
    /// Of the page's product, and of what the visitor viewed before it.
    pub(in crate::engine) fn of(facts: &Facts<'_>) -> Self {
        let blend = &facts.core().blend;
        let page = facts.page;
        let mut latest: Vec<Product<'_>> = page.into_iter().collect();
        let most = blend.decay.len().min(VIEWS);
        let mut pending = 0;
        let other = |view: &&View| page.is_none_or(|page| page.key != view.product);
        let of_late = |view: &&View| facts.today.since(view.day) <= OF_LATE;
        let before = facts.views().filter(other).filter(of_late);
        for view in before {
            if latest.len() + pending >= most {
                break;
            }
            let missed = facts.missed();
            match facts.by_key(view.product) {
                // It may have become sensitive after it was viewed.
                Some(product) if !facts.core().sensitive.has(product.card.category) => latest.push(product),
                Some(_) => {}
                None => pending += (facts.missed() - missed) as usize,
            }
        }
        let best = combined(blend, &latest, MOST);
        Self { latest: latest.iter().map(|product| product.at).collect(), best, pending }
    }

    /// How many shards of viewed products are missing.
    pub(in crate::engine) fn pending(&self) -> usize {
        self.pending
    }

    /// What the lists name, or where there are none, what goes with what was viewed.
    pub(super) fn candidates(&self, facts: &Facts<'_>, viewed: bool) -> Vec<Candidate> {
        if self.best.is_empty() {
            return self.related(facts);
        }
        let most = self.best.first().map_or(1, |best| best.score);
        let of_page = |at: ProductRef| facts.page.is_some_and(|page| page.at == at);
        let wanted = self.best.iter().filter(|one| !of_page(one.product) && (viewed || !one.viewed));
        let candidate = |one: &Scored| {
            let by = self.latest.get(usize::from(one.by)).copied().filter(|by| !of_page(*by));
            let (because, tie) = if one.viewed { (None, Tie::Viewed) } else { (by, Tie::Next) };
            let score = part(one.score, most);
            Candidate { product: one.product, strategy: Strategy::ViewedProducts, score, because, tie }
        };
        wanted.map(candidate).collect()
    }

    /// What is bought together with the products viewed before this page, and what comes close to them: each vote counts
    /// the more the later the view and the higher the rank.
    fn related(&self, facts: &Facts<'_>) -> Vec<Candidate> {
        let page = facts.page.map(|page| page.at);
        let views = self.latest.iter().enumerate().filter(|(_, viewed)| Some(**viewed) != page);
        // The product in the upper half; in the lower the vote, and in its last four bits who gave it: the view, newest
        // highest, and whether it is bought together.
        let mut votes: Vec<u64> = Vec::with_capacity(VIEWS * 2 * RANKS);
        for (nth, (place, viewed)) in (0_u64..).zip(views) {
            let Some(detail) = facts.by_ref(*viewed).and_then(|viewed| viewed.detail()) else { continue };
            let whose = (VIEWS.saturating_sub(1 + place)) as u64;
            for (list, bought) in [(&detail.bought_together, 1), (&detail.similar, 0)] {
                for (rank, at) in (1_u64..).zip(list.iter().take(RANKS)) {
                    let vote = 5_040 / ((nth + 1) * (rank + 1));
                    votes.push(u64::from(at.0) << 32 | vote << 4 | whose << 1 | bought);
                }
            }
        }
        // The votes for one product are brought together, added up into the first, and the others taken out. They come by
        // ascending vote, so that the last says who gave most.
        sort(&mut votes);
        votes.dedup_by(|vote, sum| {
            let same = *vote >> 32 == *sum >> 32;
            if same {
                *sum = ((*sum & !0xF) + (*vote & 0xFFFF_FFF0)) | (*vote & 0xF);
            }
            same
        });
        // Most votes first, then by product: the complement of the sum goes above it, and who gave most below.
        for vote in &mut votes {
            let sum = *vote >> 4 & 0x0FFF_FFFF;
            *vote = (!sum & 0x0FFF_FFFF) << 36 | *vote >> 32 << 4 | *vote & 0xF;
        }
        sort(&mut votes);
        let candidate = |vote: u64| {
            let by = VIEWS.saturating_sub(1 + (vote >> 1 & 0x7) as usize);
            let sum = !(vote >> 36) & 0x0FFF_FFFF;
            Candidate {
                product: ProductRef((vote >> 4 & 0xFFFF_FFFF) as u32),
                strategy: Strategy::ViewedProducts,
                score: part(sum, votes.first().map_or(1, |first| !(first >> 36) & 0x0FFF_FFFF)),
                because: self.latest.get(by).copied(),
                tie: if vote & 1 == 1 { Tie::Bought } else { Tie::Close },
            }
        };
        votes.iter().map(|vote| candidate(*vote)).collect()
    }
}

/// What others looked at next after the page's product, best first. It reads nothing of the visitor.
#[inline(never)]
pub(super) fn after_page(facts: &Facts<'_>, strategy: Strategy, most: usize) -> Vec<Candidate> {
    let Some(page) = facts.page else { return Vec::new() };
    let list = Combined::of(&facts.core().blend, [(page.at, page.next())]).best(most, |at| at != page.at);
    let first = list.first().map_or(1, |best| best.score);
    let candidate = |one: Scored| Candidate {
        product: one.product,
        strategy,
        score: part(one.score, first),
        because: None,
        tie: Tie::Next,
    };
    list.into_iter().map(candidate).collect()
}

/// `score` against the highest, in parts of [`FIRST`]; at least 1.
fn part(score: u64, most: u64) -> u32 {
    let shift = (u64::BITS - most.leading_zeros()).saturating_sub(32);
    let (score, most) = (score >> shift, (most >> shift).max(1));
    u32::try_from(score.saturating_mul(u64::from(FIRST)) / most).unwrap_or(FIRST).clamp(1, FIRST)
}
