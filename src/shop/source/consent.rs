//! `consent` of `shop.json`: whose signals are read, and what the categories of the consent platforms mean.

use crate::consent::{CategoryMap, Platform, Settings};
use crate::shop::code::Code;
use crate::shop::fields::Reader;
use crate::shop::place::At;
use jsonc_parser::ast::Value;

/// The categories that Cookiebot has.
pub(in crate::shop) const COOKIEBOT: [&str; 4] = ["necessary", "preferences", "statistics", "marketing"];
/// The purposes that Shopify has.
pub(in crate::shop) const SHOPIFY: [&str; 4] = ["preferences", "analytics", "marketing", "sale_of_data"];

/// Reads the settings. What is left out stays as it usually is.
pub(super) fn read(reader: Reader<'_>, value: &Value<'_>) -> Option<Settings> {
    let mut fields = reader.fields(value, "`consent`")?;
    let usual = Settings::default();
    let vendor = fields.may("vendor", |r, v| r.whole(v, 1..=u32::from(u16::MAX)));
    let platforms = fields.may("platforms", platforms).unwrap_or(usual.platforms);
    let mut map =
        |platform: Platform, what: &'static str, known: &[(&'static str, &'static str)], usual: CategoryMap| {
            let value = fields.take(platform.name());
            if let Some(value) = value
                && !platforms.contains(&platform)
            {
                let message = format!("`{}` is not among the platforms whose signals are read", platform.name());
                let help = format!("add `\"{}\"` to `platforms`, or take this away", platform.name());
                reader.notes.say(Code::UnreadPlatform, reader.place(value), message, help);
            }
            value.and_then(|value| categories(reader, value, what, known, &usual)).unwrap_or(usual)
        };
    let onetrust = map(Platform::Onetrust, "`onetrust`", &[], usual.onetrust);
    let cookiebot = map(Platform::Cookiebot, "`cookiebot`", &COOKIEBOT.map(|name| (name, name)), usual.cookiebot);
    let shopify = map(Platform::Shopify, "`shopify`", &SHOPIFY.map(|name| (name, name)), usual.shopify);
    fields.finish();
    Some(Settings {
        unknown: false,
        policy_version: usual.policy_version,
        vendor: vendor.and_then(|id| u16::try_from(id).ok()),
        platforms,
        onetrust,
        cookiebot,
        shopify,
    })
}

fn platforms(reader: Reader<'_>, value: &Value<'_>) -> Option<Vec<Platform>> {
    let names = Platform::ALL.map(|platform| (platform.name(), platform));
    let list = reader.list(value, |reader, value| {
        let platform = reader.one_of(value, "platform", &names)?;
        Some(At { value: platform, place: reader.place(value) })
    })?;
    for (at, platform) in list.iter().enumerate() {
        if list.iter().take(at).any(|other| other.value == platform.value) {
            let message = format!("the platform `{}` stands here twice", platform.value.name());
            reader.notes.error(platform.place, message, "keep one of the two");
        }
    }
    Some(list.into_iter().map(|platform| platform.value).collect())
}

/// The categories of one platform by purpose; `known` is empty where the platform's customers name them themselves.
fn categories(
    reader: Reader<'_>,
    value: &Value<'_>,
    what: &'static str,
    known: &[(&'static str, &'static str)],
    usual: &CategoryMap,
) -> Option<CategoryMap> {
    let mut fields = reader.fields(value, what)?;
    let list = |reader: Reader<'_>, value: &Value<'_>| {
        reader.list(value, |reader, value| match known {
            [] => reader.words(value),
            known => reader.one_of(value, "category", known).map(String::from),
        })
    };
    let mut of = |purpose: &'static str, usual: &[String]| fields.may(purpose, list).unwrap_or_else(|| usual.to_vec());
    let map = CategoryMap {
        preferences: of("preferences", &usual.preferences),
        analytics: of("analytics", &usual.analytics),
        personalization: of("personalization", &usual.personalization),
        advertising: of("advertising", &usual.advertising),
    };
    fields.finish();
    Some(map)
}
