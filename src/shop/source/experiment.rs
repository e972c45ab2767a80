//! `experiments/*.json`.

use super::colleagues::Colleagues;
use super::{id as read_id, purposes, window};
use crate::consent::PurposeSet;
use crate::shop::code::Code;
use crate::shop::fields::Reader;
use crate::shop::place::{At, Place};
use crate::snapshot::{Unit, Window};
use jsonc_parser::ast::Value;

/// The id of the first arm.
const CONTROL: &str = "control";

/// Who can be dealt an arm, by its word.
pub(in crate::shop) const UNITS: [(&str, Unit); 2] = [("visitor", Unit::Visitor), ("click", Unit::Click)];

/// Arms of an experiment, at most: beyond that, some would have no weight.
pub(in crate::shop) const MOST_ARMS: usize = 100;

/// An experiment.
#[derive(Debug)]
pub struct ExperimentFile {
    /// The whole file.
    pub place: Place,
    /// The id: the file's stem.
    pub id: String,
    /// What colleagues call it.
    pub name: At<String>,
    /// What is expected to come of it, for colleagues.
    pub hypothesis: At<String>,
    /// A new version deals the cards anew.
    pub version: u32,
    /// Who is dealt an arm.
    pub unit: Unit,
    /// In percent.
    pub holdout_percent: u8,
    /// Any of these segments.
    pub segments: Vec<At<String>>,
    /// When.
    pub window: Window,
    /// The first is the control.
    pub arms: Vec<ArmEntry>,
    /// The consents that it asks for, where it names them.
    pub purposes: Option<At<PurposeSet>>,
    /// For colleagues.
    pub colleagues: Colleagues,
}

/// An arm.
#[derive(Debug)]
pub struct ArmEntry {
    /// The id.
    pub id: At<String>,
    /// In percent.
    pub weight: u8,
    /// Blocks shown in this arm alone.
    pub show: Vec<At<String>>,
    /// Blocks not shown in this arm.
    pub hide: Vec<At<String>>,
}

/// Reads an experiment.
pub(in crate::shop) fn read(reader: Reader<'_>, value: &Value<'_>, id: &str) -> Option<ExperimentFile> {
    let mut fields = reader.file(value, "an experiment")?;
    let place = fields.place();
    let name = fields.need("name", "\"Reviews before specifications\"", Reader::text);
    let hypothesis = fields.need("hypothesis", "\"Researchers buy more often when reviews come first.\"", Reader::text);
    let version = fields.may("version", |r, v| r.whole(v, 1..=u32::MAX)).unwrap_or(1);
    let unit = fields.may("unit", |r, v| r.one_of(v, "unit", &UNITS)).unwrap_or_default();
    let holdout_percent = fields.may("holdout_percent", |r, v| r.byte(v, 0..=99)).unwrap_or_default();
    let segments = fields.may("for", Reader::texts).unwrap_or_default();
    let window = fields.may("window", window).unwrap_or_default();
    let purposes = fields.may("purposes", purposes);
    let example =
        "[{ \"id\": \"control\", \"weight\": 50 }, { \"id\": \"new\", \"weight\": 50, \"show\": [\"a-block\"] }]";
    let arms = fields.need("arms", example, arms);
    let colleagues = Colleagues::read(&mut fields);
    let (name, hypothesis) = (fields.or_empty(name), fields.or_empty(hypothesis));
    fields.finish();
    Some(ExperimentFile {
        place,
        id: id.into(),
        name,
        hypothesis,
        version,
        unit,
        holdout_percent,
        segments,
        window,
        arms: arms?,
        purposes,
        colleagues,
    })
}

fn arms(reader: Reader<'_>, value: &Value<'_>) -> Option<Vec<ArmEntry>> {
    let arms = reader.list(value, arm)?;
    match arms.iter().position(|arm| arm.id.value == CONTROL) {
        Some(0) => {}
        Some(_) => reader.notes.say(
            Code::Arms,
            reader.place(value),
            "the control is not the first arm",
            "move the arm `control` to the front",
        ),
        None => {
            let help = "put `{ \"id\": \"control\", \"weight\": 50 }` first";
            reader.notes.say(Code::Arms, reader.place(value), "this experiment has no control", help);
        }
    }
    if arms.len() < 2 {
        reader.notes.say(
            Code::Arms,
            reader.place(value),
            "an experiment compares at least two arms",
            "add an arm besides the control",
        );
    }
    if arms.len() > MOST_ARMS {
        let message = format!("{} arms, and {MOST_ARMS} is the most", arms.len());
        reader.notes.say(Code::Arms, reader.place(value), message, "compare fewer at once");
    }
    let sum: u32 = arms.iter().map(|arm| u32::from(arm.weight)).sum();
    if sum != 100 {
        reader.notes.say(
            Code::Weights,
            reader.place(value),
            format!("the weights of the arms add up to {sum}, not to 100"),
            "change the weights",
        );
    }
    for (at, arm) in arms.iter().enumerate() {
        if arms.iter().take(at).any(|other| other.id.value == arm.id.value) {
            let message = format!("two arms are called `{}`", arm.id.value);
            reader.notes.say(Code::Arms, arm.id.place, message, "give each arm its own id");
        }
    }
    Some(arms)
}

fn arm(reader: Reader<'_>, value: &Value<'_>) -> Option<ArmEntry> {
    let mut fields = reader.fields(value, "an arm")?;
    let id = fields.need("id", "\"control\"", read_id);
    let weight = fields.need("weight", "50", |r, v| r.byte(v, 0..=100));
    let show = fields.may("show", Reader::texts).unwrap_or_default();
    let hide = fields.may("hide", Reader::texts).unwrap_or_default();
    fields.finish();
    Some(ArmEntry { id: id?, weight: weight?, show, hide })
}
