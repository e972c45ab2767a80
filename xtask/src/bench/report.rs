//! The numbers, for people and as JSON.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value, json};

use super::consent;
use super::fresh::First;
use super::rows::{Row, YARDSTICK};
use super::shelves;
use super::stats;
use crate::say;
use crate::worker_build::Size;

/// What a row came to.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    pub(crate) row: Row,
    /// Requests answered a second: the median of the slices.
    pub(crate) rate: f64,
    /// How long answers took under load, in microseconds.
    pub(crate) p50: u32,
    pub(crate) p99: u32,
    /// Answers that were timed.
    pub(crate) answers: usize,
    /// Processor time of the runtime for one request, in microseconds; `None` where the system does not tell.
    pub(crate) processor: Option<f64>,
    /// The first answer of a fresh isolate: the medians.
    pub(crate) first: First,
    /// Bytes of a warm answer, with its head.
    pub(crate) bytes: usize,
    /// Bytes of the snapshot's core.
    pub(crate) core: Option<u64>,
    /// What the warm answer said about itself.
    pub(crate) basis: Option<String>,
    pub(crate) rung: Option<String>,
}

impl Measured {
    /// Puts slices and first answers together.
    pub(crate) fn settle(&mut self, rates: &mut [f64], micros: &mut [u32], firsts: &[First]) {
        micros.sort_unstable();
        self.rate = stats::median(rates).unwrap_or_default();
        self.p50 = stats::percentile(micros, 50).unwrap_or_default();
        self.p99 = stats::percentile(micros, 99).unwrap_or_default();
        self.answers = micros.len();
        let middle = |time: fn(&First) -> Duration| {
            stats::median(&mut firsts.iter().map(time).collect::<Vec<_>>()).unwrap_or_default()
        };
        self.first = First { answer: middle(|first| first.answer), from_start: middle(|first| first.from_start) };
    }
}

/// How a row compares with the yardstick: below 1 is less.
struct Ratios {
    rate: f64,
    p99: f64,
    answer: f64,
    from_start: f64,
}

impl Ratios {
    fn of(row: &Measured, yardstick: &Measured) -> Self {
        let seconds = |time: Duration| time.as_secs_f64();
        Self {
            rate: row.rate / yardstick.rate,
            p99: f64::from(row.p99) / f64::from(yardstick.p99),
            answer: seconds(row.first.answer) / seconds(yardstick.first.answer),
            from_start: seconds(row.first.from_start) / seconds(yardstick.first.from_start),
        }
    }
}

/// What the cookies of a consent platform cost: the row's throughput and processor time as multiples of those of the row
/// without, measured in turns with it. `None` for other rows.
fn consent_ratios(row: &Measured, rows: &[Measured]) -> Option<(f64, Option<f64>)> {
    let without = rows.iter().find(|other| consent::is_compared(&row.row) && other.row.name == consent::WITHOUT)?;
    let processor = row.processor.zip(without.processor).map(|(with, without)| with / without);
    Some((row.rate / without.rate, processor))
}

/// Sizes of the two Wasm files; the deployed one is absent when no row needed it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes {
    pub(crate) hello: Size,
    pub(crate) deployed: Option<Size>,
}

