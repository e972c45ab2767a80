//! Reads a shop folder: every file of it, and every problem in it.

use super::code::Code;
use super::fields::Reader;
use super::members::{self, Members};
use super::names::{is_id, nearest};
use super::place::{At, Notes, Place};
use super::problem::Problem;
use super::source::{
    self, BlockFile, CampaignFile, CategoryEntry, Derived, ExperimentFile, IntentFile, NextList, PersonaFile,
    ProductEntry, Products, SegmentFile, SetFile, ShopFile, TestFile,
};
use super::text;
use super::{catalogue, check};
use crate::day::Day;
use crate::learn::written::{LISTS, SESSIONS};
use jsonc_parser::ast::Value;
use std::path::Path;
use std::time::{Duration, Instant};

/// The files and directories that a folder has.
const KNOWN: [&str; 20] = [
    "shop.json",
    "products.json",
    "products.csv",
    "products.tsv",
    "products.xml",
    "audiences.json",
    "audiences.csv",
    "audiences",
    "sets.csv",
    "segments",
    "blocks",
    "sets",
    "campaigns",
    "experiments",
    "intent",
    "personas",
    "schemas",
    "tests",
    "derived",
    "images",
];

/// A folder that was read and checked: every name in it leads somewhere.
#[derive(Debug)]
pub struct Folder {
    /// `shop.json`, but for its categories.
    pub shop: ShopFile,
    /// The categories of `shop.json`.
    pub categories: Vec<CategoryEntry>,
    /// The catalogue in the order of the file.
    pub products: Vec<ProductEntry>,
    /// `segments/`, by id.
    pub segments: Vec<SegmentFile>,
    /// `blocks/`, by id.
    pub blocks: Vec<BlockFile>,
    /// `sets/`, by id.
    pub sets: Vec<SetFile>,
    /// `campaigns/`, by id.
    pub campaigns: Vec<CampaignFile>,
    /// `experiments/`, by id.
    pub experiments: Vec<ExperimentFile>,
    /// `intent/`, by language.
    pub intent: Vec<IntentFile>,
    /// `personas/`, by id.
    pub personas: Vec<PersonaFile>,
    /// `tests/`, by id.
    pub tests: Vec<TestFile>,
    /// The names in `audiences.json`.
    pub audiences: Vec<At<String>>,
    /// `audiences/`: the lists that rules read and that have not ended.
    pub members: Vec<Members>,
    /// `derived/`.
    pub derived: Derived,
    /// What works and is hardly as it was meant.
    pub warnings: Vec<Problem>,
}

/// A folder as far as it could be read.
pub(super) struct Draft {
    pub(super) shop: Option<ShopFile>,
    pub(super) products: Products,
    pub(super) segments: Directory<SegmentFile>,
    pub(super) blocks: Directory<BlockFile>,
    pub(super) sets: Directory<SetFile>,
    pub(super) campaigns: Directory<CampaignFile>,
    pub(super) experiments: Directory<ExperimentFile>,
    pub(super) intent: Directory<IntentFile>,
    pub(super) personas: Directory<PersonaFile>,
    pub(super) tests: Directory<TestFile>,
    /// `None` when the file could not be read.
    pub(super) audiences: Option<Vec<At<String>>>,
    pub(super) derived: Derived,
}

/// The files of a directory that could be read, and the ids of all.
pub(super) struct Directory<T> {
    pub(super) files: Vec<T>,
    /// The ids, each with the beginning of its file.
    pub(super) ids: Vec<At<String>>,
}

impl<T> Directory<T> {
    /// Whether every file of it could be read.
    pub(super) fn is_whole(&self) -> bool {
        self.files.len() == self.ids.len()
    }
}

/// Reads and checks a folder, whatever the day.
///
/// # Errors
/// Everything that has to be mended before the folder can be compiled, and the warnings with it.
pub fn read(dir: &Path) -> Result<Folder, Vec<Problem>> {
    read_on(dir, None)
}

