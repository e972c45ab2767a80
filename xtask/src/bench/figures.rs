//! What was measured, with its ratios: all that is printed, stored and compared is made of these.

use serde_json::{Value, json};

use super::instructions::Counted;
use super::measure::Measured;
use super::rows::{CONSTANT, EMPTY, Row, YARDSTICK};
use crate::worker_build::Size;

/// Sizes of the two Wasm files; the deployed one is absent when no row needed it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes {
    pub(crate) hello: Size,
    pub(crate) deployed: Option<Size>,
}

/// A row's figures. Ratios say what multiple of the other row's figure this one is: below 1 is less.
#[derive(Clone, Debug)]
pub(crate) struct Figures {
    pub(crate) row: Row,
    pub(crate) measured: Measured,
    /// Processor time, of that of the emptiest Worker in JavaScript.
    pub(crate) cpu_ratio: Option<f64>,
    /// Processor time, of that of the bare Worker in Rust.
    pub(crate) hello_ratio: Option<f64>,
    /// Processor time, of that of the Worker that sends a constant 3 KB.
    pub(crate) constant_ratio: Option<f64>,
    /// Requests a second, of those of the emptiest Worker and of the one with a constant 3 KB.
    pub(crate) rps_ratio: Option<f64>,
    pub(crate) constant_rps_ratio: Option<f64>,
    /// p99 under load, of that of the emptiest Worker.
    pub(crate) p99_ratio: Option<f64>,
    /// The first answer of a fresh isolate, of that of the bare Worker in Rust.
    pub(crate) first_ratio: Option<f64>,
    pub(crate) wasm: Option<Size>,
    /// Instructions of the edge natively, where they were counted.
    pub(crate) instructions: Option<u64>,
}

/// Adds the ratios.
pub(crate) fn figures(rows: &[Measured], sizes: Sizes, counted: &[Counted]) -> Vec<Figures> {
    let named = |name: &str| rows.iter().find(|row| row.row.name == name);
    let (empty, constant, hello) = (named(EMPTY), named(CONSTANT), named(YARDSTICK));
    let one = |row: &Measured| {
        let cpu = |to: Option<&Measured>| ratio(row.processor?, to?.processor?);
        let rps = |to: Option<&Measured>| ratio(row.rate, to?.rate);
        let first = |row: &Measured| row.first.answer.as_secs_f64();
        Figures {
            row: row.row,
            measured: row.clone(),
            cpu_ratio: cpu(empty),
            hello_ratio: cpu(hello),
            constant_ratio: cpu(constant),
            rps_ratio: rps(empty),
            constant_rps_ratio: rps(constant),
            p99_ratio: empty.and_then(|to| ratio(row.p99.into(), to.p99.into())),
            first_ratio: hello.and_then(|to| ratio(first(row), first(to))),
            wasm: match row.row.name {
                YARDSTICK => Some(sizes.hello),
                _ => sizes.deployed.filter(|_| row.row.is_ours()),
            },
            instructions: counted.iter().find(|counted| counted.name == row.row.name).map(|one| one.instructions),
        }
    };
    rows.iter().map(one).collect()
}

fn ratio(of: f64, to: f64) -> Option<f64> {
    (to > 0.0).then(|| of / to)
}

impl Figures {
    /// The row as JSON. Times are in microseconds.
    pub(crate) fn json(&self) -> Value {
        let Measured { rate, p50, p99, processor, answers, reads, first, inspected, core, memory, .. } = &self.measured;
        json!({
            "name": self.row.name,
            "about": self.row.about,
            "rps": rate,
            "p50_us": p50,
            "p99_us": p99,
            "cpu_us": processor,
            "cpu_ratio": self.cpu_ratio,
            "hello_ratio": self.hello_ratio,
            "constant_ratio": self.constant_ratio,
            "rps_ratio": self.rps_ratio,
            "constant_rps_ratio": self.constant_rps_ratio,
            "p99_ratio": self.p99_ratio,
            "first_us": micros(first.answer),
            "first_ratio": self.first_ratio,
            "start_to_answer_us": micros(first.from_start),
            "memory_bytes": memory,
            "wasm_bytes": self.wasm.map(|size| size.raw),
            "wasm_gzip_bytes": self.wasm.map(|size| size.gzipped),
            "instructions": self.instructions,
            "answers": answers,
            "kv_reads": reads,
            "answer_bytes": inspected.bytes,
            "core_bytes": core,
            "basis": inspected.basis,
            "rung": inspected.rung,
        })
    }
}

fn micros(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
