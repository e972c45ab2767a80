//! Time as Segue knows it: whole days in UTC. Finer times would tell more about a person than any rule needs.

use alloc::format;
use alloc::string::String;
use serde::{Deserialize, Serialize};

/// Days since 1970-01-01 (UTC); the type ends in the year 2149.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Day(pub u16);

impl Day {
    /// The number of days from `earlier` to `self`; zero when `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> u16 {
        self.0.saturating_sub(earlier.0)
    }

    /// The day `days` later, at most the last day that can be said.
    #[must_use]
    pub fn plus(self, days: u16) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The day `days` earlier, at least 1970-01-01.
    #[must_use]
    pub fn minus(self, days: u16) -> Self {
        Self(self.0.saturating_sub(days))
    }

    /// Reads `YYYY-MM-DD`. `None` for anything else and for days that the calendar does not have.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if year.len() != 4 || month.len() != 2 || day.len() != 2 {
            return None;
        }
        if !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            return None;
        }
        let (y, m, d): (i64, i64, i64) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        let made = Self(u16::try_from(days_from_civil(y, m, d)).ok()?);
        (made.civil() == (y, m, d)).then_some(made)
    }

    /// The day as JavaScript's `Date.toString` prints its noon in UTC: `Wed May 14 2025 12:00:00 GMT+0000 (UTC)`.
    #[must_use]
    pub fn in_javascript(self) -> String {
        const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
        const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let (year, month, day) = self.civil();
        let name = DAYS.get(usize::from(self.0 % 7)).copied().unwrap_or_default();
        let month = usize::try_from(month - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or_default();
        format!("{name} {month} {day:02} {year} 12:00:00 GMT+0000 (UTC)")
    }

    /// Year, month (1 to 12) and day of the month (1 to 31) in the Gregorian calendar.
    #[must_use]
    pub fn civil(self) -> (i64, i64, i64) {
        civil_from_days(i64::from(self.0))
    }
}

impl core::fmt::Display for Day {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let (y, m, d) = self.civil();
        write!(f, "{y:04}-{m:02}-{d:02}")
    }
}

/// Year, month and day of the month of the day that is `days` after 1970-01-01, in the Gregorian calendar.
pub(crate) fn civil_from_days(days: i64) -> (i64, i64, i64) {
    // Howard Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + i64::from(month <= 2), month, day)
}

/// Days from 1970-01-01 to a Gregorian date (Howard Hinnant, days_from_civil).
pub(crate) fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let mp = if month > 2 { month - 3 } else { month + 9 };
    let doy = (153 * mp + 2) / 5 + day - 1;
    let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    era * 146_097 + doe - 719_468
}

/// The moment of a request. The engine has no clock: whoever calls it says what time it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Now {
    /// Seconds since 1970-01-01 00:00 UTC.
    pub unix_seconds: u64,
}

impl Now {
    /// The moment that is `seconds` after 1970-01-01 00:00 UTC.
    #[must_use]
    pub fn from_unix_seconds(seconds: u64) -> Self {
        Self { unix_seconds: seconds }
    }

    /// The day (UTC) of this moment.
    #[must_use]
    pub fn day(self) -> Day {
        Day(u16::try_from(self.unix_seconds / 86_400).unwrap_or(u16::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_go_there_and_back() {
        for n in 0..=u16::MAX {
            let day = Day(n);
            assert_eq!(Day::parse(&day.to_string()), Some(day));
        }
        assert_eq!(Day::parse("2011-12-09").map(|d| d.0), Some(15_317));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in ["", "2026", "2026-02-30", "2025-02-29", "2026-13-01", "26-01-01", "2026-1-1", "+026-01-01", "x"] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }
}
