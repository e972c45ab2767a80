//! Makes the request of a case: the cookies are sealed as the Worker would have.

use super::check::Seen;
use super::file::{Asked, Case, Visitor};
use crate::consent::{Choice, Preferences, Purpose, PurposeSet, Record};
use crate::cookie::{self, Keys, Plain};
use crate::day::Day;
use crate::key::{NameKey, ProductKey};
use crate::snapshot::{Lookup, Snapshot};
use crate::story;
use crate::visitor::{Audience, Bought, Brought, CartLine, Exposure, LIMITS, Profile, ShownProduct, View, VisitorId};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// A request as plain values, for whoever sends it.
#[derive(Debug, Clone)]
pub struct Parts {
    /// The method.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// The headers, lower case, each once.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Option<String>,
}

/// User agents of the device classes.
const AGENTS: [(&str, &str); 3] = [
    ("mobile", "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36"),
    ("tablet", "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"),
    ("desktop", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"),
];

/// The request of a case. `snapshot` must have all its shards at hand.
///
/// # Errors
/// When the case names a product that is not there, or something that it may not say.
pub fn parts(case: &Case, snapshot: Option<&Snapshot>, keys: &Keys, today: Day) -> Result<Parts, String> {
    parts_as(None, case, snapshot, keys, today)
}

/// The same request by a visitor with this id instead of the case's number: of a thousand visitors, more than 256 have to
/// be told apart when experiments are dealt.
///
/// # Errors
/// When the case names a product that is not there, or something that it may not say.
pub fn parts_as(
    id: Option<VisitorId>,
    case: &Case,
    snapshot: Option<&Snapshot>,
    keys: &Keys,
    today: Day,
) -> Result<Parts, String> {
    let asked = &case.request;
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, value: &str| headers.push((name.to_string(), value.to_string()));
    let device = asked.device.as_deref().unwrap_or("desktop");
    let agent = AGENTS.iter().find(|(name, _)| *name == device);
    let (_, agent) = agent.ok_or_else(|| format!("`{device}` is no device; write mobile, tablet or desktop"))?;
    if !asked.headers.keys().any(|name| name.eq_ignore_ascii_case("user-agent")) {
        add("user-agent", agent);
    }
    add("accept-language", asked.language.as_deref().unwrap_or("en"));
    if !asked.headers.keys().any(|name| name.eq_ignore_ascii_case("accept")) {
        add("accept", "application/json");
    }
    if asked.gpc {
        add("sec-gpc", "1");
    }
    let mut cookies = Vec::new();
    if case.consent.is_some() || case.preferences.is_some() {
        let policy = snapshot.and_then(|snapshot| snapshot.core().shop.consent.policy_version).unwrap_or(0);
        let mut record = Record { day: today, policy, preferences: preferences(case), ..Record::default() };
        if let Some(choice) = &case.consent {
            record.own = Choice { day: today, stated: PurposeSet::ALL, granted: granted(choice)? };
        }
        let value = record.seal(keys).ok_or("there is no signing key")?;
        cookies.push(format!("{}={value}", cookie::CONSENT));
    }
    if let Some(visitor) = &case.visitor {
        let snapshot = snapshot.ok_or("a visitor's history needs a snapshot")?;
        let mut profile = profile(visitor, snapshot, today)?;
        profile.id = id.unwrap_or(profile.id);
        let value = cookie::seal_profile(&profile, keys, today).ok_or("there is no signing key")?;
        let value = spoil(value, asked.spoil.as_deref())?;
        cookies.push(format!("{}={value}", cookie::PROFILE));
        if asked.spoil.as_deref() == Some("duplicate") {
            cookies.push(format!("{}={value}", cookie::PROFILE));
        }
    }
    if let Some(tcf) = &case.tcf {
        let name = tcf.cookie.as_deref().unwrap_or("euconsent-v2");
        // As the only section of a GPP string, whose header then says "section 2".
        let before = if name == "__gpp" { "DBABMA~" } else { "" };
        cookies.push(format!("{name}={before}{}", tcf.text(today)));
    }
    for (name, value) in &asked.cookies {
        cookies.push(format!("{name}={}", dated(value, today)));
    }
    // Cookies that the case names itself come behind those that it describes, in one header, as a browser sends them.
    let (named, others): (Vec<_>, Vec<_>) =
        asked.headers.iter().partition(|(name, _)| name.eq_ignore_ascii_case("cookie"));
    cookies.extend(named.into_iter().map(|(_, value)| value.clone()));
    if !cookies.is_empty() {
        add("cookie", &cookies.join("; "));
    }
    for (name, value) in others {
        add(&name.to_lowercase(), value);
    }
    let body = asked.body.as_ref().map(|body| match body {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    });
    let method = asked.method.clone().unwrap_or_else(|| "GET".into());
    let mut parts = Parts { method, target: asked.path.clone(), headers, body };
    if let Some(click) = click(case) {
        let seen = super::run::seen(&click, snapshot, keys, today.minus(case.came_by_days_ago))?;
        follow(case, &seen, &mut parts)?;
    }
    Ok(parts)
}

/// The click that a case begins with, as a case of its own: the same visitor, on the ad's link.
#[must_use]
pub fn click(case: &Case) -> Option<Case> {
    let path = path_of(case.came_by.as_deref()?).to_string();
    let request = Asked { path, method: None, body: None, spoil: None, ..case.request.clone() };
    Some(Case { came_by: None, request, ..case.clone() })
}

/// Path and query of a link that may be written with its host.
fn path_of(link: &str) -> &str {
    let rest = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"));
    match rest {
        Some(rest) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/"),
        None => link,
    }
}

/// Goes on from a click's answer: the story in its `Location` and the cookies that it sets come along with `parts`.
///
/// # Errors
/// When the case names a way to spoil a story that there is not.
pub fn follow(case: &Case, click: &Seen, parts: &mut Parts) -> Result<(), String> {
    let header = parts.headers.iter().find(|(name, _)| name == "cookie").map_or("", |(_, value)| value);
    let mut cookies: Vec<String> =
        header.split("; ").filter(|pair| !pair.is_empty()).map(ToString::to_string).collect();
    let mut in_url = None;
    for (name, value) in &click.headers {
        if name.eq_ignore_ascii_case("location") {
            let query = value.split_once('?').map_or("", |(_, query)| query.split('#').next().unwrap_or_default());
            in_url = match story::in_query(query) {
                Plain::One(value) => Some(value.to_string()),
                Plain::Absent | Plain::Several => in_url,
            };
        } else if name.eq_ignore_ascii_case("set-cookie")
            && let Some((name, rest)) = value.split_once('=')
        {
            let of_name = |pair: &String| pair.split_once('=').is_some_and(|(other, _)| other == name);
            cookies.retain(|pair| !of_name(pair));
            if !rest.contains("Max-Age=0") {
                cookies.push(format!("{name}={}", rest.split(';').next().unwrap_or_default()));
            }
        }
    }
    let kept = format!("{}=", story::COOKIE);
    let in_cookie = cookies.iter().position(|pair| pair.starts_with(&kept)).map(|at| cookies.remove(at));
    let mut in_cookie = in_cookie.and_then(|pair| Some(pair.strip_prefix(&kept)?.to_string()));
    let mut times = 1;
    match case.spoil_story.as_deref() {
        None => {}
        Some("swap") => core::mem::swap(&mut in_url, &mut in_cookie),
        Some("duplicate") => times = 2,
        how => {
            in_url = in_url.map(|value| spoil(value, how)).transpose()?;
            in_cookie = in_cookie.map(|value| spoil(value, how)).transpose()?;
        }
    }
    for _ in 0..times {
        if let Some(value) = &in_url {
            parts.target = story::with_parameter(&parts.target, value);
        }
        cookies.extend(in_cookie.as_ref().map(|value| format!("{kept}{value}")));
    }
    parts.headers.retain(|(name, _)| name != "cookie");
    if !cookies.is_empty() {
        parts.headers.push(("cookie".into(), cookies.join("; ")));
    }
    Ok(())
}

/// The value with its days filled in.
fn dated(value: &str, today: Day) -> String {
    let mut parts = value.split('{');
    let mut out = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let filled = part.split_once('}').and_then(|(what, rest)| {
            let (form, ago) = what.split_once(':')?;
            let day = i64::from(today.0) - ago.parse::<i64>().ok()?;
            let date = Day(u16::try_from(day).ok()?);
            let text = match form {
                "iso" => format!("{date}T00:00:00.000Z"),
                "ms" => format!("{}", day * 86_400_000),
                "js" => date.in_javascript(),
                _ => return None,
            };
            Some(format!("{text}{rest}"))
        });
        match filled {
            Some(filled) => out.push_str(&filled),
            None => {
                out.push('{');
                out.push_str(part);
            }
        }
    }
    out
}

