//! A made-up shop folder of any size, the same for the same numbers. For tests and measurements.

mod campaigns;
mod clicks;
mod lists;

pub use clicks::write_clicks;

use super::members::{DIRECTORY, ENDING, Members};
use crate::day::Day;
use crate::key::{ProductKey, scale};
use crate::snapshot::MemberKey;
use std::fmt::Write as _;
use std::fs::{File, create_dir_all, write as write_file};
use std::io::{BufWriter, Result, Write};
use std::path::Path;
use xxhash_rust::xxh64::xxh64;

const THINGS: [&str; 10] = ["kettle", "grinder", "teapot", "mug", "scale", "filter", "tin", "tray", "lamp", "board"];
const LOOKS: [&str; 10] = ["brushed", "matt", "glazed", "oak", "slate", "linen", "copper", "plain", "ribbed", "tall"];
const BRANDS: [&str; 8] = ["Fjord", "Hollow", "Amber", "North", "Kiln", "Tarn", "Briar", "Marl"];
/// Categories, at most.
const MOST_CATEGORIES: u32 = 200;
/// Links to campaigns.
const LINKS: u32 = 500;

/// A number out of a name: the same each time, spread evenly over `0..n`.
fn pick(what: &str, n: u32, of: u32) -> u32 {
    scale(ProductKey::of(&format!("{what}/{n}")).0, of)
}

fn id(n: u32) -> String {
    format!("S-{n:06}")
}

fn categories(products: u32) -> u32 {
    (products / 100).clamp(1, MOST_CATEGORIES)
}

/// Writes the folder: `products` products in a hundredth as many categories, the rules of a small shop, and `segments`
/// more segments of which each names the one before.
///
/// # Errors
/// When a file cannot be written.
pub fn write(dir: &Path, products: u32, segments: u32) -> Result<()> {
    for below in ["segments", "blocks", "sets", "campaigns", "experiments", "derived"] {
        create_dir_all(dir.join(below))?;
    }
    write_file(dir.join("shop.json"), shop(products, None))?;
    catalogue(dir, products)?;
    bestsellers(dir, products)?;
    bought_together(dir, products)?;
    for (name, text) in RULES {
        write_file(dir.join(name), text)?;
    }
    for n in 0..segments {
        let before = match n {
            0 => "{ \"signal\": \"visits\", \"at_least\": 2 }".to_string(),
            n => format!("{{ \"segment\": \"s{}\" }}", n - 1),
        };
        let rule = format!("{{ \"signal\": \"viewed_products\", \"within_days\": {}, \"at_least\": 2 }}", 1 + n % 60);
        let text = format!("{{ \"name\": \"Segment {n}\", \"when\": {{ \"any\": [{before}, {rule}] }} }}\n");
        write_file(dir.join(format!("segments/s{n}.json")), text)?;
    }
    if let Some(last) = segments.checked_sub(1) {
        let text = format!(
            "{{ \"kind\": \"orientation\", \"need\": \"I want to find my way.\", \"title\": \"Welcome\", \
             \"for\": [\"s{last}\"], \"priority\": 10 }}\n"
        );
        write_file(dir.join("blocks/welcome.json"), text)?;
    }
    Ok(())
}

/// Adds so many campaigns of 20 candidates each to a folder of so many products and segments, and the links that lead to
/// them: `links.txt`, one to each path of a line.
///
/// # Errors
/// When a file cannot be written.
pub fn write_campaigns(dir: &Path, products: u32, segments: u32, campaigns: u32) -> Result<()> {
    write_file(dir.join("shop.json"), shop(products, Some(campaigns::intent())))?;
    campaigns::write(dir, products, segments, campaigns)?;
    write_file(dir.join("links.txt"), campaigns::links(products, campaigns, LINKS).join("\n"))
}

/// Adds a list of what is looked at next for each product.
///
/// # Errors
/// When the file cannot be written.
pub fn write_lists(dir: &Path, products: u32) -> Result<()> {
    lists::write(dir, products)
}

