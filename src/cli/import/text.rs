//! Bytes to text. Exports are UTF-8, or Latin-1 as Excel writes it (Windows-1252), sometimes both in one file, so each
//! field decides for itself and no byte is ever an error.

use std::borrow::Cow;

/// What Windows-1252 has at 0x80..=0x9F, where Latin-1 has control codes.
const WINDOWS: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";

/// The field as text, without blanks around it.
pub(super) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text.trim()),
        Err(_) => {
            let text: String = bytes.iter().map(|byte| latin(*byte)).collect();
            Cow::Owned(text.trim().to_owned())
        }
    }
}

fn latin(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS.chars().nth(usize::from(byte - 0x80)).unwrap_or(char::from(byte)),
        _ => char::from(byte),
    }
}

/// One blank between words, none around them, no control codes.
pub(super) fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// An id made from words: lower-case ASCII words joined by `-`, at most 48 characters; nothing when no letter is left.
pub(super) fn slug(text: &str) -> Option<String> {
    let mut out = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        let plain = match c {
            'a'..='z' | '0'..='9' => c,
            'à'..='å' => 'a',
            'ç' => 'c',
            'è'..='ë' => 'e',
            'ì'..='ï' => 'i',
            'ñ' => 'n',
            'ò'..='ö' | 'ø' => 'o',
            'ù'..='ü' => 'u',
            '\'' | '’' => continue,
            _ => '-',
        };
        if plain != '-' || !(out.is_empty() || out.ends_with('-')) {
            out.push(plain);
        }
        if out.len() == 48 {
            break;
        }
    }
    let end = out.trim_end_matches('-').len();
    out.truncate(end);
    out.bytes().any(|b| b.is_ascii_lowercase()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_encodings_read() {
        assert_eq!(decode("Voucher £20 ".as_bytes()), "Voucher £20");
        assert_eq!(decode(b"Voucher \xa320"), "Voucher £20");
        assert_eq!(decode(b"\x80 5 \x96 caf\xe9 \x9f"), "€ 5 – café Ÿ");
        assert_eq!(WINDOWS.chars().count(), 32);
    }

    #[test]
    fn blanks_collapse() {
        assert_eq!(collapse("  LUNCH BAG \t BLACK\u{0} SKULL. "), "LUNCH BAG BLACK SKULL.");
    }

    #[test]
    fn slugs() {
        assert_eq!(slug("Lunch bags").as_deref(), Some("lunch-bags"));
        assert_eq!(slug("Café & Crème (XL)").as_deref(), Some("cafe-creme-xl"));
        assert_eq!(slug("Children's toys").as_deref(), Some("childrens-toys"));
        assert_eq!(slug("日本"), None);
        assert_eq!(slug(&"ab ".repeat(60)).map(|s| s.len()), Some(47));
    }
}
