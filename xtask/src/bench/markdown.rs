//! The table of `docs/performance.md`, between its two markers.

use std::fmt::Write as _;

use super::figures::{Figures, Sizes};
use super::machine::Machine;
use super::measure::Measured;
use super::report::{megabytes, millis, shown};
use super::rows::YARDSTICK;
use crate::say;
use crate::worker_build::Size;

/// Where it is.
pub(crate) const FILE: &str = "docs/performance.md";

const BEGIN: &str = "<!-- bench:begin (written by `cargo xtask bench --store`) -->";
const END: &str = "<!-- bench:end -->";

/// The page with this between its markers; `None` where it has none.
pub(crate) fn within(page: &str, table: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{table}{END}{after}"))
}

/// The table, with the machine in front.
pub(crate) fn table(rows: &[Figures], sizes: Sizes, machine: &Machine, seconds: u32) -> String {
    let Machine { processor, cores, memory, system, runtime } = machine;
    let memory = memory.map_or_else(|| "unknown".into(), say::bytes);
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ok = writeln!(
        out,
        "\n{processor}, {cores} cores, {memory}, {system}; {runtime}; {} connections, {seconds} s of load a row.\n",
        super::load::CONNECTIONS
    );
    out.push_str(
        "| row | requests/s | of empty | p50 | p99 | of empty | processor | of empty | of hello | of 3k | first answer | \
         of hello | memory | answer | instructions |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for row in rows {
        let Measured { rate, p50, p99, processor, first, inspected, .. } = &row.measured;
        let _ok = writeln!(
            out,
            "| `{}` | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            row.row.name,
            thousands(*rate as u64),
            shown(row.rps_ratio),
            millis(f64::from(*p50) / 1000.0),
            millis(f64::from(*p99) / 1000.0),
            shown(row.p99_ratio),
            processor.map_or_else(|| "-".into(), |micros| format!("{micros:.0} µs")),
            shown(row.cpu_ratio),
            shown(row.hello_ratio),
            shown(row.constant_ratio),
            millis(first.answer.as_secs_f64() * 1000.0),
            shown(row.first_ratio),
            megabytes(row.measured.memory),
            say::bytes(u64::try_from(inspected.bytes).unwrap_or(u64::MAX)),
            row.instructions.map_or_else(|| "-".into(), thousands),
        );
    }
    let wasm = |size: Size| format!("{}, {} gzipped", say::bytes(size.raw), say::bytes(size.gzipped));
    let _ok = write!(out, "\nWasm: {YARDSTICK} {}", wasm(sizes.hello));
    if let Some(size) = sizes.deployed {
        let _ok = write!(out, "; ours {}", wasm(size));
    }
    out.push_str(".\n\n");
    out
}

/// A number with a comma at each thousand.
fn thousands(number: u64) -> String {
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
    fn only_what_is_between_the_markers_changes() {
        let page = format!("# A\n\n{BEGIN}\nold\n{END}\n\nrest\n");
        let wanted = format!("# A\n\n{BEGIN}\nnew\n{END}\n\nrest\n");
        assert_eq!(within(&page, "new\n").as_deref(), Some(wanted.as_str()));
        assert_eq!(within(&wanted, "new\n").as_deref(), Some(wanted.as_str()));
        assert_eq!(within("# A\n", "new\n"), None);
    }

    #[test]
    fn the_page_has_the_markers() {
        let page = include_str!("../../../docs/performance.md");
        assert!(within(page, "").is_some());
    }

    #[test]
    fn numbers_have_commas() {
        assert_eq!([7, 1_234, 1_234_567].map(thousands), ["7", "1,234", "1,234,567"]);
    }
}
