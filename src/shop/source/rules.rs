//! `segments/*.json`, `blocks/*.json` and `sets/*.json`.

use super::colleagues::Colleagues;
use super::condition::{When, read as condition};
use super::{mix, purposes, window};
use crate::consent::PurposeSet;
use crate::shop::fields::Reader;
use crate::shop::place::{At, Place};
use crate::snapshot::{Cap, Kind, Strategy, Window};
use jsonc_parser::ast::Value;

/// The priority of a block or a set that names none.
pub(super) const USUAL_PRIORITY: u8 = 50;

/// A segment.
#[derive(Debug)]
pub struct SegmentFile {
    /// The whole file.
    pub place: Place,
    /// The id: the file's stem.
    pub id: String,
    /// What colleagues call it.
    pub name: At<String>,
    /// Whom it means, for colleagues.
    pub description: Option<At<String>>,
    /// For shoppers, or empty.
    pub why: Option<At<String>>,
    /// The rule.
    pub when: When,
    /// For colleagues.
    pub colleagues: Colleagues,
}

/// A block.
#[derive(Debug)]
pub struct BlockFile {
    /// The whole file.
    pub place: Place,
    /// The id: the file's stem.
    pub id: String,
    /// What it is.
    pub kind: At<Kind>,
    /// The need that it answers, in the shopper's words; for colleagues.
    pub need: At<String>,
    /// Any of these segments.
    pub segments: Vec<At<String>>,
    /// A further condition.
    pub when: Option<When>,
    /// 0 to 100.
    pub priority: u8,
    /// The heading.
    pub title: At<String>,
    /// The text.
    pub text: Option<At<String>>,
    /// Points.
    pub points: Vec<At<String>>,
    /// What its link says, and where it leads.
    pub link: Option<(String, At<String>)>,
    /// Why it is shown.
    pub why: Option<At<String>>,
    /// When.
    pub window: Window,
    /// How often.
    pub cap: Option<At<Cap>>,
    /// The marketer's picks.
    pub products: Vec<At<String>>,
    /// The consents that it asks for, where it names them.
    pub purposes: Option<At<PurposeSet>>,
    /// For colleagues.
    pub colleagues: Colleagues,
}

/// A recommendation set.
#[derive(Debug)]
pub struct SetFile {
    /// The whole file.
    pub place: Place,
    /// The id: the file's stem.
    pub id: String,
    /// The heading.
    pub title: At<String>,
    /// Where products come from, in order.
    pub strategies: Vec<At<Strategy>>,
    /// How many products, where it is not the shop's default.
    pub size: Option<u8>,
    /// 0 to 100.
    pub priority: u8,
    /// Any of these segments.
    pub segments: Vec<At<String>>,
    /// A further condition.
    pub when: Option<When>,
    /// Why it is shown.
    pub why: Option<At<String>>,
    /// The marketer's picks.
    pub pin: Vec<At<String>>,
    /// The weight of each strategy, where they are mixed.
    pub blend: Option<At<Vec<u8>>>,
    /// Whether it may show what the visitor has viewed, where the marketer says so.
    pub viewed: Option<At<bool>>,
    /// Whether the product page may show it.
    pub page: bool,
    /// Whether one answer serves everyone.
    pub shared: bool,
    /// The consents that it asks for, where it names them.
    pub purposes: Option<At<PurposeSet>>,
    /// For colleagues.
    pub colleagues: Colleagues,
}

/// Reads a segment.
pub(in crate::shop) fn read_segment(reader: Reader<'_>, value: &Value<'_>, id: &str) -> Option<SegmentFile> {
    let mut fields = reader.file(value, "a segment")?;
    let place = fields.place();
    let name = fields.need("name", "\"Cart abandoner\"", Reader::text);
    let description = fields.may("description", Reader::text);
    let why = fields.may("why", Reader::text);
    let when = fields.need("when", "{ \"signal\": \"cart_items\", \"at_least\": 1 }", condition);
    let colleagues = Colleagues::with_hypothesis(&mut fields);
    let name = fields.or_empty(name);
    fields.finish();
    Some(SegmentFile { place, id: id.into(), name, description, why, when: when?, colleagues })
}

/// Reads a block.
pub(in crate::shop) fn read_block(reader: Reader<'_>, value: &Value<'_>, id: &str) -> Option<BlockFile> {
    let mut fields = reader.file(value, "a block")?;
    let place = fields.place();
    let kind = fields.need("kind", "\"shipping_clarity\"", |r, v| {
        let kind = r.one_of(v, "kind", &KINDS.map(|k| (k.name(), k)))?;
        Some(At { value: kind, place: r.place(v) })
    });
    let need = fields.need("need", "\"I want to know what delivery costs before I decide.\"", Reader::text);
    let segments = fields.may("for", Reader::texts).unwrap_or_default();
    let when = fields.may("when", condition);
    let priority = fields.may("priority", |r, v| r.byte(v, 0..=100)).unwrap_or(USUAL_PRIORITY);
    let title = fields.need("title", "\"What delivery costs\"", Reader::text);
    let text = fields.may("text", Reader::text);
    let points = fields.may("points", Reader::texts).unwrap_or_default();
    let link = fields.may("link", link);
    let why = fields.may("why", Reader::text);
    let window = fields.may("window", window).unwrap_or_default();
    let cap = fields.may("cap", cap);
    let purposes = fields.may("purposes", purposes);
    let picks = fields.take("products");
    if let Some(value) = picks
        && kind.as_ref().is_some_and(|kind| kind.value != Kind::CuratedPicks)
    {
        let help = "take `products` away, or make the block's kind `curated_picks`";
        reader.error(value, "only a block of the kind `curated_picks` names its products", help);
    }
    let products = picks.and_then(|value| reader.texts(value)).unwrap_or_default();
    if kind.as_ref().is_some_and(|kind| kind.value == Kind::CuratedPicks) && products.is_empty() {
        let message = "a block of the kind `curated_picks` needs `products`";
        reader.notes.error(place, message, "add `\"products\": [\"K-101\", \"F-201\"]`");
    }
    let colleagues = Colleagues::with_hypothesis(&mut fields);
    let need = fields.or_empty(need);
    fields.finish();
    Some(BlockFile {
        place,
        id: id.into(),
        kind: kind?,
        need,
        segments,
        when,
        priority,
        title: title?,
        text,
        points,
        link,
        why,
        window,
        cap,
        products,
        purposes,
        colleagues,
    })
}

