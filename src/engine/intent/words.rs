//! The words of a search, as phrases are compared with them.

use crate::lower::lower;
use alloc::string::String;
use alloc::vec::Vec;

/// The words of a search.
#[derive(Debug, Default)]
pub struct Words {
    /// The words in plain letters, joined by one space.
    plain: String,
    /// Where each begins in it.
    starts: Vec<u16>,
    /// The same with `#` for each number; empty where there is none.
    numbered: String,
    /// Where each word begins in that.
    numbered_starts: Vec<u16>,
    /// From where to where each was typed, in bytes of the search.
    typed: Vec<(u16, u16)>,
}

impl Words {
    /// Reads a lower-case search of at most 65,535 bytes.
    #[must_use]
    pub fn of(search: &str) -> Self {
        let mut words = Self::default();
        let mut plain = String::with_capacity(search.len());
        split(search, false, false, &mut plain, &mut |start, from, to| {
            words.starts.push(short(start));
            words.typed.push((short(from), short(to)));
        });
        if plain.bytes().any(|byte| byte.is_ascii_digit()) {
            words.numbered.reserve(plain.len());
            for (at, word) in plain.split(' ').enumerate() {
                if at > 0 {
                    words.numbered.push(' ');
                }
                words.numbered_starts.push(short(words.numbered.len()));
                number(word, &mut words.numbered);
            }
        }
        words.plain = plain;
        words
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// The text from the n-th word on.
    pub(super) fn from(&self, n: usize) -> &str {
        self.starts.get(n).and_then(|start| self.plain.get(usize::from(*start)..)).unwrap_or_default()
    }

    /// The same with `#` for numbers; empty where the search has none.
    pub(super) fn numbered_from(&self, n: usize) -> &str {
        self.numbered_starts.get(n).and_then(|start| self.numbered.get(usize::from(*start)..)).unwrap_or_default()
    }

    /// What was typed for `count` words from the n-th on, out of the search that the words were read from.
    #[must_use]
    pub fn typed<'s>(&self, search: &'s str, n: usize, count: usize) -> &'s str {
        let last = n.saturating_add(count.max(1) - 1);
        let (Some((from, _)), Some((_, to))) = (self.typed.get(n), self.typed.get(last)) else { return "" };
        search.get(usize::from(*from)..usize::from(*to)).unwrap_or_default()
    }

    /// Whether a phrase as a rule writes it stands among them: the signal `keyword`.
    #[must_use]
    pub fn have(&self, phrase: &str) -> bool {
        let stands = |wide| shape(phrase, wide).is_some_and(|(text, open)| self.stands(&text, open));
        stands(false) || (!phrase.is_ascii() && stands(true))
    }

    /// Whether a phrase in plain words stands among them.
    pub(super) fn stands(&self, text: &str, open: bool) -> bool {
        (0..self.len()).any(|n| {
            if let Some(end) = text.strip_prefix('*') {
                return first_word(self.from(n)).ends_with(end);
            }
            let rest = if text.contains('#') { self.numbered_from(n) } else { self.from(n) };
            rest.strip_prefix(text).is_some_and(|rest| open || ends(rest))
        })
    }
}

/// Whether a word ends where this text follows.
pub(super) fn ends(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(' ')
}

/// The first word of a plain text.
pub(super) fn first_word(text: &str) -> &str {
    text.split(' ').next().unwrap_or_default()
}

/// A phrase as searches are compared with it, and whether its last word may go on; `None` when it has no word. `wide` writes
/// `ä` as `ae` rather than `a`, as people do without the key; both are looked for.
#[must_use]
pub fn shape(phrase: &str, wide: bool) -> Option<(String, bool)> {
    let lower = lower(phrase.trim());
    let (lower, open) = lower.strip_suffix('*').map_or((lower.as_str(), false), |rest| (rest, true));
    let (lower, suffix) = lower.strip_prefix('*').map_or((lower, false), |rest| (rest, true));
    let mut text = String::with_capacity(lower.len() + 1);
    if suffix {
        text.push('*');
    }
    let mut any = false;
    split(lower, true, wide, &mut text, &mut |_, _, _| any = true);
    any.then_some((text, open))
}

/// Cuts a lower-case text into words, writes them in plain letters behind one another, and tells of each where it begins
/// there and where it stood. `of_rule`: `#` is part of a word.
fn split(text: &str, of_rule: bool, wide: bool, out: &mut String, word: &mut dyn FnMut(usize, usize, usize)) {
    // Where the word began in `out` and in `text`, and its letters so far.
    let mut open: Option<(usize, usize, usize)> = None;
    let mut chars = text.char_indices().peekable();
    let first = out.len();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let inside = match c {
            // Accents that stand by themselves, and the hyphen that is not seen.
            '\u{300}'..='\u{36f}' | '\u{ad}' => continue,
            // "don't" is "dont", and "d'inox" is "d inox".
            '\'' | '\u{2019}' => match open {
                Some((.., letters)) if letters > 2 => continue,
                _ => false,
            },
            '.' | ',' => {
                let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
                let within = digit(out.chars().next_back()) && open.is_some() && digit(next);
                if within {
                    out.push('.');
                    continue;
                }
                false
            }
            '#' => of_rule,
            c => c.is_alphanumeric(),
        };
        match (inside, &mut open) {
            (true, Some((.., letters))) => *letters += 1,
            (true, None) => {
                if out.len() > first {
                    out.push(' ');
                }
                open = Some((out.len(), at, 1));
            }
            (false, _) => {
                if let Some((start, from, _)) = open.take() {
                    word(start, from, at);
                }
                continue;
            }
        }
        plain(c, wide, out);
    }
    if let Some((start, from, _)) = open {
        word(start, from, text.len());
    }
}

