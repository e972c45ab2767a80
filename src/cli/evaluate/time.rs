//! When a click was: a number or an ISO date and time.

use crate::cli::import::Day;

/// Seconds since 1970, of seconds, milliseconds or microseconds, fractions allowed, or of `2014-04-07T10:51:09.277Z`. What
/// has no zone is taken as it stands.
pub(super) fn seconds(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Ok(number) = text.parse::<f64>() {
        // Seconds of the year 5138, or milliseconds of 1973.
        let unit = match number.abs() {
            size if size < 1e11 => 1.0,
            size if size < 1e14 => 1e3,
            _ => 1e6,
        };
        return number.is_finite().then_some(number / unit);
    }
    let (date, time) = text.split_at_checked(10)?;
    let days = f64::from(Day::iso(date)?.0);
    if time.is_empty() {
        return Some(days * 86_400.0);
    }
    let time = time.strip_prefix(['T', 't', ' '])?.trim();
    let (clock, zone) = match time.find(['Z', 'z', '+', '-']) {
        Some(at) => time.split_at_checked(at)?,
        None => (time, ""),
    };
    let mut parts = clock.trim().split(':');
    let (hour, minute) = (digits(parts.next()?)?, digits(parts.next()?)?);
    let second: f64 = match parts.next() {
        Some(second) if second.starts_with(|first: char| first.is_ascii_digit()) => second.parse().ok()?,
        Some(_) => return None,
        None => 0.0,
    };
    let sane = parts.next().is_none() && hour < 24.0 && minute < 60.0 && second < 61.0;
    sane.then_some(days * 86_400.0 + hour * 3_600.0 + minute * 60.0 + second - offset(zone)?)
}

/// Seconds that a zone is ahead of UTC: `Z`, `+02:00`, `-0530`, `+01`.
fn offset(zone: &str) -> Option<f64> {
    let sign = match zone.chars().next() {
        None | Some('Z' | 'z') => return (zone.len() < 2).then_some(0.0),
        Some('-') => -1.0,
        Some(_) => 1.0,
    };
    let plain: String = zone.chars().skip(1).filter(|c| *c != ':').collect();
    let (hours, minutes) = plain.split_at_checked(2)?;
    let minutes = if minutes.is_empty() { 0.0 } else { digits(minutes)? };
    Some(sign * (digits(hours)? * 3_600.0 + minutes * 60.0))
}

fn digits(text: &str) -> Option<f64> {
    let digits = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_click_logs_write_them() {
        for (text, expected) in [
            ("1593536687.0", 1_593_536_687.0),
            ("1593536687", 1_593_536_687.0),
            ("1593536687250", 1_593_536_687.25),
            ("1593536687250000", 1_593_536_687.25),
            ("1.593536687e9", 1_593_536_687.0),
            ("17", 17.0),
            ("2020-06-30T17:04:47Z", 1_593_536_687.0),
            ("2020-06-30 17:04:47.25", 1_593_536_687.25),
            ("2020-06-30T19:04:47+02:00", 1_593_536_687.0),
            ("2020-06-30T11:34:47-0530", 1_593_536_687.0),
            ("2020-06-30T18:04+01", 1_593_536_640.0),
            ("2020-06-30", 1_593_475_200.0),
        ] {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_time() {
        for text in [
            "",
            "soon",
            "NaN",
            "inf",
            "2020-02-30",
            "2020-06-30T25:00:00Z",
            "2020-06-30T10",
            "2020-06-30T10:00:00 CET",
            "é2020-06-30",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}
