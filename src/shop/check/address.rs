//! Which page an address leads to, however it is spelt.

/// The page that a link leads to: its path, whatever the host and the query. Spellings that browsers or shops take for the
/// same (RFC 3986, section 6.2.2) are the same here: capitals, needless escapes, `.` and `..`, doubled and last slashes.
pub(super) fn page(url: &str) -> String {
    let scheme = "https://";
    let of_host = url.get(..scheme.len()).filter(|start| start.eq_ignore_ascii_case(scheme));
    let path = match of_host.and_then(|start| url.get(start.len()..)) {
        Some(rest) => rest.find(['/', '\\', '?', '#']).and_then(|at| rest.get(at..)).unwrap_or_default(),
        None => url,
    };
    let path = unescape(path.split(['?', '#']).next().unwrap_or_default()).to_lowercase();
    let mut parts = Vec::new();
    // A browser takes a backslash for a slash.
    for part in path.split(['/', '\\']).skip(1) {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    // Only now: `..` takes an empty part away too.
    parts.retain(|part| !part.is_empty());
    format!("/{}", parts.join("/"))
}

/// Without the escapes that need not be: those of letters, digits, `-`, `.`, `_`, `~`, and of what is not ASCII.
fn unescape(path: &str) -> String {
    let mut out = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        let escaped = match rest {
            [b'%', high, low, ..] => digit(*high).zip(digit(*low)).map(|(high, low)| high * 16 + low),
            _ => None,
        };
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte) || !byte.is_ascii();
        match escaped.filter(plain) {
            Some(byte) => {
                out.push(byte);
                rest = rest.get(3..).unwrap_or_default();
            }
            None => {
                out.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn one_page_has_many_spellings() {
        for url in [
            "/categories/mugs",
            "/categories/mugs/",
            "/categories/./mugs",
            "/categories/x/../mugs",
            "/../categories/%2E/mugs/.",
            "/categories/a//../../mugs/%2e%2e/mugs",
            "//categories//mugs//",
            "/Categories/MUGS",
            "/categories/%6d%75gs",
            "/categories/%4dugs?a=/b#/c",
            "/categories\\mugs",
            "https://shop.example/categories/mugs",
            "HTTPS://Shop.example//categories/%6Dugs#top",
        ] {
            assert_eq!(page(url), "/categories/mugs", "{url}");
        }
        assert_eq!(page("/caf%C3%89"), page("/CAFé"));
        for url in
            ["", "/", "//", "/.", "/x/..", "/..", "https://shop.example", "https://shop.example?a=/categories/mugs"]
        {
            assert_eq!(page(url), "/", "{url}");
        }
    }

    #[test]
    fn what_differs_stays_apart() {
        for url in [
            "/categories/mug",
            "/categories%2Fmugs",
            "/categories/%256dugs",
            "/categories/mugs%",
            "/mugs",
            "/categories/%ff",
        ] {
            assert_ne!(page(url), "/categories/mugs", "{url}");
        }
    }
}
