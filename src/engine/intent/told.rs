//! Which words of a search told what: for receipts.

use super::find::{self, Counts, Found};
use super::words::Words;
use super::{Intent, Intents, Rules};
use crate::snapshot::Says;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// What became of one intent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The intent.
    pub intent: Intent,
    /// Whether it holds.
    pub holds: bool,
    /// Why, in fixed words: `said`, `not said otherwise`, `outweighed`, `taken back`, `part of another phrase`.
    pub code: &'static str,
    /// Why, as a sentence.
    pub words: String,
    /// The phrases of its list that stand in the search.
    pub found: Vec<Spoken>,
}

/// A phrase that stands in a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    /// Its list.
    pub list: Says,
    /// The language of the rules; empty for a phrase of the campaign's own.
    pub language: String,
    /// The phrase as the marketer wrote it.
    pub phrase: String,
    /// The words of the search.
    pub typed: String,
    /// Whether it counts.
    pub counts: bool,
}

/// What became of each intent that holds or that something speaks for, in the order of [`Intent::ALL`]; empty without a
/// search. `search` is in lower case.
#[must_use]
pub fn told(search: &str, rules: &Rules<'_>) -> Vec<Said> {
    let words = Words::of(search);
    if words.is_empty() {
        return Vec::new();
    }
    let found = find::find(&words, &rules.phrases());
    let telling = Telling { search, words, rules, found };
    let intents = Intents::that_say(find::said(&telling.found));
    Intent::ALL.into_iter().filter_map(|intent| telling.of(intent, intents)).collect()
}

struct Telling<'t> {
    search: &'t str,
    words: Words,
    rules: &'t Rules<'t>,
    found: Vec<Found>,
}

impl Telling<'_> {
    fn of(&self, intent: Intent, intents: Intents) -> Option<Said> {
        let holds = intents.has(intent);
        let list = intent.list();
        let speaks = |found: &Found| list.is_some_and(|list| found.says & list.bit() != 0);
        let here = self.found.iter().enumerate().filter(|(_, found)| speaks(found));
        let here: Vec<(&Found, Counts)> =
            here.map(|(n, found)| (found, find::counts(&self.found, n, list.unwrap_or(Says::Nothing)))).collect();
        let counted = here.iter().find(|(_, counts)| *counts == Counts::Yes);
        let told = counted.or_else(|| here.first());
        let (code, words) = match (told, holds) {
            (Some((_, Counts::Yes)), true) => {
                let all = here.iter().filter(|(_, counts)| *counts == Counts::Yes);
                let all: Vec<String> =
                    all.map(|(found, _)| format!("{} of {}", self.typed(found), self.list(found, list))).collect();
                ("said", all.join(", "))
            }
            (Some((found, Counts::Yes)), false) => {
                let other = intent.gives_way_to().map_or("", Intent::name);
                let of = self.list(found, list);
                ("outweighed", format!("{} of {of}, but `{other}` is said as well and wins", self.typed(found)))
            }
            (_, true) => {
                let other = intent.gives_way_to().map_or("", Intent::name);
                ("not said otherwise", format!("no phrase says `{other}`"))
            }
            (Some((found, Counts::Negated(by))), false) => {
                let by = self.found.get(*by).map_or("", |by| self.text(by));
                let of = self.list(found, list);
                ("taken back", format!("{} of {of}, but `{by}` stands before it", self.typed(found)))
            }
            (Some((found, Counts::Taken(by))), false) => {
                let by = self.found.get(*by);
                let in_list = match by {
                    Some(by) if by.says & Says::Nothing.bit() != 0 => Some(Says::Nothing),
                    _ => list.and_then(Says::opposite),
                };
                let (of, by) = (self.list(found, list), by.unwrap_or(found));
                let words =
                    format!("{} of {of}, but {} of {}", self.typed(found), self.typed(by), self.list(by, in_list));
                ("part of another phrase", words)
            }
            (None, false) => return None,
        };
        let found = here.iter().map(|(found, counts)| self.spoken(found, list, *counts == Counts::Yes)).collect();
        Some(Said { intent, holds, code, words, found })
    }

    /// The words of the search.
    fn text(&self, found: &Found) -> &str {
        self.words.typed(self.search, usize::from(found.first), usize::from(found.words))
    }

    fn phrase(&self, found: &Found) -> String {
        let phrase = self.rules.phrases().get(usize::from(found.of)).and_then(|of| of.get(usize::from(found.phrase)));
        phrase.map_or_else(String::new, |phrase| phrase.said(found.open))
    }

    /// "`best` is in the list": and by which phrase, where that is another text.
    fn typed(&self, found: &Found) -> String {
        let (typed, phrase) = (self.text(found), self.phrase(found));
        if phrase == typed {
            format!("`{typed}` is in the list")
        } else {
            format!("`{typed}` (`{phrase}`) is in the list")
        }
    }

    /// "premium phrases (en)".
    fn list(&self, found: &Found, list: Option<Says>) -> String {
        let name = list.map_or("", Says::name);
        if found.of > 0 {
            format!("`{name}` of the campaign's keywords")
        } else {
            format!("`{name}` ({})", self.rules.language())
        }
    }

    fn spoken(&self, found: &Found, list: Option<Says>, counts: bool) -> Spoken {
        Spoken {
            list: list.unwrap_or(Says::Nothing),
            language: if found.of > 0 { String::new() } else { self.rules.language().to_string() },
            phrase: self.phrase(found),
            typed: self.text(found).to_string(),
            counts,
        }
    }
}
