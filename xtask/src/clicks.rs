//! Click sessions for tests and measurements: real ones where they are, else made-up ones; and a shop folder around them.

use std::collections::BTreeSet;
use std::env;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

use crate::error::{Context, Error, Result};
use crate::paths::Paths;
use crate::segue::Segue;
use crate::{proc, say};

/// Real click sessions beside the repository.
const REAL: &str = "../shared/data/clicks-train.tsv.gz";

/// The file that `SEGUE_CLICKS` names (`SessionId`, `ItemId`, `Time` with tabs between, plain or gzipped), or else the one
/// beside the repository; `None` where there is none.
pub(crate) fn real(paths: &Paths) -> Option<PathBuf> {
    let named = env::var_os("SEGUE_CLICKS").map(PathBuf::from);
    Some(named.unwrap_or_else(|| paths.at(REAL))).filter(|file| file.is_file())
}

/// Made-up sessions over these products, the same each time: walks among products that are near one another, with some
/// steps back, and few products that are looked at much.
pub(crate) fn made_up(products: &[String], sessions: usize) -> String {
    let mut text = String::from("SessionId\tItemId\tTime\n");
    let mut chance = Chance(0x5E69_0E5E_6900_0001);
    let count = products.len().max(1);
    for session in 0..sessions {
        // The square of a chance: the first products are begun with most.
        let begin = (chance.below(1 << 16) * chance.below(1 << 16)) >> 16;
        let mut at = (begin * count) >> 16;
        let mut before = at;
        for click in 0..2 + chance.below(4) + chance.below(5) {
            let Some(product) = products.get(at) else { continue };
            let time = 1_700_000_000 + session * 60 + click * 7;
            // Writing to a string does not fail.
            let _ok = writeln!(text, "{session}\t{product}\t{time}");
            let next = if chance.below(6) == 0 { before } else { (at + count + chance.below(31) - 15) % count };
            (before, at) = (at, next);
        }
    }
    text
}

/// Numbers that look random and are the same each time (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ mixed >> 31) % u64::try_from(n.max(1)).unwrap_or(1)).unwrap_or_default()
    }
}

/// Every product of a file of sessions, each once.
pub(crate) fn products(file: &Path) -> Result<BTreeSet<String>> {
    let doing = || format!("cannot read `{}`", file.display());
    let mut text = String::new();
    let mut bytes = File::open(file).context(doing)?;
    if file.extension().is_some_and(|ending| ending == "gz") {
        MultiGzDecoder::new(bytes).read_to_string(&mut text).context(doing)?;
    } else {
        bytes.read_to_string(&mut text).context(doing)?;
    }
    let found: BTreeSet<String> =
        text.lines().skip(1).filter_map(|line| line.split('\t').nth(1)).map(str::to_owned).collect();
    if found.is_empty() {
        return Err(Error::new(format!("`{}` has no line of `SessionId`, `ItemId`, `Time`", file.display())));
    }
    Ok(found)
}

/// Writes a shop folder of these products, one category of products that can all be had, with one set: what comes next after
/// what was viewed. What was viewed may come back.
pub(crate) fn shop(folder: &Path, products: &BTreeSet<String>) -> Result<()> {
    let doing = || format!("cannot write `{}`", folder.display());
    fs::create_dir_all(folder.join("sets")).context(doing)?;
    let quoted = |id: &String| serde_json::Value::from(id.as_str());
    let product = |id: &String| {
        let id = quoted(id);
        format!("{{ \"id\": {id}, \"title\": {id}, \"category\": \"all\", \"price\": 10 }}")
    };
    let list: Vec<String> = products.iter().map(product).collect();
    let shop = "{ \"name\": \"Clicks\", \"currency\": \"EUR\", \"allowed_hosts\": [\"shop.example\"],\n  \
                \"categories\": [{ \"id\": \"all\", \"title\": \"All\", \"url\": \"/all\" }] }\n";
    let set = "{ \"title\": \"Next\", \"strategies\": [\"viewed_products\"], \"size\": 20, \"viewed\": true, \
               \"page\": false }\n";
    fs::write(folder.join("shop.json"), shop).context(doing)?;
    fs::write(folder.join("products.json"), format!("[\n{}\n]\n", list.join(",\n"))).context(doing)?;
    fs::write(folder.join("sets/next.json"), set).context(doing)
}

/// Makes the lists of a shop folder out of these sessions.
pub(crate) fn learn(segue: &Segue, clicks: &Path, folder: &Path) -> Result<()> {
    say::now(&format!("making lists from `{}`", clicks.display()));
    proc::run(segue.call("import").arg("--clicks").arg(clicks).arg("--out").arg(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_sessions_are_the_same_each_time_and_name_what_there_is() {
        let ids: Vec<String> = (0..50).map(|n| format!("P{n}")).collect();
        let text = made_up(&ids, 300);
        assert_eq!(text, made_up(&ids, 300));
        let used: BTreeSet<&str> = text.lines().skip(1).filter_map(|line| line.split('\t').nth(1)).collect();
        assert!(used.len() > 40 && used.iter().all(|id| ids.iter().any(|other| other == id)), "{used:?}");
        let sessions: BTreeSet<&str> = text.lines().skip(1).filter_map(|line| line.split('\t').next()).collect();
        assert_eq!(sessions.len(), 300);
    }
}