/// Adds an audience of so many made-up members, and a block for them.
///
/// # Errors
/// When a file cannot be written.
pub fn write_members(dir: &Path, members: u32) -> Result<()> {
    create_dir_all(dir.join(DIRECTORY))?;
    let keys = (0..members).map(|n| MemberKey(xxh64(&n.to_le_bytes(), 0))).collect();
    let list = Members::of("letter", Day(u16::MAX), keys);
    write_file(dir.join(format!("{DIRECTORY}/letter{ENDING}")), list.to_bytes())?;
    write_file(dir.join("audiences.json"), "{ \"letter\": { \"name\": \"Letter readers\" } }\n")?;
    write_file(
        dir.join("segments/letter.json"),
        "{ \"name\": \"Letter readers\", \"when\": { \"signal\": \"audience\", \"is\": \"letter\" } }\n",
    )?;
    write_file(
        dir.join("blocks/letter.json"),
        "{ \"kind\": \"early_access\", \"need\": \"I want to be first.\", \"title\": \"For our readers\", \"for\": [\"letter\"],\n  \
         \"purposes\": [\"personalization\", \"advertising\"], \"priority\": 20 }\n",
    )
}

fn shop(products: u32, intent: Option<&str>) -> String {
    let mut text = String::from(
        "{\n  \"name\": \"Made-up Shop\", \"currency\": \"EUR\", \"allowed_hosts\": [\"shop.example\"],\n  \
         \"image_url\": \"/images/{id}.svg\",\n",
    );
    if let Some(words) = intent {
        let _ = writeln!(text, "  \"intent\": {words},");
    }
    text.push_str("  \"categories\": [\n");
    let count = categories(products);
    for n in 0..count {
        let (next, comma) = ((n + 1) % count, if n + 1 == count { "" } else { "," });
        let complements = if next == n { String::new() } else { format!("\"c{next}\"") };
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "    {{ \"id\": \"c{n}\", \"title\": \"Category {n}\", \"url\": \"/categories/c{n}\", \
             \"complements\": [{complements}] }}{comma}"
        );
    }
    text.push_str("  ]\n}\n");
    text
}

fn catalogue(dir: &Path, products: u32) -> Result<()> {
    let mut to = BufWriter::new(File::create(dir.join("products.json"))?);
    to.write_all(b"[\n")?;
    for n in 0..products {
        to.write_all(product(n, products).as_bytes())?;
        to.write_all(if n + 1 == products { b"\n" } else { b",\n" })?;
    }
    to.write_all(b"]\n")?;
    to.flush()
}

