//! What is asked, by row. The names are those of the rows of `cargo xtask bench` that do the same over HTTP.

use segue::cookie::Keys;
use segue::day::Day;
use segue::edge::{Body, Request};
use segue::shop::{Folder, known_visitor};
use segue::snapshot::Snapshot;
use segue::visitor::LIMITS;
use serde_json::json;

/// How many products' pages are asked for in turn.
const PAGES: usize = 64;

/// Campaigns whose links are clicked in turn.
const CAMPAIGNS: [&str; 4] = ["pour-over", "tea-season", "first-kitchen", "gifts"];

const PHONE: &str = "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/141.0.0.0 Mobile Safari/537.36";

/// A row.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    name: &'static str,
    what: What,
    /// Whether the visitor comes with a full cookie.
    is_known: bool,
    /// The status of every answer, and its `Segue-Basis`.
    pub(crate) status: u16,
    pub(crate) basis: &'static str,
}

#[derive(Clone, Copy)]
enum What {
    Page,
    Recs,
    Redirect,
    Event,
    Privacy,
}

const ROWS: [Row; 7] = [
    Row { name: "pdp-full", what: What::Page, is_known: true, status: 200, basis: "full" },
    Row { name: "pdp-anonymous", what: What::Page, is_known: false, status: 200, basis: "contextual" },
    Row { name: "recs", what: What::Recs, is_known: true, status: 200, basis: "full" },
    Row { name: "redirect", what: What::Redirect, is_known: false, status: 302, basis: "contextual" },
    Row { name: "redirect-full", what: What::Redirect, is_known: true, status: 302, basis: "full" },
    Row { name: "event", what: What::Event, is_known: true, status: 204, basis: "full" },
    Row { name: "privacy", what: What::Privacy, is_known: true, status: 200, basis: "full" },
];

/// A request that owns its values.
pub(crate) struct Asked {
    pub(crate) path: String,
    query: String,
    cookies: String,
    body: Option<String>,
}

impl Row {
    pub(crate) fn named(name: &str) -> Option<Self> {
        ROWS.into_iter().find(|row| row.name == name)
    }

    pub(crate) fn names() -> String {
        ROWS.map(|row| row.name).join(", ")
    }

    /// The row's requests: of products that are spread evenly over the catalogue.
    pub(crate) fn asked(
        self,
        ids: &[String],
        folder: &Folder,
        snapshot: &Snapshot,
        keys: &Keys,
        day: Day,
    ) -> Result<Vec<Asked>, String> {
        // As `segue cookie --full` makes them.
        let known = || known_visitor(folder, snapshot, LIMITS.viewed, keys, day);
        let cookies = if self.is_known { known()? } else { String::new() };
        let asked = |path: String, query: String, body| Asked { path, query, cookies: cookies.clone(), body };
        let one = |(id, campaign): (&String, &str)| match self.what {
            What::Page => asked(format!("/_segue/pdp/{id}"), String::new(), None),
            What::Recs => asked("/_segue/recs/next-for-you".into(), format!("product={id}"), None),
            What::Redirect => {
                let query = format!("product={id}&q=best+kettle&utm_source=google&gclid=a1");
                asked(format!("/r/{campaign}"), query, None)
            }
            What::Event => {
                let body = json!({ "events": [{ "name": "view_item", "items": [{ "item_id": id, "quantity": 1 }] }] });
                asked("/_segue/events".into(), String::new(), Some(body.to_string()))
            }
            What::Privacy => asked("/_segue/privacy".into(), String::new(), None),
        };
        let products = ids.iter().step_by(ids.len().div_ceil(PAGES));
        Ok(products.zip(CAMPAIGNS.into_iter().cycle()).map(one).collect())
    }
}

impl Asked {
    pub(crate) fn request(&self) -> Request<'_> {
        Request {
            method: if self.body.is_some() { "POST" } else { "GET" },
            path: &self.path,
            query: &self.query,
            host: "shop.example",
            accept: "text/html",
            accept_language: "de-DE,de;q=0.9,en;q=0.6",
            content_type: if self.body.is_some() { "application/json" } else { "" },
            cookies: &self.cookies,
            origin: self.body.is_some().then_some("https://shop.example"),
            sec_fetch_site: self.body.is_some().then_some("same-origin"),
            user_agent: PHONE,
            country: Some("DE"),
            body: self.body.as_ref().map_or(Body::None, |body| Body::Bytes(body.as_bytes())),
            ..Request::default()
        }
    }
}
