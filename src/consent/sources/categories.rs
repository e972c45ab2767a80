//! From what a platform says of its categories to the word about a purpose.

use super::Word;
use alloc::string::String;

/// What a platform says of one of its categories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// It is on.
    On,
    /// It is off.
    Off,
    /// The visitor has not answered.
    Open,
    /// The platform does not mention it.
    Unmentioned,
}

/// The word about a purpose that needs all of `categories`. What is off is refused, whoever switched it off: the platform
/// knows why. What is on counts as a yes when the visitor `chose`, and says nothing before. A category that the platform
/// does not mention cannot be granted: it is refused where the visitor chose. Without categories the platform does not
/// speak of the purpose.
#[inline(never)]
pub(super) fn word(categories: &[String], chose: bool, say: &dyn Fn(&str) -> Said) -> Word {
    let mut word = if chose && !categories.is_empty() { Word::Granted } else { Word::Silent };
    for category in categories {
        match say(category) {
            Said::Off => return Word::Refused,
            Said::Unmentioned if chose => return Word::Refused,
            Said::Open | Said::Unmentioned => word = Word::Silent,
            Said::On => {}
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn all_have_to_be_on_and_one_that_is_off_decides() {
        let say = |category: &str| match category {
            "on" => Said::On,
            "off" => Said::Off,
            "open" => Said::Open,
            _ => Said::Unmentioned,
        };
        for (categories, chose, otherwise) in [
            ("", Word::Silent, Word::Silent),
            ("on", Word::Granted, Word::Silent),
            ("on on", Word::Granted, Word::Silent),
            ("off", Word::Refused, Word::Refused),
            ("on off", Word::Refused, Word::Refused),
            ("open off", Word::Refused, Word::Refused),
            ("strange off", Word::Refused, Word::Refused),
            ("open", Word::Silent, Word::Silent),
            ("on open", Word::Silent, Word::Silent),
            ("open on", Word::Silent, Word::Silent),
            ("strange", Word::Refused, Word::Silent),
            ("on strange", Word::Refused, Word::Silent),
            ("open strange", Word::Refused, Word::Silent),
        ] {
            let list: alloc::vec::Vec<String> = categories.split_whitespace().map(ToString::to_string).collect();
            assert_eq!(word(&list, true, &say), chose, "{categories}");
            assert_eq!(word(&list, false, &say), otherwise, "{categories}, not chosen");
        }
    }
}
