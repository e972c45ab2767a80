//! Lays out what a row needs: its code, its snapshot, and the requests that are sent to it.

use std::cell::OnceCell;
use std::fs;
use std::path::{Path, PathBuf};

use super::consent::Signal;
use super::inspect::Wanted;
use super::measure::ASKED;
use super::rows::{Asks, Kind, LARGE, Row, Script, Shop, Visitor};
use super::variant::{Bindings, Code, Exposures};
use super::{script, shelves};
use crate::error::{Context, Error, Result};
use crate::kv::Kv;
use crate::paths::Paths;
use crate::segue::Segue;
use crate::{proc, say, vars};

/// How many products' pages are asked for in turn, so that one shard is not all that is read.
const PAGES: usize = 64;

/// What a browser on a phone sends with everything that it asks for.
const PHONE: &str = "User-Agent: Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/141.0.0.0 Mobile Safari/537.36\r\nAccept: */*\r\nAccept-Language: de-DE,de;q=0.9,en;q=0.6\r\n";

/// Segments of every made-up shop beyond those that its rules use.
const SEGMENTS: &str = "200";

/// A row with all that it needs.
pub(crate) struct Prepared {
    pub(crate) row: Row,
    pub(crate) code: Code,
    pub(crate) bindings: Option<Bindings>,
    /// The KV of its own, which lives as long as the row.
    pub(crate) kv: Option<Kv>,
    /// What is asked for, in turn.
    pub(crate) asked: Vec<Asked>,
    /// What is asked for before its memory is looked at, if that is something else.
    pub(crate) spread: Vec<Asked>,
    /// Header lines of every request.
    pub(crate) headers: String,
    /// What every answer has to be.
    pub(crate) wanted: Wanted,
    /// Bytes of the snapshot's core, which every isolate reads first.
    pub(crate) core: Option<u64>,
}

/// What is asked for: a path, and a body of what is told.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) body: Option<String>,
}

impl Asked {
    fn get(path: String) -> Self {
        Self { path, body: None }
    }

    /// The bytes of the request.
    pub(crate) fn request(&self, host: std::net::SocketAddr, headers: &str) -> Vec<u8> {
        let Self { path, body } = self;
        match body {
            None => crate::http::get(host, path, headers),
            Some(body) => format!(
                "POST {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Type: application/json\r\n\
                 Sec-Fetch-Site: same-origin\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            )
            .into_bytes(),
        }
    }
}

/// What several rows share.
pub(crate) struct Preparing<'a> {
    paths: &'a Paths,
    segue: Segue,
    sample: OnceCell<Built>,
}

/// A shop with its snapshot, and the keys that seal the cookies of its visitors.
struct Built {
    folder: PathBuf,
    kv: PathBuf,
    keys: String,
}

impl<'a> Preparing<'a> {
    pub(crate) fn new(paths: &'a Paths, segue: Segue) -> Self {
        Self { paths, segue, sample: OnceCell::new() }
    }

    /// Writes what the row needs, and starts its KV.
    pub(crate) fn row(&self, row: Row) -> Result<Prepared> {
        let work = self.paths.at("target/bench").join(row.name);
        clear(&work)?;
        match row.kind {
            Kind::Script(script) => self.script(row, script, &work),
            Kind::Hello => self.beside(row, Code::Built(self.paths.at("target/bench/hello")), Wanted::hello()),
            Kind::Ours { shop, visitor, asks } => self.ours(row, &work, shop, visitor, asks),
        }
    }

    fn script(&self, row: Row, script: Script, work: &Path) -> Result<Prepared> {
        let keys = &self.sample()?.keys;
        let (_, key) = keys.split_once(':').ok_or_else(|| Error::new("the keys are no `id:key`"))?;
        let code = Code::Script(script::bundle(self.paths, script, work, key)?);
        let wanted = match script {
            Script::Floor("empty") => Wanted::hello(),
            Script::Floor(_) => Wanted::constant(),
            Script::ByHand => Wanted::by_hand(),
            Script::Peer(_) => Wanted::peer(),
        };
        self.beside(row, code, wanted)
    }

