//! The files of a first shop folder: those in `starter/`, with the shop's own words in their places.

use crate::day::Day;
use crate::shop::Catalogue;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

macro_rules! starters {
    ($($path:literal),* $(,)?) => { [$(($path, include_str!(concat!("starter/", $path)))),*] };
}

const STARTERS: [(&str, &str); 26] = starters![
    "shop.json",
    "segments/new_visitor.json",
    "segments/cart_abandoner.json",
    "segments/comparison_researcher.json",
    "segments/repeat_buyer.json",
    "segments/lapsed.json",
    "blocks/welcome.json",
    "blocks/delivery-first.json",
    "blocks/side-by-side.json",
    "blocks/welcome-back.json",
    "blocks/good-to-know.json",
    "blocks/as-the-ad-said.json",
    "sets/goes-with.json",
    "sets/close-to-it.json",
    "sets/your-usual.json",
    "campaigns/newsletter.json",
    "experiments/side-by-side.json",
    "intent/en.json",
    "personas/first-visit.json",
    "personas/cart-abandoner.json",
    "personas/says-no.json",
    "tests/01-first-visit.json",
    "tests/02-left-in-the-cart.json",
    "tests/03-no-is-no.json",
    "README.md",
    "gitignore",
];

/// The products of a shop that has none yet.
const PRODUCTS: &str = include_str!("starter/products.json");

/// What `shop.json` says where a part of an export is not for the shop.
const ALLOW: &str = "
  // Drafts and the like are left out of the catalogue on purpose; take this away to be told of them.
  \"allow\": [\"left-out\"],
";

/// Days until somebody looks at a rule again.
const REVIEW: u16 = 180;

/// Every file: its path and its text.
pub(super) fn all(
    name: &str,
    currency: Option<&str>,
    catalogue: Option<&Catalogue>,
    today: Day,
) -> Vec<(String, String)> {
    let usual = usual();
    let own = catalogue.unwrap_or(&usual);
    let currency = currency.or(own.currency.as_deref()).unwrap_or("EUR");
    let path = format!("/_segue/pdp/{}", utf8_percent_encode(&own.product, NON_ALPHANUMERIC)).replace("%2D", "-");
    let json = |text: &str| Value::from(text).to_string();
    // A catalogue from elsewhere does not say what goes with what.
    let (set_title, set_why, strategies) = match catalogue {
        None => (
            "Goes well with {title}",
            "These go well with {title}.",
            r#"["complementary", "bought_together", "same_category", "bestsellers"]"#,
        ),
        Some(_) => (
            "More to choose from",
            "These are close to {title}, or what most people take.",
            r#"["same_category", "bestsellers"]"#,
        ),
    };
    let marks = [
        ("{{NAME}}", json(name)),
        ("{{TITLE}}", name.to_string()),
        ("{{CURRENCY}}", json(currency)),
        ("{{HOSTS}}", Value::from(own.hosts.clone()).to_string()),
        ("{{BRAND}}", Value::from(vec![name.to_lowercase()]).to_string()),
        ("{{CATEGORIES}}", categories(own)),
        ("{{REVIEW}}", json(&today.plus(REVIEW).to_string())),
        ("{{PRODUCT}}", json(&own.product)),
        ("{{PATH}}", json(&path)),
        ("{{SET_TITLE}}", json(set_title)),
        ("{{SET_WHY}}", json(set_why)),
        ("{{STRATEGIES}}", strategies.to_string()),
        ("{{ALLOW}}", if own.left_out { ALLOW } else { "" }.to_string()),
        ("{{COMMANDS}}", commands(&own.product)),
    ];
    let filled = |text: &str| marks.iter().fold(text.to_string(), |text, (mark, word)| text.replace(mark, word));
    let mut files: Vec<(String, String)> = STARTERS
        .iter()
        .map(|(path, text)| (if *path == "gitignore" { ".gitignore" } else { path }.to_string(), filled(text)))
        .collect();
    files.push((own.file.to_string(), own.text.clone()));
    files
}

/// The commands of the README, each with what it is for in one column.
fn commands(product: &str) -> String {
    let lines = [
        ("check .".to_string(), "what is wrong, where, and what to write instead"),
        ("test .".to_string(), "whether what you expect holds"),
        (format!("explain . --persona cart-abandoner --product {product}"), "why somebody sees what they see"),
        (
            format!("link make . newsletter --product {product}"),
            "make a link for a letter or an ad, and say where it leads",
        ),
        ("push . --local".to_string(), "try it on your machine"),
        ("push . --message \"our first page\"".to_string(), "publish it; `segue rollback` takes it back"),
    ];
    let widest = lines.iter().map(|(command, _)| command.chars().count()).max().unwrap_or_default();
    lines.map(|(command, what)| format!("segue {command:widest$}   {what}")).join("\n")
}

/// The categories, one a line.
fn categories(own: &Catalogue) -> String {
    let complements = |id: &str| match (own.file, id) {
        ("products.json", "tea") if own.products == 0 => ", \"complements\": [\"cups\", \"kettles\"]",
        ("products.json", "kettles") if own.products == 0 => ", \"complements\": [\"tea\", \"cups\"]",
        ("products.json", "cups") if own.products == 0 => ", \"complements\": [\"tea\", \"kettles\"]",
        _ => "",
    };
    let line = |(id, title): &(String, String)| {
        let (title, more) = (Value::from(title.as_str()), complements(id));
        format!("    {{ \"id\": \"{id}\", \"title\": {title}, \"url\": \"{}/{id}\"{more} }}", own.below)
    };
    own.categories.iter().map(line).collect::<Vec<_>>().join(",\n")
}

/// A small shop for tea.
fn usual() -> Catalogue {
    let named = |id: &str, title: &str| (id.to_string(), title.to_string());
    Catalogue {
        file: "products.json",
        text: PRODUCTS.to_string(),
        categories: vec![named("tea", "Tea"), named("kettles", "Kettles"), named("cups", "Cups")],
        below: "/categories",
        product: "kettle-pour".into(),
        ..Catalogue::default()
    }
}
