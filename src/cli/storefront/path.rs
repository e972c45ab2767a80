//! Which file answers which address.

use percent_encoding::percent_decode_str;

/// The address without query and fragment, if it is a page of this site: a path that Wrangler can serve from a file and
/// that the Worker does not answer itself.
pub(super) fn page(url: &str) -> Option<&str> {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let path = if path.len() > 1 { path.trim_end_matches('/') } else { path };
    let inside = path.strip_prefix('/')?;
    let ours = !inside.starts_with("_segue/") && !inside.starts_with("r/") && !inside.starts_with("assets/");
    let plain = |part: &str| {
        let decoded = percent_decode_str(part).decode_utf8();
        decoded.is_ok_and(|part| {
            !part.is_empty()
                && !part.starts_with(['.', '_'])
                && !part.contains(['/', '\\'])
                && !part.chars().any(char::is_control)
        })
    };
    (ours && (inside.is_empty() || inside.split('/').all(plain))).then_some(path)
}

/// The part of the address after `#`, or empty.
pub(super) fn fragment(url: &str) -> &str {
    url.split_once('#').map_or("", |(_, fragment)| fragment)
}

/// The file that Wrangler serves at the address of a page: `/a/b` is `a/b.html`.
pub(super) fn html(page: &str) -> String {
    match page.trim_start_matches('/') {
        "" => "index.html".into(),
        inside => format!("{}.html", decoded(inside)),
    }
}

/// The file that is served at an address that names a file, such as `/images/a.svg`.
pub(super) fn file(page: &str) -> String {
    decoded(page.trim_start_matches('/'))
}

fn decoded(path: &str) -> String {
    percent_decode_str(path).decode_utf8_lossy().into_owned()
}

/// A path's last part as words: `/campaigns/tea-season` is `Tea season`.
pub(super) fn words(page: &str) -> String {
    let last = page.rsplit('/').next().unwrap_or_default();
    let text = decoded(last).replace(['-', '_'], " ");
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_paths_that_a_file_can_answer() {
        for (url, wanted) in [
            ("/", "/"),
            ("/sale", "/sale"),
            ("/delivery#abroad", "/delivery"),
            ("/a/b/?x=1#y", "/a/b"),
            ("/a%20b", "/a%20b"),
        ] {
            assert_eq!(page(url), Some(wanted), "{url}");
        }
        for url in [
            "",
            "sale",
            "https://shop.example/",
            "//shop.example/x",
            "/../x",
            "/a/../b",
            "/%2e%2e/x",
            "/a%2fb",
            "/_segue/x",
            "/r/x",
            "/assets/x",
            "/.git",
            "/_headers",
            "/a%00b",
            "/a//b",
            "/%ff",
        ] {
            assert_eq!(page(url), None, "{url}");
        }
    }

    #[test]
    fn a_page_is_the_file_of_its_name() {
        assert_eq!(html("/"), "index.html");
        assert_eq!(html("/products/K-101"), "products/K-101.html");
        assert_eq!(html("/a%20b"), "a b.html");
        assert_eq!(file("/images/K-101.svg"), "images/K-101.svg");
        assert_eq!(fragment("/delivery#abroad"), "abroad");
    }

    #[test]
    fn a_path_is_read_as_words() {
        assert_eq!(words("/campaigns/tea-season"), "Tea season");
        assert_eq!(words("/"), "");
    }
}