    /// A Worker without a snapshot. It is asked byte for byte what `pdp-full` is asked, but for the port in `Host`, so that
    /// what the runtime does with such a request is in both.
    fn beside(&self, row: Row, code: Code, wanted: Wanted) -> Result<Prepared> {
        let sample = self.sample()?;
        let headers = self.headers(sample, Visitor::Full)?;
        let asked = pages(&sample.folder)?;
        Ok(Prepared { row, code, bindings: None, kv: None, asked, spread: Vec::new(), headers, wanted, core: None })
    }

    fn ours(&self, row: Row, work: &Path, shop: Shop, visitor: Visitor, asks: Asks) -> Result<Prepared> {
        let made;
        let built = if shop == Shop::Sample {
            self.sample()?
        } else {
            made = self.make(shop, work)?;
            &made
        };
        let headers = self.headers(built, visitor)?;
        let asked = match asks {
            Asks::Page => pages(&built.folder)?,
            Asks::Recs => about_products(&built.folder, |id| {
                Asked::get(format!("/_segue/recs/next-for-you?product={}", in_path(id)))
            })?,
            Asks::Redirect => links(&built.folder)?,
            Asks::Event => {
                about_products(&built.folder, |id| Asked { path: "/_segue/events".into(), body: Some(viewed(id)) })?
            }
            Asks::Privacy => vec![Asked::get("/_segue/privacy".into())],
        };
        let spread = if row.name == LARGE { every_shard(&built.folder)? } else { Vec::new() };
        let kv = Kv::serve_folder(&built.kv)?;
        let bindings = Bindings {
            kv: super::variant::Store::Port(kv.port()),
            keys: built.keys.clone(),
            publishers: String::new(),
            exposures: Exposures::Absent,
        };
        let code = Code::Built(self.paths.at("build"));
        let wanted = Wanted::ours(visitor, asks);
        let core = core_bytes(&built.kv)?;
        Ok(Prepared { row, code, bindings: Some(bindings), kv: Some(kv), asked, spread, headers, wanted, core })
    }

    /// The sample shop, made once.
    fn sample(&self) -> Result<&Built> {
        if let Some(built) = self.sample.get() {
            return Ok(built);
        }
        let work = self.paths.at("target/bench/sample");
        clear(&work)?;
        let built = self.build(self.paths.at("fixtures/shop"), &work)?;
        Ok(self.sample.get_or_init(|| built))
    }

    fn make(&self, shop: Shop, work: &Path) -> Result<Built> {
        let folder = work.join("shop");
        let mut synth = self.segue.call("synth");
        synth.args(["--segments", SEGMENTS]);
        match shop {
            Shop::Sample => return self.build(self.paths.at("fixtures/shop"), work),
            Shop::Lists(has_sets) => {
                let folder = shelves::shop(&self.segue, work, has_sets)?;
                return self.build(folder, work);
            }
            Shop::Synthetic(products, members) => {
                say::now(&format!("making a shop of {products} products and an audience of {members}"));
                synth.args(["--products", &products.to_string(), "--members", &members.to_string()]);
            }
            Shop::Campaigns(campaigns) => {
                say::now(&format!("making a shop of {campaigns} campaigns"));
                synth.args(["--products", "1000", "--campaigns", &campaigns.to_string()]);
            }
        }
        proc::run(synth.arg("--out").arg(&folder).stdout(std::process::Stdio::null()))?;
        self.build(folder, work)
    }

    fn build(&self, folder: PathBuf, work: &Path) -> Result<Built> {
        let kv = work.join("kv");
        let mut build = self.segue.call("build");
        proc::run(build.arg(&folder).arg("--out").arg(&kv).stdout(std::process::Stdio::null()))?;
        let keys = vars::for_one_run(&work.join("vars"))?;
        Ok(Built { folder, kv, keys })
    }

    fn headers(&self, built: &Built, visitor: Visitor) -> Result<String> {
        let cookies = match visitor {
            Visitor::Anonymous => None,
            Visitor::Full => Some(cookie(&self.segue, &built.folder, &built.keys)?),
            Visitor::Asked(signal) => signal.cookies(self.paths)?,
        };
        let mut headers = String::from(PHONE);
        headers.push_str(&cookies.map(|cookies| format!("Cookie: {cookies}\r\n")).unwrap_or_default());
        if matches!(visitor, Visitor::Asked(_)) {
            // Where people may object, all four rows come to the same decision, and differ in the reading alone.
            headers.push_str("Segue-Country: US\r\n");
        }
        Ok(headers)
    }
}

