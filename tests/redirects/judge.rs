//! What every answer of `/r/{campaign}` has to be, by the rules that browsers use (URL Standard, as the crate `url` has
//! them). The fuzz target judges by this file as well; over HTTP, `judge.mjs` judges the raw bytes by Node's `URL`.

use segue::snapshot::{Core, Destination, Shop};
use url::Url;

/// A host that stands for the shop's own, and from where a browser may come to read a `Location`.
const OWN: &str = "own.test";
const BASES: [&str; 3] = ["https://own.test/r/gifts?a=b", "http://own.test/r/gifts", "https://own.test"];

/// Every header that an answer may have.
const HEADERS: [&str; 12] = [
    "Cache-Control",
    "Location",
    "Referrer-Policy",
    "Segue-Landing",
    "Segue-Fallback",
    "Segue-Snapshot",
    "Segue-Basis",
    "Segue-Rung",
    "Server-Timing",
    "Set-Cookie",
    "Vary",
    "X-Content-Type-Options",
];

/// Where a link may land, as `Segue-Landing` says it, and why it fell back, as `Segue-Fallback` says it.
const LANDINGS: [&str; 11] = [
    "signed",
    "product",
    "listing",
    "variant",
    "bundle",
    "successor",
    "category",
    "page",
    "channel",
    "home",
    "fallback",
];
const FALLBACKS: [&str; 6] = ["unknown-campaign", "ended", "broken", "no-snapshot", "tampered", "nothing-fits"];

/// Parameters that a link may have and no `Location` does: what Segue reads itself, and what redirectors read elsewhere.
const NEVER_SENT: [&str; 16] = [
    "product",
    "variant",
    "category",
    "q",
    "to",
    "exp",
    "sig",
    "segue_preview",
    "segue_persona",
    "url",
    "next",
    "redirect",
    "return",
    "redirect_uri",
    "continue",
    "target",
];

/// Parameters that tell one click or one person from another: never told to a channel.
const NEVER_TOLD: [&str; 7] = ["gclid", "wbraid", "gbraid", "fbclid", "msclkid", "ttclid", "segue_story"];

/// Judges an answer: its status and its headers. `core` is what was published.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn judge<'a>(
    core: Option<&Core>,
    status: u16,
    headers: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<(), String> {
    if status != 302 {
        return Err(format!("the status is {status}"));
    }
    let headers: Vec<(&str, &str)> = headers.collect();
    for (name, value) in &headers {
        let of = |known: &[&str]| if known.contains(value) { Ok(()) } else { Err(format!("{name}: {value}")) };
        if !HEADERS.contains(name) {
            return Err(format!("there is a header `{name}`"));
        }
        if !value.bytes().all(|byte| (0x20..0x7F).contains(&byte)) {
            return Err(format!("{name} is not plain: {value:?}"));
        }
        if *name != "Set-Cookie" && headers.iter().filter(|(other, _)| other == name).count() != 1 {
            return Err(format!("{name} stands twice"));
        }
        match *name {
            "Cache-Control" => of(&["private, no-store"])?,
            "Referrer-Policy" => of(&["strict-origin", "no-referrer"])?,
            "Segue-Landing" => of(&LANDINGS)?,
            "Segue-Fallback" => of(&FALLBACKS)?,
            "Set-Cookie" if !value.starts_with("__Host-segue") => return Err(format!("a foreign cookie: {value}")),
            "Location" => {}
            _ if value.to_ascii_lowercase().contains("evil") => return Err(format!("{name}: {value}")),
            _ => {}
        }
    }
    for name in ["Cache-Control", "Location", "Referrer-Policy", "Segue-Landing"] {
        if !headers.iter().any(|(other, _)| *other == name) {
            return Err(format!("there is no {name}"));
        }
    }
    let location = headers.iter().find(|(name, _)| *name == "Location").map_or("", |(_, value)| value);
    led(core, location).map_err(|wrong| format!("{wrong}: {location}"))
}

/// Where a `Location` leads.
fn led(core: Option<&Core>, location: &str) -> Result<(), String> {
    let shop = core.map(|core| &core.shop);
    if !location.bytes().all(|byte| (0x21..0x7F).contains(&byte) && byte != b'\\') {
        return Err("there is what no address is written with".into());
    }
    if location.to_ascii_lowercase().starts_with("intent:") {
        return led(core, &fallback_of_intent(shop, location)?);
    }
    if location.starts_with("//") {
        return Err("it begins with two slashes".into());
    }
    for base in BASES {
        let base = Url::parse(base).map_err(|error| error.to_string())?;
        let url = base.join(location).map_err(|error| format!("{error} from {base}"))?;
        let host = url.host_str().unwrap_or_default();
        let is_own = host == OWN && url.origin() == base.origin() && location.starts_with('/');
        if !is_own && url.scheme() != "https" {
            return Err(format!("the scheme is {}", url.scheme()));
        }
        if !url.username().is_empty() || url.password().is_some() || url.port().is_some() {
            return Err("there is a user or a port".into());
        }
        if !is_own && !shop.is_some_and(|shop| is_allowed(shop, host)) {
            return Err(format!("the host is {host}"));
        }
        // Nothing had to be normalised to become an allowed host.
        let written = location.strip_prefix("https://").and_then(|rest| rest.strip_prefix(host));
        if !is_own && !written.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#'])) {
            return Err(format!("{host} is written in another way"));
        }
        if url.path().starts_with("/r/") {
            return Err("it leads to a link of our own".into());
        }
        let is_channel = shop.is_some_and(|shop| shop.channels.iter().any(|channel| channel.host == host));
        for (name, _) in url.query_pairs() {
            if NEVER_SENT.contains(&name.as_ref()) || (is_channel && NEVER_TOLD.contains(&name.as_ref())) {
                return Err(format!("it has the parameter `{name}`"));
            }
        }
    }
    let page = location.split(['?', '#']).next().unwrap_or_default();
    if core.is_some_and(|core| !is_published(core, page)) { Err("no such page was published".into()) } else { Ok(()) }
}