/// The table that is printed.
pub(crate) fn table(rows: &[Measured], sizes: Sizes) -> String {
    let mut out = String::new();
    let Some(yardstick) = rows.iter().find(|row| row.row.name == YARDSTICK) else { return out };
    // Writing to a string cannot fail.
    let _ok = writeln!(
        out,
        "{:<20} {:>10} {:>6} {:>8} {:>8} {:>6} {:>8} {:>9} {:>6} {:>10} {:>6} {:>8}",
        "", "requests/s", "ratio", "p50", "p99", "ratio", "CPU", "first", "ratio", "from start", "ratio", "answer"
    );
    for row in rows {
        let ratio = Ratios::of(row, yardstick);
        let processor = row.processor.map_or_else(|| "-".into(), |micros| format!("{micros:.0} us"));
        let _ok = writeln!(
            out,
            "{:<20} {:>10.0} {:>6.2} {:>8} {:>8} {:>6.2} {processor:>8} {:>9} {:>6.2} {:>10} {:>6.2} {:>8}",
            row.row.name,
            row.rate,
            ratio.rate,
            millis(f64::from(row.p50) / 1000.0),
            millis(f64::from(row.p99) / 1000.0),
            ratio.p99,
            millis(row.first.answer.as_secs_f64() * 1000.0),
            ratio.answer,
            millis(row.first.from_start.as_secs_f64() * 1000.0),
            ratio.from_start,
            say::bytes(u64::try_from(row.bytes).unwrap_or(u64::MAX)),
        );
    }
    let mut compared = rows.iter().filter_map(|row| Some((row, consent_ratios(row, rows)?))).peekable();
    if compared.peek().is_some() {
        let _ok = writeln!(out, "\nas multiples of {}:", consent::WITHOUT);
    }
    for (row, (rate, processor)) in compared {
        let processor = processor.map_or_else(|| "-".into(), |ratio| format!("{ratio:.2}"));
        let _ok = writeln!(out, "{:<20} requests/s {rate:.2}, CPU {processor}", row.row.name);
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
        let (rung, basis) = (row.rung.as_deref(), row.basis.as_deref());
        let served = match (rung, basis) {
            (None, None) => String::new(),
            _ => format!(" (rung {}, basis {})", rung.unwrap_or("-"), basis.unwrap_or("-")),
        };
        let core = row.core.map_or_else(String::new, |core| format!(", core of {}", say::bytes(core)));
        let _ok = writeln!(out, "{:<20} {}{served}{core}, {} answers", row.row.name, row.row.about, row.answers);
    }
    let wasm = |size: Size| format!("{}, {} gzipped", say::bytes(size.raw), say::bytes(size.gzipped));
    let _ok = writeln!(out, "\nWasm of {YARDSTICK}: {}", wasm(sizes.hello));
    if let Some(size) = sizes.deployed {
        let _ok = writeln!(out, "Wasm of the deployed Worker: {}", wasm(size));
    }
    let _ok = writeln!(
        out,
        "\nratio: to {YARDSTICK}. p50, p99: under load, {} connections. CPU: processor time of the runtime, one request.\n\
         first: first answer of a new process. from start: the same from the start of the process.",
        super::load::CONNECTIONS
    );
    out
}

fn millis(value: f64) -> String {
    if value < 10.0 { format!("{value:.2} ms") } else { format!("{value:.1} ms") }
}

/// The same as JSON. Times are in microseconds.
pub(crate) fn json(rows: &[Measured], sizes: Sizes, runtime: &str) -> Value {
    let yardstick = rows.iter().find(|row| row.row.name == YARDSTICK);
    let micros = |time: Duration| u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
    let size = |size: Size| json!({ "raw": size.raw, "gzipped": size.gzipped });
    let one = |row: &Measured| {
        let ratios = yardstick.map(|yardstick| {
            let ratio = Ratios::of(row, yardstick);
            json!({ "requests_per_second": ratio.rate, "p99": ratio.p99, "first_answer": ratio.answer,
                    "start_to_answer": ratio.from_start })
        });
        json!({
            "name": row.row.name,
            "about": row.row.about,
            "requests_per_second": row.rate,
            "answers": row.answers,
            "p50_us": row.p50,
            "p99_us": row.p99,
            "cpu_us_per_request": row.processor,
            "first_answer_us": micros(row.first.answer),
            "start_to_answer_us": micros(row.first.from_start),
            "answer_bytes": row.bytes,
            "core_bytes": row.core,
            "basis": row.basis,
            "rung": row.rung,
            "ratio_to_yardstick": ratios,
            "ratio_to_no_consent_cookies": consent_ratios(row, rows)
                .map(|(rate, processor)| json!({ "requests_per_second": rate, "cpu": processor })),
        })
    };
    json!({
        "runtime": runtime,
        "cores": std::thread::available_parallelism().map_or(0, std::num::NonZero::get),
        "connections": super::load::CONNECTIONS,
        "yardstick": YARDSTICK,
        "recommendations_cpu_percent": shelves::share(rows),
        "wasm_bytes": { YARDSTICK: size(sizes.hello), "deployed": sizes.deployed.map(size) },
        "rows": rows.iter().map(one).collect::<Vec<_>>(),
    })
}
