//! Names and texts that would not be seen as they were written: markup, which is never more than text, and characters that
//! nobody sees.

use super::code::Code;
use super::place::{At, Notes};

/// How much of a tag is repeated, in characters.
const LONGEST_TAG: usize = 20;

impl Notes {
    /// Notes markup and invisible characters in what shoppers and colleagues read on one line.
    pub(super) fn shown(&self, text: &At<String>) {
        self.look_at(text, false);
    }

    /// The same of a text that may have lines: tabs and line breaks are fine.
    pub(super) fn shown_in_lines(&self, text: &At<String>) {
        self.look_at(text, true);
    }

    fn look_at(&self, text: &At<String>, lines: bool) {
        // Nearly every text ends here, in a catalogue of hundreds of thousands as well.
        if !text.value.bytes().any(may_be_odd) {
            return;
        }
        if let Some(tag) = tag(&text.value) {
            let message = format!("`{tag}` looks like markup; it is shown as written, not as markup");
            self.say(Code::Markup, text.place, message, "take it away, and write the words alone");
        }
        if let Some(letter) = invisible(&text.value, lines) {
            let message = format!("this text holds the invisible character U+{:04X}", u32::from(letter));
            self.say(Code::InvisibleCharacter, text.place, message, "delete it, or write the text anew by hand");
        }
    }
}

/// Whether a byte is `<`, a control character, or begins one or a direction override.
fn may_be_odd(byte: u8) -> bool {
    byte < 0x20 || matches!(byte, b'<' | 0x7F | 0xC2 | 0xE2)
}

/// The beginning of what a browser could read as a tag.
fn tag(text: &str) -> Option<&str> {
    let opens =
        |rest: &str| rest.as_bytes().get(1).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'/' || *b == b'!');
    let rest = text.match_indices('<').find_map(|(at, _)| text.get(at..).filter(|rest| opens(rest)))?;
    let inside = |b: u8| b.is_ascii_alphanumeric() || b == b'/' || b == b'!';
    rest.get(..1 + rest.bytes().skip(1).take(LONGEST_TAG).take_while(|b| inside(*b)).count())
}

/// The first control character or direction override.
fn invisible(text: &str, lines: bool) -> Option<char> {
    let breaks = |letter: char| lines && matches!(letter, '\t' | '\n' | '\r');
    let hides = |letter: char| matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.chars().find(|letter| hides(*letter) || (letter.is_control() && !breaks(*letter)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_what_a_browser_would_take_for_one() {
        for (text, found) in [
            ("<b>Sale</b>", Some("<b")),
            ("a <3 b </p>", Some("</p")),
            ("<!-- x", Some("<!")),
            ("ends <", None),
            ("1 < 2, <3, <ü", None),
            ("plain", None),
        ] {
            assert_eq!(tag(text), found, "{text}");
        }
        assert_eq!(tag(&format!("<{}", "x".repeat(100))).map(str::len), Some(1 + LONGEST_TAG));
    }

    #[test]
    fn what_nobody_sees_is_found_and_what_everybody_sees_is_not() {
        for letter in ['\0', '\u{1B}', '\u{7F}', '\u{85}', '\u{202A}', '\u{202E}', '\u{2066}', '\u{2069}'] {
            let text = format!("Tea{letter}");
            assert!(text.bytes().any(may_be_odd));
            assert_eq!((invisible(&text, false), invisible(&text, true)), (Some(letter), Some(letter)));
        }
        assert_eq!((invisible("a\tb\r\nc", true), invisible("a\tb", false)), (None, Some('\t')));
        assert_eq!(invisible("Grüner Tee – 75 °C\u{200D}", false), None);
    }
}
