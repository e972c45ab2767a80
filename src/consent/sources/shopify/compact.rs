//! Version 3: `3` answers `.` allowed `_` region `_` banner `_` sale region, then the consent's id and custom purposes.

use super::{Answer, Answers};

const FORM: &str = "it is not of a form that Shopify writes";

/// Reads the compact form. Anything in it that Shopify's own script does not write makes it unreadable.
pub(super) fn read(text: &str) -> Result<Answers, &'static str> {
    let rest = text.strip_prefix('3').ok_or("its version is not one that can be read here")?;
    let (answers, rest) = rest.split_once('.').ok_or(FORM)?;
    let mut parts = rest.splitn(6, '_');
    let mut part = || parts.next().ok_or(FORM);
    let (allowed, region, banner, sale) = (part()?, part()?, part()?, part()?);
    // The id has characters of base64 with `-` and `*`; what the custom purposes say nobody asks here.
    let id = parts.next().unwrap_or_default();
    let whole = allowed.bytes().all(|letter| b"AMPS".contains(&letter))
        && region.bytes().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit())
        && [banner, sale].iter().all(|flag| matches!(*flag, "t" | "f"))
        && id.bytes().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, b'-' | b'*'));
    if whole { each(answers) } else { Err(FORM) }
}

fn each(letters: &str) -> Result<Answers, &'static str> {
    let open = Some(Answer::Open);
    let mut answers = Answers { analytics: open, marketing: open, preferences: open, sale: open };
    for letter in letters.bytes() {
        let slot = match letter.to_ascii_uppercase() {
            b'A' => &mut answers.analytics,
            b'M' => &mut answers.marketing,
            b'P' => &mut answers.preferences,
            b'S' => &mut answers.sale,
            _ => return Err(FORM),
        };
        if *slot != open {
            return Err("it says the same thing twice");
        }
        *slot = Some(if letter.is_ascii_uppercase() { Answer::Yes } else { Answer::No });
    }
    Ok(answers)
}
