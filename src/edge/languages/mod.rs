//! The languages of what visitors read. Each is one file; a further one is a file and a line in [`LANGUAGES`]. A file is
//! parsed when a page in it is asked for, and not before.

mod choose;
#[cfg(test)]
mod tests;

pub(super) use choose::{choose, named};

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};

/// A language.
pub(super) struct Language {
    /// Its tag (BCP 47).
    pub(super) tag: &'static str,
    /// Its own name for itself.
    pub(super) name: &'static str,
    /// Its file: texts by key.
    file: &'static str,
    /// The plural category of a number, as Unicode's CLDR names them; the file has a text for each that may come.
    plural: fn(u32) -> &'static str,
}

/// All, English first: it is what is taken when nothing else fits.
pub(super) static LANGUAGES: [Language; 4] = [
    Language { tag: "en", name: "English", file: include_str!("en.json"), plural: one_is_one },
    Language { tag: "de", name: "Deutsch", file: include_str!("de.json"), plural: one_is_one },
    Language { tag: "fr", name: "Français", file: include_str!("fr.json"), plural: none_is_one },
    Language { tag: "es", name: "Español", file: include_str!("es.json"), plural: one_is_one },
];

fn one_is_one(n: u32) -> &'static str {
    if n == 1 { "one" } else { "other" }
}

fn none_is_one(n: u32) -> &'static str {
    if n <= 1 { "one" } else { "other" }
}

/// A language, read.
pub(super) struct Words {
    pub(super) language: &'static Language,
    texts: BTreeMap<&'static str, &'static str>,
}

impl Words {
    pub(super) fn of(language: &'static Language) -> Self {
        Self { language, texts: serde_json::from_str(language.file).unwrap_or_default() }
    }

    /// The text of a key; a test holds that every key that is named is there.
    pub(super) fn get(&self, key: &str) -> &'static str {
        self.texts.get(key).copied().unwrap_or_default()
    }

    /// A text that a key of two parts names.
    pub(super) fn of_two(&self, first: &str, second: &str) -> &'static str {
        self.get(&[first, ".", second].concat())
    }

    /// The text with its placeholders filled. What is filled in is not looked at again.
    pub(super) fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut out = String::new();
        let mut rest = self.get(key);
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let (name, end) = after.split_once('}').unwrap_or((after, ""));
            out.push_str(values.iter().find(|(other, _)| *other == name).map_or("", |(_, value)| value));
            rest = end;
        }
        out.push_str(rest);
        out
    }

    /// The text for so many, with the number as `{n}`.
    pub(super) fn count(&self, key: &str, n: u32) -> String {
        self.fill(&[key, ".", (self.language.plural)(n)].concat(), &[("n", &n.to_string())])
    }
}
