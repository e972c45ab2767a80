//! What each signal reads. `docs/shop-folder.md` has the table; the purposes are declared beside the signals themselves.

use super::facts::Facts;
use crate::day::Day;
use crate::key::NameKey;
use crate::snapshot::{CategoryArg, Name, NameSignal, NumberSignal, Test};
use crate::visitor::{Band, LIMITS, Lifecycle, Profile, View};
use alloc::vec::Vec;

/// The sensitive category (its place in the core) that a test asks about. Such a test is neither true nor false, so that
/// not even its opposite is a reason for anything.
pub(super) fn sensitive(test: &Test, facts: &Facts<'_>) -> Option<u16> {
    match test {
        Test::Number(signal, _) => match signal.category()? {
            CategoryArg::This => facts.sensitive,
            CategoryArg::Named(name) => facts.core().sensitive.keyed(name.key),
        },
        Test::Name(signal, _) if signal.reads_page() => facts.sensitive,
        Test::Name(NameSignal::AdProduct | NameSignal::AdCategory, _) => facts.ad?.sensitive,
        Test::Name(..) => None,
    }
}

/// The number behind a signal; `None` when there is none to speak of ("days since the last order" without an order).
pub(super) fn number(signal: &NumberSignal, facts: &Facts<'_>) -> Option<u32> {
    match signal {
        NumberSignal::PageReviews => return facts.detail.as_ref().map(|detail| detail.reviews),
        NumberSignal::PageRating => return facts.detail.as_ref().map(|detail| u32::from(detail.rating)),
        _ => {}
    }
    let today = facts.today;
    let Some(profile) = facts.profile() else { return of_a_stranger(signal) };
    let views = |within: &u16, is: &dyn Fn(&View) -> bool| {
        Some(count(facts.views().filter(|view| recent(view, today, *within) && is(view))))
    };
    match signal {
        NumberSignal::CategoryViews { category, within_days } => {
            let key = key_of(category, facts)?;
            views(within_days, &|view| view.category == key)
        }
        NumberSignal::ViewedProducts { within_days } => views(within_days, &|_| true),
        NumberSignal::TopCategoryViews { within_days } => Some(top_category(facts, *within_days)),
        NumberSignal::DiscountedViews { within_days } => views(within_days, &|view| view.on_sale),
        NumberSignal::BandViews { band, within_days } => views(within_days, &|view| view.band == *band),
        NumberSignal::ViewedThis { within_days } => {
            let page = facts.page?.key;
            views(within_days, &|view| view.product == page)
        }
        NumberSignal::CartItems => Some(count(profile.cart.iter())),
        NumberSignal::CartAgeDays => (!profile.cart.is_empty()).then(|| u32::from(today.since(profile.cart_day))),
        NumberSignal::Orders => Some(u32::from(profile.purchases.orders)),
        NumberSignal::DaysSinceOrder => since_order(profile, today),
        NumberSignal::Spend => Some(spend(profile)),
        // Fewer days are better, so the fifths are turned round.
        NumberSignal::RecencyQuintile => {
            since_order(profile, today).map(|days| 6 - facts.core().rfm.recency_days.fifth(days))
        }
        NumberSignal::FrequencyQuintile => {
            ordered(profile).then(|| facts.core().rfm.frequency.fifth(u32::from(profile.purchases.orders)))
        }
        NumberSignal::MonetaryQuintile => ordered(profile).then(|| facts.core().rfm.monetary.fifth(spend(profile))),
        NumberSignal::ReboughtProducts => Some(count(profile.bought.iter().filter(|b| b.times >= 2))),
        NumberSignal::DueForReorder => Some(count(facts.due())),
        NumberSignal::Visits => Some(u32::from(profile.visits)),
        NumberSignal::DaysSinceFirstVisit => Some(u32::from(today.since(profile.first_visit))),
        NumberSignal::Affinity { category } => {
            let key = key_of(category, facts)?;
            let affinity = profile.affinities.iter().find(|affinity| affinity.category == key);
            Some(affinity.map_or(0, |affinity| u32::from(affinity.on(today))))
        }
        NumberSignal::PageReviews | NumberSignal::PageRating => None,
    }
}

/// What the signals say of somebody who consented and of whom nothing is remembered yet: this is the first visit.
fn of_a_stranger(signal: &NumberSignal) -> Option<u32> {
    match signal {
        NumberSignal::Visits => Some(1),
        NumberSignal::CartAgeDays
        | NumberSignal::DaysSinceOrder
        | NumberSignal::RecencyQuintile
        | NumberSignal::FrequencyQuintile
        | NumberSignal::MonetaryQuintile => None,
        _ => Some(0),
    }
}

