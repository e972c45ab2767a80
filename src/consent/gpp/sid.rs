//! Which sections of a GPP string apply (`__gpp_sid`): IAB Tech Lab, "GPP CMP API", version 1.1, `applicableSections`.

use crate::consent::Unreadable;
use alloc::vec::Vec;

/// Most section ids that are looked at.
const MOST: usize = 64;

/// The sections that apply to the visitor, as the consent platform says.
#[derive(Clone, PartialEq, Eq)]
pub enum Applicable {
    /// The platform has not found out yet (`0`, or nothing).
    Unknown,
    /// None does (`-1`).
    Nothing,
    /// These do; each once, in order.
    Sections(Vec<u16>),
}

debug_says_presence!(Applicable);

impl Applicable {
    /// Reads the list. Its ids stand between commas (in a cookie also `%2C`) or underscores, with blanks around them or not.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        let (mut ids, mut nothing) = (Vec::new(), false);
        let text = super::super::unreadable::bounded(text).or_else(|error| match error {
            Unreadable::Empty => Ok(text),
            other => Err(other),
        })?;
        let words = text.split([',', '_']).flat_map(|part| part.split("%2C")).flat_map(|part| part.split("%2c"));
        let words = words.map(|word| word.trim_matches(' ')).filter(|word| !word.is_empty());
        for (nth, word) in words.enumerate() {
            if nth >= MOST {
                return Err(Unreadable::NotSectionIds);
            }
            match word {
                "-1" => nothing = true,
                _ if word.bytes().all(|byte| byte.is_ascii_digit()) => {
                    let id: u16 = word.parse().map_err(|_| Unreadable::NotSectionIds)?;
                    let at = ids.partition_point(|other| *other < id);
                    if ids.get(at) != Some(&id) {
                        ids.insert(at, id);
                    }
                }
                _ => return Err(Unreadable::NotSectionIds),
            }
        }
        ids.retain(|id| *id != 0);
        match (ids.is_empty(), nothing) {
            (true, true) => Ok(Self::Nothing),
            (true, false) => Ok(Self::Unknown),
            (false, false) => Ok(Self::Sections(ids)),
            (false, true) => Err(Unreadable::NotSectionIds),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read() {
        for text in ["2,7", "7,2", "2_7", "2%2C7", "2%2c7", " 2 , 7 ", "2,7,2", "2,7,"] {
            assert_eq!(Applicable::parse(text), Ok(Applicable::Sections([2, 7].into())), "{text:?}");
        }
        assert_eq!(Applicable::parse("-1"), Ok(Applicable::Nothing));
        assert_eq!(Applicable::parse("0"), Ok(Applicable::Unknown));
        assert_eq!(Applicable::parse(""), Ok(Applicable::Unknown));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["x", "2,x", "-2", "2,-1", "+2", "2.0", "70000", "2;7", "２", "%2", "[2,7]", "2\n"] {
            assert_eq!(Applicable::parse(text), Err(Unreadable::NotSectionIds), "{text:?}");
        }
        assert_eq!(Applicable::parse(&"7,".repeat(100)), Err(Unreadable::NotSectionIds));
        assert_eq!(Applicable::parse(&"7,".repeat(5000)), Err(Unreadable::TooLong));
    }
}
