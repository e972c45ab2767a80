//! The ad links that the development bar offers.

use super::site::{Item, Site};
use crate::shop::source::{CampaignFile, Goal};
use serde::Serialize;

/// How many links are offered.
const MOST: usize = 4;

#[derive(Serialize)]
struct AdLink<'a> {
    name: &'a str,
    url: String,
}

/// A few campaigns as clicks on an ad: with the product of the ad, with words that somebody searched for, with nothing.
pub(super) fn json(site: &Site<'_>) -> String {
    let intent = &site.folder.shop.intent;
    let words = [&intent.problem, &intent.review, &intent.value, &intent.premium];
    let mut words = words.into_iter().filter_map(|words| words.first()).cycle();
    let mut links = Vec::new();
    let takes_product = |campaign: &&CampaignFile| has(campaign, |goal| matches!(goal, Goal::Product(None)));
    let leads_here = |campaign: &&CampaignFile| {
        !has(campaign, |goal| matches!(goal, Goal::Url(url) if super::path::page(&url.value).is_none()))
    };
    let all = site.folder.campaigns.iter();
    let mut campaigns: Vec<&CampaignFile> = all.filter(|campaign| campaign.window == Default::default()).collect();
    campaigns.extend(site.folder.campaigns.iter().filter(|campaign| campaign.window != Default::default()));
    let with_product = campaigns.iter().copied().filter(takes_product).zip(ad_products(site)).take(2);
    for (campaign, item) in with_product {
        let query = [("product", item.entry.id.value.as_str()), ("utm_source", "search"), ("utm_medium", "cpc")];
        links.push(AdLink { name: &campaign.id, url: link(campaign, &query) });
    }
    for campaign in campaigns.iter().copied().filter(leads_here).take(MOST - links.len()) {
        let word = words.next().map(String::as_str).unwrap_or_default();
        let query = [("utm_source", "search"), ("utm_medium", "cpc"), ("utm_term", word)];
        links.push(AdLink { name: &campaign.id, url: link(campaign, &query) });
    }
    serde_json::to_string(&links).unwrap_or_default()
}

fn has(campaign: &CampaignFile, is: impl Fn(&Goal) -> bool) -> bool {
    campaign.candidates.iter().any(|candidate| is(&candidate.to))
}

/// Best sellers of different shelves.
fn ad_products<'s, 'a>(site: &'s Site<'a>) -> impl Iterator<Item = &'s Item<'a>> {
    site.full_shelves().filter_map(|shelf| site.items(shelf.items.iter().copied()).find(|item| item.in_stock()))
}

fn link(campaign: &CampaignFile, query: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
    format!("/r/{}?{query}", campaign.id)
}
