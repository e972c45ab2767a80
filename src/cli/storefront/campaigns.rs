//! The clicks on ads that the development bar offers: one for each thing that a landing can do.

use super::path;
use super::site::{Item, Site};
use crate::day::Day;
use crate::engine::Intent;
use crate::shop::source::{CampaignFile, Goal, When, primary};
use crate::snapshot::{NameSignal, Says, Test};
use serde::Serialize;

#[derive(Serialize)]
struct Click {
    name: String,
    url: String,
}

/// The clicks of `today`, as the bar reads them.
pub(super) fn json(site: &Site<'_>, today: Day) -> String {
    // Only campaigns that run now, and that land in this shop whatever the visitor is like.
    let stays = |goal: &Goal| match goal {
        Goal::Url(url) => path::page(&url.value).is_some(),
        goal => goal.channel().is_none(),
    };
    let running: Vec<&CampaignFile> = site
        .folder
        .campaigns
        .iter()
        .filter(|campaign| campaign.window.holds(today) && campaign.candidates.iter().all(|other| stays(&other.to)))
        .collect();
    let first = |make: &dyn Fn(&CampaignFile) -> Option<Click>| running.iter().find_map(|campaign| make(campaign));
    let clicks = [
        first(&|campaign| product(site, campaign)),
        first(&|campaign| sold_out(site, campaign, true))
            .or_else(|| first(&|campaign| sold_out(site, campaign, false))),
        first(&|campaign| search(site, campaign, true)).or_else(|| first(&|campaign| search(site, campaign, false))),
        first(&page),
    ];
    let clicks: Vec<Click> = clicks.into_iter().flatten().collect();
    serde_json::to_string(&clicks).unwrap_or_default()
}

/// An ad for a product.
fn product(site: &Site<'_>, campaign: &CampaignFile) -> Option<Click> {
    let plain = campaign.candidates.iter().all(|candidate| candidate.when.is_none());
    let takes = has(campaign, |goal| matches!(goal, Goal::Product(None)));
    let item = shelves(site, campaign).find(|item| item.in_stock()).filter(|_| plain && takes)?;
    Some(click(campaign, "an ad for a product", &[("product", &item.entry.id.value)]))
}

/// An ad for a product that is sold out, and has a variant that is not; `own`: from the campaign's own categories.
fn sold_out(site: &Site<'_>, campaign: &CampaignFile, own: bool) -> Option<Click> {
    let takes = has(campaign, |goal| matches!(goal, Goal::Variant(None)));
    let other = |item: &&Item<'_>| site.items(site.family(item).iter().copied()).any(Item::in_stock);
    let gone = |item: &&Item<'_>| !item.in_stock() && other(item);
    let item =
        if own { shelves(site, campaign).find(gone) } else { site.products.iter().find(gone) }.filter(|_| takes)?;
    Some(click(campaign, "an ad for a product that is sold out", &[("product", &item.entry.id.value)]))
}

/// An ad beside the results of a search; `own`: of the search that the campaign is named after.
fn search(site: &Site<'_>, campaign: &CampaignFile, own: bool) -> Option<Click> {
    let words = campaign.candidates.iter().filter_map(|candidate| candidate.when.as_ref());
    let words = words.filter_map(|when| searched(site, when, 4)).next()?;
    let word = if own { words.iter().find(|word| campaign.id.contains(**word)) } else { words.first() }?;
    Some(click(campaign, &format!("after a search for “{word}”"), &[("utm_term", word)]))
}

/// A link that names no product, to a page that was made for it.
fn page(campaign: &CampaignFile) -> Option<Click> {
    has(campaign, |goal| matches!(goal, Goal::Url(_))).then(|| click(campaign, "a link without a product", &[]))
}

fn click(campaign: &CampaignFile, what: &str, query: &[(&str, &str)]) -> Click {
    let usual = [("utm_source", "search"), ("utm_medium", "cpc")];
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).extend_pairs(usual).finish();
    Click { name: format!("{}: {what}", campaign.id), url: format!("/r/{}?{query}", campaign.id) }
}

fn has(campaign: &CampaignFile, is: impl Fn(&Goal) -> bool) -> bool {
    campaign.candidates.iter().any(|candidate| is(&candidate.to))
}

/// The products of the categories that a campaign names.
fn shelves<'s, 'a>(site: &'s Site<'a>, campaign: &'s CampaignFile) -> impl Iterator<Item = &'s Item<'a>> {
    let named = campaign.candidates.iter().filter_map(|candidate| match &candidate.to {
        Goal::Category(Some(id), _) => site.shelf(&id.value),
        _ => None,
    });
    named.flat_map(|shelf| site.items(shelf.items.iter().copied()))
}

/// Words of a search with the intent that a condition asks for; segments are looked into `depth` deep.
fn searched<'s>(site: &'s Site<'_>, when: &'s When, depth: usize) -> Option<Vec<&'s str>> {
    match when {
        When::All(parts) | When::Any(parts) => parts.iter().find_map(|part| searched(site, part, depth)),
        When::Not(_) => None,
        When::Segment(id) => {
            let segment = site.folder.segments.iter().find(|segment| segment.id == id.value)?;
            searched(site, &segment.when, depth.checked_sub(1)?)
        }
        When::Test(Test::Name(NameSignal::Intent, names), ..) => names.iter().find_map(|name| words(site, &name.text)),
        When::Test(..) => None,
    }
}

/// The phrases that tell an intent, where somebody would type them like that: the shop's words, then those of its language.
fn words<'s>(site: &'s Site<'_>, intent: &str) -> Option<Vec<&'s str>> {
    let list = Intent::ALL.into_iter().find(|known| known.name() == intent)?.list()?;
    let folder = site.folder;
    let brand = folder.shop.brand.iter().filter(|_| list == Says::Branded);
    let own = folder.intent.iter().filter(|file| file.language == primary(&folder.shop.language));
    let phrases = brand.chain(folder.shop.intent.of(list)).chain(own.flat_map(|file| file.lists.of(list)));
    let typed = |phrase: &&str| !phrase.contains(['*', '#']);
    let words: Vec<&str> = phrases.map(|phrase| phrase.value.as_str()).filter(typed).collect();
    (!words.is_empty()).then_some(words)
}
