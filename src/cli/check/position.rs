//! Lines and columns of many places in one pass: places come in the order of the file, so nothing is counted twice.

use crate::shop::File;
use std::sync::Arc;

/// Where the last place was.
#[derive(Default)]
pub(super) struct Positions {
    file: Option<Arc<File>>,
    byte: usize,
    line: usize,
    column: usize,
}

impl Positions {
    /// Line and column of a byte, both from 1; the column counts characters.
    pub(super) fn of(&mut self, file: &Arc<File>, byte: usize) -> (usize, usize) {
        if !self.file.as_ref().is_some_and(|known| Arc::ptr_eq(known, file)) || byte < self.byte {
            *self = Self { file: Some(Arc::clone(file)), ..Self::default() };
        }
        (self.line, self.column) = on(file, self.byte, byte, (self.line, self.column));
        self.byte = byte;
        (self.line + 1, self.column + 1)
    }

    /// Line and column of a byte after the last place, which stays where it is.
    pub(super) fn end(&self, file: &File, byte: usize) -> (usize, usize) {
        let (line, column) = on(file, self.byte, byte, (self.line, self.column));
        (line + 1, column + 1)
    }
}

/// Goes on from one byte, whose line and column (from 0) are known, to another.
fn on(file: &File, from: usize, to: usize, (line, column): (usize, usize)) -> (usize, usize) {
    let stretch = file.text.get(from..to).unwrap_or_default();
    match stretch.rsplit_once('\n') {
        Some((before, last)) => (line + 1 + before.bytes().filter(|byte| *byte == b'\n').count(), last.chars().count()),
        None => (line, column + stretch.chars().count()),
    }
}
