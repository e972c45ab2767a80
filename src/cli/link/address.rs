//! A campaign's link as text: made of its parts, and taken apart.

use crate::engine::{allowed, in_path};
use form_urlencoded::Serializer;
use miette::{Report, miette};

/// The longest parameter that the Worker looks at, in bytes.
const LONGEST: usize = 512;

/// What a link says beside its campaign. What is empty is left out.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Says<'a> {
    pub(super) product: &'a str,
    pub(super) variant: &'a str,
    pub(super) category: &'a str,
    pub(super) q: &'a str,
    pub(super) source: &'a str,
    pub(super) medium: &'a str,
    pub(super) content: &'a str,
    pub(super) term: &'a str,
}

impl<'a> Says<'a> {
    /// Each parameter by its name in the link, in the order in which they stand there.
    fn pairs(&self) -> [(&'static str, &'a str); 8] {
        [
            ("product", self.product),
            ("variant", self.variant),
            ("category", self.category),
            ("q", self.q),
            ("utm_source", self.source),
            ("utm_medium", self.medium),
            ("utm_content", self.content),
            ("utm_term", self.term),
        ]
    }

    /// What the Worker would not look at, as a sentence.
    pub(super) fn objection(&self) -> Option<String> {
        self.pairs().into_iter().find_map(|(name, value)| {
            if value.len() > LONGEST {
                return Some(format!("`{name}` has more than {LONGEST} bytes, and would be left out; shorten it"));
            }
            let control = value.chars().any(char::is_control);
            control.then(|| format!("`{name}` holds a control character, and would be left out; take it away"))
        })
    }
}

/// The link's path and query; `one_off` are the parameters of a signed destination.
pub(super) fn path(campaign: &str, says: &Says<'_>, one_off: Option<&str>) -> String {
    let mut query = Serializer::new(String::new());
    for (name, value) in says.pairs().into_iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, value);
    }
    let parts = [query.finish(), one_off.unwrap_or_default().to_string()];
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    let joint = if parts.is_empty() { "" } else { "?" };
    format!("/r/{}{joint}{}", in_path(campaign), parts.join("&"))
}

/// The host of links: `https`, or `http` on this machine.
pub(super) fn host(text: &str) -> Result<String, Report> {
    let bare = text.strip_suffix('/').unwrap_or(text);
    let rest = bare.strip_prefix("https://").or_else(|| bare.strip_prefix("http://").filter(|rest| is_here(rest)));
    let plain = |host: &str| {
        let (host, port) = host.split_once(':').unwrap_or((host, "0"));
        !host.is_empty()
            && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
            && port.parse::<u16>().is_ok()
    };
    if rest.is_some_and(plain) {
        return Ok(bare.to_string());
    }
    Err(miette!(help = "write it as `https://shop.example`, without a path", "`{text}` is no host for links"))
}

fn is_here(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or_default();
    matches!(name, "localhost" | "127.0.0.1")
}

/// A link taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    /// The campaign's id.
    pub(super) campaign: String,
    /// The query without its question mark.
    pub(super) query: String,
}

impl Address {
    /// Whether somebody means a link and not a campaign's id.
    pub(super) fn is_meant(text: &str) -> bool {
        text.contains(['/', '?', ':'])
    }

