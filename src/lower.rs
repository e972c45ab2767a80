//! Small letters. The standard library's tables of them have 14 KB in the Wasm, 6 of them gzipped; these have one, and say
//! the same of every letter.

use alloc::string::String;

/// Letters that lie side by side, or every second of them: the first, how many times two (and one more, where it is every
/// second), and how much further on the small ones lie, modulo 65,536.
type Run = (u16, u8, u16);

/// The letters up to U+FFFF that have a small one (Unicode Character Database, `UnicodeData.txt`).
#[rustfmt::skip]
const BASIC: [Run; 172] = [
    (0x00C0, 46, 32), (0x00D8, 14, 32), (0x0100, 49, 1), (0x0132, 7, 1), (0x0139, 17, 1), (0x014A, 47, 1),
    (0x0178, 2, 65415), (0x0179, 7, 1), (0x0181, 2, 210), (0x0182, 5, 1), (0x0186, 2, 206), (0x0187, 2, 1),
    (0x0189, 4, 205), (0x018B, 2, 1), (0x018E, 2, 79), (0x018F, 2, 202), (0x0190, 2, 203), (0x0191, 2, 1),
    (0x0193, 2, 205), (0x0194, 2, 207), (0x0196, 2, 211), (0x0197, 2, 209), (0x0198, 2, 1), (0x019C, 2, 211),
    (0x019D, 2, 213), (0x019F, 2, 214), (0x01A0, 7, 1), (0x01A6, 2, 218), (0x01A7, 2, 1), (0x01A9, 2, 218),
    (0x01AC, 2, 1), (0x01AE, 2, 218), (0x01AF, 2, 1), (0x01B1, 4, 217), (0x01B3, 5, 1), (0x01B7, 2, 219),
    (0x01B8, 2, 1), (0x01BC, 2, 1), (0x01C4, 2, 2), (0x01C5, 2, 1), (0x01C7, 2, 2), (0x01C8, 2, 1), (0x01CA, 2, 2),
    (0x01CB, 19, 1), (0x01DE, 19, 1), (0x01F1, 2, 2), (0x01F2, 5, 1), (0x01F6, 2, 65439), (0x01F7, 2, 65480),
    (0x01F8, 41, 1), (0x0220, 2, 65406), (0x0222, 19, 1), (0x023A, 2, 10795), (0x023B, 2, 1), (0x023D, 2, 65373),
    (0x023E, 2, 10792), (0x0241, 2, 1), (0x0243, 2, 65341), (0x0244, 2, 69), (0x0245, 2, 71), (0x0246, 11, 1),
    (0x0370, 5, 1), (0x0376, 2, 1), (0x037F, 2, 116), (0x0386, 2, 38), (0x0388, 6, 37), (0x038C, 2, 64),
    (0x038E, 4, 63), (0x0391, 34, 32), (0x03A3, 18, 32), (0x03CF, 2, 8), (0x03D8, 25, 1), (0x03F4, 2, 65476),
    (0x03F7, 2, 1), (0x03F9, 2, 65529), (0x03FA, 2, 1), (0x03FD, 6, 65406), (0x0400, 32, 80), (0x0410, 64, 32),
    (0x0460, 35, 1), (0x048A, 55, 1), (0x04C0, 2, 15), (0x04C1, 15, 1), (0x04D0, 97, 1), (0x0531, 76, 48),
    (0x10A0, 76, 7264), (0x10C7, 2, 7264), (0x10CD, 2, 7264), (0x13A0, 160, 38864), (0x13F0, 12, 8), (0x1C89, 2, 1),
    (0x1C90, 86, 62528), (0x1CBD, 6, 62528), (0x1E00, 151, 1), (0x1E9E, 2, 57921), (0x1EA0, 97, 1),
    (0x1F08, 16, 65528), (0x1F18, 12, 65528), (0x1F28, 16, 65528), (0x1F38, 16, 65528), (0x1F48, 12, 65528),
    (0x1F59, 9, 65528), (0x1F68, 16, 65528), (0x1F88, 16, 65528), (0x1F98, 16, 65528), (0x1FA8, 16, 65528),
    (0x1FB8, 4, 65528), (0x1FBA, 4, 65462), (0x1FBC, 2, 65527), (0x1FC8, 8, 65450), (0x1FCC, 2, 65527),
    (0x1FD8, 4, 65528), (0x1FDA, 4, 65436), (0x1FE8, 4, 65528), (0x1FEA, 4, 65424), (0x1FEC, 2, 65529),
    (0x1FF8, 4, 65408), (0x1FFA, 4, 65410), (0x1FFC, 2, 65527), (0x2126, 2, 58019), (0x212A, 2, 57153),
    (0x212B, 2, 57274), (0x2132, 2, 28), (0x2160, 32, 16), (0x2183, 2, 1), (0x24B6, 52, 26), (0x2C00, 96, 48),
    (0x2C60, 2, 1), (0x2C62, 2, 54793), (0x2C63, 2, 61722), (0x2C64, 2, 54809), (0x2C67, 7, 1), (0x2C6D, 2, 54756),
    (0x2C6E, 2, 54787), (0x2C6F, 2, 54753), (0x2C70, 2, 54754), (0x2C72, 2, 1), (0x2C75, 2, 1), (0x2C7E, 4, 54721),
    (0x2C80, 101, 1), (0x2CEB, 5, 1), (0x2CF2, 2, 1), (0xA640, 47, 1), (0xA680, 29, 1), (0xA722, 15, 1),
    (0xA732, 63, 1), (0xA779, 5, 1), (0xA77D, 2, 30204), (0xA77E, 11, 1), (0xA78B, 2, 1), (0xA78D, 2, 23256),
    (0xA790, 5, 1), (0xA796, 21, 1), (0xA7AA, 2, 23228), (0xA7AB, 2, 23217), (0xA7AC, 2, 23221), (0xA7AD, 2, 23231),
    (0xA7AE, 2, 23228), (0xA7B0, 2, 23278), (0xA7B1, 2, 23254), (0xA7B2, 2, 23275), (0xA7B3, 2, 928), (0xA7B4, 17, 1),
    (0xA7C4, 2, 65488), (0xA7C5, 2, 23229), (0xA7C6, 2, 30152), (0xA7C7, 5, 1), (0xA7CB, 2, 23193), (0xA7CC, 17, 1),
    (0xA7DC, 2, 22975), (0xA7F5, 2, 1), (0xFF21, 52, 32),
];

