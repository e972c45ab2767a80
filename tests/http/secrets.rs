//! Words that can come from one place only, and how to find them again whatever they were turned into.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use std::cell::RefCell;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;

/// Planted words, each with the place where it was put.
#[derive(Default)]
pub(crate) struct Secrets {
    random: RandomState,
    planted: RefCell<Vec<(String, String)>>,
}

impl Secrets {
    /// A new word for a place. It looks like nothing else: no word of a language, no id of the shop.
    pub(crate) fn plant(&self, place: &str) -> String {
        let mut planted = self.planted.borrow_mut();
        let drawn = self.random.hash_one(planted.len());
        let word = format!("Qx{drawn:016X}Zj");
        planted.push((place.to_owned(), word.clone()));
        word
    }

    /// Adds a word that is secret by itself.
    pub(crate) fn add(&self, place: &str, word: &str) {
        self.planted.borrow_mut().push((place.to_owned(), word.to_owned()));
    }

    /// How many words there are.
    pub(crate) fn count(&self) -> usize {
        self.planted.borrow().len()
    }

    /// The places of which something is in `text`, in any encoding. Only the words of `which` are looked for, by the
    /// order in which they were planted.
    pub(crate) fn found_in(&self, text: &str, which: Range<usize>) -> Vec<String> {
        let small = text.to_lowercase();
        let planted = self.planted.borrow();
        let some = planted.get(which).unwrap_or_default();
        let leaked = some.iter().filter(|(_, word)| is_in(word, text, &small));
        leaked.map(|(place, word)| format!("{place} ({word})")).collect()
    }
}

/// Whether the word is in `text` (of which `small` is the lower case): as it is, in any case, percent-encoded, in
/// hexadecimal, and in base64 wherever it stands in a longer text.
fn is_in(word: &str, text: &str, small: &str) -> bool {
    let hex = |between: &str| word.bytes().map(|byte| format!("{between}{byte:02x}")).collect::<String>();
    let anywhere = [word.to_lowercase(), hex("%"), hex("")];
    let encoded = (0..3).flat_map(|before| {
        let bytes = [vec![b' '; before], word.into()].concat();
        // What neighbours change is left away: the first group with the padding before the word, and the last.
        let from = before.div_ceil(3) * 4;
        let cut = |text: String| text.get(from..text.len() - 4).unwrap_or_default().to_owned();
        [cut(STANDARD.encode(&bytes)), cut(URL_SAFE.encode(&bytes))]
    });
    anywhere.iter().any(|form| small.contains(form)) || encoded.into_iter().any(|form| text.contains(&form))
}

#[test]
fn words_are_found_whatever_they_were_turned_into() {
    let secrets = Secrets::default();
    let word = secrets.plant("here");
    let percent: String = word.bytes().map(|byte| format!("%{byte:02X}")).collect();
    for text in &[
        word.clone(),
        word.to_lowercase(),
        format!("GET /x?y={word}&z"),
        percent,
        STANDARD.encode(&word),
        STANDARD.encode(format!("a{word}")),
        URL_SAFE.encode(format!("/?{word}#")),
    ] {
        assert_eq!(secrets.found_in(text, 0..1).len(), 1, "{text}");
    }
    assert!(secrets.found_in(&word[1..], 0..1).is_empty() && secrets.found_in(&word, 0..0).is_empty());
}
