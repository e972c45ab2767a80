//! What a candidate leads to, whatever its condition says.

use super::address::{allowed, fill_pattern, is_own_link, of_channel, with_use_case};
use crate::consent::{Device, Os};
use crate::engine::facts::Facts;
use crate::engine::{Landed, Place, Reason};
use crate::snapshot::{Candidate, Channel, Destination, Detail, Product, ProductRef};
use alloc::borrow::Cow;
use alloc::string::String;

/// An address, and whose page it is.
type Found = Result<(String, Place), Reason>;

/// Where a candidate leads, whatever its condition says.
///
/// # Errors
/// What it leads to is not named, not in the catalogue, sold out, not there, sensitive, or on a host that is not allowed.
pub(in crate::engine) fn find(facts: &Facts<'_>, candidate: &Candidate) -> Result<Landed, Reason> {
    let (url, place) = match &candidate.to {
        Destination::Product(product) => page_of(facts, in_stock(open(facts, wanted(facts, *product)?)?)?),
        Destination::Listing(channel, product) => listing(facts, *channel, *product),
        Destination::Listed(at, number) => listed(channel(facts, *at)?, *at, number),
        Destination::Variant(product) => page_of(facts, variant(facts, *product)?),
        Destination::Bundle(product) => page_of(facts, bundle(facts, wanted(facts, *product)?)?),
        Destination::Successor(product) => page_of(facts, successor(facts, wanted(facts, *product)?)?),
        Destination::Category(place, use_case) => category(facts, *place, use_case),
        Destination::Url(url) => of_shop(facts, url.clone()),
        Destination::Channel(at) => home_of(channel(facts, *at)?, *at),
        Destination::Home => of_shop(facts, "/".into()),
    }?;
    let place = if candidate.in_app && place == Place::Shop && opens_app(facts) { Place::App } else { place };
    Ok(Landed { url, step: candidate.to.step(), place })
}

/// The product that a candidate names, else that of the link.
fn wanted<'a>(facts: &Facts<'a>, named: Option<ProductRef>) -> Result<Product<'a>, Reason> {
    match named {
        Some(at) => facts.by_ref(at).ok_or(Reason::NothingToShow),
        None => facts.page.ok_or(facts.no_page),
    }
}

/// Nothing of a sensitive category stands in a redirect.
fn not_sensitive(facts: &Facts<'_>, category: u16) -> Result<(), Reason> {
    if facts.core().sensitive.has(category) { Err(Reason::Sensitive(category)) } else { Ok(()) }
}

fn open<'a>(facts: &Facts<'_>, product: Product<'a>) -> Result<Product<'a>, Reason> {
    not_sensitive(facts, product.card.category).map(|()| product)
}

fn in_stock(product: Product<'_>) -> Result<Product<'_>, Reason> {
    if product.card.in_stock { Ok(product) } else { Err(Reason::OutOfStock) }
}

/// The details of a product; those of the link's are read already.
fn detail<'f, 'a>(facts: &'f Facts<'a>, product: &Product<'a>) -> Result<Cow<'f, Detail<'a>>, Reason> {
    let at_hand = facts.detail.as_ref().filter(|_| facts.page.is_some_and(|page| page.at == product.at));
    match at_hand {
        Some(detail) => Ok(Cow::Borrowed(detail)),
        None => product.detail().map(Cow::Owned).ok_or(Reason::NothingToShow),
    }
}

/// The variant that the link names, where it is one of this product's family.
fn named_variant<'a>(facts: &Facts<'a>, product: &Product<'a>) -> Option<Product<'a>> {
    facts.by_key(facts.variant?).filter(|variant| variant.card.family == product.card.family)
}

/// The variant of the link, if it is to be had; else the first that is.
fn variant<'a>(facts: &Facts<'a>, named: Option<ProductRef>) -> Result<Product<'a>, Reason> {
    let product = wanted(facts, named)?;
    let of_link = if named.is_none() { named_variant(facts, &product) } else { None };
    if let Some(variant) = of_link.and_then(|variant| in_stock(open(facts, variant).ok()?).ok()) {
        return Ok(variant);
    }
    first_in_stock(facts, &detail(facts, &product)?.variants)
}

fn bundle<'a>(facts: &Facts<'a>, product: Product<'a>) -> Result<Product<'a>, Reason> {
    first_in_stock(facts, &detail(facts, &product)?.bundles)
}

