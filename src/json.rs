//! JSON as the request path reads it (RFC 8259): what is asked for is taken, the rest is passed over. The general readers are
//! a copy of themselves for each type, which is 10 KB gzipped in the Wasm.
//!
//! Each method takes what comes next, or is `None` where it is something else; then the whole is not to be believed.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

/// A text that is being read.
pub(crate) struct Json<'a> {
    text: &'a str,
    at: usize,
}

/// What comes of something: `None` when it is not what was asked for.
pub(crate) type Read<T = ()> = Option<T>;

/// What is done with a member of an object. It has to take the value.
pub(crate) type Member<'f, 'a> = &'f mut dyn FnMut(&mut Json<'a>, &str) -> Read;

impl<'a> Json<'a> {
    /// Reads one value with `read`, and nothing behind it.
    pub(crate) fn whole<T>(bytes: &'a [u8], read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        let mut json = Self { text: core::str::from_utf8(bytes).ok()?, at: 0 };
        let found = read(&mut json)?;
        json.peek().is_none().then_some(found)
    }

    /// The next byte that is no space.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let spaces = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
        self.at += spaces;
        rest.get(spaces).copied()
    }

    /// Takes a mark if it comes next.
    fn takes(&mut self, mark: u8) -> bool {
        let found = self.peek() == Some(mark);
        self.at += usize::from(found);
        found
    }

    fn take(&mut self, mark: u8) -> Read {
        self.takes(mark).then_some(())
    }

    /// An object.
    pub(crate) fn object(&mut self, member: Member<'_, 'a>) -> Read {
        self.take(b'{')?;
        if self.takes(b'}') {
            return Some(());
        }
        loop {
            let key = self.text()?;
            self.take(b':')?;
            member(self, &key)?;
            if !self.takes(b',') {
                return self.take(b'}');
            }
        }
    }

    /// A list.
    pub(crate) fn list(&mut self, item: &mut dyn FnMut(&mut Self) -> Read) -> Read {
        self.take(b'[')?;
        if self.takes(b']') {
            return Some(());
        }
        loop {
            item(self)?;
            if !self.takes(b',') {
                return self.take(b']');
            }
        }
    }

    /// `null`, if that comes next.
    pub(crate) fn null(&mut self) -> bool {
        self.peek() == Some(b'n') && self.word("null").is_some()
    }

    fn word(&mut self, word: &str) -> Read {
        // What is another word stays where it is: whoever asked for `null` may go on with a number, and may not begin within it.
        let rest = self.text.get(self.at..)?.strip_prefix(word)?;
        self.at = self.text.len() - rest.len();
        Some(())
    }

    /// A text.
    pub(crate) fn text(&mut self) -> Read<Cow<'a, str>> {
        self.take(b'"')?;
        let from = self.at;
        if self.plain()? == b'"' {
            return self.text.get(from..self.at - 1).map(Cow::Borrowed);
        }
        let mut text = String::from(self.text.get(from..self.at - 1)?);
        loop {
            text.push(self.escaped()?);
            let from = self.at;
            let end = self.plain()?;
            text.push_str(self.text.get(from..self.at - 1)?);
            if end == b'"' {
                return Some(Cow::Owned(text));
            }
        }
    }

    /// Goes to the end of a text or to an escape in it, whichever comes first, and behind its mark.
    fn plain(&mut self) -> Read<u8> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let end = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1F))?;
        self.at += end + 1;
        rest.get(end).copied().filter(|byte| *byte >= b' ')
    }

    /// What stands for a character behind a backslash.
    fn escaped(&mut self) -> Read<char> {
        let kind = *self.text.as_bytes().get(self.at)?;
        self.at += 1;
        Some(match kind {
            b'"' | b'\\' | b'/' => char::from(kind),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => match self.unit()? {
                high @ 0xD800..=0xDBFF => {
                    self.word("\\u")?;
                    let low = self.unit()?.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
                    char::from_u32(0x1_0000 + ((high - 0xD800) << 10) + low)?
                }
                unit => char::from_u32(unit)?,
            },
            _ => return None,
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Read<u32> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4)?;
        self.at += 4;
        digits.iter().try_fold(0, |unit, digit| Some(unit << 4 | char::from(*digit).to_digit(16)?))
    }

    /// A number.
    pub(crate) fn number(&mut self) -> Read<Number> {
        self.peek();
        let minus = self.takes_now(b'-');
        let (mut digits, mut power) = (0_u64, 0_i32);
        // What 64 bits hold is counted to the last digit; of what is larger, the further digits move the point.
        let mut is_full = false;
        let mut add = |digit: u8, behind: bool| {
            let more = digits.checked_mul(10).and_then(|tens| tens.checked_add(u64::from(digit - b'0')));
            is_full |= more.is_none();
            if !is_full {
                digits = more.unwrap_or(digits);
            }
            power = power.saturating_add(i32::from(is_full) - i32::from(behind));
        };
        if !self.takes_now(b'0') {
            self.digits(&mut |digit| add(digit, false))?;
        }
        let mut is_whole = true;
        if self.takes_now(b'.') {
            is_whole = false;
            self.digits(&mut |digit| add(digit, true))?;
        }
        if self.takes_now(b'e') || self.takes_now(b'E') {
            is_whole = false;
            let below = self.takes_now(b'-');
            if !below {
                self.takes_now(b'+');
            }
            let mut exponent = 0_i32;
            self.digits(&mut |digit| exponent = exponent.saturating_mul(10).saturating_add(i32::from(digit - b'0')))?;
            power = power.saturating_add(if below { -exponent } else { exponent });
        }
        Some(Number { minus, digits, power, is_whole })
    }

    fn takes_now(&mut self, mark: u8) -> bool {
        let found = self.text.as_bytes().get(self.at) == Some(&mark);
        self.at += usize::from(found);
        found
    }

    /// One digit or more.
    fn digits(&mut self, each: &mut dyn FnMut(u8)) -> Read {
        let rest = self.text.as_bytes().get(self.at..)?;
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        rest.iter().take(count).for_each(|digit| each(*digit));
        self.at += count;
        (count > 0).then_some(())
    }

    /// Passes over a value, whatever it is and however deep.
    pub(crate) fn skip(&mut self) -> Read {
        // What is open, the innermost last: whether it is an object.
        let mut open: Vec<bool> = Vec::new();
        loop {
            match self.peek()? {
                b'"' => self.text().map(drop)?,
                b'{' => {
                    self.at += 1;
                    if !self.takes(b'}') {
                        self.key()?;
                        open.push(true);
                        continue;
                    }
                }
                b'[' => {
                    self.at += 1;
                    if !self.takes(b']') {
                        open.push(false);
                        continue;
                    }
                }
                b't' => self.word("true")?,
                b'f' => self.word("false")?,
                b'n' => self.word("null")?,
                _ => self.number().map(drop)?,
            }
            // A value has ended, and maybe what it stands in.
            loop {
                let Some(is_object) = open.last().copied() else { return Some(()) };
                if self.takes(b',') {
                    if is_object {
                        self.key()?;
                    }
                    break;
                }
                self.take(if is_object { b'}' } else { b']' })?;
                open.pop();
            }
        }
    }

    fn key(&mut self) -> Read {
        self.text()?;
        self.take(b':')
    }
}