    /// Reads `/r/CAMPAIGN?...`, alone or on a host; `hosts` are the shop's, where they are known.
    pub(super) fn read(text: &str, hosts: Option<&[String]>) -> Result<Self, Report> {
        let help = "write it as `https://shop.example/r/campaign?product=...`";
        let refused = |why: &str| miette!(help = help, "`{text}` is no link of a campaign: {why}");
        if !text.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(refused("it holds what no address holds unescaped"));
        }
        let whole = text.split('#').next().unwrap_or_default();
        let path = if whole.starts_with('/') {
            whole
        } else {
            let after = whole.find("://").map(|at| at + 3).and_then(|at| Some((at, whole.get(at..)?)));
            let (at, rest) = after.ok_or_else(|| refused("it is no address"))?;
            let at = at + rest.find('/').ok_or_else(|| refused("its path does not begin with `/r/`"))?;
            let (origin, path) = whole.split_at_checked(at).unwrap_or((whole, ""));
            host(origin)?;
            let here = origin.strip_prefix("http://").is_some();
            if hosts.is_some_and(|hosts| !here && !allowed(origin, hosts)) {
                return Err(miette!(
                    help = "name one of the shop's `allowed_hosts`, or add the host there",
                    "`{origin}` is no host of this shop"
                ));
            }
            path
        };
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let id = path.strip_prefix("/r/").ok_or_else(|| refused("its path does not begin with `/r/`"))?;
        let id = percent_encoding::percent_decode_str(id).decode_utf8().unwrap_or_default();
        // As it is typed to see where it leads.
        let campaign = id.strip_suffix('+').unwrap_or(&id).to_string();
        if campaign.is_empty() || campaign.contains('/') {
            return Err(refused("it names no campaign"));
        }
        Ok(Self { campaign, query: query.to_string() })
    }

    /// Path and query.
    pub(super) fn path(&self) -> String {
        let joint = if self.query.is_empty() { "" } else { "?" };
        format!("/r/{}{joint}{}", in_path(&self.campaign), self.query)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;

    #[test]
    fn a_link_says_what_it_is_told() {
        let says = Says { product: "K-101", q: "ketel & köln", source: "mail", ..Says::default() };
        let made = path("tea-season", &says, None);
        assert_eq!(made, "/r/tea-season?product=K-101&q=ketel+%26+k%C3%B6ln&utm_source=mail");
        assert_eq!(path("a", &Says::default(), None), "/r/a");
        assert_eq!(path("a", &Says::default(), Some("to=%2Fx&exp=1&sig=A")), "/r/a?to=%2Fx&exp=1&sig=A");
        assert!(Says { term: &"x".repeat(513), ..says }.objection().unwrap().starts_with("`utm_term` has more"));
        assert!(Says { content: "a\nb", ..says }.objection().is_some() && says.objection().is_none());
    }

    #[test]
    fn a_link_is_taken_apart_and_nothing_else_is_one() {
        let hosts = [String::from("shop.example"), String::from("*.shop.example")];
        let read = |text: &str| Address::read(text, Some(&hosts));
        let wanted = Address { campaign: "tea-season".into(), query: "product=K-101&q=a+b".into() };
        for origin in ["", "https://shop.example", "https://de.shop.example", "http://127.0.0.1:8787"] {
            for end in ["", "#x"] {
                let text = format!("{origin}/r/tea-season?product=K-101&q=a+b{end}");
                assert_eq!(read(&text).unwrap(), wanted, "{text}");
            }
        }
        assert_eq!(wanted.path(), "/r/tea-season?product=K-101&q=a+b");
        assert_eq!(read("/r/tea-season+").unwrap().path(), "/r/tea-season");
        for bad in [
            "https://evil.example/r/tea-season",
            "http://shop.example/r/tea-season",
            "https://shop.example/products/K-101",
            "https://shop.example",
            "https://shop.example@evil.example/r/x",
            "/r/",
            "/r/a/b",
            "/x/r/a",
            "r/a",
            "//evil.example/r/a",
            "/r/tea season",
            "javascript:/r/x",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
        assert!(Address::read("https://anywhere.example/r/a", None).is_ok());
    }

    #[test]
    fn a_host_is_a_host() {
        assert_eq!(host("https://shop.example/").unwrap(), "https://shop.example");
        assert_eq!(host("http://localhost:8787").unwrap(), "http://localhost:8787");
        for bad in
            ["shop.example", "http://shop.example", "https://shop.example/x", "https://a@b", "https://", "ftp://a"]
        {
            assert!(host(bad).is_err(), "{bad}");
        }
    }
}