fn successor<'a>(facts: &Facts<'a>, product: Product<'a>) -> Result<Product<'a>, Reason> {
    first_in_stock(facts, detail(facts, &product)?.successor.as_slice())
}

fn first_in_stock<'a>(facts: &Facts<'a>, places: &[ProductRef]) -> Result<Product<'a>, Reason> {
    let mut reason = Reason::NothingToShow;
    for at in places {
        if let Some(product) = facts.by_ref(*at) {
            match open(facts, product).and_then(in_stock) {
                Ok(product) => return Ok(product),
                Err(why) => reason = why,
            }
        }
    }
    Err(reason)
}

fn page_of(facts: &Facts<'_>, product: Product<'_>) -> Found {
    page_of_catalogue(facts, fill_pattern(product.card.url, &facts.core().shop.product_url, product.card.id))
}

fn category(facts: &Facts<'_>, named: Option<u16>, use_case: &str) -> Found {
    let at = named.or(facts.category).ok_or(facts.no_category)?;
    not_sensitive(facts, at)?;
    let url = &facts.core().category(at).ok_or(Reason::NothingToShow)?.url;
    page_of_catalogue(facts, with_use_case(url, &facts.core().shop.use_case_query, use_case))
}

/// A page of the catalogue is no link of ours, which would lead round in a circle.
fn page_of_catalogue(facts: &Facts<'_>, url: String) -> Found {
    if is_own_link(&url) { Err(Reason::NotAllowed) } else { of_shop(facts, url) }
}

/// A page of the shop, or of one of its hosts.
fn of_shop(facts: &Facts<'_>, url: String) -> Found {
    if !allowed(&url, &facts.core().shop.allowed_hosts) {
        return Err(Reason::NotAllowed);
    }
    let place = place_of(facts, &url);
    Ok((url, place))
}

/// Whose page an allowed address is. A channel's is the channel's, however it came to be allowed.
pub(super) fn place_of(facts: &Facts<'_>, url: &str) -> Place {
    if url.starts_with('/') {
        return Place::Shop;
    }
    let channels = (0_u8..).zip(&facts.core().shop.channels);
    let mut channel = channels.filter(|(_, channel)| of_channel(url, channel));
    channel.next().map_or(Place::Host, |(at, _)| Place::Channel(at))
}

fn channel<'a>(facts: &Facts<'a>, at: u8) -> Result<&'a Channel, Reason> {
    facts.core().shop.channels.get(usize::from(at)).ok_or(Reason::NothingToShow)
}

/// The listing of a product; of the link's product, the variant that the link names comes first.
fn listing(facts: &Facts<'_>, at: u8, named: Option<ProductRef>) -> Found {
    let channel = channel(facts, at)?;
    let product = wanted(facts, named)?;
    let of_link = if named.is_none() { named_variant(facts, &product) } else { None };
    let one = |product: Product<'_>| {
        let product = open(facts, product)?;
        let detail = detail(facts, &product)?;
        let (_, number) = detail.listings.iter().find(|(other, _)| *other == at).ok_or(Reason::NothingToShow)?;
        if !product.card.in_stock && !channel.catches_sold_out {
            return Err(Reason::NotCaught);
        }
        listed(channel, at, number)
    };
    match of_link.map(one) {
        Some(Ok(found)) => Ok(found),
        _ => one(product),
    }
}

fn listed(channel: &Channel, at: u8, number: &str) -> Found {
    at_channel(channel, at, fill_pattern("", &channel.listing_url, number))
}

fn home_of(channel: &Channel, at: u8) -> Found {
    at_channel(channel, at, channel.home.clone().ok_or(Reason::NothingToShow)?)
}

fn at_channel(channel: &Channel, at: u8, url: String) -> Found {
    if of_channel(&url, channel) { Ok((url, Place::Channel(at))) } else { Err(Reason::NotAllowed) }
}

/// Whether the click comes from a phone on which the shop has an app.
fn opens_app(facts: &Facts<'_>) -> bool {
    let (context, apps) = (facts.visitor.context(), facts.core().shop.apps.as_ref());
    context.device == Device::Mobile
        && !context.within_app
        && apps.is_some_and(|apps| match context.os {
            Os::Android => apps.android.is_some(),
            Os::Ios => apps.ios.is_some(),
            Os::Other => false,
        })
}