/// The same, and warns of what has passed on `today`.
///
/// # Errors
/// Everything that has to be mended before the folder can be compiled, and the warnings with it.
pub fn read_on(dir: &Path, today: Option<Day>) -> Result<Folder, Vec<Problem>> {
    read_timed(dir, today).0
}

/// How long each part of checking a folder took.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spent {
    /// Reading the files.
    pub read: Duration,
    /// Looking at them.
    pub check: Duration,
    /// Compiling them, where somebody did.
    pub compile: Duration,
}

/// The same, and says how long it took. For measurements.
pub fn read_timed(dir: &Path, today: Option<Day>) -> (Result<Folder, Vec<Problem>>, Spent) {
    let mut spent = Spent::default();
    let folder = read_into(dir, today, &[], &mut spent);
    (folder, spent)
}

/// Reads a folder that may have errors of these kinds, to see what would come of it.
#[cfg(test)]
pub(super) fn read_despite(dir: &Path, despite: &[Code]) -> Result<Folder, Vec<Problem>> {
    read_into(dir, None, despite, &mut Spent::default())
}

fn read_into(dir: &Path, today: Option<Day>, despite: &[Code], spent: &mut Spent) -> Result<Folder, Vec<Problem>> {
    let notes = Notes::default();
    if !dir.is_dir() {
        let message = format!("`{}` is not a directory", dir.display());
        notes.missing(&dir.display().to_string(), message, "name the folder that holds `shop.json`");
        return Err(notes.take());
    }
    let begun = Instant::now();
    let draft = Draft::read(&notes, dir);
    spent.read = begun.elapsed();
    let begun = Instant::now();
    check::check(&notes, &draft, today);
    // Only where all names lead somewhere is it known who reads a list.
    let members = if notes.failed(despite) { Vec::new() } else { members::read(&notes, dir, &draft, today) };
    notes.heed_allowed();
    spent.check = begun.elapsed();
    let failed = notes.failed(despite);
    let warnings = notes.take();
    let Draft {
        shop: Some(mut shop),
        products: Products { sound: products, whole: true },
        audiences: Some(audiences),
        ..
    } = draft
    else {
        return Err(warnings);
    };
    if failed {
        return Err(warnings);
    }
    let categories = shop.categories.take().unwrap_or_default();
    Ok(Folder {
        shop,
        categories,
        products,
        segments: draft.segments.files,
        blocks: draft.blocks.files,
        sets: draft.sets.files,
        campaigns: draft.campaigns.files,
        experiments: draft.experiments.files,
        intent: draft.intent.files,
        personas: draft.personas.files,
        tests: draft.tests.files,
        audiences,
        members,
        derived: draft.derived,
        warnings,
    })
}

impl Draft {
    fn read(notes: &Notes, dir: &Path) -> Self {
        strangers(notes, dir);
        if !dir.join("shop.json").exists() {
            notes.missing(
                "shop.json",
                "`shop.json` is missing",
                "write at least its `name`, `currency` and `categories`",
            );
        }
        let shop = json(notes, dir, "shop.json", source::read_shop);
        let mut sets = directory(notes, dir, "sets", source::read_set);
        catalogue::sets(notes, dir, &mut sets);
        let products = catalogue::products(notes, dir, shop.as_ref()).unwrap_or_default();
        Self {
            derived: derived(notes, dir, &products),
            products,
            shop,
            segments: directory(notes, dir, "segments", source::read_segment),
            blocks: directory(notes, dir, "blocks", source::read_block),
            sets,
            campaigns: directory(notes, dir, "campaigns", source::read_campaign),
            experiments: directory(notes, dir, "experiments", source::read_experiment),
            intent: directory(notes, dir, "intent", source::read_intent),
            personas: directory(notes, dir, "personas", source::read_persona),
            tests: directory(notes, dir, "tests", source::read_test),
            audiences: catalogue::audiences(notes, dir),
        }
    }
}