fn product(n: u32, products: u32) -> String {
    let word = |what: &str, list: &[&'static str]| -> &'static str {
        list.get(pick(what, n, u32::try_from(list.len()).unwrap_or(1)) as usize).copied().unwrap_or_default()
    };
    let (thing, look, brand) = (word("thing", &THINGS), word("look", &LOOKS), word("brand", &BRANDS));
    let cents = 300 + pick("price", n, 20_000);
    let category = pick("category", n, categories(products));
    let mut text = format!(
        "  {{ \"id\": \"{}\", \"title\": \"{brand} {look} {thing} {n}\", \"category\": \"c{category}\", \
         \"price\": {}.{:02}, \"brand\": \"{brand}\", \"stock\": {}, \"rating\": {}.{}, \"reviews\": {},\n    \
         \"review\": \"A {look} {thing} that does what it should, day after day.\",\n    \
         \"specs\": {{ \"Material\": \"{look}\", \"Weight\": \"{} g\", \"Width\": \"{} cm\", \"Origin\": \"{brand}\" }},\n    \
         \"use_cases\": [\"For a {thing} that stands on the table all day\"], \"ships_in_days\": {}",
        id(n),
        cents / 100,
        cents % 100,
        pick("stock", n, 25),
        3 + pick("stars", n, 2),
        pick("tenths", n, 10),
        pick("reviews", n, 400),
        100 + pick("weight", n, 900),
        5 + pick("width", n, 40),
        1 + pick("ships", n, 5),
    );
    if n.is_multiple_of(5) {
        let _ = write!(text, ", \"list_price\": {}.{:02}", cents / 100 + 10, cents % 100);
    }
    if n % 7 == 3 {
        let _ = write!(text, ", \"variant_of\": \"{}\"", id(n - 1));
    }
    if n.is_multiple_of(11) {
        let _ = write!(text, ", \"reorder_days\": {}", 14 + pick("reorder", n, 60));
    }
    if n % 50 == 49 {
        let _ = write!(text, ", \"bundle\": [\"{}\", \"{}\"]", id(n - 1), id(n - 2));
    }
    text.push_str(" }");
    text
}

fn bestsellers(dir: &Path, products: u32) -> Result<()> {
    let list = |what: &str, of: u32| -> String {
        let ids: Vec<String> = (0..24.min(of)).map(|n| format!("\"{}\"", id(pick(what, n, of)))).collect();
        ids.join(", ")
    };
    write_file(dir.join("derived/bestsellers.json"), format!("{{ \"all\": [{}] }}\n", list("best", products)))
}

fn bought_together(dir: &Path, products: u32) -> Result<()> {
    let mut to = BufWriter::new(File::create(dir.join("derived/bought-together.json"))?);
    to.write_all(b"{\n")?;
    for n in 0..products {
        let with: Vec<String> =
            (0..8).map(|k| format!("\"{}\"", id(pick("with", n.wrapping_mul(8).wrapping_add(k), products)))).collect();
        let comma = if n + 1 == products { "" } else { "," };
        writeln!(to, "  \"{}\": [{}]{comma}", id(n), with.join(", "))?;
    }
    to.write_all(b"}\n")?;
    to.flush()
}

/// The rules of a small shop.
const RULES: [(&str, &str); 12] = [
    (
        "segments/cart_abandoner.json",
        r#"{ "name": "Cart abandoner", "why": "You left something in your cart",
  "when": { "all": [ { "signal": "cart_items", "at_least": 1 }, { "signal": "cart_age_days", "at_least": 1, "at_most": 7 } ] } }
"#,
    ),
    (
        "segments/repeat_buyer.json",
        r#"{ "name": "Repeat buyer", "why": "You have been here before", "when": { "signal": "lifecycle", "is": "repeat_buyer" } }
"#,
    ),
    (
        "segments/comparison_researcher.json",
        r#"{ "name": "Comparison researcher", "why": "You are comparing",
  "when": { "signal": "top_category_views", "within_days": 14, "at_least": 3 } }
"#,
    ),
    (
        "blocks/reviews.json",
        r#"{ "kind": "review_proof", "need": "I want to know whether it is any good.", "priority": 60,
  "title": "What others say about {title}" }
"#,
    ),
    (
        "blocks/comparison.json",
        r#"{ "kind": "comparison", "need": "I want to see the differences.", "priority": 70,
  "for": ["comparison_researcher"], "title": "Side by side" }
"#,
    ),
    (
        "blocks/shipping.json",
        r#"{ "kind": "shipping_clarity", "need": "I want to know what delivery costs.", "priority": 80,
  "for": ["cart_abandoner"], "title": "What delivery costs", "points": ["Free over 50 EUR"] }
"#,
    ),
    (
        "blocks/use-case.json",
        r#"{ "kind": "use_case", "need": "I want to know what it is good for.", "priority": 40, "title": "What it is good for" }
"#,
    ),
    (
        "sets/bought-together.json",
        r#"{ "title": "Bought together with {title}", "strategies": ["bought_together", "complementary", "same_category"],
  "size": 4, "priority": 60 }
"#,
    ),
    (
        "sets/for-you.json",
        r#"{ "title": "After what you looked at", "strategies": ["viewed_products", "same_category"], "size": 4, "priority": 70 }
"#,
    ),
    (
        "sets/best.json",
        r#"{ "title": "What sells best", "strategies": ["bestsellers"], "size": 8, "priority": 10, "page": false, "shared": true }
"#,
    ),
    (
        "campaigns/season.json",
        r#"{ "name": "Season", "candidates": [ { "to": { "product": "from_link" } }, { "to": { "variant": "from_link" } },
  { "to": { "category": "from_link" } }, { "to": { "home": true } } ] }
"#,
    ),
    (
        "experiments/order.json",
        r#"{ "name": "Order", "hypothesis": "Repeat buyers want to be done sooner.", "for": ["repeat_buyer"],
  "arms": [ { "id": "control", "weight": 50 }, { "id": "short", "weight": 50, "hide": ["use-case"] } ] }
"#,
    ),
];
