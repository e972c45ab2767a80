//! Until when a one-off link works.

use crate::day::{Day, Now};

/// Seconds of a day.
const DAY: u64 = 86_400;

/// The last moment that `text` names, in seconds since 1970-01-01 00:00 UTC: so many days or hours from now (`30d`, `12h`),
/// the end of a day in UTC (`2026-12-24`), or the seconds themselves. It is still to come.
pub(super) fn until(text: &str, now: Now) -> Result<u64, String> {
    let number = |digits: &str| {
        let plain = digits.len() <= 11 && digits.bytes().all(|b| b.is_ascii_digit());
        digits.parse::<u64>().ok().filter(|_| plain)
    };
    let from_now = |text: &str, unit: char, seconds: u64| {
        let count = number(text.strip_suffix(unit)?)?;
        Some(now.unix_seconds.saturating_add(count.saturating_mul(seconds)))
    };
    let of_day = |day: Day| u64::from(day.0) * DAY + DAY - 1;
    let until = from_now(text, 'd', DAY)
        .or_else(|| from_now(text, 'h', 3_600))
        .or_else(|| Day::parse(text).map(of_day))
        .or_else(|| number(text).filter(|seconds| *seconds > 1_000_000_000))
        .ok_or_else(|| format!("`{text}` is no moment; write `30d`, `12h` or a day such as `2026-12-24`"))?;
    if until <= now.unix_seconds {
        return Err(format!("`{text}` is over; name a moment that is still to come"));
    }
    Ok(until)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_and_are_still_to_come() {
        let now = Now::from_unix_seconds(1_795_000_000);
        assert_eq!(until("30d", now), Ok(1_795_000_000 + 30 * DAY));
        assert_eq!(until("1h", now), Ok(1_795_003_600));
        assert_eq!(until("2026-12-24", now), Ok(1_798_156_799));
        assert_eq!(until("1795000001", now), Ok(1_795_000_001));
        for over in ["0d", "2026-11-17", "1795000000", "2001-01-01"] {
            assert!(until(over, now).is_err_and(|why| why.contains("is over")), "{over}");
        }
        for bad in ["", "d", "30", "-1d", "30 d", "1.5d", "soon", "2026-02-30", "99999999999999999999d"] {
            assert!(until(bad, now).is_err_and(|why| why.contains("is no moment")), "{bad}");
        }
    }
}