fn granted(choice: &alloc::collections::BTreeMap<String, bool>) -> Result<PurposeSet, String> {
    let mut granted = PurposeSet::NONE.with(Purpose::Necessary);
    for (name, yes) in choice {
        let purpose = Purpose::ALL.iter().find(|purpose| purpose.name() == name);
        let purpose = *purpose.ok_or_else(|| format!("`{name}` is no purpose"))?;
        if *yes {
            granted = granted.with(purpose);
        }
    }
    Ok(granted)
}

fn preferences(case: &Case) -> Preferences {
    let prefers = case.preferences.clone().unwrap_or_default();
    let keys = |ids: &[String]| ids.iter().map(|id| NameKey::of(id)).collect();
    Preferences {
        reminders: !case.no_reminders,
        recommendations: prefers.recommendations,
        likes: keys(&prefers.likes),
        dislikes: keys(&prefers.dislikes),
    }
}

fn spoil(value: String, how: Option<&str>) -> Result<String, String> {
    match how {
        None | Some("duplicate") => Ok(value),
        Some("truncate") => Ok(value.chars().take(value.len() / 2).collect()),
        // One letter of the payload, changed to another of the alphabet.
        Some("tamper") => {
            let at = value.len() / 2;
            let swap = |(n, c): (usize, char)| if n == at { if c == 'A' { 'B' } else { 'A' } } else { c };
            Ok(value.chars().enumerate().map(swap).collect())
        }
        Some(other) => Err(format!("`{other}` is no way to spoil a cookie; write tamper, truncate or duplicate")),
    }
}

