//! Days, as order exports write them. The time of day is read over: Segue counts in whole days, and the day that the
//! export writes (in its own time zone) is taken as it stands.

use crate::day::{civil_from_days, days_from_civil};
use std::fmt;

/// A day: whole days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// A date that isn't one, or one whose order of day and month speaks against the order that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotADay {
    /// No known format, or no such day.
    Unreadable,
    /// `13/1/2011` read with the month first, or `1/13/2011` read with the day first.
    OtherOrder,
}

/// A day, and whether its text can only be read in the order of day and month in which it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) day: Day,
    pub(super) certain: bool,
}

impl Day {
    /// The day of a calendar date between 1970 and 2100; nothing for a date that does not exist.
    pub fn from_date(year: i32, month: u32, day: u32) -> Option<Self> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let longest = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u32::from(leap),
            _ => return None,
        };
        if !(1970..=2100).contains(&year) || day == 0 || day > longest {
            return None;
        }
        i32::try_from(days_from_civil(year.into(), month.into(), day.into())).ok().map(Self)
    }

    /// Reads `YYYY-MM-DD`.
    pub fn iso(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if year.len() != 4 || parts.next().is_some() {
            return None;
        }
        Self::from_date(digits(year)? as i32, digits(month)?, digits(day)?)
    }

    /// Year, month and day of the calendar.
    pub fn date(self) -> (i32, u32, u32) {
        let (year, month, day) = civil_from_days(self.0.into());
        // The days of an `i32` lie within 6 million years.
        let small = |number: i64| u32::try_from(number).unwrap_or_default();
        (i32::try_from(year).unwrap_or_default(), small(month), small(day))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// Reads the date at the beginning of `text`; a time behind it, after a space or a `T`, is not looked at.
///
/// `2010-12-01`, `2010/12/01`, `1.12.2010` (day first), `12/1/2010` and `12-1-2010` (month first unless `day_first`);
/// a year of two digits is in this century.
pub(super) fn read(text: &str, day_first: bool) -> Result<Read, NotADay> {
    let date = text.split(['T', ' ']).find(|part| !part.is_empty()).ok_or(NotADay::Unreadable)?;
    let mark = ['-', '/', '.'].into_iter().find(|mark| date.contains(*mark)).ok_or(NotADay::Unreadable)?;
    let mut parts = date.split(mark);
    let (Some(a), Some(b), Some(c), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(NotADay::Unreadable);
    };
    let number = |part| digits(part).ok_or(NotADay::Unreadable);
    let sure = |year, month, day| {
        Day::from_date(year, month, day).map(|day| Read { day, certain: false }).ok_or(NotADay::Unreadable)
    };
    if a.len() == 4 {
        return sure(number(a)? as i32, number(b)?, number(c)?);
    }
    let (a, b) = (number(a)?, number(b)?);
    let year = match c.len() {
        4 => number(c)? as i32,
        2 => 2000 + number(c)? as i32,
        _ => return Err(NotADay::Unreadable),
    };
    if mark == '.' {
        return sure(year, b, a);
    }
    let (month, day) = if day_first { (b, a) } else { (a, b) };
    match Day::from_date(year, month, day) {
        Some(found) => Ok(Read { day: found, certain: day > 12 }),
        None if Day::from_date(year, day, month).is_some() => Err(NotADay::OtherOrder),
        None => Err(NotADay::Unreadable),
    }
}

fn digits(text: &str) -> Option<u32> {
    let short = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    short.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]
    use super::*;

    #[test]
    fn every_day_of_130_years_goes_to_text_and_back() {
        for n in 0..47_847 {
            assert_eq!(Day::iso(&Day(n).to_string()), Some(Day(n)), "{}", Day(n));
        }
        assert_eq!(Day::iso("1970-01-01"), Some(Day(0)));
        assert_eq!(Day::iso("2011-12-10"), Some(Day(15_318)));
    }

    #[test]
    fn the_formats_of_real_exports() {
        let first_of_december = Day::iso("2010-12-01").unwrap();
        for text in [
            "2010-12-01",
            "2010-12-01 08:26:00",
            "2010-12-01T08:26:00Z",
            "2010-12-01 10:00:00 +0100",
            "12/1/2010 8:26",
            "12/01/10 08:26",
            "12-1-2010",
            "1.12.2010 08:26",
            "2010/12/01",
            " 2010-12-01",
        ] {
            assert_eq!(read(text, false).map(|read| read.day), Ok(first_of_december), "{text}");
        }
        assert_eq!(read("1/12/2010", true).map(|read| read.day), Ok(first_of_december));
    }

    #[test]
    fn the_order_of_day_and_month_is_not_guessed() {
        assert_eq!(read("13/1/2011", false), Err(NotADay::OtherOrder));
        assert_eq!(read("1/13/2011", true), Err(NotADay::OtherOrder));
        assert!(read("1/13/2011", false).unwrap().certain);
        assert!(!read("1/12/2011", false).unwrap().certain);
    }

    #[test]
    fn what_is_no_day() {
        for text in
            ["", " ", "soon", "2011-02-29", "2011-13-01", "0001-01-01", "31/31/2011", "1/2", "1/2/3/4", "1/2/12345"]
        {
            assert_eq!(read(text, false), Err(NotADay::Unreadable), "{text}");
        }
        assert!(read("2012-02-29", false).is_ok());
    }
}
