//! Where something stands: which file, from which byte to which.

use super::code::Code;
use super::names::nearest;
use super::problem::{Problem, Severity};
use jsonc_parser::ast::Value;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::Arc;

/// A file of the folder, as it was read.
#[derive(Debug, PartialEq, Eq)]
pub struct File {
    /// Its path below the folder, with `/` between the parts.
    pub name: String,
    /// What it holds, without a byte order mark.
    pub text: String,
}

/// A stretch of a file, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    pub(super) file: u32,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// A value that knows where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub place: Place,
}

/// Whether what `file` allows holds for `other`: `shop.json` speaks for the catalogue and what was derived as well, which
/// have no room for it.
fn speaks_for(file: &File, other: &File) -> bool {
    let of_shop = other.name.starts_with("products.") || other.name.starts_with("derived/");
    file.name == other.name || (file.name == "shop.json" && of_shop)
}

/// The files that were read, and what was found wrong with them so far.
#[derive(Debug, Default)]
pub(super) struct Notes {
    files: RefCell<Vec<Arc<File>>>,
    problems: RefCell<Vec<Problem>>,
    /// The numbers of files that have an error.
    broken: RefCell<HashSet<u32>>,
    /// What files allow, by the number of the file: the codes as they are written.
    allowed: RefCell<Vec<At<String>>>,
}

impl Notes {
    /// Keeps a file. The number stands in every [`Place`] of it.
    pub(super) fn keep(&self, file: File) -> (u32, Arc<File>) {
        let mut files = self.files.borrow_mut();
        let number = u32::try_from(files.len()).unwrap_or(u32::MAX);
        let file = Arc::new(file);
        files.push(Arc::clone(&file));
        (number, file)
    }

    /// Notes a value that is not as it should be. `help` says what to write instead.
    pub(super) fn error(&self, place: Place, message: impl Into<String>, help: impl Into<String>) {
        self.say(Code::WrongValue, place, message, help);
    }

    /// Notes a problem. `help` says what to write instead.
    pub(super) fn say(&self, code: Code, place: Place, message: impl Into<String>, help: impl Into<String>) {
        let Some(file) = self.files.borrow().get(place.file as usize).map(Arc::clone) else { return };
        let (start, end) = (place.start as usize, place.end as usize);
        let (message, help) = (message.into(), help.into());
        if code.severity() == Severity::Error {
            self.broken.borrow_mut().insert(place.file);
        }
        self.problems.borrow_mut().push(Problem { code, file, start, end, message, help });
    }

    /// Notes an error of a whole file or directory that could not be read.
    pub(super) fn missing(&self, name: &str, message: impl Into<String>, help: impl Into<String>) {
        self.of_file(Code::MissingFile, name, message, help);
    }

    /// Notes a problem of a whole file or directory.
    pub(super) fn of_file(&self, code: Code, name: &str, message: impl Into<String>, help: impl Into<String>) {
        let (file, _) = self.keep(File { name: name.into(), text: String::new() });
        self.say(code, Place { file, start: 0, end: 0 }, message, help);
    }

    /// Notes what a file allows.
    pub(super) fn allow(&self, codes: Vec<At<String>>) {
        self.allowed.borrow_mut().extend(codes);
    }

    /// Takes away the warnings and notes that their files allow, and notes what is allowed in vain.
    pub(super) fn heed_allowed(&self) {
        let failed = self.failed(&[]);
        for written in self.allowed.take() {
            let Some(file) = self.files.borrow().get(written.place.file as usize).map(Arc::clone) else { continue };
            let Some(code) = Code::named(&written.value) else {
                let help = match nearest(&written.value, Code::ALL.iter().map(|code| code.name())) {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => "take it away; `docs/check.md` lists the codes".into(),
                };
                self.say(Code::UnknownCode, written.place, format!("there is no code `{}`", written.value), help);
                continue;
            };
            if code.severity() == Severity::Error {
                let message = format!("`{code}` is an error, and cannot be allowed");
                self.say(Code::UnneededAllow, written.place, message, "mend what it speaks of, and take this away");
                continue;
            }
            let before = self.count();
            self.problems.borrow_mut().retain(|problem| problem.code != code || !speaks_for(&file, &problem.file));
            // With errors, what was not looked at cannot be said to be in order.
            if self.count() == before && !failed && !code.comes_with_time() {
                let message = format!("`{code}` is allowed here, and there is nothing of it");
                self.say(Code::UnneededAllow, written.place, message, "take it away");
            }
        }
    }

    /// Where a field of a file's outermost object has its value, and each entry of it where it is a list. It is read anew,
    /// since few need it. Without such a field it is the file's beginning.
    pub(super) fn field(&self, place: Place, name: &str) -> (Place, Vec<Place>) {
        let beginning = Place { end: place.start.saturating_add(1), ..place };
        let Some(file) = self.files.borrow().get(place.file as usize).map(Arc::clone) else {
            return (beginning, Vec::new());
        };
        let parsed = parse_to_ast(&file.text, &CollectOptions::default(), &ParseOptions::default());
        let Ok(Some(Value::Object(object))) = parsed.map(|parsed| parsed.value) else { return (beginning, Vec::new()) };
        let value = object.properties.iter().find(|property| property.name.as_str() == name);
        let of = |value: &Value<'_>| super::text::place(place.file, value.range());
        match value.map(|property| &property.value) {
            Some(value @ Value::Array(array)) => (of(value), array.elements.iter().map(of).collect()),
            Some(value) => (of(value), Vec::new()),
            None => (beginning, Vec::new()),
        }
    }

    /// What stands at a place.
    pub(super) fn text(&self, place: Place) -> String {
        let files = self.files.borrow();
        let text =
            files.get(place.file as usize).and_then(|file| file.text.get(place.start as usize..place.end as usize));
        text.unwrap_or_default().to_string()
    }

    /// Whether there is an error in the file of this place.
    pub(super) fn is_broken(&self, place: Place) -> bool {
        self.broken.borrow().contains(&place.file)
    }

    /// Whether a problem of this kind was noted.
    pub(super) fn has(&self, code: Code) -> bool {
        self.problems.borrow().iter().any(|problem| problem.code == code)
    }

    /// How much was noted so far.
    pub(super) fn count(&self) -> usize {
        self.problems.borrow().len()
    }

    /// Whether there is an error among what was noted, other than these.
    pub(super) fn failed(&self, despite: &[Code]) -> bool {
        let counts = |problem: &Problem| problem.severity() == Severity::Error && !despite.contains(&problem.code);
        self.problems.borrow().iter().any(counts)
    }

    /// What was noted so far, by file and line; the notes are empty afterwards.
    pub(super) fn take(&self) -> Vec<Problem> {
        let mut problems = self.problems.take();
        problems.sort_by(|a, b| (&a.file.name, a.start).cmp(&(&b.file.name, b.start)));
        problems.dedup();
        problems
    }
}
