//! Whether an answer is of one snapshot and whole.

use super::crowd::{Answered, Asked};
use super::shop::{Shop, numbers};
use crate::error::{Error, Result};

/// What an answer was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The snapshot with this number.
    Snapshot(u32),
    /// No snapshot.
    Nothing,
    /// The runtime's own refusal, before any of our code.
    Runtime,
}

/// What an answer was made from; an error when it says that it is of a snapshot that was never published, when anything in
/// it is of another one, or when its rung is not that of such an answer.
pub(crate) fn of(shop: &Shop, asked: &Asked, answer: &Answered<'_>) -> Result<Source> {
    let text = String::from_utf8_lossy(answer.text);
    let wrong = |why: String| {
        let begin: String = text.chars().take(600).collect();
        Err(Error::new(format!("an answer to `{}` {why}:\n{begin}", asked.what)))
    };
    let (Some(rung), snapshot) = (answer.header("segue-rung"), answer.header("segue-snapshot")) else {
        let is_runtimes = asked.may_close && (400..500).contains(&answer.status);
        return if is_runtimes { Ok(Source::Runtime) } else { wrong("says no rung".into()) };
    };
    let seen = numbers(&text);
    let Some(id) = snapshot.filter(|id| id != "none") else {
        if !seen.is_empty() {
            return wrong(format!("is of no snapshot and holds texts of {seen:?}"));
        }
        let fits = rung == "baseline" || rung == "storefront";
        return if fits { Ok(Source::Nothing) } else { wrong(format!("is of no snapshot on the rung `{rung}`")) };
    };
    let Some(number) = shop.number(&id) else { return wrong(format!("is of `{id}`, which was never published")) };
    if seen.iter().any(|other| *other != number) {
        return wrong(format!("is of snapshot {number} and holds texts of {seen:?}"));
    }
    let fits = rung == "memory" || rung == "kv";
    if fits { Ok(Source::Snapshot(number)) } else { wrong(format!("is of a snapshot on the rung `{rung}`")) }
}
