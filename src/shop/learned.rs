//! What whoever makes lists from clicks has to know of a shop folder: its products, and the parameters that were found for
//! it. The rest of the folder may be unfinished.

use super::load::json;
use super::place::Notes;
use super::problem::{Problem, Severity};
use super::{catalogue, source};
use crate::learn::written::SESSIONS;
use crate::learn::{Kept, Params};
use std::path::Path;

/// The ids of a folder's products, in the order of its catalogue.
///
/// # Errors
/// The first thing that is wrong with the catalogue, in words.
pub fn product_ids(dir: &Path) -> Result<Vec<String>, String> {
    let notes = Notes::default();
    let shop = json(&notes, dir, "shop.json", source::read_shop);
    let products = catalogue::products(&notes, dir, shop.as_ref()).unwrap_or_default();
    match (products.whole, first(&notes, |name| name.starts_with("products."))) {
        (true, None) => Ok(products.sound.into_iter().map(|product| product.id.value).collect()),
        (_, Some(problem)) => Err(problem),
        (false, None) => Err("its products cannot be read".into()),
    }
}

/// The parameters that `segue tune` found, in a folder's `derived/sessions.json`; nothing where it found none.
///
/// # Errors
/// The first thing that is wrong with that file, in words.
pub fn tuned(dir: &Path) -> Result<Option<Params>, String> {
    Ok(kept(dir)?.filter(|kept| kept.tuned).map(|kept| kept.params))
}

/// All that a folder's `derived/sessions.json` says of parameters; nothing where there is none.
///
/// # Errors
/// The first thing that is wrong with that file, in words.
pub fn kept(dir: &Path) -> Result<Option<Kept>, String> {
    let notes = Notes::default();
    let kept = json(&notes, dir, SESSIONS, source::read_sessions);
    first(&notes, |_| true).map_or(Ok(kept), Err)
}

/// The first error of files with such a name.
fn first(notes: &Notes, of: impl Fn(&str) -> bool) -> Option<String> {
    let error = |problem: &Problem| problem.severity() == Severity::Error && of(&problem.file.name);
    let problem = notes.take().into_iter().find(error)?;
    let (line, column) = problem.position();
    Some(format!("`{}:{line}:{column}`: {}", problem.file.name, problem.message))
}
