//! What changed in the settings of the shop, in its categories and in its audiences.

use super::super::say::printable;
use super::change::{Change, Group, Kind};
use super::side::Side;
use super::words::{apart, listed, quoted, shortened};
use crate::consent::{CategoryMap, Settings};
use crate::snapshot::{Apps, Category, Channel, Core, Cuts, SnapshotId};
use std::collections::BTreeMap;

/// The changes of settings.
pub(super) fn settings(old: &Side, new: &Side) -> Vec<Change> {
    let (was, is) = (values(old.core()), values(new.core()));
    let differ = was.into_iter().zip(is).filter(|((_, was), (_, is))| was != is);
    let change = |((name, was), (_, is)): ((&str, String), (&str, String))| {
        let said = |value: String| if value.is_empty() { "none".into() } else { value };
        let (was, is) = apart(&said(was), &said(is));
        let text = format!("{name} {is}, was {was}");
        Change { group: Group::Shop, kind: Kind::Changed, id: None, count: 1, text }
    };
    differ.map(change).collect()
}

/// Whether other people are on the lists. Which and how many cannot be told: a snapshot holds no names and no ids.
pub(super) fn audiences(old: &Side, new: &Side) -> Option<Change> {
    let (was, is) = (&old.core().audience_shards, &new.core().audience_shards);
    let text = match (was.is_empty(), is.is_empty()) {
        _ if was == is => return None,
        (true, _) => "lists of members are published now, before there were none",
        (_, true) => "no lists of members are published any more",
        _ => "other people are on the lists, or they hold until another day",
    };
    Some(Change { group: Group::Audiences, kind: Kind::Changed, id: None, count: 1, text: text.into() })
}

/// Every setting, with its name.
fn values(core: &Core) -> Vec<(&'static str, String)> {
    let (shop, rfm) = (&core.shop, &core.rfm);
    let number = |n: Option<u16>| n.map(|n| n.to_string()).unwrap_or_default();
    let Settings { policy_version, vendor, unknown: _, platforms, onetrust, cookiebot, shopify } = &shop.consent;
    let words = |words: &[String]| listed(words, ", ");
    let cuts = |cuts: Cuts| cuts.points().map(|cut| cut.to_string()).collect::<Vec<_>>().join(", ");
    let names: Vec<&str> = platforms.iter().map(|platform| platform.name()).collect();
    vec![
        ("name", quoted(&shop.name)),
        ("currency", shop.currency.clone()),
        ("language", shop.language.clone()),
        ("allowed hosts", words(&shop.allowed_hosts)),
        ("fallback", shop.fallback_url.clone()),
        ("pattern of product pages", shop.product_url.clone()),
        ("pattern of product pictures", shop.image_url.clone()),
        ("channels", shop.channels.iter().map(channel).collect::<Vec<_>>().join("; ")),
        ("apps", shop.apps.as_ref().map(apps).unwrap_or_default()),
        ("click identifiers", words(&shop.click_ids)),
        ("query for one use of a category", shop.use_case_query.clone()),
        ("blocks on a page", shop.defaults.blocks.to_string()),
        ("sets on a page", shop.defaults.sets.to_string()),
        ("products in a set", shop.defaults.set_size.to_string()),
        ("personalized blocks on a page", shop.defaults.personalized_blocks.to_string()),
        ("how far a margin moves a product up, at most (percent)", shop.defaults.margin_nudge.to_string()),
        ("version of the privacy policy", number(*policy_version)),
        ("vendor id", number(*vendor)),
        ("consent platforms", names.join(", ")),
        ("what OneTrust's groups mean", map(onetrust)),
        ("what Cookiebot's categories mean", map(cookiebot)),
        ("what Shopify's purposes mean", map(shopify)),
        ("days until at risk", rfm.lifecycle.at_risk.to_string()),
        ("days until lapsed", rfm.lifecycle.lapsed.to_string()),
        ("fifths of recency (days)", cuts(rfm.recency_days)),
        ("fifths of frequency (orders)", cuts(rfm.frequency)),
        ("fifths of money spent", cuts(rfm.monetary)),
        ("weights of the products viewed last", views(core)),
        ("members of the audiences", members(core)),
        ("weights of the products viewed last (of 4096)", numbers(&core.blend.decay)),
        ("weights of a return to them", numbers(&core.blend.returns)),
    ]
}

