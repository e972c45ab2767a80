//! Where a form leads when it was taken.

use super::super::{Query, Request};
use super::done::Done;
use alloc::format;
use alloc::string::{String, ToString};

/// The longest address to go back to, in bytes.
const LONGEST: usize = 2_048;

/// Back to the page of the shop on which the form stood; from the visitor's page to itself, which says what was done.
pub(super) fn location(request: &Request<'_>, done: Done) -> String {
    if let (Done::Saved, Some(page)) = (done, page_of_shop(request)) {
        return page.to_string();
    }
    let lang = Query::parse(request.query).first("lang").and_then(super::super::languages::named);
    let lang = lang.map(|language| format!("&lang={}", language.tag)).unwrap_or_default();
    format!("/_segue/privacy?done={}{lang}", done.name())
}

/// Path and query of the `Referer` (RFC 9110, section 10.1.3), if that is a page of the request's own host. Nothing else of
/// it is used, so that nobody can be led elsewhere.
fn page_of_shop<'a>(request: &Request<'a>) -> Option<&'a str> {
    let address = request.referer;
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let path = rest.strip_prefix(request.host)?;
    let path = path.split('#').next()?;
    let plain = path.bytes().all(|b| (0x21..0x7F).contains(&b) && b != b'\\');
    let fits = !request.host.is_empty() && path.len() <= LONGEST && plain;
    let of_shop = path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/_segue/");
    (fits && of_shop && !path.starts_with("/r/")).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(referer: &str) -> String {
        let request = Request { host: "shop.example", referer, ..Request::default() };
        location(&request, Done::Saved)
    }

    #[test]
    fn a_form_leads_back_to_the_page_of_the_shop() {
        assert_eq!(back("https://shop.example/products/K-101?a=b#c"), "/products/K-101?a=b");
        assert_eq!(back("http://shop.example/"), "/");
        assert_eq!(back("https://shop.example/a%0d%0ab"), "/a%0d%0ab", "an escape is no control character");
    }

    #[test]
    fn and_nowhere_else() {
        for elsewhere in [
            "",
            "/products",
            "https://shop.example",
            "https://evil.example/products",
            "https://shop.example.evil.example/",
            "https://shop.example@evil.example/",
            "https://shop.example:8443/",
            "https://user@shop.example/",
            "https://SHOP.example/",
            "ftp://shop.example/",
            "https://shop.example//evil.example",
            "https://shop.example/\\evil.example",
            "https://shop.example\\@evil.example/",
            "https://shop.example/a\r\nSet-Cookie: a=b",
            "https://shop.example/\tb",
            "https://shop.example/ü",
            "https://shop.example/_segue/consent",
            "https://shop.example/_segue/privacy?lang=de",
            "https://shop.example/r/tea-season",
            "//shop.example/",
            "javascript:alert(1)",
        ] {
            assert_eq!(back(elsewhere), "/_segue/privacy?done=saved", "{elsewhere}");
        }
        assert_eq!(back(&format!("https://shop.example/{}", "a".repeat(LONGEST))), "/_segue/privacy?done=saved");
        let nowhere = Request { host: "", referer: "https:///products", ..Request::default() };
        assert_eq!(location(&nowhere, Done::Saved), "/_segue/privacy?done=saved");
    }

    #[test]
    fn the_page_goes_on_in_its_language() {
        let ask = |query| location(&Request { host: "shop.example", query, ..Request::default() }, Done::Forgotten);
        assert_eq!(ask("lang=de"), "/_segue/privacy?done=forgotten&lang=de");
        assert_eq!(ask("lang=%0d%0aX:%20y"), "/_segue/privacy?done=forgotten");
    }
}
