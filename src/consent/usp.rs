//! The US Privacy string (`usprivacy`): IAB Tech Lab, "U.S. Privacy String", version 1.0, such as `1YNN`. Small letters
//! count as well: the IAB's reference code takes them.

use super::Unreadable;

/// A US Privacy string.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Usp {
    /// Whether the visitor was told, and could opt out.
    pub notice: Answer,
    /// Whether the visitor opted out of the sale of personal information.
    pub opt_out_sale: Answer,
    /// Whether the transaction falls under the IAB's limited service provider agreement.
    pub lspa_covered: Answer,
}

/// One of the three answers, as the letter that stands in the string.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Answer(u8);

debug_says_presence!(Usp, Answer);

impl Answer {
    /// Yes.
    #[must_use]
    pub fn yes(self) -> bool {
        self.0.eq_ignore_ascii_case(&b'Y')
    }

    /// No.
    #[must_use]
    pub fn no(self) -> bool {
        self.0.eq_ignore_ascii_case(&b'N')
    }

    /// The letter: `Y`, `N` or `-` (the law does not apply).
    #[must_use]
    pub fn letter(self) -> char {
        char::from(self.0)
    }

    fn read(byte: u8) -> Result<Self, Unreadable> {
        if matches!(byte, b'Y' | b'y' | b'N' | b'n' | b'-') { Ok(Self(byte)) } else { Err(Unreadable::NotUsPrivacy) }
    }
}

impl Usp {
    /// The version of the standard that is read.
    pub const VERSION: u8 = 1;

    /// Reads the string. Anything but a `1` and three answers is refused.
    pub fn decode(text: &str) -> Result<Self, Unreadable> {
        match *super::unreadable::bounded(text)?.as_bytes() {
            [b'1', notice, opt_out_sale, lspa_covered] => Ok(Self {
                notice: Answer::read(notice)?,
                opt_out_sale: Answer::read(opt_out_sale)?,
                lspa_covered: Answer::read(lspa_covered)?,
            }),
            [b'0' | b'2'..=b'9', _, _, _] => Err(Unreadable::Version),
            _ => Err(Unreadable::NotUsPrivacy),
        }
    }

    /// Whether the visitor opted out of the sale.
    #[must_use]
    pub fn any_opt_out(&self) -> bool {
        self.opt_out_sale.yes()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;

    #[test]
    fn every_string_of_the_standard_is_read() {
        let mut read = 0;
        for notice in ['Y', 'N', '-', 'y', 'n'] {
            for sale in ['Y', 'N', '-', 'y', 'n'] {
                for lspa in ['Y', 'N', '-', 'y', 'n'] {
                    let usp = Usp::decode(&format!("1{notice}{sale}{lspa}")).unwrap();
                    assert_eq!(usp.any_opt_out(), matches!(sale, 'Y' | 'y'));
                    assert_eq!(usp.notice.yes(), matches!(notice, 'Y' | 'y'));
                    assert_eq!(usp.lspa_covered.no(), matches!(lspa, 'N' | 'n'));
                    assert_eq!(usp.opt_out_sale.letter(), sale);
                    read += 1;
                }
            }
        }
        assert_eq!(read, 125);
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["1YN", "1YNNN", "YNN1", "1Y N", "1YN\u{0}", "１YNN", "1YNX", " 1YNN", "1YNN "] {
            assert_eq!(Usp::decode(text), Err(Unreadable::NotUsPrivacy), "{text:?}");
        }
        assert_eq!(Usp::decode(""), Err(Unreadable::Empty));
        assert_eq!(Usp::decode("2YNN"), Err(Unreadable::Version));
        assert_eq!(Usp::decode(&"1YNN".repeat(2048)), Err(Unreadable::TooLong));
    }
}