/// Reads one JSON file. `None` where it is not there, and where it cannot be read, which is noted.
pub(super) fn json<T>(
    notes: &Notes,
    dir: &Path,
    name: &str,
    read: impl FnOnce(Reader<'_>, &Value<'_>) -> Option<T>,
) -> Option<T> {
    let path = dir.join(name);
    if !path.exists() {
        return None;
    }
    let (number, file) = text::read(notes, &path, name)?;
    let value = text::parse(notes, number, &file.text)?;
    read(Reader { notes, file: number }, &value)
}

fn derived(notes: &Notes, dir: &Path, products: &Products) -> Derived {
    let (bestsellers, by_category) =
        json(notes, dir, "derived/bestsellers.json", source::read_bestsellers).unwrap_or_default();
    Derived {
        bestsellers,
        by_category,
        most_viewed: json(notes, dir, "derived/most-viewed.json", source::read_most_viewed).unwrap_or_default(),
        bought_together: json(notes, dir, "derived/bought-together.json", source::read_bought_together)
            .unwrap_or_default(),
        reorder: json(notes, dir, "derived/reorder.json", source::read_reorder).unwrap_or_default(),
        rfm: json(notes, dir, "derived/rfm.json", source::read_rfm),
        viewed_next: viewed_next(notes, dir, products),
        sessions: json(notes, dir, SESSIONS, source::read_sessions),
    }
}

/// What is looked at next.
fn viewed_next(notes: &Notes, dir: &Path, products: &Products) -> Vec<NextList> {
    if !dir.join(LISTS).exists() {
        return Vec::new();
    }
    let read = text::read(notes, &dir.join(LISTS), LISTS);
    let list = |(number, file): (u32, std::sync::Arc<super::place::File>)| {
        source::read_viewed_next(Reader { notes, file: number }, &file.text, products)
    };
    read.map(list).unwrap_or_default()
}

/// Reads every `*.json` of a directory, in the order of their names.
fn directory<T>(
    notes: &Notes,
    dir: &Path,
    below: &str,
    read: impl Fn(Reader<'_>, &Value<'_>, &str) -> Option<T>,
) -> Directory<T> {
    let mut found = Directory { files: Vec::new(), ids: Vec::new() };
    for entry in listing(notes, &dir.join(below), below) {
        let name = format!("{below}/{entry}");
        let Some(stem) = entry.strip_suffix(".json") else {
            notes.stray(&name, format!("`{name}` is not read"), "rules stand in files whose name ends in `.json`");
            continue;
        };
        let Some((number, file)) = text::read(notes, &dir.join(&name), &name) else {
            found.ids.push(At { value: stem.into(), place: Place { file: u32::MAX, start: 0, end: 0 } });
            continue;
        };
        let place = Place { file: number, start: 0, end: 0 };
        found.ids.push(At { value: stem.into(), place });
        if !is_id(stem) {
            let help = "name it in lower-case letters and digits, joined by `-` or `_`";
            notes.say(Code::NotAnId, place, format!("the file's name `{stem}` is not an id"), help);
        }
        let value = text::parse(notes, number, &file.text);
        found.files.extend(value.and_then(|value| read(Reader { notes, file: number }, &value, stem)));
    }
    found
}

/// The names in a directory, sorted; hidden ones are passed over.
pub(super) fn listing(notes: &Notes, path: &Path, name: &str) -> Vec<String> {
    if !path.exists() {
        return Vec::new();
    }
    let entries = match std::fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) => {
            notes.missing(name, format!("`{name}` cannot be read: {}", text::plain(&error)), "");
            return Vec::new();
        }
    };
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| !name.starts_with('.'));
    names.sort_unstable();
    names
}

/// Warns of files whose name is nearly one that would be read.
fn strangers(notes: &Notes, dir: &Path) {
    for name in listing(notes, dir, ".") {
        if KNOWN.contains(&name.as_str()) {
            continue;
        }
        if let Some(meant) = nearest(&name, KNOWN) {
            notes.stray(&name, format!("`{name}` is not read"), format!("did you mean `{meant}`?"));
        }
    }
}

impl Notes {
    /// Warns of a file that is not read.
    fn stray(&self, name: &str, message: String, help: impl Into<String>) {
        self.of_file(Code::StrayFile, name, message, help);
    }
}
