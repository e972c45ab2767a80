//! What is measured: each row is one Worker, one snapshot and one kind of visitor.

use std::fs;
use std::path::Path;

use super::consent::{self, Signal};
use super::shelves;
use super::variant::{Bindings, Code, Exposures};
use crate::error::{Context, Error, Result};
use crate::paths::Paths;
use crate::segue::Segue;
use crate::{proc, say, vars};

/// The row that the others are compared with.
pub(crate) const YARDSTICK: &str = "workers-rs-hello";

/// How many products' pages are asked for in turn, so that one shard is not all that is read.
const PAGES: usize = 64;

/// A row by its name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// As it is written after `--only`.
    pub(crate) name: &'static str,
    /// What it shows.
    pub(crate) about: &'static str,
    kind: Kind,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Empty,
    Hello,
    Page {
        shop: Shop,
        visitor: Visitor,
    },
    /// An ad's click on one of so many campaigns.
    Redirect {
        campaigns: u32,
        visitor: Visitor,
    },
}

#[derive(Clone, Copy, Debug)]
enum Shop {
    Sample,
    /// So many products, and so many members of an audience.
    Synthetic(u32, u32),
    /// So many campaigns of 20 candidates.
    Campaigns(u32),
    /// Lists of what comes next, and whether there are sets that show them.
    Lists(bool),
}

/// Who asks for a product page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Visitor {
    Anonymous,
    /// Consents to personalization and has a full cookie.
    Full,
    /// Has the cookies of a consent platform, and none of ours.
    Asked(Signal),
}

/// All rows, in the order in which they are shown.
pub(crate) const ROWS: [Row; 17] = [
    Row { name: "js-empty", about: "an empty Worker in JavaScript", kind: Kind::Empty },
    Row { name: YARDSTICK, about: "a bare Worker in Rust", kind: Kind::Hello },
    Row {
        name: "pdp-full",
        about: "a product page for a returning visitor, sample shop",
        kind: Kind::Page { shop: Shop::Sample, visitor: Visitor::Full },
    },
    Row {
        name: "pdp-anonymous",
        about: "a product page for somebody unknown, sample shop",
        kind: Kind::Page { shop: Shop::Sample, visitor: Visitor::Anonymous },
    },
    Row {
        name: "pdp-full-1k",
        about: "a returning visitor, 1,000 products",
        kind: Kind::Page { shop: Shop::Synthetic(1_000, 0), visitor: Visitor::Full },
    },
    Row {
        name: "pdp-full-10k",
        about: "a returning visitor, 10,000 products",
        kind: Kind::Page { shop: Shop::Synthetic(10_000, 0), visitor: Visitor::Full },
    },
    Row {
        name: "pdp-full-100k",
        about: "a returning visitor, 100,000 products",
        kind: Kind::Page { shop: Shop::Synthetic(100_000, 0), visitor: Visitor::Full },
    },
    Row {
        name: "pdp-full-1m-members",
        about: "a returning visitor, 100,000 products, an audience of 1,000,000",
        kind: Kind::Page { shop: Shop::Synthetic(100_000, 1_000_000), visitor: Visitor::Full },
    },
    Row {
        name: shelves::WITH,
        about: "a returning visitor, 1,000 products, two sets of four from lists of what comes next",
        kind: Kind::Page { shop: Shop::Lists(true), visitor: Visitor::Full },
    },
    Row {
        name: shelves::WITHOUT,
        about: "the same without the sets",
        kind: Kind::Page { shop: Shop::Lists(false), visitor: Visitor::Full },
    },
    Row {
        name: consent::WITHOUT,
        about: "a product page for a visitor in the United States without consent cookies, sample shop",
        kind: Kind::Page { shop: Shop::Sample, visitor: Visitor::Asked(Signal::None) },
    },
    Row {
        name: "pdp-consent-tcf",
        about: "the same with a TC string: 200 vendors, all purposes granted",
        kind: Kind::Page { shop: Shop::Sample, visitor: Visitor::Asked(Signal::Tcf) },
    },
    Row {
        name: "pdp-consent-gpp",
        about: "the same with a GPP string: TCF EU with 200 vendors, US national, California, Virginia, Colorado",
        kind: Kind::Page { shop: Shop::Sample, visitor: Visitor::Asked(Signal::Gpp) },
    },
    Row {
        name: "pdp-consent-onetrust",
        about: "the same with OneTrust's cookies",
        kind: Kind::Page { shop: Shop::Sample, visitor: Visitor::Asked(Signal::Onetrust) },
    },
    Row {
        name: "redirect",
        about: "an ad's click by somebody unknown, 1,000 campaigns of 20 candidates, 200 segments",
        kind: Kind::Redirect { campaigns: 1_000, visitor: Visitor::Anonymous },
    },
    Row {
        name: "redirect-full",
        about: "the same by a returning visitor who consents to advertising",
        kind: Kind::Redirect { campaigns: 1_000, visitor: Visitor::Full },
    },
    Row {
        name: "redirect-few",
        about: "an ad's click by somebody unknown, 10 campaigns of 20 candidates, 200 segments",
        kind: Kind::Redirect { campaigns: 10, visitor: Visitor::Anonymous },
    },
];