/// The same from U+10000 on.
#[rustfmt::skip]
const BEYOND: [Run; 12] = [
    (0x0400, 80, 40), (0x04B0, 72, 40), (0x0570, 22, 39), (0x057C, 30, 39), (0x058C, 14, 39), (0x0594, 4, 39),
    (0x0C80, 102, 64), (0x0D50, 44, 32), (0x18A0, 64, 32), (0x6E40, 64, 32), (0x6EA0, 50, 27), (0xE900, 68, 34),
];

/// The text in small letters.
///
/// As [`str::to_lowercase`], but that a Greek sigma is a final one wherever no letter follows one, be it after a mark.
#[must_use]
pub fn lower(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    // Whether a letter stands before, with nothing but accents in between.
    let mut within = false;
    while let Some(c) = chars.next() {
        match c {
            'İ' => out.push_str("i\u{307}"),
            'Σ' => {
                let goes_on = chars.peek().is_some_and(|next| next.is_alphabetic() || is_accent(*next));
                out.push(if within && !goes_on { 'ς' } else { 'σ' });
            }
            _ => out.push(small(c)),
        }
        within = is_accent(c) && within || c.is_alphabetic();
    }
    out
}

fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// The small letter; what has none is its own.
fn small(c: char) -> char {
    let number = c as u32;
    if number < 0xC0 {
        return c.to_ascii_lowercase();
    }
    let runs: &[Run] = match number >> 16 {
        0 => &BASIC,
        1 => &BEYOND,
        _ => return c,
    };
    let low = number as u16;
    let at = runs.partition_point(|(first, ..)| *first <= low);
    let Some((first, shape, further)) = at.checked_sub(1).and_then(|at| runs.get(at)) else { return c };
    let (past, step) = (low - first, u16::from(shape & 1) + 1);
    if past % step != 0 || past / step >= u16::from(shape >> 1) {
        return c;
    }
    char::from_u32(number & 0xFFFF_0000 | u32::from(low.wrapping_add(*further))).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn every_letter_is_that_of_the_standard_library() {
        for c in '\0'..=char::MAX {
            let text = c.to_string();
            assert_eq!(lower(&text), text.to_lowercase(), "U+{:04X}", c as u32);
        }
    }

    #[test]
    fn texts_are_those_of_the_standard_library() {
        for text in [
            "Für GÜNSTIGE Töpfe",
            "ΟΔΟΣ ΤΗΣ ΣΟΦΙΑΣ",
            "Σ",
            "1Σ",
            "ΑΣ1",
            "ΑΣ\u{301}Α",
            "Α\u{301}Σ",
            "İZMİR",
            "ЧАЙ",
            "",
            "ﬀẞ",
        ] {
            assert_eq!(lower(text), text.to_lowercase(), "{text}");
        }
    }
}
