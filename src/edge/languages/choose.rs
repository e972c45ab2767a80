//! Which language a visitor reads: the one that was asked for, else what the browser prefers, else the shop's, else
//! English.

use super::{LANGUAGES, Language};

/// Most languages of a header that are looked at. Browsers send fewer than ten.
const MOST: usize = 32;

/// Chooses. `asked` is what a link says, `accepted` the `Accept-Language` header, `shop` the shop's own language.
pub(in crate::edge) fn choose(asked: Option<&str>, accepted: &str, shop: &str) -> &'static Language {
    let [english, ..] = &LANGUAGES;
    let own = find(shop).unwrap_or(english);
    asked.and_then(find).or_else(|| preferred(accepted, own)).unwrap_or(own)
}

/// What an `Accept-Language` header (RFC 9110, section 12.5.4) likes best of what there is; of two that it likes as much,
/// the first. `*` stands for the shop's language, or for one that the header does not refuse.
fn preferred(header: &str, own: &'static Language) -> Option<&'static Language> {
    let ranges = || header.split(',').take(MOST).filter_map(weighed);
    let refused = |language: &Language| ranges().any(|(range, weight)| weight == 0 && is(range, language));
    let mut best: Option<(&'static Language, u16)> = None;
    for (range, weight) in ranges() {
        let any = || core::iter::once(own).chain(&LANGUAGES).find(|language| !refused(language));
        let found = if range == "*" { any() } else { find(range) };
        if let Some(language) = found.filter(|_| weight > best.map_or(0, |(_, weight)| weight)) {
            best = Some((language, weight));
        }
    }
    best.map(|(language, _)| language)
}

/// A language range and its weight in thousandths; one whose weight cannot be read says nothing.
fn weighed(part: &str) -> Option<(&str, u16)> {
    let (range, weight) = part.split_once(';').unwrap_or((part, "q=1"));
    let value = trim(weight).strip_prefix(['q', 'Q'])?.strip_prefix('=')?;
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let thousandths = fraction.bytes().chain(*b"000").take(3).fold(0, |sum, b| sum * 10 + u16::from(b - b'0'));
    match (whole, thousandths) {
        ("0", _) => Some((trim(range), thousandths)),
        ("1", 0) => Some((trim(range), 1_000)),
        _ => None,
    }
}

/// The language for a range, cut from its end until it fits: `de` for `de-AT` (lookup of RFC 4647, section 3.4).
fn find(range: &str) -> Option<&'static Language> {
    let mut range = range;
    loop {
        if let Some(language) = LANGUAGES.iter().find(|language| is(range, language)) {
            return Some(language);
        }
        range = range.rsplit_once('-')?.0;
    }
}

/// The language of this tag.
pub(in crate::edge) fn named(tag: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.tag == tag)
}

fn is(range: &str, language: &Language) -> bool {
    language.tag.eq_ignore_ascii_case(range)
}

fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_chooses_by_weight() {
        for (header, tag) in [
            ("de", "de"),
            ("de-AT", "de"),
            ("DE-at-1996", "de"),
            ("en;q=0.5, fr;q=0.9, de;q=0.8", "fr"),
            ("fr, de", "fr"),
            ("ja, es;q=0.1", "es"),
            ("de ; q=0.3\t,\tes ;Q=0.31", "es"),
            ("de;q=0.3, es;q=0.30", "de"),
            ("de;q=0, es;q=0.001", "es"),
            ("*", "fr"),
            ("de;q=0.5, *", "fr"),
            ("fr;q=0, *", "en"),
            ("fr;q=0, en;q=0, *;q=0.2", "de"),
            // What cannot be read says nothing, and where nothing is said the shop's language is taken.
            ("", "fr"),
            ("ja", "fr"),
            ("de;q=2", "fr"),
            ("de;q=1.5", "fr"),
            ("de;q=0.1234", "fr"),
            ("de;q=-1", "fr"),
            ("de;q=.5", "fr"),
            ("de;q", "fr"),
            ("de;level=1", "fr"),
            ("deutsch", "fr"),
            ("d", "fr"),
            ("-de", "fr"),
            (";;;,,,===", "fr"),
        ] {
            assert_eq!(choose(None, header, "fr").tag, tag, "{header}");
        }
    }

    #[test]
    fn a_link_overrides_and_the_shop_comes_before_english() {
        assert_eq!(choose(Some("es"), "de", "fr").tag, "es");
        assert_eq!(choose(Some("klingon"), "de", "fr").tag, "de");
        assert_eq!(choose(None, "ja", "de-CH").tag, "de");
        assert_eq!(choose(None, "ja", "sv").tag, "en");
        assert_eq!(choose(None, "ja", "").tag, "en");
    }

    #[test]
    fn a_long_header_is_looked_at_from_its_beginning() {
        let header = alloc::format!("{}de", "xx,".repeat(MOST));
        assert_eq!(choose(None, &header, "en").tag, "en");
        assert_eq!(choose(None, &header.replacen("xx,", "", 1), "en").tag, "de");
    }
}
