//! The day in a date as scripts write it: ISO 8601 (`Date.toISOString`), `Date.toString`, and `Date.toUTCString`.

use crate::day::Day;

/// Years from this one on are past every [`Day`].
const LAST_YEAR: u16 = 2149;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The day of `2025-05-14T08:00:00.000Z`, `2025-05-14`, `Wed May 14 2025 10:00:00 GMT+0200 (…)` or
/// `Wed, 14 May 2025 08:00:00 GMT`; `None` for anything else. The day is the one that stands there: where the zone moves
/// it, it is one day off, which is the grace that [`counts`](super::counts) gives. A year that a [`Day`] cannot say
/// becomes its first or its last day, so that such a choice is too old or from the future instead of without a date.
pub(super) fn read(text: &str) -> Option<Day> {
    let text = text.trim_matches(' ');
    if text.starts_with(|letter: char| letter.is_ascii_digit()) {
        let (date, _) = text.split_once(['T', ' ']).unwrap_or((text, ""));
        let mut parts = date.splitn(3, '-');
        return day(parts.next()?, number(parts.next()?)?, number(parts.next()?)?);
    }
    let mut words = text.split(' ').skip(1);
    let (first, second, year) = (words.next()?, words.next()?, words.next()?);
    match (month(first), month(second)) {
        (Some(month), None) => day(year, month, number(second)?),
        (None, Some(month)) => day(year, month, number(first)?),
        _ => None,
    }
}

fn month(word: &str) -> Option<u16> {
    (1..=12).zip(MONTHS).find(|(_, name)| *name == word).map(|(number, _)| number)
}

/// A number of at most four digits, and nothing else.
fn number(word: &str) -> Option<u16> {
    let digits = !word.is_empty() && word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    if digits { word.parse().ok() } else { None }
}

fn day(year: &str, month: u16, day: u16) -> Option<Day> {
    let number = number(year).filter(|_| year.len() == 4)?;
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    if number < 1970 {
        return Some(Day(0));
    }
    if number >= LAST_YEAR {
        return Some(Day(u16::MAX));
    }
    let digit = |number: u16| u8::try_from(number % 10).map_or(b'0', |digit| b'0' + digit);
    let [a, b, c, d] = <[u8; 4]>::try_from(year.as_bytes()).ok()?;
    let text = [a, b, c, d, b'-', digit(month / 10), digit(month), b'-', digit(day / 10), digit(day)];
    Day::parse(core::str::from_utf8(&text).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_browsers_write_them() {
        let expected = Day::parse("2025-05-14");
        for text in [
            "2025-05-14",
            "2025-05-14T08:00:00.000Z",
            "2025-05-14T08:00:00+02:00",
            "Wed May 14 2025 10:00:00 GMT+0200 (Central European Summer Time)",
            "Wed May 14 2025 10:00:00 GMT+0200 (Mitteleuropäische Sommerzeit)",
            "Wed May 14 2025 10:00:00 GMT+0800 (中国标准时间)",
            "Wed May 14 2025 10:00:00 GMT+0200",
            "Wed May 14 2025 03:56:13 GMT 0800 (China Standard Time)",
            "Wed, 14 May 2025 08:00:00 GMT",
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        assert_eq!(read("Mon Feb 3 2025 10:00:00 GMT+0000"), Day::parse("2025-02-03"));
    }

    #[test]
    fn what_is_no_date_has_no_day() {
        for text in [
            "",
            " ",
            "true",
            "2025",
            "2025-05",
            "2025-13-01",
            "2025-02-30",
            "2025-00-10",
            "25-05-14",
            "02025-05-14",
            "+2025-05-14",
            "2025-05-+4",
            "1747209600000",
            "May 14 2025",
            "Wed May May 2025",
            "Wed 14 14 2025",
            "Wed May 14 25",
            "Wed Mai 14 2025",
            "Wed May 32 2025",
            "Wed May 14",
            "Invalid Date",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn years_out_of_reach_are_too_old_or_from_the_future() {
        assert_eq!(read("1969-12-31"), Some(Day(0)));
        assert_eq!(read("Thu Jan 01 0001 00:00:00 GMT+0000"), Some(Day(0)));
        assert_eq!(read("2149-01-01"), Some(Day(u16::MAX)));
        assert_eq!(read("9999-12-31T00:00:00Z"), Some(Day(u16::MAX)));
        assert_eq!(read("2148-12-31"), Day::parse("2148-12-31"));
    }
}