impl Wanted {
    /// What answers of ours are.
    fn ours(visitor: Visitor, asks: Asks) -> Self {
        let (status, holds): (u16, &'static [&'static str]) = match asks {
            Asks::Page => (200, &["<div class=\"segue\">", "data-segue-block="]),
            Asks::Recs => (200, &["<div class=\"segue\">", "data-segue-set=\"next-for-you\""]),
            Asks::Redirect => (302, &[]),
            Asks::Event => (204, &[]),
            Asks::Privacy => (200, &["</html>"]),
        };
        let basis = match visitor {
            Visitor::Full => Some("full"),
            Visitor::Anonymous | Visitor::Asked(_) => None,
        };
        let says = match visitor {
            Visitor::Asked(signal) => Some(Signal::says(signal)),
            Visitor::Anonymous | Visitor::Full => None,
        };
        let sets_cookie = asks == Asks::Event;
        Self { status, basis, holds, says, sets_cookie, is_ours: true, ..Self::default() }
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

/// Bytes of the core in the folder of a snapshot.
fn core_bytes(kv: &Path) -> Result<Option<u64>> {
    let files = fs::read_dir(kv).context(|| format!("cannot read `{}`", kv.display()))?.flatten();
    let mut cores = files.filter(|file| file.file_name().to_string_lossy().starts_with("core-"));
    Ok(cores.find_map(|file| Some(file.metadata().ok()?.len())))
}

/// The links that lead to the shop's campaigns.
fn links(shop: &Path) -> Result<Vec<Asked>> {
    let file = shop.join("links.txt");
    let text = fs::read_to_string(&file).context(|| format!("cannot read `{}`", file.display()))?;
    Ok(text.lines().map(|line| Asked::get(line.to_owned())).collect())
}

fn pages(shop: &Path) -> Result<Vec<Asked>> {
    about_products(shop, product_page)
}

fn product_page(id: &str) -> Asked {
    Asked::get(format!("/_segue/pdp/{}", in_path(id)))
}

/// Pages of so many products that there is one of each shard among them: a shard holds some two hundred, by a hash of
/// their ids.
fn every_shard(shop: &Path) -> Result<Vec<Asked>> {
    let ids = products(shop)?;
    let step = (ids.len() / ASKED).max(1);
    Ok(ids.iter().step_by(step).map(|id| product_page(id)).collect())
}

/// Something about products that are spread evenly over the catalogue.
fn about_products(shop: &Path, one: impl Fn(&str) -> Asked) -> Result<Vec<Asked>> {
    let ids = products(shop)?;
    let step = ids.len().div_ceil(PAGES);
    Ok(ids.iter().step_by(step).map(|id| one(id)).collect())
}

fn viewed(id: &str) -> String {
    let items = serde_json::json!([{ "item_id": id, "quantity": 1 }]);
    serde_json::json!({ "events": [{ "name": "view_item", "items": items, "value": 9.5, "currency": "EUR" }] })
        .to_string()
}

fn products(shop: &Path) -> Result<Vec<String>> {
    let file = shop.join("products.json");
    let text = fs::read_to_string(&file).context(|| format!("cannot read `{}`", file.display()))?;
    let ids = ids(&text);
    if ids.is_empty() {
        return Err(Error::new(format!("`{}` has no product with an `id`", file.display())));
    }
    Ok(ids)
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
    fn what_is_told_has_its_length() {
        let asked = Asked { path: "/e".into(), body: Some("{\"a\":\"é\"}".into()) };
        let request = asked.request(crate::http::local(80), "Cookie: a=b\r\n");
        let text = String::from_utf8(request).unwrap_or_default();
        assert!(text.starts_with("POST /e HTTP/1.1\r\nHost: 127.0.0.1:80\r\nCookie: a=b\r\n"), "{text}");
        assert!(text.ends_with("Content-Length: 10\r\n\r\n{\"a\":\"é\"}"), "{text}");
    }
}
