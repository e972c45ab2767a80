//! The ratios that were stored, and whether those of now are worse. Only ratios are compared: a time is of one machine.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::figures::Figures;
use super::machine::Machine;

/// Where they are stored.
pub(crate) const FILE: &str = "bench/ratios.json";

/// How much worse a measured ratio may be, and a count: those do not depend on what else the machine does.
const MEASURED: f64 = 1.10;
const COUNTED: f64 = 1.02;

/// What is stored of a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Kept {
    /// Processor time, of that of the emptiest Worker in JavaScript.
    pub(crate) cpu: Option<f64>,
    /// Requests a second, of those of the emptiest Worker.
    pub(crate) rps: Option<f64>,
    /// The first answer of a fresh isolate, of that of the bare Worker in Rust.
    pub(crate) first: Option<f64>,
    /// Instructions of the edge natively.
    pub(crate) instructions: Option<f64>,
    /// Bytes of the Wasm, gzipped.
    pub(crate) wasm: Option<f64>,
}

/// By row.
pub(crate) type Ratios = BTreeMap<String, Kept>;

/// How the parts of [`Kept`] are named in the file, how much each may grow (or shrink, where more is better).
const PARTS: [(&str, f64, bool); 5] = [
    ("cpu_ratio", MEASURED, false),
    ("rps_ratio", MEASURED, true),
    ("first_ratio", MEASURED, false),
    ("instructions", COUNTED, false),
    ("wasm_gzip_bytes", COUNTED, false),
];

impl Kept {
    fn parts(&self) -> [Option<f64>; PARTS.len()] {
        [self.cpu, self.rps, self.first, self.instructions, self.wasm]
    }

    /// The better of two measurements in each part: noise makes things worse, not better.
    pub(crate) fn better(&self, other: &Self) -> Self {
        let least = |one: Option<f64>, other: Option<f64>| match (one, other) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        let most = |one: Option<f64>, other: Option<f64>| {
            least(one.map(|one| -one), other.map(|other| -other)).map(|most| -most)
        };
        Self {
            cpu: least(self.cpu, other.cpu),
            rps: most(self.rps, other.rps),
            first: least(self.first, other.first),
            instructions: least(self.instructions, other.instructions),
            wasm: least(self.wasm, other.wasm),
        }
    }
}

/// A part of a row that is worse than it was.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Worse {
    pub(crate) row: String,
    pub(crate) what: &'static str,
    pub(crate) stored: f64,
    pub(crate) now: f64,
}

impl Worse {
    /// Whether measuring once more could say something else.
    pub(crate) fn may_be_noise(&self) -> bool {
        PARTS.iter().any(|(name, most, _)| *name == self.what && *most > COUNTED)
    }
}

impl std::fmt::Display for Worse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { row, what, stored, now } = self;
        let by = (now / stored - 1.0) * 100.0;
        if *stored > 1_000.0 {
            return write!(f, "{row}: `{what}` is {now:.0} and was {stored:.0} ({by:+.1} %)");
        }
        write!(f, "{row}: `{what}` is {now:.2} and was {stored:.2} ({by:+.0} %)")
    }
}

/// What of these rows is worse than it was. A part that was not stored or not measured is not compared.
pub(crate) fn worse(stored: &Ratios, now: &Ratios) -> Vec<Worse> {
    let mut all = Vec::new();
    for (row, now) in now {
        let Some(stored) = stored.get(row) else { continue };
        for ((what, most, more_is_better), (stored, now)) in
            PARTS.iter().zip(stored.parts().into_iter().zip(now.parts()))
        {
            let (Some(stored), Some(now)) = (stored, now) else { continue };
            let grown = if *more_is_better { stored / now } else { now / stored };
            if grown.is_nan() || grown > *most {
                all.push(Worse { row: row.clone(), what, stored, now });
            }
        }
    }
    all
}

/// The ratios of rows of ours.
pub(crate) fn of(figures: &[Figures]) -> Ratios {
    let count = |count: u64| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    let kept = |row: &Figures| Kept {
        cpu: row.cpu_ratio,
        rps: row.rps_ratio,
        first: row.first_ratio,
        instructions: row.instructions.map(count),
        wasm: row.wasm.map(|size| count(size.gzipped)),
    };
    figures.iter().filter(|row| row.row.is_ours()).map(|row| (row.row.name.to_owned(), kept(row))).collect()
}

/// The file's text.
pub(crate) fn text(ratios: &Ratios, machine: &Machine) -> String {
    let rounded =
        |value: f64| if value > 1_000.0 { json!(value.round()) } else { json!((value * 1_000.0).round() / 1_000.0) };
    let row = |kept: &Kept| -> Map<String, Value> {
        let parts = PARTS.iter().zip(kept.parts());
        parts.filter_map(|((name, ..), value)| Some(((*name).to_owned(), rounded(value?)))).collect()
    };
    let rows: Map<String, Value> = ratios.iter().map(|(name, kept)| (name.clone(), row(kept).into())).collect();
    format!("{:#}\n", json!({ "machine": machine.json(), "runtime": machine.runtime, "rows": rows }))
}

