//! What is bought again: which products may be running out, and in which order a shelf offers what was bought.
//!
//! An interval is right within a third only for every fourth purchase, so it decides what comes first and nothing is said of
//! days: no text of Segue names the day on which something will be used up.

use super::facts::Facts;
use crate::day::Day;
use crate::key::{ProductKey, sort};
use crate::snapshot::{Product, ProductRef};
use crate::visitor::Bought;
use alloc::vec::Vec;

/// How many of the customer's own intervals the product's usual one weighs as much as.
const USUAL: u32 = 6;

/// After how many days what was bought counts half.
const HALF_DAYS: u32 = 60;

/// What was bought once, today.
const WHOLE: u32 = 1024;

/// How far the product is used up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Less than half of the interval has passed, or it is not bought again.
    Fresh,
    /// At least half of it.
    Half,
    /// Four fifths, and not three times it: it may be running out.
    Due,
    /// More than three times.
    Past,
}

/// After how many days this customer buys the product again: the product's usual interval, and the customer's own ones, in
/// the measure in which there are any. 0 when it is not bought again.
fn interval(bought: &Bought) -> u32 {
    if bought.again_after == 0 {
        return 0;
    }
    let (days, gaps) = (u32::from(bought.day.since(bought.first)), u32::from(bought.times.saturating_sub(1)));
    let weight = USUAL + gaps;
    ((USUAL * u32::from(bought.again_after) + days + weight / 2) / weight).max(1)
}

fn stage(bought: &Bought, today: Day) -> Stage {
    let (since, interval) = (u32::from(today.since(bought.day)), interval(bought));
    if interval == 0 || since * 2 < interval {
        Stage::Fresh
    } else if since * 5 < interval * 4 {
        Stage::Half
    } else if since <= interval * 3 {
        Stage::Due
    } else {
        Stage::Past
    }
}

/// How much speaks for buying it again: how often it was bought, fading since the last time. (To fade each purchase by itself
/// finds no more of what real customers buy again, with what the cookie keeps of them.)
fn weight(bought: &Bought, today: Day) -> u32 {
    u32::from(bought.times) * faded(u32::from(today.since(bought.day)))
}

/// Once, so many days ago: half after [`HALF_DAYS`], and between in a straight line.
fn faded(days: u32) -> u32 {
    let whole = WHOLE.checked_shr(days / HALF_DAYS).unwrap_or(0);
    whole - whole * (days % HALF_DAYS) / (2 * HALF_DAYS)
}

impl<'a> Facts<'a> {
    /// Bought products in one of these stages, those first for which most speaks; of equals, what was bought last.
    fn bought(&self, in_stage: impl Fn(Stage) -> bool) -> impl Iterator<Item = &'a Bought> {
        let bought = self.profile().map_or(&[][..], |profile| &profile.bought);
        let mut order: Vec<u64> = Vec::with_capacity(bought.len());
        for (nth, one) in (0_u64..).zip(bought).filter(|(_, one)| in_stage(stage(one, self.today))) {
            order.push(u64::from(!weight(one, self.today)) << 32 | nth);
        }
        sort(&mut order);
        order.into_iter().filter_map(|at| bought.get((at & 0xFFFF_FFFF) as usize))
    }

    /// Bought products that may be running out.
    pub(super) fn due(&self) -> impl Iterator<Item = ProductKey> {
        self.bought(|stage| stage == Stage::Due).map(|bought| bought.product)
    }

    /// Those of [`Facts::due`] that are still in the catalogue, and of no sensitive category.
    pub(super) fn due_products(&self) -> impl Iterator<Item = ProductRef> {
        self.due().filter_map(|key| Some(self.open(key)?.at))
    }

    /// What a shelf offers to buy again: what may be running out, which is said of each, and then what else was bought, is
    /// bought again, and was not bought just now.
    pub(super) fn reorder_products(&self) -> Vec<(ProductRef, bool)> {
        let others = self.bought(|stage| matches!(stage, Stage::Half | Stage::Past));
        let again = |bought: &Bought| Some(self.open(bought.product).filter(|product| product.card.bought_again)?.at);
        let others = others.filter_map(again).map(|at| (at, false));
        self.due_products().map(|at| (at, true)).chain(others).collect()
    }

    /// The product, unless it is of a sensitive category.
    fn open(&self, key: ProductKey) -> Option<Product<'a>> {
        self.by_key(key).filter(|product| !self.core().sensitive.has(product.card.category))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day(20_700);

    fn bought(first_ago: u16, last_ago: u16, times: u8, again_after: u16) -> Bought {
        let (first, day) = (TODAY.minus(first_ago), TODAY.minus(last_ago));
        Bought { product: ProductKey(1), day, times, again_after, first }
    }

    #[test]
    fn an_interval_is_drawn_towards_the_customers_own() {
        assert_eq!(interval(&bought(9, 9, 1, 30)), 30, "one order says nothing");
        assert_eq!(interval(&bought(90, 0, 10, 30)), 18, "(6 * 30 + 90) / 15");
        assert_eq!(interval(&bought(240, 0, 4, 30)), 47, "(6 * 30 + 240) / 9, rounded");
        assert_eq!(interval(&bought(240, 0, 4, 0)), 0, "what is not bought again is never due");
        assert_eq!(interval(&bought(0, 0, 255, 1)), 1, "ten orders on one day are no interval of nothing");
        let longest = Bought { day: Day(u16::MAX), first: Day(0), ..bought(0, 0, 255, u16::MAX) };
        assert_eq!(interval(&longest), (6 * 65_535 + 65_535 + 130) / 260);
    }

    #[test]
    fn it_is_due_from_four_fifths_to_three_times_the_interval() {
        for (ago, due) in [(0, false), (23, false), (24, true), (90, true), (91, false)] {
            assert_eq!(stage(&bought(ago, ago, 1, 30), TODAY) == Stage::Due, due, "{ago} days");
        }
        for (ago, fresh) in [(0, true), (14, true), (15, false)] {
            assert_eq!(stage(&bought(ago, ago, 1, 30), TODAY) == Stage::Fresh, fresh, "{ago} days");
        }
    }

    #[test]
    fn what_was_bought_counts_half_after_sixty_days() {
        assert_eq!([0, 30, 60, 120, 599, 600, 20_000].map(faded), [1_024, 768, 512, 256, 2, 1, 0]);
        assert_eq!(weight(&bought(60, 60, 1, 30), TODAY), 512);
        assert_eq!(weight(&bought(180, 30, 3, 30), TODAY), 3 * 768);
        let most = Bought { day: Day(u16::MAX), first: Day(u16::MAX), ..bought(0, 0, 255, 30) };
        assert_eq!(weight(&most, Day(u16::MAX)), 255 * 1_024);
    }
}
