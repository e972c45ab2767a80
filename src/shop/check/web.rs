//! What a browser makes of a host or an address that a file names. It has to be exactly what is written there: browsers read
//! by the WHATWG's rules ("URL Living Standard"), and whatever those read otherwise than a person does is refused.

use url::{Host, Url};

/// Characters of a host, at most (RFC 1035, section 2.3.4).
const LONGEST_HOST: usize = 253;

/// Why something is no host, and what to write instead.
///
/// # Errors
/// The reason, to stand behind the host; and the mend.
pub(super) fn host(text: &str) -> Result<(), (String, String)> {
    let usual = "write the host alone and in lower case, such as `shop.example`";
    let not = |why: &str, help: &str| Err((why.to_string(), help.to_string()));
    if !text.is_ascii() {
        let help = match puny(text) {
            Some(ascii) => format!("write it as browsers do: `{ascii}`"),
            None => "write it as browsers do, in its `xn--` form".into(),
        };
        return Err(("holds letters that are not ASCII, which can look like others".into(), help));
    }
    if text.bytes().any(|b| b.is_ascii_uppercase()) {
        return not("has capital letters", &format!("write `{}`", text.to_ascii_lowercase()));
    }
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if text.len() > LONGEST_HOST || !text.split('.').all(label) {
        return not("is not a host", usual);
    }
    if text.split('.').count() < 2 {
        return not("is one word, and a host has at least two with a dot between", usual);
    }
    let last = text.rsplit('.').next().unwrap_or_default();
    if !last.bytes().any(|b| b.is_ascii_alphabetic()) {
        return not("is an address of numbers, not a host", "write the host's name, such as `shop.example`");
    }
    match Url::parse(&format!("https://{text}/")).ok().as_ref().and_then(Url::host) {
        Some(Host::Domain(domain)) if domain == text => Ok(()),
        Some(other) => Err((format!("is `{other}` to a browser"), "write the host's own name".into())),
        None => not("is no host to a browser", "write the host as browsers show it"),
    }
}

/// A host with other letters as browsers write it.
fn puny(text: &str) -> Option<String> {
    let url = Url::parse(&format!("https://{text}/")).ok()?;
    url.host_str().filter(|host| host.is_ascii()).map(String::from)
}

/// What a browser makes of an address that is not what is written: a path has to stay on its host, and a whole address has
/// to lead by `https` to the host that stands in it.
///
/// # Errors
/// In words, to stand behind the address.
pub(super) fn address(text: &str) -> Result<(), String> {
    if text.contains('\\') {
        return Err("holds a backslash, which is a slash to a browser".into());
    }
    let here = "https://here.invalid/";
    let Ok(read) = Url::parse(here).and_then(|base| base.join(text)) else {
        return Err("is no address to a browser".into());
    };
    let host = match text.strip_prefix("https://") {
        Some(rest) => rest.split(['/', '?', '#']).next().unwrap_or_default(),
        None if text.starts_with('/') => "here.invalid",
        None => return Err("is neither a path nor an `https` address".into()),
    };
    let plain = read.scheme() == "https" && read.username().is_empty() && read.password().is_none();
    let same = matches!(read.host(), Some(Host::Domain(domain)) if domain == host);
    if plain && same && read.port().is_none() {
        return Ok(());
    }
    let port = read.port().map(|port| format!(":{port}")).unwrap_or_default();
    Err(match read.host() {
        Some(other) => format!("leads to `{}://{other}{port}` in a browser", read.scheme()),
        None => format!("is `{}:` to a browser", read.scheme()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_what_a_browser_makes_of_it() {
        for good in
            ["shop.example", "a.b-c.shop.example", "xn--mnchen-3ya.example", "1.shop.example", "www.amazon.co.uk"]
        {
            assert_eq!(host(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "localhost",
            "shop",
            "Shop.example",
            "shop.example.",
            ".shop.example",
            "shop..example",
            "-shop.example",
            "shop-.example",
            "shop_1.example",
            "shop.example:443",
            "shop.example/",
            "user@shop.example",
            "*.shop.example",
            "127.0.0.1",
            "1.2",
            "0x7f.1",
            "127.0x0.1",
            "2130706433.",
            "a.0x7f",
            "[::1]",
            "shop.example\u{200D}",
            "shоp.example",
            "münchen.example",
            "shop。example",
            "shop.example\t",
            "xn--a.example",
            "xn--shop-.example",
            "%73hop.example",
        ] {
            assert!(host(bad).is_err(), "{bad}");
        }
        let (_, help) = host("münchen.example").unwrap_err();
        assert_eq!(help, "write it as browsers do: `xn--mnchen-3ya.example`");
    }

    #[test]
    fn an_address_leads_where_it_says() {
        for good in ["/", "/a?b=c#d", "/a/../b", "https://shop.example", "https://shop.example/x?y#z", "/a:b@c"] {
            assert_eq!(address(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "a",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "https:shop.example",
            "https:/shop.example",
            "https:///shop.example",
            "https://shop.example:444",
            "https://shop.example@evil.example",
            "https://shop.example\\@evil.example",
            "https://0x7f.1/",
            "https://1.1/",
            "https://SHOP.example",
            "http://shop.example",
            "javascript:alert(1)",
            "https://xn--a.example/",
            "https://shop.example%2f@evil.example",
        ] {
            assert!(address(bad).is_err(), "{bad}");
        }
        assert_eq!(address("https://0x7f.1/"), Err("leads to `https://127.0.0.1` in a browser".into()));
    }
}
