//! Consent strings as a platform writes them today: bits, six a character.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Bits as base64url, padded with zeros.
fn text(bits: &str) -> String {
    let six = |six: &[u8]| six.iter().fold(0, |value, bit| value << 1 | usize::from(*bit == b'1')) << (6 - six.len());
    bits.as_bytes().chunks(6).filter_map(|chunk| ALPHABET.get(six(chunk))).map(|byte| char::from(*byte)).collect()
}

/// A TC string (TCF v2.3) that was made at this moment, in seconds since 1970, and consents to these of the standard's
/// purposes (1 to 24), whatever the vendor.
pub(crate) fn tc_string(unix_seconds: u64, purposes: &[usize]) -> String {
    let moment = format!("{:036b}", unix_seconds * 10);
    let purposes: String = (1..=24).map(|purpose| if purposes.contains(&purpose) { '1' } else { '0' }).collect();
    let letters = |word: [u8; 2]| format!("{:06b}{:06b}", word[0] - b'A', word[1] - b'A');
    // Version; platform, its version, screen, language, vendor list, policy; for this service only, standard texts;
    // no special features; consent; no legitimate interest; country; two empty lists of vendors; no restrictions.
    text(&format!(
        "{:06b}{moment}{moment}{:012b}{:012b}{:06b}{}{:012b}{:06b}10{:012b}{purposes}{:024b}0{}{:017b}{:017b}{:012b}",
        2,
        31,
        1,
        1,
        letters(*b"EN"),
        150,
        5,
        0,
        0,
        letters(*b"DE"),
        0,
        0,
        0
    ))
}

/// The purposes of the standard that everything here asks for.
pub(crate) const EVERYTHING: [usize; 10] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11];
