//! Who decided a purpose, in the visitor's language. The English words are those of [`Verdict::words`], which a receipt
//! has; a test compares them.

use super::super::languages::Words;
use crate::consent::{Bridged, Purpose, Source, Standing, Verdict};
use alloc::string::{String, ToString};

/// The verdict as a receipt says it: "refused by the browser's Global Privacy Control".
pub(super) fn in_words(words: &Words, verdict: Verdict) -> String {
    let source = || key(verdict.source).map_or("", |key| words.of_two("source", key));
    match (verdict.standing, verdict.source) {
        (Standing::Granted, Source::OptOutDefault) => words.get("granted.unopposed").to_string(),
        // A default grants or has not been asked; it refuses nothing.
        (Standing::Unasked, _) | (_, Source::OptInDefault | Source::OptOutDefault) => words.get("unasked").to_string(),
        (Standing::Granted, _) => words.fill("granted", &[("source", source())]),
        (Standing::ForThisVisit, _) => words.fill("granted.visit", &[("source", source())]),
        (Standing::Refused, _) => words.fill("refused", &[("source", source())]),
        (Standing::Unreadable(why), _) => {
            // The exact reason is for whoever mends it; it is said in English alone.
            let why = if words.language.tag == "en" { why } else { words.get("unreadable.why") };
            words.fill("unreadable", &[("source", source()), ("why", why)])
        }
    }
}

/// The end of its key; none for a default, which is nobody.
fn key(source: Source) -> Option<&'static str> {
    match source {
        Source::Necessary => Some("necessary"),
        Source::OwnRecord => Some("own"),
        Source::Bridge(Bridged::GoogleConsentMode) => Some("consent_mode"),
        Source::Bridge(Bridged::ShopifyCustomerPrivacy) | Source::Shopify => Some("shopify"),
        Source::Bridge(Bridged::Usercentrics) => Some("usercentrics"),
        Source::Bridge(Bridged::Didomi) => Some("didomi"),
        Source::Bridge(Bridged::Other) => Some("platform"),
        Source::GlobalPrivacyControl => Some("gpc"),
        Source::Tcf => Some("tcf"),
        Source::Gpp => Some("gpp"),
        Source::Usp => Some("usp"),
        Source::Onetrust => Some("onetrust"),
        Source::Cookiebot => Some("cookiebot"),
        Source::OptInDefault | Source::OptOutDefault => None,
    }
}

/// What holds now, said to the visitor.
pub(super) fn now(words: &Words, purpose: Purpose, verdict: Verdict) -> String {
    let own = verdict.source == Source::OwnRecord;
    let said = match (verdict.standing, verdict.source) {
        _ if purpose == Purpose::Necessary => words.get("now.always"),
        (Standing::Granted, _) if own => words.get("now.yes"),
        (Standing::Refused, _) if own => words.get("now.no"),
        (Standing::ForThisVisit, _) if own => words.get("now.visit"),
        (Standing::Unreadable(_), _) if own => words.get("now.unreadable"),
        (Standing::Unasked, _) => words.get("now.unasked"),
        (Standing::Granted, Source::OptOutDefault) => words.get("now.unopposed"),
        _ => return words.fill("now", &[("words", &in_words(words, verdict))]),
    };
    words.fill("now", &[("words", said)])
}

/// Where a no that was not said here has to be changed, if it was one.
pub(super) fn elsewhere(words: &Words, verdict: Verdict) -> Option<&'static str> {
    let is_no = matches!(verdict.standing, Standing::Refused | Standing::Unreadable(_));
    match verdict.source {
        _ if !is_no => None,
        Source::GlobalPrivacyControl => Some(words.get("change.browser")),
        Source::Necessary | Source::OwnRecord | Source::OptInDefault | Source::OptOutDefault => None,
        Source::Bridge(_)
        | Source::Tcf
        | Source::Gpp
        | Source::Usp
        | Source::Onetrust
        | Source::Cookiebot
        | Source::Shopify => Some(words.get("change.platform")),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::super::super::languages::LANGUAGES;
    use super::*;
    use alloc::vec::Vec;

    const SOURCES: [Source; 16] = [
        Source::Necessary,
        Source::OwnRecord,
        Source::Bridge(Bridged::GoogleConsentMode),
        Source::Bridge(Bridged::ShopifyCustomerPrivacy),
        Source::Bridge(Bridged::Usercentrics),
        Source::Bridge(Bridged::Didomi),
        Source::Bridge(Bridged::Other),
        Source::GlobalPrivacyControl,
        Source::Tcf,
        Source::Gpp,
        Source::Usp,
        Source::Onetrust,
        Source::Cookiebot,
        Source::Shopify,
        Source::OptInDefault,
        Source::OptOutDefault,
    ];

    fn verdicts() -> Vec<Verdict> {
        let standings = [
            Standing::Granted,
            Standing::ForThisVisit,
            Standing::Refused,
            Standing::Unreadable("it was sent twice"),
            Standing::Unasked,
        ];
        let all = standings.into_iter().flat_map(|standing| SOURCES.map(|source| Verdict { standing, source }));
        // A default stands for itself alone.
        let there_is = |verdict: &Verdict| match verdict.source {
            Source::OptInDefault => verdict.standing == Standing::Unasked,
            Source::OptOutDefault => verdict.standing == Standing::Granted,
            _ => true,
        };
        all.filter(there_is).collect()
    }

    #[test]
    fn the_english_words_are_those_of_the_receipt() {
        let english = Words::of(LANGUAGES.first().unwrap());
        for verdict in verdicts() {
            assert_eq!(in_words(&english, verdict), verdict.words(), "{verdict:?}");
        }
    }

    #[test]
    fn every_language_says_everything_and_not_in_english() {
        let english = Words::of(LANGUAGES.first().unwrap());
        for language in LANGUAGES.iter().skip(1) {
            let words = Words::of(language);
            for verdict in verdicts() {
                let said = in_words(&words, verdict);
                assert!(said.len() > 10 && !said.contains("  ") && !said.ends_with(' '), "{}: {said}", language.tag);
                assert_ne!(said, in_words(&english, verdict), "{}", language.tag);
                for purpose in Purpose::ALL {
                    assert!(!now(&words, purpose, verdict).contains(": ."), "{}: {verdict:?}", language.tag);
                }
            }
        }
    }

    #[test]
    fn a_no_from_elsewhere_says_where_it_is_changed() {
        let english = Words::of(LANGUAGES.first().unwrap());
        let changed = |standing, source| elsewhere(&english, Verdict { standing, source });
        assert!(changed(Standing::Refused, Source::GlobalPrivacyControl).unwrap().contains("in your browser"));
        for source in [Source::Tcf, Source::Cookiebot, Source::Bridge(Bridged::Didomi)] {
            assert!(changed(Standing::Refused, source).unwrap().contains("cookie settings"), "{source:?}");
            assert!(changed(Standing::Unreadable("x"), source).is_some(), "{source:?}");
            assert_eq!(changed(Standing::Granted, source), None, "a no can be said here");
        }
        assert_eq!(changed(Standing::Refused, Source::OwnRecord), None);
        assert_eq!(changed(Standing::Unasked, Source::OptInDefault), None);
    }
}
