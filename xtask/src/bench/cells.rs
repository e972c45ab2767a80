//! A row of the tables, cell by cell: what is printed and what stands in `docs/performance.md` is the same.

use super::figures::Figures;
use super::measure::Measured;
use crate::say;

/// What a row says behind its name, in the order of the columns.
pub(super) fn cells(row: &Figures) -> [String; 13] {
    let Measured { rate, p50, p99, processor, first, inspected, memory, .. } = &row.measured;
    [
        say::thousands(*rate as u64),
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
        megabytes(*memory),
        say::bytes(u64::try_from(inspected.bytes).unwrap_or(u64::MAX)),
    ]
}

pub(super) fn shown(ratio: Option<f64>) -> String {
    ratio.map_or_else(|| "-".into(), |ratio| format!("{ratio:.2}"))
}

fn millis(value: f64) -> String {
    if value < 10.0 { format!("{value:.2} ms") } else { format!("{value:.1} ms") }
}

fn megabytes(bytes: Option<i64>) -> String {
    // A tenth of a megabyte is less than two runs of one Worker differ by.
    bytes.map_or_else(|| "-".into(), |bytes| format!("{} MB", bytes / 1_000_000))
}