/// How much the lists of the products viewed last count, the latest first, and what going back to one counts.
fn views(core: &Core) -> String {
    let numbers = |list: &[u16]| list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    format!("{}, again {}", numbers(&core.blend.decay), numbers(&core.blend.returns))
}

fn numbers(numbers: &[u16]) -> String {
    numbers.iter().map(u16::to_string).collect::<Vec<_>>().join(", ")
}

fn channel(channel: &Channel) -> String {
    let parameters: Vec<String> = channel.parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!(
        "`{}` at {}{}{}{}",
        printable(&channel.id),
        printable(&channel.listing_url),
        channel.home.as_ref().map(|home| format!(", its front page {}", printable(home))).unwrap_or_default(),
        if parameters.is_empty() { String::new() } else { format!(", with {}", printable(&parameters.join(" "))) },
        if channel.catches_sold_out { ", for what is sold out as well" } else { "" },
    )
}

fn apps(apps: &Apps) -> String {
    let named = |what: &str, name: &Option<String>| name.as_ref().map(|name| format!("{what} `{}`", printable(name)));
    let all: Vec<String> = [named("Android", &apps.android), named("iOS", &apps.ios)].into_iter().flatten().collect();
    format!("{} for {}", all.join(", "), printable(&apps.host))
}

/// Which members these are, as a short name: who they are is in no snapshot.
fn members(core: &Core) -> String {
    let ids: Vec<u8> = core.audience_shards.iter().flat_map(|shard| shard.0).collect();
    if ids.is_empty() {
        String::new()
    } else {
        format!(
            "state {:08x}",
            SnapshotId::of(&ids).0.iter().take(4).fold(0_u32, |id, byte| id << 8 | u32::from(*byte))
        )
    }
}

fn map(map: &CategoryMap) -> String {
    let CategoryMap { preferences, analytics, personalization, advertising } = map;
    let of = |name: &str, list: &[String]| format!("{name} {}", listed(list, " and "));
    let all = [
        of("preferences", preferences),
        of("analytics", analytics),
        of("personalization", personalization),
        of("advertising", advertising),
    ];
    all.join(", ")
}

/// The changes of categories.
pub(super) fn categories(old: &Side, new: &Side) -> Vec<Change> {
    let by_id = |core: &Core| -> BTreeMap<String, [(&'static str, String); 4]> {
        core.categories.iter().map(|category| (category.id.clone(), facets(category, core))).collect()
    };
    let (was, is) = (by_id(old.core()), by_id(new.core()));
    let change =
        |kind, id: &str, text: String| Change { group: Group::Categories, kind, id: Some(id.into()), count: 1, text };
    let mut changes = Vec::new();
    for (id, now) in &is {
        let Some(then) = was.get(id) else {
            changes.push(change(Kind::Added, id, format!("`{}` is new", shortened(id))));
            continue;
        };
        let differ = now.iter().zip(then).filter(|(now, then)| now != then);
        let said = differ.map(|((name, is), (_, was))| {
            let (was, is) = apart(was, is);
            format!("{name} {is}, was {was}")
        });
        let said: Vec<String> = said.collect();
        if !said.is_empty() {
            changes.push(change(Kind::Changed, id, format!("`{}`: {}", shortened(id), said.join("; "))));
        }
    }
    let gone = was.keys().filter(|id| !is.contains_key(*id));
    changes.extend(gone.map(|id| change(Kind::Removed, id, format!("`{}` is gone", shortened(id)))));
    changes
}

fn facets(category: &Category, core: &Core) -> [(&'static str, String); 4] {
    let complements = category.complements.iter().filter_map(|at| core.category(*at)).map(|it| it.id.clone());
    let sensitive = if category.sensitive { "yes" } else { "no" };
    [
        ("title", quoted(&category.title)),
        ("page", format!("`{}`", printable(&category.url))),
        ("sensitive", sensitive.into()),
        ("completed by", listed(&complements.collect::<Vec<_>>(), ", ")),
    ]
}
