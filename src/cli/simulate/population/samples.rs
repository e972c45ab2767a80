//! Samples: visitors who agreed to be looked at like this, one JSON object a line, without a name or a number. Every line
//! that cannot be used is named, before anything is simulated.

use super::super::args::Args;
use super::{Kind, Person, Population, number};
use crate::case::{Persona, Prefers, Visitor, parts};
use crate::cli::Failure;
use crate::cli::simulate::keys;
use crate::cookie::Keys;
use crate::day::Day;
use crate::snapshot::{Lookup, Snapshot};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;

/// The longest line, in bytes: a visitor of 1,500 bytes is described in far less.
const LONGEST_LINE: u64 = 64 * 1024;
/// Most samples.
const MOST: usize = 1_000_000;
/// Most visitors that one sample stands for.
const HEAVIEST: u32 = 1_000_000;
/// So many lines are named; the others are counted.
const NAMED: usize = 30;

/// One line.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    #[serde(default)]
    visitor: Option<Visitor>,
    #[serde(default)]
    consent: Option<BTreeMap<String, bool>>,
    #[serde(default)]
    preferences: Option<Prefers>,
    #[serde(default)]
    country: Option<String>,
    #[serde(default)]
    device: Option<String>,
    #[serde(default)]
    language: Option<String>,
    #[serde(default)]
    gpc: bool,
    #[serde(default)]
    search: Option<String>,
    #[serde(default)]
    product: Option<String>,
    #[serde(default = "one")]
    weight: u32,
}

fn one() -> u32 {
    1
}

/// Reads all lines.
pub(super) fn read(file: &Path, args: &Args, snapshot: &Snapshot) -> Result<Population, Failure> {
    let name = file.display();
    let cannot =
        |error: std::io::Error| Failure::outside(format!("cannot read `{name}`: {}", crate::shop::plain_io(&error)));
    let mut lines = BufReader::new(std::fs::File::open(file).map_err(cannot)?);
    let keys = keys()?;
    let (mut people, mut wrong, mut at) = (Vec::new(), Wrong::default(), 0_usize);
    let mut line = Vec::new();
    loop {
        line.clear();
        at += 1;
        if lines.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line).map_err(cannot)? == 0 {
            break;
        }
        if line.len() as u64 == LONGEST_LINE && !line.ends_with(b"\n") {
            wrong.note(at, format!("it is longer than {LONGEST_LINE} bytes"));
            break;
        }
        if people.len() == MOST {
            wrong.note(at, format!("these are more than {MOST} samples; take fewer"));
            break;
        }
        let text = if at == 1 { line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line) } else { &line };
        if text.trim_ascii().is_empty() {
            continue;
        }
        match person(text, people.len() as u64, snapshot, args, &keys) {
            Ok(person) => people.push(person),
            Err(problems) => problems.into_iter().for_each(|problem| wrong.note(at, problem)),
        }
    }
    if wrong.count > 0 {
        return Err(Failure::Report(miette::Report::msg(wrong.say(&name.to_string()))));
    }
    if people.is_empty() {
        return Err(Failure::Report(miette::Report::msg(format!(
            "`{name}` holds no sample; write one JSON object a line"
        ))));
    }
    Ok(Population { kind: Kind::Samples, people, notes: Vec::new() })
}

/// What is wrong, by line.
#[derive(Default)]
struct Wrong {
    count: usize,
    named: Vec<String>,
}

impl Wrong {
    fn note(&mut self, line: usize, problem: String) {
        self.count += 1;
        if self.named.len() < NAMED {
            self.named.push(format!("line {line}: {problem}"));
        }
    }

    fn say(&self, name: &str) -> String {
        let more = self.count.saturating_sub(self.named.len());
        let more = if more > 0 { format!("\nand {more} more") } else { String::new() };
        let noun = if self.count == 1 { "problem" } else { "problems" };
        format!("{} {noun} in `{name}`; nothing was simulated\n{}{more}", self.count, self.named.join("\n"))
    }
}

/// Reads one line; what is wrong with it, all at once.
fn person(line: &[u8], who: u64, snapshot: &Snapshot, args: &Args, keys: &Keys) -> Result<Person, Vec<String>> {
    // A list would be taken for the fields in their order.
    if !line.trim_ascii_start().starts_with(b"{") {
        return Err(vec!["it is no JSON object".into()]);
    }
    let sample: Sample = serde_json::from_slice(line).map_err(|error| vec![plain(&error.to_string())])?;
    let mut wrong = Vec::new();
    let visitor = sample.visitor.iter();
    let touched =
        visitor.clone().flat_map(|visitor| visitor.viewed.iter().chain(&visitor.cart)).map(|line| &line.product);
    let bought = visitor.flat_map(|visitor| &visitor.orders).flat_map(|order| &order.products);
    let mut named: Vec<&String> = touched.chain(bought).chain(&sample.product).collect();
    named.sort_unstable();
    named.dedup();
    for id in named.into_iter().filter(|id| !matches!(snapshot.by_id(id), Lookup::Found(_))) {
        wrong.push(format!("there is no product `{}`", short(id)));
    }
    if !(1..=HEAVIEST).contains(&sample.weight) {
        wrong.push(format!("the weight {} is not a number from 1 to {HEAVIEST}", sample.weight));
    }
    if let Some(country) = sample.country.as_deref().filter(|code| !is_country(code)) {
        wrong.push(format!("`{}` is no country; write two capital letters, such as DE", short(country)));
    }
    // A sample that says no number of its own gets one, so that experiments are dealt as they will be.
    let dealt = sample.visitor.as_ref().is_none_or(|visitor| visitor.number == 0);
    let id = dealt.then(|| number(args.seed, who));
    let person = Person {
        who: Persona {
            visitor: sample.visitor,
            consent: sample.consent,
            preferences: sample.preferences,
            country: sample.country,
            device: sample.device,
            language: sample.language,
            gpc: sample.gpc,
            ..Persona::default()
        },
        search: sample.search,
        product: sample.product,
        weight: sample.weight,
        id,
    };
    if wrong.is_empty() {
        wrong.extend(parts(&person.asks(), Some(snapshot), keys, Day(u16::MAX / 2)).err());
    }
    if wrong.is_empty() { Ok(person) } else { Err(wrong) }
}

fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase())
}

/// The beginning of an id that may be anything.
fn short(text: &str) -> String {
    beginning(text, 64)
}

fn beginning(text: &str, most: usize) -> String {
    let plain = |c: char| if c.is_control() { '\u{FFFD}' } else { c };
    let mut said: String = text.chars().take(most).map(plain).collect();
    if text.chars().nth(most).is_some() {
        said.push('…');
    }
    said
}

/// The complaint without the names of types, and without the reader's own line, which is always 1.
fn plain(complaint: &str) -> String {
    let (what, column) = complaint.rsplit_once(" at line ").unwrap_or((complaint, ""));
    let said = [
        ("expected u8", "expected a whole number from 0 to 255"),
        ("expected u16", "expected a whole number from 0 to 65535"),
        ("expected u32", "expected a whole number"),
        ("expected f64", "expected a number"),
        ("expected a sequence", "expected a list"),
        ("expected a map", "expected an object"),
        ("expected struct ", "expected an object: "),
        ("invalid type: ", ""),
        ("invalid value: ", ""),
    ];
    let what = said.iter().fold(beginning(what, 200), |said, (from, to)| said.replace(from, to));
    match column.split_once(" column ") {
        Some((_, column)) if column != "0" => format!("{what} (character {column})"),
        _ => what,
    }
}