/// Reads the file's text; `None` when it is none of ours.
pub(crate) fn read(text: &str) -> Option<Ratios> {
    let value: Value = serde_json::from_str(text).ok()?;
    let row = |(name, row): (&String, &Value)| {
        let [cpu, rps, first, instructions, wasm] = PARTS.map(|(part, ..)| row.get(part).and_then(Value::as_f64));
        (name.clone(), Kept { cpu, rps, first, instructions, wasm })
    };
    Some(value.get("rows")?.as_object()?.iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> Kept {
        Kept { cpu: Some(1.5), rps: Some(0.8), first: Some(1.2), instructions: Some(100_000.0), wasm: Some(190_000.0) }
    }

    fn one(kept: Kept) -> Ratios {
        Ratios::from([("pdp-full".to_owned(), kept)])
    }

    fn what(now: Kept) -> Vec<&'static str> {
        worse(&one(kept()), &one(now)).into_iter().map(|worse| worse.what).collect()
    }

    #[test]
    fn what_is_as_it_was_or_better_passes() {
        assert!(what(kept()).is_empty());
        assert!(
            what(Kept { cpu: Some(0.5), rps: Some(2.0), first: Some(0.1), instructions: Some(1.0), wasm: Some(1.0) })
                .is_empty()
        );
    }

    #[test]
    fn ten_percent_pass_and_more_do_not() {
        assert!(what(Kept { cpu: Some(1.64), ..kept() }).is_empty());
        assert_eq!(what(Kept { cpu: Some(1.66), ..kept() }), ["cpu_ratio"]);
        assert!(what(Kept { first: Some(1.31), ..kept() }).is_empty());
        assert_eq!(what(Kept { first: Some(1.33), ..kept() }), ["first_ratio"]);
    }

    #[test]
    fn fewer_requests_are_worse_and_more_are_not() {
        assert!(what(Kept { rps: Some(0.73), ..kept() }).is_empty());
        assert_eq!(what(Kept { rps: Some(0.72), ..kept() }), ["rps_ratio"]);
        assert_eq!(what(Kept { rps: Some(0.0), ..kept() }), ["rps_ratio"]);
    }

    #[test]
    fn counts_may_grow_by_two_percent() {
        assert!(what(Kept { instructions: Some(102_000.0), ..kept() }).is_empty());
        assert_eq!(what(Kept { instructions: Some(102_100.0), ..kept() }), ["instructions"]);
        assert_eq!(what(Kept { wasm: Some(194_000.0), ..kept() }), ["wasm_gzip_bytes"]);
    }

    #[test]
    fn what_was_not_measured_or_not_stored_is_not_compared() {
        assert!(what(Kept::default()).is_empty());
        assert!(worse(&one(Kept::default()), &one(kept())).is_empty());
        assert!(worse(&Ratios::new(), &one(kept())).is_empty());
        assert!(what(Kept { cpu: Some(f64::NAN), ..kept() }) == ["cpu_ratio"], "nothing passes for not being a number");
    }

    #[test]
    fn of_two_measurements_the_better_counts_part_by_part() {
        let other = Kept { cpu: Some(1.4), rps: Some(0.7), first: None, instructions: Some(2e5), wasm: None };
        let better = Kept { cpu: Some(1.4), ..kept() };
        assert_eq!(kept().better(&other), better);
        assert_eq!(other.better(&kept()), better);
    }

    #[test]
    fn what_is_written_is_read() {
        let machine = Machine::look("workerd 1");
        let ratios =
            Ratios::from([("a".to_owned(), kept()), ("b".to_owned(), Kept { cpu: Some(1.0), ..Kept::default() })]);
        assert_eq!(read(&text(&ratios, &machine)), Some(ratios));
        assert_eq!(read("{}"), None);
    }

    #[test]
    fn it_is_said_in_words() {
        let time = Worse { row: "pdp-full".into(), what: "cpu_ratio", stored: 1.5, now: 1.8 };
        assert_eq!(time.to_string(), "pdp-full: `cpu_ratio` is 1.80 and was 1.50 (+20 %)");
        assert!(time.may_be_noise());
        let count = Worse { row: "recs".into(), what: "instructions", stored: 100_000.0, now: 103_000.0 };
        assert_eq!(count.to_string(), "recs: `instructions` is 103000 and was 100000 (+3.0 %)");
        assert!(!count.may_be_noise());
    }
}
