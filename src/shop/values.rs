//! Numbers and dates as people write them. Money never goes through floating point.

use crate::day::Day;

/// Why a number is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bad {
    /// It is no plain decimal number.
    NotANumber,
    /// It is below zero.
    Negative,
    /// It has more decimals than are kept.
    TooPrecise,
    /// It is beyond what can be held.
    TooLarge,
}

/// A price in hundredths. Two decimals at most; `12.50`, `12.5` and `12` are all fine.
pub(super) fn cents(text: &str) -> Result<u32, Bad> {
    let (whole, decimals) = split(text)?;
    let fraction = match decimals.trim_end_matches('0').as_bytes() {
        [] => 0,
        [tenths] => u32::from(tenths - b'0') * 10,
        [tenths, hundredths] => u32::from(tenths - b'0') * 10 + u32::from(hundredths - b'0'),
        _ => return Err(Bad::TooPrecise),
    };
    let whole: u32 = whole.parse().map_err(|_| Bad::TooLarge)?;
    whole.checked_mul(100).and_then(|n| n.checked_add(fraction)).ok_or(Bad::TooLarge)
}

/// A number in tenths, rounded half up: 4.65 is 47.
pub(super) fn tenths(text: &str) -> Result<u32, Bad> {
    let (whole, decimals) = split(text)?;
    let digit = |at: usize| decimals.as_bytes().get(at).map_or(0, |digit| u32::from(digit - b'0'));
    let whole: u32 = whole.parse().map_err(|_| Bad::TooLarge)?;
    let tenths = whole.checked_mul(10).and_then(|n| n.checked_add(digit(0))).ok_or(Bad::TooLarge)?;
    Ok(tenths + u32::from(digit(1) >= 5))
}

/// A whole number; `12.0` counts as one, since spreadsheets write it.
pub(super) fn whole(text: &str) -> Result<u32, Bad> {
    let (whole, decimals) = split(text)?;
    if decimals.bytes().any(|b| b != b'0') {
        return Err(Bad::TooPrecise);
    }
    whole.parse().map_err(|_| Bad::TooLarge)
}

/// A number, rounded half up.
pub(super) fn rounded(text: &str) -> Result<u32, Bad> {
    let (whole, decimals) = split(text)?;
    let whole: u32 = whole.parse().map_err(|_| Bad::TooLarge)?;
    Ok(whole.saturating_add(u32::from(decimals.as_bytes().first().is_some_and(|digit| *digit >= b'5'))))
}

/// A day of the calendar that a date says.
pub(super) fn day(text: &str) -> Option<Day> {
    Day::parse(text)
}

/// The digits before and after the point.
fn split(text: &str) -> Result<(&str, &str), Bad> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(decimals) || digits.ends_with('.') {
        return Err(Bad::NotANumber);
    }
    let zero = digits.bytes().all(|b| b == b'0' || b == b'.');
    if sign && !zero { Err(Bad::Negative) } else { Ok((whole, decimals)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_exact() {
        assert_eq!(cents("79.00"), Ok(7_900));
        assert_eq!(cents("0.1"), Ok(10));
        assert_eq!(cents("12"), Ok(1_200));
        assert_eq!(cents("1.250"), Ok(125));
        assert_eq!(cents("-0.00"), Ok(0));
        assert_eq!(cents("42949672.95"), Ok(u32::MAX));
        assert_eq!(cents("42949672.96"), Err(Bad::TooLarge));
        assert_eq!(cents("1.005"), Err(Bad::TooPrecise));
        assert_eq!(cents("-1"), Err(Bad::Negative));
        for bad in ["", ".5", "5.", "1e3", "1,50", "NaN", "--1", "1.2.3"] {
            assert_eq!(cents(bad), Err(Bad::NotANumber), "{bad}");
        }
    }

    #[test]
    fn other_numbers_are_rounded_or_refused() {
        assert_eq!((tenths("4.6"), tenths("4.65"), tenths("4.64"), tenths("5")), (Ok(46), Ok(47), Ok(46), Ok(50)));
        assert_eq!((whole("12"), whole("12.0"), whole("12.5")), (Ok(12), Ok(12), Err(Bad::TooPrecise)));
        assert_eq!((rounded("12.5"), rounded("12.49"), rounded("0")), (Ok(13), Ok(12), Ok(0)));
    }
}
