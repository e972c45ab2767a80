//! Percent-escapes (RFC 3986, section 2.1), read strictly. Browsers' own readers guess at half an escape; whoever guesses
//! at a choice can grant what was refused.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

/// What `+` stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plus {
    /// Itself, as `encodeURIComponent` leaves it.
    Plus,
    /// A space, as in `application/x-www-form-urlencoded`.
    Space,
}

/// The text with its escapes resolved, or why it cannot be read, as part of a sentence. Nothing is copied when there is
/// no escape; otherwise the copy is at most as long as the text.
pub(super) fn decode(text: &str, plus: Plus) -> Result<Cow<'_, str>, &'static str> {
    let escaped = text.bytes().any(|byte| byte == b'%' || (byte == b'+' && plus == Plus::Space));
    let decoded = if escaped {
        Cow::Owned(String::from_utf8(bytes(text, plus)?).map_err(|_| "an escape in it is not UTF-8")?)
    } else {
        Cow::Borrowed(text)
    };
    if decoded.chars().any(|letter| letter < ' ' || ('\u{7f}'..='\u{9f}').contains(&letter)) {
        return Err("it holds a control character");
    }
    Ok(decoded)
}

fn bytes(text: &str, plus: Plus) -> Result<Vec<u8>, &'static str> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => match (bytes.next(), bytes.next()) {
                (Some(high), Some(low)) => digit(high)? << 4 | digit(low)?,
                _ => return Err("it ends within an escape"),
            },
            b'+' if plus == Plus::Space => b' ',
            other => other,
        });
    }
    Ok(decoded)
}

fn digit(byte: u8) -> Result<u8, &'static str> {
    match byte {
        b'0'..=b'9' => Ok(byte - b'0'),
        b'a'..=b'f' => Ok(byte - b'a' + 10),
        b'A'..=b'F' => Ok(byte - b'A' + 10),
        _ => Err("an escape in it is not two hexadecimal digits"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_resolved() {
        for (text, plain) in [
            ("", ""),
            ("a b", "a b"),
            ("a+b", "a b"),
            ("%7B%27a%27%7d", "{'a'}"),
            ("%E5%8F%B0+%", "no"),
            ("100%25", "100%"),
            ("%2B+%2b", "+ +"),
            ("%D0%92%D0%BE", "Во"),
            ("ü%C3%BC", "üü"),
        ] {
            match decode(text, Plus::Space) {
                Ok(read) => assert_eq!(read, plain, "{text}"),
                Err(_) => assert_eq!(plain, "no", "{text}"),
            }
        }
        assert_eq!(decode("a+b%2B", Plus::Plus).as_deref(), Ok("a+b+"));
        assert!(matches!(decode("plain+", Plus::Plus), Ok(Cow::Borrowed("plain+"))), "nothing is copied without need");
    }

    #[test]
    fn what_is_half_or_no_text_is_refused() {
        for (text, why) in [
            ("%", "it ends within an escape"),
            ("a%2", "it ends within an escape"),
            ("%2x", "an escape in it is not two hexadecimal digits"),
            ("%+1", "an escape in it is not two hexadecimal digits"),
            ("%u0041", "an escape in it is not two hexadecimal digits"),
            ("%ü1", "an escape in it is not two hexadecimal digits"),
            ("%FF", "an escape in it is not UTF-8"),
            ("%C3", "an escape in it is not UTF-8"),
            ("%ED%A0%80", "an escape in it is not UTF-8"),
            ("a%00", "it holds a control character"),
            ("%0A", "it holds a control character"),
            ("\u{7f}", "it holds a control character"),
            ("%C2%85", "it holds a control character"),
        ] {
            assert_eq!(decode(text, Plus::Space), Err(why), "{text}");
        }
    }
}
