//! The day in a date as scripts write it: ISO 8601 (`Date.toISOString`), `Date.toString`, and `Date.toUTCString`.

use crate::day::Day;

const MONTHS: &[u8; 36] = b"JanFebMarAprMayJunJulAugSepOctNovDec";

/// The day of `2025-05-14T08:00:00.000Z`, `2025-05-14`, `Wed May 14 2025 10:00:00 GMT+0200 (…)` or
/// `Wed, 14 May 2025 08:00:00 GMT`; `None` for anything else. The day is the one that stands there: where the zone moves
/// it, it is one day off, which is the grace that [`counts`](super::counts) gives. A year that a [`Day`] cannot say
/// becomes its first or its last day, so that such a choice is too old or from the future instead of without a date.
#[inline(never)]
pub(super) fn read(text: &str) -> Option<Day> {
    let (date, rest) = match *text.as_bytes() {
        [a, b, c, d, b'-', m, n, b'-', x, y, ref rest @ ..] => ([a, b, c, d, m, n, x, y], rest),
        [_, _, _, b' ', k, l, m, b' ', x, y, b' ', a, b, c, d, ref rest @ ..]
        | [_, _, _, b',', b' ', x, y, b' ', k, l, m, b' ', a, b, c, d, ref rest @ ..] => {
            let [tens, ones] = month([k, l, m])?;
            ([a, b, c, d, tens, ones, x, y], rest)
        }
        _ => return None,
    };
    if matches!(rest.first(), None | Some(b'T' | b' ')) { day(date) } else { None }
}

/// The number of a month by its English name, as two digits.
fn month(name: [u8; 3]) -> Option<[u8; 2]> {
    let at = MONTHS.chunks_exact(3).position(|known| known == name)?;
    let number = u8::try_from(at + 1).ok()?;
    Some([b'0' + number / 10, b'0' + number % 10])
}

/// The day whose year, month and day of the month are these digits.
fn day(digits: [u8; 8]) -> Option<Day> {
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let [a, b, c, d, m, n, x, y] = digits;
    match &[a, b, c, d] {
        year if year < b"1970" => Some(Day(0)),
        // From 2149 on a `Day` cannot say every day.
        year if year > b"2148" => Some(Day(u16::MAX)),
        _ => Day::parse(core::str::from_utf8(&[a, b, c, d, b'-', m, n, b'-', x, y]).ok()?),
    }
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
        for (number, name) in
            (1..).zip(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"])
        {
            let expected = Day::parse(&format!("2025-{number:02}-03"));
            assert!(expected.is_some());
            assert_eq!(read(&format!("Mon {name} 03 2025 10:00:00 GMT+0000")), expected);
        }
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
            "Wed May 1a 2025",
            "Wed May 14 20255",
            "Wed anF 14 2025",
            "2025-05-14Z",
            "2025-05-141",
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