/// The plain letters of U+00E0 to U+017F, where a letter has one; a space where it has not. (Unicode Standard, charts
/// "Latin-1 Supplement" and "Latin Extended-A".)
const PLAIN: &[u8; 160] = b"aaaaaa ceeeeiiiidnooooo ouuuuy yaaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii  jjkkkllllllllllnnnnnnnnnoooooo  rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/// Writes a letter without its accent.
fn plain(c: char, wide: bool, out: &mut String) {
    match c {
        'ß' => return out.push_str("ss"),
        'æ' => return out.push_str("ae"),
        'œ' => return out.push_str("oe"),
        'ä' | 'ö' | 'ü' | 'ø' | 'å' if wide => {
            let second = if c == 'å' { 'a' } else { 'e' };
            plain(c, false, out);
            return out.push(second);
        }
        _ => {}
    }
    let at = (c as usize).wrapping_sub(0xE0);
    match PLAIN.get(at) {
        Some(letter) if *letter != b' ' => out.push(char::from(*letter)),
        _ => out.push(c),
    }
}

/// Writes a word with `#` for each number in it.
fn number(word: &str, out: &mut String) {
    let mut within = false;
    for c in word.chars() {
        let digit = c.is_ascii_digit() || (within && c == '.');
        if !digit {
            out.push(c);
        } else if !within {
            out.push('#');
        }
        within = digit;
    }
}

fn short(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain_words(text: &str) -> String {
        Words::of(&text.to_lowercase()).plain
    }

    #[test]
    fn words_are_compared_in_plain_letters() {
        assert_eq!(plain_words("Für  GÜNSTIGE Töpfe, groß!"), "fur gunstige topfe gross");
        assert_eq!(plain_words("cafetière à l'italienne d’inox"), "cafetiere a l italienne d inox");
        assert_eq!(plain_words("don't mom's o'neill"), "dont moms o neill");
        assert_eq!(plain_words("łódź žluť æble cœur ıĳſ"), "lodz zlut aeble coeur iĳs");
        // The accent by itself, as some keyboards send it.
        assert_eq!(plain_words("cafe\u{301}"), "cafe");
        assert_eq!(plain_words(" *&#! "), "");
        assert_eq!(plain_words("ポット 白"), "ポット 白");
    }

    #[test]
    fn numbers_are_numbers_in_any_writing() {
        let words = Words::of("1.7l kettle, under $50.00. v60 2,5 liter 3. 1,000");
        assert_eq!(words.plain, "1.7l kettle under 50.00 v60 2.5 liter 3 1.000");
        assert_eq!(words.numbered, "#l kettle under # v# # liter # #");
        assert_eq!(words.numbered_starts.len(), words.len());
        assert_eq!(Words::of("kettle").numbered, "");
    }

    #[test]
    fn what_was_typed_is_found_again() {
        let search = "für günstige  töpfe!";
        let words = Words::of(search);
        assert_eq!(words.typed(search, 0, 2), "für günstige");
        assert_eq!(words.typed(search, 2, 1), "töpfe");
        assert_eq!(words.typed(search, 2, 2), "");
    }

    #[test]
    fn phrases_of_rules_have_a_shape() {
        let shape = |text, wide| shape(text, wide);
        assert_eq!(shape(" Günstig* ", false), Some(("gunstig".into(), true)));
        assert_eq!(shape("Günstig*", true), Some(("guenstig".into(), true)));
        assert_eq!(shape("under #", false), Some(("under #".into(), false)));
        assert_eq!(shape("*set", false), Some(("*set".into(), false)));
        assert_eq!(shape("...*", false), None);
        assert_eq!(shape("*", false), None);
        assert_eq!(shape("", false), None);
    }

    #[test]
    fn a_keyword_stands_in_a_search_by_whole_words() {
        let have = |search: &str, phrase: &str| Words::of(search).have(phrase);
        assert!(have("best gooseneck kettles", "gooseneck") && have("best gooseneck kettles", "kettle*"));
        assert!(!have("best gooseneck kettles", "kettle") && !have("best gooseneck kettles", "neck"));
        assert!(have("pour-over kettle", "Pour over") && !have("pour it over", "pour over"));
        assert!(have("guenstige toepfe", "günstig*") && have("günstige töpfe", "günstig*"));
        assert!(have("gunstige topfe", "günstig*") && !have("guenstige", "gunstig*"));
        assert!(have("geschenkset tee", "*set") && !have("setting", "*set"));
        assert!(have("kanne 1,5l", "#l") && !have("kanne v60", "#") && !have("kettle", "..."));
    }
}
