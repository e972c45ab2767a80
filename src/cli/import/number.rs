//! Numbers, as order exports write them.

/// The greatest quantity and the greatest price that are believed; a line with more is malformed.
pub(super) const LARGEST: f64 = 10_000_000.0;

/// Reads a quantity or a price: `6`, `6.0`, `-6`, `£2.55`, `1,234.50`, `1.234,50`. A lone comma before exactly three
/// digits groups thousands, unless `decimal_comma` (a file whose fields are separated by `;`) says otherwise.
pub(super) fn read(text: &str, decimal_comma: bool) -> Option<f64> {
    let plain = |text: &str| {
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        let known = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        (known && !digits.is_empty()).then(|| text.parse::<f64>().ok()).flatten()
    };
    let number = plain(text).or_else(|| {
        let bare: String = text.chars().filter(|c| !matches!(c, '£' | '$' | '€' | ' ' | '\u{a0}' | '\'')).collect();
        plain(&with_point(&bare, decimal_comma))
    })?;
    (number.abs() <= LARGEST).then_some(number)
}

/// The same number with a point before its decimals and no marks between thousands.
fn with_point(text: &str, decimal_comma: bool) -> String {
    match (text.rfind(','), text.rfind('.')) {
        (Some(comma), Some(point)) if comma > point => text.replace('.', "").replace(',', "."),
        (Some(_), Some(_)) => text.replace(',', ""),
        (Some(comma), None) => {
            let grouped = text.len() - comma == 4 && !decimal_comma;
            if grouped || text.matches(',').count() > 1 { text.replace(',', "") } else { text.replace(',', ".") }
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_real_exports() {
        for (text, number) in [
            ("6", 6.0),
            ("-6.0", -6.0),
            ("£2.55", 2.55),
            ("2,55", 2.55),
            ("1,234.50", 1234.5),
            ("1.234,50 €", 1234.5),
            ("1,234", 1234.0),
            ("1,234,567", 1_234_567.0),
            ("+3", 3.0),
            (".5", 0.5),
        ] {
            assert_eq!(read(text, false), Some(number), "{text}");
        }
        assert_eq!(read("1,234", true), Some(1.234));
    }

    #[test]
    fn what_is_no_number() {
        for text in ["", "-", ".", "nan", "inf", "1e5", "six", "1.2.3", "10000001", "--1", "£"] {
            assert_eq!(read(text, false), None, "{text}");
        }
    }
}
