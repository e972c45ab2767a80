//! When a click was, as logs write it.

use crate::day::Day;

/// The end of the year 2100. A click after it is a mistake in the log, and one such is enough to make all others old.
const LAST: f64 = 4_133_980_800.0;

/// Seconds since 1970-01-01 00:00 UTC.
///
/// Numbers are seconds, or milliseconds, microseconds or nanoseconds where they are so large that they can be nothing else
/// (10^11 seconds are in the year 5138); texts are ISO 8601: a day, with a time behind it or not, with `Z`, ` UTC` or an
/// offset behind that or not. `None` for anything else, and for what is before 1970 or after 2100.
#[must_use]
pub fn seconds(text: &str) -> Option<f64> {
    let text = text.trim();
    let seconds = if text.as_bytes().get(4) == Some(&b'-') { iso(text) } else { number(text) };
    seconds.filter(|seconds| (0.0..LAST).contains(seconds))
}

fn number(text: &str) -> Option<f64> {
    // `nan` and `inf` are numbers to the parser, and times to nobody.
    let plain = text.starts_with(|first: char| first.is_ascii_digit());
    let number: f64 = text.parse().ok().filter(|number: &f64| plain && number.is_finite())?;
    Some(match number {
        ..=1e11 => number,
        ..=1e14 => number / 1e3,
        ..=1e17 => number / 1e6,
        _ => number / 1e9,
    })
}

fn iso(text: &str) -> Option<f64> {
    let day = Day::parse(text.get(..10)?)?;
    let midnight = f64::from(day.0) * 86_400.0;
    let rest = text.get(10..)?;
    let Some(rest) = rest.strip_prefix(['T', 't', ' ']) else { return rest.is_empty().then_some(midnight) };
    let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | ','))).unwrap_or(rest.len());
    let (clock, zone) = (rest.get(..end)?, rest.get(end..)?);
    Some(midnight + of_day(clock)? - offset(zone.trim())?)
}

/// `8:26`, `08:26:00` or `08:26:00.123` in seconds.
fn of_day(clock: &str) -> Option<f64> {
    let mut parts = clock.splitn(3, ':');
    let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next().unwrap_or("0").replace(',', "."));
    let (hours, minutes) = (two(hours, 24)?, two(minutes, 59)?);
    let seconds: f64 = seconds.parse().ok()?;
    (0.0..61.0).contains(&seconds).then_some(hours * 3_600.0 + minutes * 60.0 + seconds)
}

/// `Z`, ` UTC`, `+02:00`, `+0200`, `+02` in seconds.
fn offset(zone: &str) -> Option<f64> {
    if matches!(zone, "" | "Z" | "z" | "UTC") {
        return Some(0.0);
    }
    let (sign, digits) = match zone.split_at_checked(1)? {
        ("+", digits) => (1.0, digits),
        ("-", digits) => (-1.0, digits),
        _ => return None,
    };
    let (hours, minutes) = digits.split_at_checked(2)?;
    let minutes = minutes.strip_prefix(':').unwrap_or(minutes);
    let minutes = if minutes.is_empty() { 0.0 } else { two(minutes, 59)? };
    Some(sign * (two(hours, 15)? * 3_600.0 + minutes * 60.0))
}

fn two(digits: &str, most: u32) -> Option<f64> {
    let fits = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse::<u32>().ok().filter(|number| fits && *number <= most).map(f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_moment_in_many_spellings() {
        for text in [
            "1396867869",
            "1396867869.0",
            "1396867869000",
            "1396867869000000",
            "1396867869000000000",
            "1.396867869e9",
            "2014-04-07T10:51:09Z",
            "2014-04-07 10:51:09",
            "2014-04-07 10:51:09 UTC",
            "2014-04-07T12:51:09+02:00",
            "2014-04-07T05:21:09-0530",
            " 2014-04-07T12:51:09.000+02 ",
        ] {
            assert_eq!(seconds(text), Some(1_396_867_869.0), "{text}");
        }
        assert_eq!(seconds("2014-04-07T10:51:09.277Z"), Some(1_396_867_869.277));
        assert_eq!(seconds("2014-04-07 10:51"), Some(1_396_867_860.0));
        assert_eq!(seconds("2014-04-07"), Some(1_396_828_800.0));
        assert_eq!(seconds("2100-12-31T23:59:59Z"), Some(4_133_980_799.0), "the last second that is a time");
        assert_eq!(seconds("4133980799000000000"), Some(4_133_980_799.0));
        assert_eq!([seconds("0"), seconds("7")], [Some(0.0), Some(7.0)]);
    }

    #[test]
    fn what_is_no_time() {
        for text in [
            "",
            " ",
            "soon",
            "nan",
            "inf",
            "-5",
            "+5",
            "0x10",
            "1_000",
            "2014-04-07x",
            "2014-04-07T",
            "2014-02-30",
            "2014-04-07 25:00",
            "2014-04-07 10:60",
            "2014-04-07 10:51:61",
            "2014-04-07 10:51 CET",
            "2014-04-07 10:51+99",
            "1e400",
            "1e300",
            "99999999999999999999",
            "99999999999",
            "4133980800",
            "2101-01-01",
            "9999-12-31T00:00:00Z",
            "1969-12-31",
            "1970-01-01T00:00:00+01:00",
            "2014-04-07T10",
            "12:30",
            "ÄÖÜ-üü",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}
