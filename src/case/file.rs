//! The format of a case.

use super::tcf::TcString;
use crate::consent::HowOften;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use serde::Deserialize;

/// One expectation.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What is expected, as a sentence.
    pub name: String,
    /// For editors.
    #[serde(default, rename = "$schema")]
    pub schema: Option<String>,
    /// `none` for a Worker without a snapshot.
    #[serde(default)]
    pub snapshot: Option<String>,
    /// What the cookie holds; absent means no cookie.
    #[serde(default)]
    pub visitor: Option<Visitor>,
    /// The visitor's own choice; absent means none was made. Purposes that it leaves out were refused.
    #[serde(default)]
    pub consent: Option<BTreeMap<String, bool>>,
    /// A TC string that a consent platform stored.
    #[serde(default)]
    pub tcf: Option<TcString>,
    /// What the visitor prefers.
    #[serde(default)]
    pub preferences: Option<Prefers>,
    /// The visitor does not want to be reminded of what was bought.
    #[serde(default)]
    pub no_reminders: bool,
    /// An ad's link that the visitor clicked first: path and query, with or without the host. What it gives (the story in the address, cookies)
    /// goes along with the request.
    #[serde(default)]
    pub came_by: Option<String>,
    /// The click was so many days ago.
    #[serde(default)]
    pub came_by_days_ago: u16,
    /// Does something to the story on its way: `tamper`, `truncate`, `duplicate`, `swap` (that of the address becomes the
    /// cookie's, and the other way round).
    #[serde(default)]
    pub spoil_story: Option<String>,
    /// The request.
    pub request: Asked,
    /// What should come of it.
    pub expect: Expect,
}

/// What the visitor prefers.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Prefers {
    /// `usual`, `fewer` or `never`.
    pub recommendations: HowOften,
    /// Categories that are liked.
    pub likes: Vec<String>,
    /// Categories that are not wanted.
    pub dislikes: Vec<String>,
}

/// What the profile's cookie holds.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Visitor {
    /// The first visit.
    pub first_visit_days_ago: u16,
    /// Days of visiting.
    pub visits: Option<u16>,
    /// Viewed products, newest first.
    pub viewed: Vec<Touched>,
    /// The cart.
    pub cart: Vec<Touched>,
    /// Orders, newest first.
    pub orders: Vec<Order>,
    /// The campaign that brought the visitor.
    pub campaign: Option<Brought>,
    /// Audiences.
    pub audiences: Vec<String>,
    /// Blocks with a cap, and on how many days up to yesterday they were shown.
    pub shown: BTreeMap<String, u8>,
    /// Products that were on shelves and not looked at since, newest first; `quantity` is how often.
    pub on_shelves: Vec<Touched>,
    /// The blocks were shown today as well, so today is counted already.
    pub shown_today: bool,
    /// It is remembered for this visit only.
    pub for_this_visit: bool,
    /// The visitor's number: it deals experiments. The same number always gets the same arms.
    pub number: u8,
}

/// A product that was viewed or put in the cart.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Touched {
    /// Which.
    pub product: String,
    /// When.
    #[serde(default)]
    pub days_ago: u16,
    /// How many.
    #[serde(default)]
    pub quantity: Option<u8>,
}

/// An order.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// When.
    pub days_ago: u16,
    /// Its value in the shop's currency.
    #[serde(default)]
    pub value: f64,
    /// What was bought.
    #[serde(default)]
    pub products: Vec<String>,
}

/// A campaign that brought the visitor.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Brought {
    /// Which.
    pub id: String,
    /// When.
    #[serde(default)]
    pub days_ago: u16,
}

/// The request.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Path and query.
    pub path: String,
    /// The method; absent means `GET`.
    #[serde(default)]
    pub method: Option<String>,
    /// The country of the connection.
    #[serde(default)]
    pub country: Option<String>,
    /// The device class.
    #[serde(default)]
    pub device: Option<String>,
    /// The language.
    #[serde(default)]
    pub language: Option<String>,
    /// Whether the browser sends Global Privacy Control.
    #[serde(default)]
    pub gpc: bool,
    /// Further cookies. `{iso:3}`, `{ms:3}` and `{js:3}` in a value are the day three days ago, as ISO 8601, as milliseconds
    /// since 1970 and as JavaScript prints a date.
    #[serde(default)]
    pub cookies: BTreeMap<String, String>,
    /// Further headers.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body: text as it is, anything else as JSON.
    #[serde(default)]
    pub body: Option<serde_json::Value>,
    /// Does something to the profile's cookie: `tamper`, `truncate`, `duplicate`.
    #[serde(default)]
    pub spoil: Option<String>,
}

/// What should come of it. What is absent is not looked at.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Expect {
    /// The status.
    pub status: Option<u16>,
    /// `Segue-Basis`.
    pub basis: Option<String>,
    /// Segments that the visitor is in.
    pub segments: Vec<String>,
    /// Segments that the visitor is not in.
    pub not_segments: Vec<String>,
    /// Blocks, in order, from the first.
    pub blocks: Option<Vec<String>>,
    /// Blocks that are not shown.
    pub not_blocks: Vec<String>,
    /// What a block tells the shopper about why it is shown.
    pub why: BTreeMap<String, String>,
    /// Why a block, a set, an experiment or a candidate was not chosen.
    pub reasons: BTreeMap<String, String>,
    /// Who decided about a purpose, as the whole sentence of the receipt.
    pub purposes: BTreeMap<String, String>,
    /// Sets that are shown.
    pub sets: BTreeMap<String, ExpectSet>,
    /// Sets that are not shown.
    pub not_sets: Vec<String>,
    /// Arms of experiments; `none` for somebody who takes no part.
    pub arms: BTreeMap<String, String>,
    /// `Location`, without an ad's story.
    pub location: Option<String>,
    /// What the ad's story goes on in from here: `url`, `cookie` or `none`.
    pub story: Option<String>,
    /// Headers; `*` means any value, and an empty one that the header is not there.
    pub headers: BTreeMap<String, String>,
    /// Texts that the body holds.
    pub says: Vec<String>,
    /// Texts that the body does not hold.
    pub says_not: Vec<String>,
    /// Cookies that the answer sets.
    pub sets_cookies: Vec<String>,
    /// Cookies that the answer tells to go.
    pub drops_cookies: Vec<String>,
    /// Whether the answer sets no cookie at all.
    pub no_cookies: bool,
    /// The audiences in the profile that the answer sets: these and no others.
    pub audiences: Option<Vec<String>>,
    /// The products that the profile that the answer sets remembers as shown on shelves, and how often: these and no others.
    pub on_shelves: Option<BTreeMap<String, u8>>,
}

impl Expect {
    /// The ids of the rules that it speaks of.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let lists = [&self.segments, &self.not_segments, &self.not_blocks, &self.not_sets];
        let lists = lists.into_iter().chain(&self.blocks).flatten();
        let ids =
            lists.chain(self.why.keys()).chain(self.reasons.keys()).chain(self.sets.keys()).chain(self.arms.keys());
        ids.map(String::as_str).collect()
    }
}

/// What should be on a shelf.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ExpectSet {
    /// How many products.
    pub size: Option<usize>,
    /// Products that are on it.
    pub has: Vec<String>,
    /// Products that are not.
    pub lacks: Vec<String>,
    /// Products, in order, from the first.
    pub first: Vec<String>,
}