/// What a browser on a phone says of itself with a click.
const PHONE: &str = "User-Agent: Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/141.0.0.0 Mobile Safari/537.36\r\nAccept-Language: de-DE,de;q=0.9,en;q=0.6\r\n";

/// Products and segments of a shop whose campaigns are measured.
const OF_CAMPAIGNS: [&str; 4] = ["--products", "1000", "--segments", "200"];

/// A row with all that it needs on disk.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    pub(crate) row: Row,
    pub(crate) code: Code,
    pub(crate) bindings: Option<Bindings>,
    /// Paths to ask for, in turn.
    pub(crate) paths: Vec<String>,
    /// Header lines of every request.
    pub(crate) headers: String,
    /// The status of every answer.
    pub(crate) status: u16,
    /// What `Segue-Basis` must say, so that nothing else is measured by mistake.
    pub(crate) basis: Option<&'static str>,
    /// What the visitor's own page must say, so that no row measures a cookie that is passed over.
    pub(crate) says: Option<&'static str>,
    /// Bytes of the snapshot's core, which every isolate reads first.
    pub(crate) core: Option<u64>,
}

impl Row {
    /// Whether the row needs Segue's Worker and snapshots.
    pub(crate) fn needs_segue(&self) -> bool {
        matches!(self.kind, Kind::Page { .. } | Kind::Redirect { .. })
    }

    /// Writes what the row needs.
    pub(crate) fn prepare(self, paths: &Paths, segue: Option<&Segue>) -> Result<Prepared> {
        let bare = |code| Prepared {
            row: self,
            code,
            bindings: None,
            paths: vec!["/".into()],
            headers: String::new(),
            status: 200,
            basis: None,
            says: None,
            core: None,
        };
        match (self.kind, segue) {
            (Kind::Empty, _) => Ok(bare(Code::Script(include_str!("empty.js")))),
            (Kind::Hello, _) => Ok(bare(Code::Built(paths.at("target/bench/hello")))),
            (Kind::Page { shop, visitor }, Some(segue)) => self.segue(paths, segue, shop, visitor),
            (Kind::Redirect { campaigns, visitor }, Some(segue)) => {
                self.segue(paths, segue, Shop::Campaigns(campaigns), visitor)
            }
            (Kind::Page { .. } | Kind::Redirect { .. }, None) => {
                Err(Error::new(format!("`{}` needs the segue command", self.name)))
            }
        }
    }

    fn segue(self, paths: &Paths, segue: &Segue, shop: Shop, visitor: Visitor) -> Result<Prepared> {
        let work = paths.at("target/bench").join(self.name);
        clear(&work)?;
        let folder = match shop {
            Shop::Sample => paths.at("fixtures/shop"),
            Shop::Synthetic(products, members) => {
                let folder = work.join("shop");
                say::now(&format!("making a shop of {products} products and an audience of {members}"));
                let (products, members) = (products.to_string(), members.to_string());
                proc::run(
                    segue.call("synth").args(["--products", &products, "--members", &members, "--out"]).arg(&folder),
                )?;
                folder
            }
            Shop::Lists(has_sets) => shelves::shop(segue, &work, has_sets)?,
            Shop::Campaigns(campaigns) => {
                let folder = work.join("shop");
                say::now(&format!("making a shop of {campaigns} campaigns"));
                let campaigns = campaigns.to_string();
                let mut synth = segue.call("synth");
                proc::run(synth.args(OF_CAMPAIGNS).args(["--campaigns", &campaigns, "--out"]).arg(&folder))?;
                folder
            }
        };
        let kv = work.join("kv");
        proc::run(segue.call("build").arg(&folder).arg("--out").arg(&kv))?;
        let keys = vars::for_one_run(&work.join("vars"))?;
        let (cookies, basis) = match visitor {
            Visitor::Anonymous => (None, None),
            Visitor::Full => (Some(cookie(segue, &folder, &keys)?), Some("full")),
            Visitor::Asked(signal) => (signal.cookies(paths)?, None),
        };
        let mut headers = cookies.map(|cookies| format!("Cookie: {cookies}\r\n")).unwrap_or_default();
        let mut says = None;
        if let Visitor::Asked(signal) = visitor {
            // Where people may object, all four rows come to the same decision, and differ in the reading alone.
            headers.push_str("Segue-Country: US\r\n");
            says = Some(signal.says());
        }
        let code = Code::Built(paths.at("build"));
        let is_redirect = matches!(self.kind, Kind::Redirect { .. });
        let (paths, status): (Vec<String>, u16) = if is_redirect {
            headers.push_str(PHONE);
            (links(&folder)?, 302)
        } else {
            (products(&folder)?.into_iter().map(|id| format!("/_segue/pdp/{}", in_path(&id))).collect(), 200)
        };
        let core = fs::read_dir(&kv).context(|| format!("cannot read `{}`", kv.display()))?.flatten();
        let core = core.filter(|file| file.file_name().to_string_lossy().starts_with("core-"));
        let core = core.filter_map(|file| Some(file.metadata().ok()?.len())).next();
        let bindings = Some(Bindings { kv: kv.into(), keys, publishers: String::new(), exposures: Exposures::Absent });
        Ok(Prepared { row: self, code, bindings, paths, headers, status, basis, says, core })
    }
}

