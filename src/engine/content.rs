//! What a block shows, by its kind. A block that finds nothing steps aside and says so.

use super::facts::Facts;
use super::{Reason, Shown, Unwanted, ad};
use crate::key::sort;
use crate::snapshot::{Block, Kind, Lookup, Product, ProductRef};
use crate::visitor::Affinity;
use alloc::vec::Vec;

/// Products in a row of a block.
const ROW: usize = 4;
/// Candidates that a cold isolate asks for beyond what a row shows, since some will be sold out or in the cart.
pub(super) const SPARE: usize = 2;
/// Alternatives in a comparison.
const ALTERNATIVES: usize = 2;
/// Categories in a path.
const PATHS: usize = 4;

/// Finds what `block` shows.
///
/// # Errors
/// Out of stock, or nothing to show.
pub(super) fn find(block: &Block, facts: &Facts<'_>) -> Result<Shown, Reason> {
    let fields = facts.fields();
    let texts = [&block.title, &block.text, &block.why];
    if texts.into_iter().chain(&block.points).any(|text| !fields.can_fill(text)) {
        return Err(Reason::NothingToShow);
    }
    let detail = facts.detail.as_ref();
    let products = match block.kind {
        Kind::Orientation | Kind::ShippingClarity | Kind::EarlyAccess => Vec::new(),
        Kind::ReviewProof => match detail {
            Some(detail) if detail.reviews > 0 && detail.rating > 0 => Vec::new(),
            _ => return Err(Reason::NothingToShow),
        },
        Kind::UseCase => match detail {
            Some(detail) if !detail.use_cases.is_empty() => Vec::new(),
            _ => return Err(Reason::NothingToShow),
        },
        Kind::Comparison => compare(facts)?,
        Kind::Bundle => bundle(facts)?,
        Kind::ReorderPrompt if facts.visitor.preferences().reminders => row(facts, facts.due_products())?,
        Kind::ReorderPrompt => return Err(Reason::NothingToShow),
        Kind::CuratedPicks => row(facts, block.products.iter().copied())?,
        Kind::Bestsellers => {
            let category = facts.category.and_then(|at| facts.core().category(at));
            let of_category = category.map_or(&[][..], |category| &category.bestsellers);
            row(facts, of_category.iter().chain(&facts.core().bestsellers).copied())?
        }
        Kind::ViewedProducts => viewed(facts)?,
        Kind::CategoryPath => return paths(facts),
        Kind::AdPromise => promised(facts)?,
    };
    Ok(Shown { segment: None, products, categories: Vec::new() })
}

/// The page's product and its closest alternatives, as far as their specifications can be laid side by side.
fn compare(facts: &Facts<'_>) -> Result<Vec<ProductRef>, Reason> {
    let (Some(page), Some(detail)) = (facts.page, &facts.detail) else { return Err(Reason::NothingToShow) };
    if detail.specs.is_empty() {
        return Err(Reason::NothingToShow);
    }
    let shares = |other: &Product<'_>| {
        other.card.in_stock
            && !facts.wishes.spurns(other.card.category)
            && other.card.family != page.card.family
            && other.detail().is_some_and(|other| {
                other.specs.iter().any(|(name, _)| detail.specs.iter().any(|(mine, _)| mine == name))
            })
    };
    let alternatives = detail.similar.iter().take(ROW).filter_map(|at| facts.by_ref(*at)).filter(shares);
    Ok(core::iter::once(page.at).chain(alternatives.map(|other| other.at).take(ALTERNATIVES)).collect())
}

/// A bundle, then its parts: that of the product that the ad showed, the page's own, or the first in stock that holds the
/// page's product.
fn bundle(facts: &Facts<'_>) -> Result<Vec<ProductRef>, Reason> {
    let (Some(page), Some(detail)) = (facts.page, &facts.detail) else { return Err(Reason::NothingToShow) };
    first_bundle(facts, ad::bundles_here(facts).into_iter().chain(ad::bundles_of(page.at, detail)))
}

/// What the ad promised: the first bundle that holds the clicked product, with its parts; else the product, unless this is
/// its page or it cannot be had; else the block's own words alone.
fn promised(facts: &Facts<'_>) -> Result<Vec<ProductRef>, Reason> {
    // A campaign that is over promises nothing.
    let Some(ad) = facts.ad.filter(|ad| ad.campaign.is_some()) else { return Err(Reason::NothingToShow) };
    let Some(clicked) = ad.product.filter(|product| !facts.wishes.spurns(product.card.category)) else {
        return Ok(Vec::new());
    };
    if let Some(detail) = clicked.detail()
        && let Ok(bundle) = first_bundle(facts, ad::bundles_of(clicked.at, &detail))
    {
        return Ok(bundle);
    }
    let here = facts.page.is_some_and(|page| page.at == clicked.at) || facts.in_cart(clicked.key);
    Ok(if clicked.card.in_stock && !here { alloc::vec![clicked.at] } else { Vec::new() })
}

