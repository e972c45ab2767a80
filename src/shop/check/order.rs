//! The order of the segments: each after those that it names.

use super::conditions::segments;
use crate::shop::place::At;
use crate::shop::source::SegmentFile;
use std::collections::HashMap;

/// Segments that name one another in a circle: the ids in order, and where the circle begins.
#[derive(Debug)]
pub(in crate::shop) struct Cycle<'s> {
    pub(in crate::shop) ids: Vec<&'s str>,
    pub(in crate::shop) at: &'s At<String>,
}

/// The segments, each after those that it names, and otherwise in the given order.
///
/// # Errors
/// The first circle.
pub(in crate::shop) fn in_order(files: &[SegmentFile]) -> Result<Vec<&SegmentFile>, Cycle<'_>> {
    let by_id: HashMap<&str, &SegmentFile> = files.iter().map(|file| (file.id.as_str(), file)).collect();
    let mut sorting = Sorting { by_id, done: HashMap::new(), path: Vec::new(), order: Vec::with_capacity(files.len()) };
    files.iter().try_for_each(|file| sorting.visit(file))?;
    Ok(sorting.order)
}

struct Sorting<'s> {
    by_id: HashMap<&'s str, &'s SegmentFile>,
    /// Whether a segment has its place in the order already; `false` while it is being placed.
    done: HashMap<&'s str, bool>,
    path: Vec<&'s str>,
    order: Vec<&'s SegmentFile>,
}

impl<'s> Sorting<'s> {
    fn visit(&mut self, file: &'s SegmentFile) -> Result<(), Cycle<'s>> {
        if self.done.contains_key(file.id.as_str()) {
            return Ok(());
        }
        self.done.insert(&file.id, false);
        self.path.push(&file.id);
        let mut named = Vec::new();
        segments(&file.when, &mut named);
        for id in named {
            let Some(next) = self.by_id.get(id.value.as_str()).copied() else { continue };
            if self.done.get(next.id.as_str()) == Some(&false) {
                let from = self.path.iter().position(|id| *id == next.id).unwrap_or_default();
                let mut ids: Vec<&str> = self.path.iter().skip(from).copied().collect();
                ids.push(&next.id);
                return Err(Cycle { ids, at: id });
            }
            self.visit(next)?;
        }
        self.path.pop();
        self.done.insert(&file.id, true);
        self.order.push(file);
        Ok(())
    }
}