/// A number as it was written: `digits` times ten to the `power`.
#[derive(Clone, Copy)]
pub(crate) struct Number {
    minus: bool,
    digits: u64,
    power: i32,
    is_whole: bool,
}

impl Number {
    /// The number, where it is written as one that counts.
    pub(crate) fn counted(self) -> Option<u64> {
        (self.is_whole && !self.minus && self.power == 0).then_some(self.digits)
    }

    /// The nearest whole number, half of one up; what is below zero is zero, and what is too much is the most there is. `None`
    /// beyond what is counted in floating point, which is a number nowhere else.
    pub(crate) fn nearest(self) -> Option<u32> {
        if self.digits != 0 && self.power.saturating_add(places(self.digits)) > 309 {
            return None;
        }
        if self.minus {
            return Some(0);
        }
        let mut digits = self.digits;
        // The last digit that falls off says whether to round up.
        let mut last = 0;
        for _ in 0..self.power.unsigned_abs().min(20) {
            if self.power > 0 {
                digits = digits.saturating_mul(10);
            } else {
                (last, digits) = (digits % 10, digits / 10);
            }
        }
        Some(u32::try_from(digits.saturating_add(u64::from(last >= 5))).unwrap_or(u32::MAX))
    }
}

/// How many digits a number has.
fn places(number: u64) -> i32 {
    number.checked_ilog10().map_or(0, |places| places as i32 + 1)
}
