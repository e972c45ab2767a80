//! The pages that blocks and campaigns lead to, beside products and categories: what a marketer links is there, so that no
//! link of the storefront is dead. Their words come from the blocks that lead to them.

use super::path;
use super::site::Site;
use crate::shop::source::{BlockFile, Goal};
use std::collections::BTreeMap;

/// Addresses with a page of their own here.
const OWN: [&str; 5] = ["/", "/cart", "/checkout", "/checkout/thanks", "/account/orders"];

/// How many products such a page shows.
const MOST: usize = 24;

/// Something leads to this page.
pub(super) struct Lead<'a> {
    /// Its address.
    pub(super) page: String,
    /// What it says.
    pub(super) sections: Vec<Section<'a>>,
    /// Products that it shows, as places in the site's.
    pub(super) products: Vec<usize>,
}

/// A part of a page.
pub(super) struct Section<'a> {
    /// What stands after `#` in the link, or empty.
    pub(super) anchor: &'a str,
    /// The heading.
    pub(super) title: String,
    /// The text, or empty.
    pub(super) text: String,
    /// Points.
    pub(super) points: Vec<String>,
}

/// Finds the pages that are led to.
pub(super) fn find<'a>(site: &Site<'a>) -> Vec<Lead<'a>> {
    let mut leads = BTreeMap::new();
    // What is said to everyone first.
    let mut blocks: Vec<&BlockFile> = site.folder.blocks.iter().collect();
    blocks.sort_by_key(|block| (block.when.is_some() || !block.segments.is_empty(), !block.segments.is_empty()));
    for block in blocks {
        let Some((text, url)) = &block.link else { continue };
        let Some(lead) = lead(site, &mut leads, &url.value) else { continue };
        add(&mut lead.sections, section(site, block, text, path::fragment(&url.value)));
        lead.products.extend(block.products.iter().filter_map(|id| site.place_of(&id.value)));
    }
    for campaign in &site.folder.campaigns {
        for candidate in &campaign.candidates {
            let Goal::Url(url) = &candidate.to else { continue };
            let Some(lead) = lead(site, &mut leads, &url.value) else { continue };
            lead.products.extend(campaign.candidates.iter().flat_map(|other| goods(site, &other.to)));
        }
    }
    if let Some(url) = &site.folder.shop.fallback_url {
        lead(site, &mut leads, &url.value);
    }
    let finish = |mut lead: Lead<'a>| {
        if ["sale", "reduced"].contains(&path::words(&lead.page).to_lowercase().as_str()) {
            let reduced = site.products.iter().enumerate().filter(|(_, item)| item.on_sale());
            lead.products.extend(reduced.map(|(place, _)| place));
        }
        let mut taken = std::collections::HashSet::new();
        lead.products.retain(|place| taken.insert(*place));
        lead.products.truncate(MOST);
        // What a link leads to within the page comes after what stands at its top.
        lead.sections.sort_by_key(|section| !section.anchor.is_empty());
        lead
    };
    leads.into_values().map(finish).collect()
}

/// The page at `url`, unless it is no page of this site, or one that is made otherwise.
fn lead<'l, 'a>(site: &Site<'a>, leads: &'l mut BTreeMap<String, Lead<'a>>, url: &str) -> Option<&'l mut Lead<'a>> {
    let page = path::page(url)?;
    let is_page = |other: &str| path::page(other) == Some(page);
    let taken = OWN.contains(&page)
        || site.shelves.iter().any(|shelf| is_page(&shelf.entry.url.value))
        || site.products.iter().any(|item| is_page(&item.url));
    if taken {
        return None;
    }
    let new = || Lead { page: page.into(), sections: Vec::new(), products: Vec::new() };
    Some(leads.entry(page.into()).or_insert_with(new))
}

/// What a block says, without the sentences that are about a certain product.
fn section<'a>(site: &Site<'_>, block: &'a BlockFile, link: &str, anchor: &'a str) -> Section<'a> {
    let said = |text: &str| {
        let text = text.replace("{shop}", &site.folder.shop.name);
        let sentences = text.split_inclusive(". ").filter(|sentence| !sentence.contains('{'));
        sentences.collect::<String>().trim().to_owned()
    };
    let title = said(&block.title.value);
    let points = block.points.iter().map(|point| said(&point.value));
    Section {
        anchor,
        title: if title.is_empty() { link.into() } else { title },
        text: block.text.as_ref().map(|text| said(&text.value)).unwrap_or_default(),
        points: points.filter(|point| !point.is_empty()).collect(),
    }
}

/// Adds a section, without saying anything twice. One that has points only adds them to the first like it.
fn add<'a>(sections: &mut Vec<Section<'a>>, mut new: Section<'a>) {
    let known: Vec<String> = sections.iter().flat_map(|section| section.points.clone()).collect();
    new.points.retain(|point| !known.iter().any(|other| other.contains(point) || point.contains(other)));
    let like = sections.iter_mut().find(|section| section.anchor == new.anchor);
    match like {
        Some(first) if new.text.is_empty() => first.points.append(&mut new.points),
        _ => sections.push(new),
    }
}

/// The products of a campaign's destination.
fn goods(site: &Site<'_>, goal: &Goal) -> Vec<usize> {
    match goal {
        Goal::Category(Some(id), _) => {
            site.shelf(&id.value).map(|shelf| shelf.items.iter().copied().take(MOST / 2).collect()).unwrap_or_default()
        }
        goal => goal.product().and_then(|id| site.place_of(&id.value)).into_iter().collect(),
    }
}