/// Reads a set.
pub(in crate::shop) fn read_set(reader: Reader<'_>, value: &Value<'_>, id: &str) -> Option<SetFile> {
    let mut fields = reader.file(value, "a set")?;
    let place = fields.place();
    let title = fields.need("title", "\"Goes well with it\"", Reader::text);
    let strategies = fields.need("strategies", "[\"bought_together\", \"same_category\"]", strategies);
    let size = fields.may("size", |r, v| r.byte(v, 1..=20));
    let priority = fields.may("priority", |r, v| r.byte(v, 0..=100)).unwrap_or(USUAL_PRIORITY);
    let segments = fields.may("for", Reader::texts).unwrap_or_default();
    let when = fields.may("when", condition);
    let why = fields.may("why", Reader::text);
    let pin = fields.may("pin", Reader::texts).unwrap_or_default();
    let blend = fields.may("blend", mix::read);
    let viewed = fields.may("viewed", mix::flag);
    let page = fields.may("page", Reader::flag).unwrap_or(true);
    let shared = fields.may("shared", Reader::flag).unwrap_or(false);
    let purposes = fields.may("purposes", purposes);
    let colleagues = Colleagues::with_hypothesis(&mut fields);
    fields.finish();
    let strategies = strategies?;
    pins(reader, &strategies, &pin);
    mix::check(reader, &strategies, blend.as_ref(), viewed.as_ref());
    Some(SetFile {
        place,
        id: id.into(),
        title: title?,
        strategies,
        size,
        priority,
        segments,
        when,
        why,
        pin,
        blend,
        viewed,
        page,
        shared,
        purposes,
        colleagues,
    })
}

/// Notes products that are pinned and not shown, and a strategy that shows none.
pub(super) fn pins(reader: Reader<'_>, strategies: &[At<Strategy>], pin: &[At<String>]) {
    let curated = strategies.iter().find(|strategy| strategy.value == Strategy::Curated);
    if let (Some(strategy), true) = (curated, pin.is_empty()) {
        let message = "the strategy `curated` needs a list of products";
        reader.notes.error(strategy.place, message, "add `\"pin\": [\"K-101\", \"F-201\"]`");
    }
    if let (Some(first), None) = (pin.first(), curated) {
        let message = "this set pins products, and no strategy shows them";
        reader.notes.error(first.place, message, "add `\"curated\"` to `strategies`");
    }
}

fn link(reader: Reader<'_>, value: &Value<'_>) -> Option<(String, At<String>)> {
    let mut fields = reader.fields(value, "a link")?;
    let text = fields.need("text", "\"Delivery and returns\"", Reader::words);
    let url = fields.need("url", "\"/delivery\"", Reader::text);
    fields.finish();
    Some((text?, url?))
}

fn cap(reader: Reader<'_>, value: &Value<'_>) -> Option<At<Cap>> {
    let mut fields = reader.fields(value, "a cap")?;
    let times = fields.need("times", "3", |r, v| r.byte(v, 1..=u8::MAX));
    let within_days = fields.need("within_days", "7", |r, v| r.days(v, 1));
    fields.finish();
    Some(At { value: Cap { times: times?, within_days: within_days? }, place: reader.place(value) })
}

fn strategies(reader: Reader<'_>, value: &Value<'_>) -> Option<Vec<At<Strategy>>> {
    let names = STRATEGIES.map(|strategy| (strategy.name(), strategy));
    let list = reader.list(value, |reader, value| {
        let strategy = reader.one_of(value, "strategy", &names)?;
        Some(At { value: strategy, place: reader.place(value) })
    })?;
    if list.is_empty() {
        reader.error(value, "this set has no strategy", "write at least one, such as `\"bestsellers\"`");
        return None;
    }
    Some(list)
}

/// Every kind.
pub(in crate::shop) const KINDS: [Kind; 13] = [
    Kind::Orientation,
    Kind::ReviewProof,
    Kind::Comparison,
    Kind::ShippingClarity,
    Kind::Bundle,
    Kind::UseCase,
    Kind::ReorderPrompt,
    Kind::EarlyAccess,
    Kind::CuratedPicks,
    Kind::Bestsellers,
    Kind::CategoryPath,
    Kind::ViewedProducts,
    Kind::AdPromise,
];

/// Every strategy.
pub(in crate::shop) const STRATEGIES: [Strategy; 13] = [
    Strategy::BoughtTogether,
    Strategy::Complementary,
    Strategy::SameCategory,
    Strategy::ViewedProducts,
    Strategy::Reorder,
    Strategy::Bestsellers,
    Strategy::Curated,
    Strategy::ContinueAd,
    Strategy::ViewedNext,
    Strategy::Similar,
    Strategy::Popular,
    Strategy::New,
    Strategy::Bundle,
];
