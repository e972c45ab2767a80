//! Shops of which every snapshot can be told from every other by any of its texts: each title, each text of a block and each
//! address of a product carries the snapshot's number.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::error::{Context, Error, Result};
use crate::kv::{Kv, Values, read_folder};
use crate::paths::Paths;
use crate::proc;
use crate::segue::{Profile, Segue};

/// What stands before a number, and nowhere else.
pub(crate) const MARK: &str = "zq";
/// How many digits a number has.
pub(crate) const DIGITS: usize = 5;
/// A shop that is published again and again.
pub(crate) struct Shop {
    segue: Segue,
    folder: PathBuf,
    work: PathBuf,
    /// The number of each snapshot that was ever published, by its id.
    published: Mutex<Published>,
}

#[derive(Default)]
struct Published {
    numbers: HashMap<String, u32>,
    newest: u32,
    /// When the newest was published, in seconds since 1970-01-01 00:00 UTC.
    when: u64,
}

impl Shop {
    /// Makes a shop of so many products in this folder, of which nothing stays.
    pub(crate) fn make(paths: &Paths, work: &Path, products: u64) -> Result<Self> {
        let shown = || format!("cannot clear `{}`", work.display());
        if work.exists() {
            fs::remove_dir_all(work).context(shown)?;
        }
        fs::create_dir_all(work).context(shown)?;
        let segue = Segue::build(paths, Profile::Dev)?;
        let folder = work.join("shop");
        let mut synth = segue.call("synth");
        synth.args(["--products", &products.to_string(), "--segments", "20", "--campaigns", "10", "--out"]);
        proc::output(synth.arg(&folder)).ok_or_else(|| Error::new("`segue synth` failed"))?;
        Ok(Self { segue, folder, work: work.to_owned(), published: Mutex::default() })
    }

    /// The folder without marks.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The command that built it.
    pub(crate) fn segue(&self) -> &Segue {
        &self.segue
    }

    /// Builds the next snapshot; it counts as published from now on, so that nobody sees it before it is known here.
    pub(crate) fn next(&self) -> Result<Values> {
        let (number, when) = {
            let published = self.lock();
            let now = std::time::UNIX_EPOCH.elapsed().unwrap_or_default().as_secs();
            (published.newest + 1, now.max(published.when + 1))
        };
        let (marked, out) = (self.work.join("marked"), self.work.join("out"));
        mark(&self.folder, &marked, number)?;
        if out.exists() {
            fs::remove_dir_all(&out).context(|| format!("cannot clear `{}`", out.display()))?;
        }
        let mut build = self.segue.call("build");
        build.arg(&marked).arg("--out").arg(&out).env("SOURCE_DATE_EPOCH", when.to_string());
        proc::output(&mut build).ok_or_else(|| Error::new("`segue build` of a marked shop failed"))?;
        let values = read_folder(&out)?;
        let id =
            values.keys().find_map(|key| key.strip_prefix("core-")).ok_or_else(|| Error::new("no core was built"))?;
        let mut published = self.lock();
        published.numbers.insert(id.to_owned(), number);
        (published.newest, published.when) = (number, when);
        Ok(values)
    }

    /// Publishes the next snapshot.
    pub(crate) fn publish(&self, kv: &Kv) -> Result<()> {
        kv.put(self.next()?);
        Ok(())
    }

    /// The number of the snapshot with this id, if it was ever published.
    pub(crate) fn number(&self, id: &str) -> Option<u32> {
        self.lock().numbers.get(id).copied()
    }

    /// The number of the snapshot that was published last.
    pub(crate) fn newest(&self) -> u32 {
        self.lock().newest
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Published> {
        self.published.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Copies the folder with the number in every text.
fn mark(from: &Path, to: &Path, number: u32) -> Result<()> {
    fs::create_dir_all(to).context(|| format!("cannot make `{}`", to.display()))?;
    for entry in fs::read_dir(from).context(|| format!("cannot read `{}`", from.display()))?.flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            mark(&path, &target, number)?;
        } else {
            let text = fs::read_to_string(&path).context(|| format!("cannot read `{}`", path.display()))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            fs::write(&target, marked(&name, &text, number))
                .context(|| format!("cannot write `{}`", target.display()))?;
        }
    }
    Ok(())
}

fn marked(file: &str, text: &str, number: u32) -> String {
    let mark = format!("{MARK}{number:0DIGITS$}");
    let mut text = text.to_owned();
    for field in ["title", "text"] {
        text = text.replace(&format!("\"{field}\": \""), &format!("\"{field}\": \"{mark} "));
    }
    if file == "shop.json" {
        text = text.replacen('{', &format!("{{ \"product_url\": \"/{mark}/products/{{id}}\","), 1);
    }
    text
}

/// The numbers in a text.
pub(crate) fn numbers(text: &str) -> Vec<u32> {
    let after = |(at, _)| text.get(at + MARK.len()..at + MARK.len() + DIGITS)?.parse().ok();
    text.match_indices(MARK).filter_map(after).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_carries_the_number() {
        let text = marked("a.json", r#"{ "id": "x", "title": "A", "text": "B" }"#, 42);
        assert_eq!(text, r#"{ "id": "x", "title": "zq00042 A", "text": "zq00042 B" }"#);
        assert_eq!(numbers(&text), [42, 42]);
        let shop = marked("shop.json", r#"{ "name": "S" }"#, 7);
        assert_eq!(shop, r#"{ "product_url": "/zq00007/products/{id}", "name": "S" }"#);
        assert!(numbers("zq zq1 zqabcde").is_empty());
    }
}