fn is_allowed(shop: &Shop, host: &str) -> bool {
    let of_apps = shop.apps.iter().flat_map(|apps| [Some(apps.host.as_str()), apps.ios.as_deref()]).flatten();
    let own = shop.allowed_hosts.iter().map(String::as_str).chain(of_apps);
    own.chain(shop.channels.iter().map(|channel| channel.host.as_str())).any(|allowed| {
        match allowed.strip_prefix('*') {
            Some(end) => host.len() > end.len() && host.ends_with(end),
            None => host == allowed,
        }
    })
}

/// The fallback of an `intent:` address that has the only form in which one is written:
/// `intent://HOST/PATH#Intent;scheme=https;package=PACKAGE;S.browser_fallback_url=URL;end`.
fn fallback_of_intent(shop: Option<&Shop>, location: &str) -> Result<String, String> {
    let apps = shop.and_then(|shop| shop.apps.as_ref()).ok_or("the shop has no app")?;
    let package = apps.android.as_deref().ok_or("the shop has no app for Android")?;
    let (page, intent) = location.split_once("#Intent;").ok_or("it has no `#Intent;`")?;
    let after_host = page.strip_prefix("intent://").and_then(|rest| rest.strip_prefix(apps.host.as_str()));
    let path = after_host.filter(|path| path.starts_with('/') && !path.contains(['#', ';']));
    let path = path.ok_or("it does not open a page of the shop")?;
    let start = format!("scheme=https;package={package};S.browser_fallback_url=");
    let fallback = intent.strip_prefix(&start).and_then(|rest| rest.strip_suffix(";end"));
    let fallback = fallback.filter(|text| !text.contains([';', '#'])).ok_or("it says something else")?;
    let fallback = percent_encoding::percent_decode_str(fallback).decode_utf8().map_err(|error| error.to_string())?;
    if !fallback.starts_with("https://") {
        return Err("its fallback is no whole address".into());
    }
    // Both are the same page.
    let same = fallback.strip_prefix(&format!("https://{}", apps.host)).map(|rest| rest.split('#').next());
    if same != Some(Some(path)) {
        return Err(format!("its fallback is another page: {fallback}"));
    }
    Ok(fallback.into_owned())
}

/// Whether this page (an address without its query) is one that was published: a `Location` is never made of text of the
/// request. Which products there are is not in the core; their addresses have the shop's form.
fn is_published(core: &Core, page: &str) -> bool {
    let shop = &core.shop;
    let without_query = |url: &str| url.split(['?', '#']).next().unwrap_or_default().to_owned();
    let of_campaigns = core.campaigns.values().filter_map(|rule| rule.body.as_ref()).flat_map(|body| &body.candidates);
    let urls = of_campaigns.filter_map(|candidate| match &candidate.to {
        Destination::Url(url) => Some(url.as_str()),
        _ => None,
    });
    let homes = shop.channels.iter().filter_map(|channel| channel.home.as_deref());
    let known = urls.chain(homes).chain(core.categories.iter().map(|category| category.url.as_str()));
    let known: Vec<String> = known.chain([shop.fallback_url.as_str(), "/"]).map(without_query).collect();
    // Opened in an app, a path has the app's host in front.
    let of_apps = shop.apps.iter().flat_map(|apps| [Some(apps.host.as_str()), apps.ios.as_deref()]).flatten();
    let in_app = of_apps.filter_map(|host| page.strip_prefix("https://")?.strip_prefix(host));
    let patterns = shop.channels.iter().map(|channel| channel.listing_url.as_str()).chain([shop.product_url.as_str()]);
    let patterns: Vec<String> = patterns.map(without_query).collect();
    let fits = |page: &str| {
        let of_pattern = |pattern: &String| {
            let Some((before, after)) = pattern.split_once("{id}") else { return page == pattern };
            let id = page.strip_prefix(before.as_ref() as &str).and_then(|rest| rest.strip_suffix(after));
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~%".contains(&byte);
            id.is_some_and(|id| !id.is_empty() && id.bytes().all(is_plain))
        };
        known.iter().any(|url| url == page) || patterns.iter().any(of_pattern)
    };
    std::iter::once(page).chain(in_app).any(fits)
}
