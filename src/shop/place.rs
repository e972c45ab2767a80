//! Where something stands: which file, from which byte to which.

use super::problem::{Problem, Severity};
use std::cell::RefCell;
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// The files that were read, and what was found wrong with them so far.
#[derive(Debug, Default)]
pub(super) struct Notes {
    files: RefCell<Vec<Arc<File>>>,
    problems: RefCell<Vec<Problem>>,
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

    /// Notes an error. `help` says what to write instead.
    pub(super) fn error(&self, place: Place, message: impl Into<String>, help: impl Into<String>) {
        self.note(Severity::Error, place, message.into(), help.into());
    }

    /// Notes something that works, and hardly as it was meant.
    pub(super) fn warn(&self, place: Place, message: impl Into<String>, help: impl Into<String>) {
        self.note(Severity::Warning, place, message.into(), help.into());
    }

    /// Notes an error of a whole file or directory that could not be read.
    pub(super) fn missing(&self, name: &str, message: impl Into<String>, help: impl Into<String>) {
        let (file, _) = self.keep(File { name: name.into(), text: String::new() });
        self.error(Place { file, start: 0, end: 0 }, message, help);
    }

    fn note(&self, severity: Severity, place: Place, message: String, help: String) {
        let Some(file) = self.files.borrow().get(place.file as usize).map(Arc::clone) else { return };
        let (start, end) = (place.start as usize, place.end as usize);
        self.problems.borrow_mut().push(Problem { severity, file, start, end, message, help });
    }

    /// How much was noted so far.
    pub(super) fn count(&self) -> usize {
        self.problems.borrow().len()
    }

    /// Whether there is an error among what was noted.
    pub(super) fn failed(&self) -> bool {
        self.problems.borrow().iter().any(|problem| problem.severity == Severity::Error)
    }

    /// What was noted so far, by file and line; the notes are empty afterwards.
    pub(super) fn take(&self) -> Vec<Problem> {
        let mut problems = self.problems.take();
        problems.sort_by(|a, b| (&a.file.name, a.start).cmp(&(&b.file.name, b.start)));
        problems.dedup();
        problems
    }
}
