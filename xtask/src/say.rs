//! What the command tells the person at the keyboard.

use std::time::Duration;

/// One line about what is being done now.
pub(crate) fn now(text: &str) {
    println!("> {text}");
}

/// A duration as people read it: `0.3 s`, `12.5 s`, `2 min 05 s`.
pub(crate) fn time(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds < 60.0 {
        return format!("{seconds:.1} s");
    }
    let whole = duration.as_secs();
    format!("{} min {:02} s", whole / 60, whole % 60)
}

/// A number of bytes as people read it: `812 B`, `45.1 KB`, `3.2 MB`; powers of a thousand.
pub(crate) fn bytes(count: u64) -> String {
    let (whole, thousandths) = (count / 1000, count % 1000);
    match count {
        0..1_000 => format!("{count} B"),
        1_000..1_000_000 => format!("{whole}.{} KB", thousandths / 100),
        _ => format!("{}.{} MB", whole / 1000, whole % 1000 / 100),
    }
}

/// A number with a comma at each thousand.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        assert_eq!(time(Duration::from_millis(340)), "0.3 s");
        assert_eq!(time(Duration::from_secs(125)), "2 min 05 s");
    }

    #[test]
    fn numbers_have_commas() {
        assert_eq!([7, 1_234, 1_234_567].map(thousands), ["7", "1,234", "1,234,567"]);
    }

    #[test]
    fn sizes() {
        assert_eq!(bytes(812), "812 B");
        assert_eq!(bytes(45_120), "45.1 KB");
        assert_eq!(bytes(3_249_999), "3.2 MB");
    }
}