/// Whether the signal has one of these names.
pub(super) fn is_named(signal: NameSignal, names: &[Name], facts: &Facts<'_>) -> bool {
    match signal {
        NameSignal::Audience => facts.profile().is_some_and(|profile| {
            profile.audiences.iter().any(|member| names.iter().any(|name| name.key == member.audience))
        }),
        NameSignal::BroughtBy => facts
            .profile()
            .and_then(|profile| profile.brought)
            .is_some_and(|brought| names.iter().any(|name| name.key == brought.campaign)),
        NameSignal::Intent => names.iter().any(|name| facts.intents.has_named(&name.text)),
        NameSignal::Keyword => names.iter().any(|name| facts.words.have(&name.text)),
        _ => named(signal, facts).is_some_and(|value| names.iter().any(|name| name.text == value)),
    }
}

/// The name that a signal has; `None` when there is none to speak of, and for the signals that may have several or are kept
/// as keys alone.
pub(super) fn named<'f>(signal: NameSignal, facts: &'f Facts<'_>) -> Option<&'f str> {
    let yes_or_no = |value: bool| if value { "yes" } else { "no" };
    let context = facts.visitor.context();
    let card = facts.page.as_ref().map(|page| &page.card);
    let detail = facts.detail.as_ref();
    match signal {
        NameSignal::Audience | NameSignal::BroughtBy | NameSignal::Intent | NameSignal::Keyword => None,
        NameSignal::Lifecycle => {
            let days = facts.core().rfm.lifecycle;
            let purchases = facts.profile().map(|profile| profile.purchases).unwrap_or_default();
            Some(Lifecycle::of(&purchases, facts.today, days).name())
        }
        NameSignal::Campaign => match facts.ad.and_then(|ad| ad.campaign) {
            Some(told) if context.campaign.is_empty() => Some(&told.id),
            _ => Some(&context.campaign),
        },
        NameSignal::AdProduct => Some(facts.ad?.product?.card.id),
        NameSignal::AdCategory => Some(&facts.core().category(facts.ad?.category?)?.id),
        NameSignal::Country => Some(&context.country),
        NameSignal::Device => Some(context.device.name()),
        NameSignal::Os => Some(context.os.name()),
        NameSignal::Language => Some(&context.language),
        NameSignal::PageCategory => Some(&facts.core().category(facts.category?)?.id),
        NameSignal::PageProduct => card.map(|card| card.id),
        NameSignal::PageBand => card.map(|card| match card.band {
            Band::Value => "value",
            Band::Mid => "mid",
            Band::Premium => "premium",
        }),
        NameSignal::PageInStock => card.map(|card| yes_or_no(card.in_stock)),
        NameSignal::PageOnSale => card.map(|card| yes_or_no(card.on_sale())),
        NameSignal::PageHasSpecs => detail.map(|detail| yes_or_no(!detail.specs.is_empty())),
        NameSignal::PageHasBundle => {
            detail.map(|detail| yes_or_no(!detail.bundle.is_empty() || !detail.bundles.is_empty()))
        }
        NameSignal::PageHasVariants => detail.map(|detail| yes_or_no(!detail.variants.is_empty())),
    }
}

fn key_of(category: &CategoryArg, facts: &Facts<'_>) -> Option<NameKey> {
    match category {
        CategoryArg::This => facts.category_key(),
        CategoryArg::Named(name) => Some(name.key),
    }
}

/// Today is day 0, so "within 7 days" holds today and the six days before.
fn recent(view: &View, today: Day, within_days: u16) -> bool {
    today.since(view.day) < within_days
}

fn top_category(facts: &Facts<'_>, within_days: u16) -> u32 {
    let fresh = facts.views().filter(|view| recent(view, facts.today, within_days));
    let mut categories: Vec<NameKey> = Vec::with_capacity(LIMITS.viewed);
    fresh.for_each(|view| categories.push(view.category));
    categories.iter().map(|one| count(categories.iter().filter(|other| *other == one))).max().unwrap_or(0)
}

fn ordered(profile: &Profile) -> bool {
    profile.purchases.orders > 0
}

fn since_order(profile: &Profile, today: Day) -> Option<u32> {
    ordered(profile).then(|| u32::from(today.since(profile.purchases.last)))
}

fn spend(profile: &Profile) -> u32 {
    u32::from(profile.purchases.spend_tens) * 10
}

/// Lists in a profile are bounded far below `u32::MAX`.
fn count<T>(list: impl Iterator<Item = T>) -> u32 {
    u32::try_from(list.count()).unwrap_or(u32::MAX)
}
