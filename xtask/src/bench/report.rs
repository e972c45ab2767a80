//! The numbers, for people and as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::cells::{cells, shown};
use super::consent;
use super::figures::{Figures, Sizes};
use super::load::CONNECTIONS;
use super::machine::Machine;
use super::measure::Measured;
use super::rows::{CONSTANT, EMPTY, YARDSTICK};
use super::shelves;
use crate::say;
use crate::worker_build::Size;

/// What the cookies of a consent platform cost: the row's throughput and processor time as multiples of those of the row
/// without, measured in turns with it. `None` for other rows.
fn consent_ratios(row: &Measured, rows: &[Figures]) -> Option<(f64, Option<f64>)> {
    let without = rows.iter().find(|other| consent::is_compared(&row.row) && other.row.name == consent::WITHOUT)?;
    let processor = row.processor.zip(without.measured.processor).map(|(with, without)| with / without);
    Some((row.rate / without.measured.rate, processor))
}

/// The table that is printed.
pub(crate) fn table(rows: &[Figures], sizes: Sizes) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let mut line = |name: &str, cells: [&str; 13]| {
        let _ok = write!(out, "{name:<20}");
        for (cell, width) in cells.into_iter().zip([7, 6, 8, 8, 6, 8, 6, 6, 6, 8, 6, 8, 8]) {
            let _ok = write!(out, " {cell:>width$}");
        }
        out.push('\n');
    };
    let heading =
        ["req/s", "ratio", "p50", "p99", "ratio", "CPU", "empty", "hello", "3k", "first", "hello", "memory", "answer"];
    line("", heading);
    for row in rows {
        line(row.row.name, cells(row).each_ref().map(String::as_str));
    }
    let mut compared =
        rows.iter().filter_map(|row| Some((row.row.name, consent_ratios(&row.measured, rows)?))).peekable();
    if compared.peek().is_some() {
        let _ok = writeln!(out, "\nas multiples of {}:", consent::WITHOUT);
    }
    for (name, (rate, processor)) in compared {
        let _ok = writeln!(out, "{name:<20} requests/s {rate:.2}, CPU {}", shown(processor));
    }
    if let Some(share) = shelves::share(rows) {
        let _ok = writeln!(
            out,
            "\nrecommendations: {share:.0} % of a page's CPU ({} against {})",
            shelves::WITH,
            shelves::WITHOUT
        );
    }
    let _ok = writeln!(out);
    for row in rows {
        let Measured { answers, reads, core, inspected, .. } = &row.measured;
        let served = match (inspected.rung.as_deref(), inspected.basis.as_deref()) {
            (None, None) => String::new(),
            (rung, basis) => format!(" (rung {}, basis {})", rung.unwrap_or("-"), basis.unwrap_or("-")),
        };
        let core = core.map_or_else(String::new, |core| format!(", core of {}", say::bytes(core)));
        let reads = reads.map_or_else(String::new, |reads| format!(", {reads} reads of KV meanwhile"));
        let _ok = writeln!(out, "{:<20} {}{served}{core}, {answers} answers{reads}", row.row.name, row.row.about);
    }
    let wasm = |size: Size| format!("{}, {} gzipped", say::bytes(size.raw), say::bytes(size.gzipped));
    let _ok = writeln!(out, "\nWasm of {YARDSTICK}: {}", wasm(sizes.hello));
    if let Some(size) = sizes.deployed {
        let _ok = writeln!(out, "Wasm of the deployed Worker: {}", wasm(size));
    }
    let _ok = writeln!(
        out,
        "\nratios: requests/s and p99 to {EMPTY}; CPU (processor time of the runtime, one request) to {EMPTY}, {YARDSTICK} \
         and\n{CONSTANT}; first (first answer of a new process) to {YARDSTICK}. memory: beyond that of {EMPTY}. p50, p99: \
         under\nload, {CONNECTIONS} connections."
    );
    out
}

/// The same as JSON. Times are in microseconds.
pub(crate) fn json(rows: &[Figures], sizes: Sizes, machine: &Machine, seconds: u32) -> Value {
    let size = |size: Size| json!({ "raw": size.raw, "gzipped": size.gzipped });
    let one = |row: &Figures| {
        let mut value = row.json();
        if let (Some((rate, processor)), Some(value)) = (consent_ratios(&row.measured, rows), value.as_object_mut()) {
            value.insert("ratio_to_no_consent_cookies".into(), json!({ "rps": rate, "cpu": processor }));
        }
        value
    };
    json!({
        "runtime": machine.runtime,
        "machine": machine.json(),
        "connections": CONNECTIONS,
        "seconds": seconds,
        "recommendations_cpu_percent": shelves::share(rows),
        "wasm_bytes": { YARDSTICK: size(sizes.hello), "deployed": sizes.deployed.map(size) },
        "rows": rows.iter().map(one).collect::<Vec<_>>(),
    })
}