/// The profile that a case describes.
fn profile(visitor: &Visitor, snapshot: &Snapshot, today: Day) -> Result<Profile, String> {
    let known = |id: &str| match snapshot.by_id(id) {
        Lookup::Found(product) => Ok(product),
        Lookup::Absent => Err(format!("there is no product `{id}`")),
        Lookup::NotLoaded(_) => Err(format!("the shard of `{id}` is not at hand")),
    };
    let mut profile = Profile::new(VisitorId([visitor.number; 16]), today.minus(visitor.first_visit_days_ago));
    profile.visits = visitor.visits.unwrap_or(1);
    profile.last_visit = today;
    profile.for_this_visit = visitor.for_this_visit;
    for touched in visitor.viewed.iter().take(LIMITS.viewed) {
        let product = known(&touched.product)?;
        let category = snapshot.core().category(product.card.category);
        profile.viewed.push(View {
            product: product.key,
            category: NameKey::of(category.map_or("", |category| &category.id)),
            day: today.minus(touched.days_ago),
            band: product.card.band,
            on_sale: product.card.on_sale(),
        });
    }
    for touched in visitor.cart.iter().take(LIMITS.cart) {
        let product = known(&touched.product)?.key;
        profile.cart.push(CartLine { product, quantity: touched.quantity.unwrap_or(1) });
        profile.cart_day = today.minus(touched.days_ago);
    }
    for order in &visitor.orders {
        let day = today.minus(order.days_ago);
        profile.purchases.orders = profile.purchases.orders.saturating_add(1);
        profile.purchases.last = profile.purchases.last.max(day);
        let tens = ((order.value + 5.0) / 10.0) as u16;
        profile.purchases.spend_tens = profile.purchases.spend_tens.saturating_add(tens);
        for id in &order.products {
            let again_after = known(id)?.detail().map_or(0, |detail| detail.reorder_days);
            let product = ProductKey::of(id);
            match profile.bought.iter_mut().find(|bought| bought.product == product) {
                Some(bought) => {
                    bought.times = bought.times.saturating_add(1);
                    bought.day = bought.day.max(day);
                    bought.first = bought.first.min(day);
                }
                None => profile.bought.push(Bought { product, day, times: 1, again_after, first: day }),
            }
        }
    }
    profile.brought = visitor
        .campaign
        .as_ref()
        .map(|campaign| Brought { campaign: NameKey::of(&campaign.id), day: today.minus(campaign.days_ago) });
    let member = |name: &String| Audience { audience: NameKey::of(name), until: today.plus(30) };
    profile.audiences = visitor.audiences.iter().map(member).collect();
    let yesterday = today.minus(1);
    let exposure = |(block, days): (&String, &u8)| Exposure {
        block: NameKey::of(block),
        since: yesterday,
        last: if visitor.shown_today { today } else { yesterday },
        days: *days,
    };
    profile.exposures = visitor.shown.iter().map(exposure).collect();
    for shown in visitor.on_shelves.iter().take(LIMITS.shown) {
        let product = known(&shown.product)?.key.short();
        let (times, day) = (shown.quantity.unwrap_or(1), today.minus(shown.days_ago));
        profile.shown.push(ShownProduct { product, times, day });
    }
    profile.bound();
    Ok(profile)
}