/// Makes the folder anew.
pub(super) fn clear(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).context(|| format!("cannot clear `{}`", folder.display()))?;
    }
    fs::create_dir_all(folder).context(|| format!("cannot make `{}`", folder.display()))
}

/// The value of the `Cookie` header of a visitor about whom everything that can be known is known.
fn cookie(segue: &Segue, shop: &Path, keys: &str) -> Result<String> {
    let mut command = segue.call("cookie");
    let text = proc::output(command.args(["--full", "--shop"]).arg(shop).args(["--keys", keys]));
    let text = text.ok_or_else(|| Error::new("`segue cookie --full` failed"))?;
    let value = text.trim();
    if value.is_empty() || value.contains(['\r', '\n']) || !value.contains('=') {
        return Err(Error::new("`segue cookie --full` did not print one line `name=value; name=value`"));
    }
    Ok(value.to_owned())
}

/// The links that lead to the shop's campaigns.
fn links(shop: &Path) -> Result<Vec<String>> {
    let file = shop.join("links.txt");
    let text = fs::read_to_string(&file).context(|| format!("cannot read `{}`", file.display()))?;
    Ok(text.lines().map(str::to_owned).collect())
}

/// Ids of products that are spread evenly over the catalogue.
fn products(shop: &Path) -> Result<Vec<String>> {
    let file = shop.join("products.json");
    let text = fs::read_to_string(&file).context(|| format!("cannot read `{}`", file.display()))?;
    let ids = ids(&text);
    if ids.is_empty() {
        return Err(Error::new(format!("`{}` has no product with an `id`", file.display())));
    }
    let step = ids.len().div_ceil(PAGES);
    Ok(ids.into_iter().step_by(step).collect())
}

/// Every value of an `id`, read as text, because the file may hold comments.
pub(super) fn ids(text: &str) -> Vec<String> {
    let after = |part: &str| {
        let value = part.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
        value.split('"').next().map(str::to_owned)
    };
    text.split("\"id\"").skip(1).filter_map(after).collect()
}

/// A product id as one segment of a path.
fn in_path(id: &str) -> String {
    let mut text = String::new();
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_ids_of_a_catalogue() {
        let text = "// our kettles\n[{ \"id\": \"K-1\", \"title\": \"id\" },\n {\"title\":\"b\",\"id\":\"K 2\"}]";
        assert_eq!(ids(text), ["K-1", "K 2"]);
        assert!(ids("[]").is_empty());
    }

    #[test]
    fn ids_are_one_segment_of_a_path() {
        assert_eq!(in_path("K-1.a_b~"), "K-1.a_b~");
        assert_eq!(in_path("K 2/é"), "K%202%2F%C3%A9");
    }

    #[test]
    fn names_are_unique_and_the_yardstick_is_one_of_them() {
        for (at, row) in ROWS.iter().enumerate() {
            assert!(!ROWS.iter().skip(at + 1).any(|other| other.name == row.name), "{}", row.name);
        }
        assert!(ROWS.iter().any(|row| row.name == YARDSTICK));
        assert!(ROWS.iter().any(|row| row.name == consent::WITHOUT));
        assert!([shelves::WITH, shelves::WITHOUT].iter().all(|name| ROWS.iter().any(|row| row.name == *name)));
        assert_eq!(ROWS.iter().filter(|row| consent::is_compared(row)).count(), 3);
    }
}
