//! What recommendations cost: a shop with lists of what comes next, and the same without the sets that show them.

use std::fs;
use std::path::Path;

use super::figures::Figures;
use crate::error::{Context, Result};
use crate::segue::Segue;
use crate::{clicks, proc, say};

/// The row with two sets on each page, both from lists.
pub(crate) const WITH: &str = "pdp-full-lists";

/// The same shop, cookie and pages without a set.
pub(crate) const WITHOUT: &str = "pdp-full-no-sets";

/// Products of the shop.
const PRODUCTS: &str = "1000";
/// Sessions that the lists are made from: most products get a list of 50.
const SESSIONS: usize = 40_000;

/// The sets: of the visitor's latest views, and of the page's product alone.
const SETS: [(&str, &str); 2] = [
    (
        "sets/for-you.json",
        "{ \"title\": \"What comes next\", \"strategies\": [\"viewed_products\"], \"size\": 4, \"priority\": 70 }\n",
    ),
    (
        "sets/others.json",
        "{ \"title\": \"Others looked at\", \"strategies\": [\"viewed_next\"], \"size\": 4, \"priority\": 60 }\n",
    ),
];

/// Makes the shop folder.
pub(super) fn shop(segue: &Segue, work: &Path, has_sets: bool) -> Result<std::path::PathBuf> {
    let folder = work.join("shop");
    say::now(&format!("making a shop of {PRODUCTS} products with lists of what comes next"));
    proc::run(segue.call("synth").args(["--products", PRODUCTS, "--out"]).arg(&folder))?;
    super::prepare::clear(&folder.join("sets"))?;
    let write =
        |file: &Path, text: &str| fs::write(file, text).context(|| format!("cannot write `{}`", file.display()));
    if has_sets {
        for (name, text) in SETS {
            write(&folder.join(name), text)?;
        }
    }
    let file = folder.join("products.json");
    let text = fs::read_to_string(&file).context(|| format!("cannot read `{}`", file.display()))?;
    let sessions = work.join("clicks.tsv");
    write(&sessions, &clicks::made_up(&super::prepare::ids(&text), SESSIONS))?;
    clicks::learn(segue, &sessions, &folder)?;
    Ok(folder)
}

/// The share of a page's processor time that its recommendations take, in percent; `None` unless both rows were measured.
pub(super) fn share(rows: &[Figures]) -> Option<f64> {
    let processor = |name| rows.iter().find(|row| row.row.name == name)?.measured.processor;
    let (with, without) = (processor(WITH)?, processor(WITHOUT)?);
    Some((with - without) / with * 100.0)
}