fn first_bundle(facts: &Facts<'_>, candidates: impl Iterator<Item = ProductRef>) -> Result<Vec<ProductRef>, Reason> {
    let mut sold_out = false;
    for at in candidates {
        let Some(bundle) = facts.by_ref(at).filter(|bundle| !facts.hides(bundle.card.category)) else { continue };
        sold_out |= !bundle.card.in_stock;
        let parts = bundle.detail().map(|detail| detail.bundle).unwrap_or_default();
        // Every part is looked for, so that all that are missing are read at once.
        let shows = |part: &&ProductRef| facts.by_ref(**part).is_some_and(|part| !facts.hides(part.card.category));
        let parts_there = parts.iter().filter(shows).count() == parts.len();
        if bundle.card.in_stock && !parts.is_empty() && parts_there {
            return Ok(core::iter::once(at).chain(parts).collect());
        }
    }
    Err(if sold_out { Reason::OutOfStock } else { Reason::NothingToShow })
}

/// What was put in the cart and looked at, without the page's own product.
fn viewed(facts: &Facts<'_>) -> Result<Vec<ProductRef>, Reason> {
    let Some(profile) = facts.profile() else { return Err(Reason::NothingToShow) };
    let cart = profile.cart.iter().map(|line| line.product);
    let views = facts.views().map(|view| view.product);
    let sensitive = &facts.core().sensitive;
    let missed = facts.missed();
    let mut unwanted = false;
    let mut found: Vec<ProductRef> = Vec::new();
    for key in cart.chain(views) {
        let pending = (facts.missed() - missed) as usize;
        if found.len() == ROW || found.len() + pending >= ROW + SPARE {
            break;
        }
        let Some(product) = facts.by_key(key) else { continue };
        let on_this_page = facts.page.is_some_and(|page| page.at == product.at);
        if facts.wishes.spurns(product.card.category) {
            unwanted = true;
            continue;
        }
        let shown_already = on_this_page || found.contains(&product.at);
        // What is in the cart may be there from before its category was sensitive.
        let may_be = product.card.in_stock && !sensitive.has(product.card.category);
        if may_be && !shown_already && !bought(facts, &product) {
            found.push(product.at);
        }
    }
    match (found.is_empty(), unwanted) {
        (false, _) => Ok(found),
        (true, true) => Err(Reason::NotWanted(Unwanted::Category)),
        (true, false) => Err(Reason::NothingToShow),
    }
}

/// The first of `candidates` that can be had, without the page's product and what is in the cart.
fn row(facts: &Facts<'_>, candidates: impl Iterator<Item = ProductRef>) -> Result<Vec<ProductRef>, Reason> {
    let mut found: Vec<ProductRef> = Vec::new();
    let (mut sold_out, mut unwanted) = (false, false);
    let mut pending = 0;
    for at in candidates {
        // A cold isolate asks for what the row needs and a few to spare, not for the whole list.
        if found.len() == ROW || found.len() + pending >= ROW + SPARE {
            break;
        }
        let product = match facts.look(at) {
            Lookup::Found(product) => product,
            Lookup::Absent => continue,
            Lookup::NotLoaded(_) => {
                pending += 1;
                continue;
            }
        };
        if facts.wishes.spurns(product.card.category) {
            unwanted = true;
            continue;
        }
        let here = facts.page.is_some_and(|page| page.at == at) || found.contains(&at) || facts.in_cart(product.key);
        if facts.hides(product.card.category) {
            continue;
        }
        sold_out |= !product.card.in_stock;
        if product.card.in_stock && !here && !bought(facts, &product) {
            found.push(at);
        }
    }
    match found.is_empty() {
        false => Ok(found),
        true if unwanted => Err(Reason::NotWanted(Unwanted::Category)),
        true if sold_out => Err(Reason::OutOfStock),
        true => Err(Reason::NothingToShow),
    }
}

/// Whether it was just bought and is not bought again.
fn bought(facts: &Facts<'_>, product: &Product<'_>) -> bool {
    !product.card.bought_again && facts.just_bought(product.key)
}

/// The categories that the visitor is drawn to, then the page's own and what completes it, then the shop's first.
fn paths(facts: &Facts<'_>) -> Result<Shown, Reason> {
    let core = facts.core();
    let mut found: Vec<u16> = Vec::new();
    let mut add = |at: u16| {
        let wanted = !facts.wishes.spurns(at) && !facts.hides(at);
        if wanted && found.len() < PATHS && !found.contains(&at) && core.category(at).is_some() {
            found.push(at);
        }
    };
    if let Some(profile) = facts.profile() {
        let open = |affinity: &&Affinity| core.sensitive.keyed(affinity.category).is_none();
        let warm = |affinity: &&Affinity| affinity.on(facts.today) >= 10 && open(affinity);
        // The strongest first; of two as strong, the one that was touched last.
        let weighed = (0_u64..).zip(&profile.affinities).filter(|(_, affinity)| warm(affinity));
        let mut drawn: Vec<u64> =
            weighed.map(|(at, affinity)| u64::from(u8::MAX - affinity.on(facts.today)) << 32 | at).collect();
        sort(&mut drawn);
        for affinity in drawn.into_iter().filter_map(|drawn| profile.affinities.get((drawn & 0xFFFF_FFFF) as usize)) {
            let place = core.categories.iter().position(|c| crate::key::NameKey::of(&c.id) == affinity.category);
            place.and_then(|at| u16::try_from(at).ok()).into_iter().for_each(&mut add);
        }
    }
    if let Some(at) = facts.category {
        add(at);
        core.category(at).into_iter().flat_map(|category| category.complements.iter().copied()).for_each(&mut add);
    }
    (0_u16..).zip(&core.categories).for_each(|(at, _)| add(at));
    if found.is_empty() {
        return Err(Reason::NothingToShow);
    }
    Ok(Shown { segment: None, products: Vec::new(), categories: found })
}
