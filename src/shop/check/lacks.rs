//! Texts that ask for what products lack. The engine lets a rule step aside where a placeholder cannot be filled; here it
//! is said before it is published, with how many products that are.

use super::logic::{Case, Logic};
use super::view::View;
use super::words::placeholders;
use crate::shop::code::Code;
use crate::shop::place::{At, Notes};
use crate::shop::source::ProductEntry;
use crate::snapshot::{Kind, NameSignal, NumberSignal};

/// Notes texts that ask for what none, or not all, of the products have on whose pages they can be shown.
pub(super) fn check(notes: &Notes, view: &View<'_>, logic: &Logic<'_>) {
    let Some(products) = view.products.as_deref().filter(|products| !products.is_empty()) else { return };
    for block in &view.blocks {
        let texts = std::iter::once(&block.title).chain(&block.text).chain(&block.points).chain(&block.why);
        let asked: Vec<Asked<'_>> = asked(texts);
        let open = |product: &ProductEntry| kind_shows(block.kind.value, product);
        say(notes, products, &asked, "block", &open, || logic.rule(&block.segments, block.when.as_ref()));
    }
    for set in &view.sets {
        let asked: Vec<Asked<'_>> = asked(std::iter::once(&set.title).chain(&set.why));
        say(notes, products, &asked, "set", &|_| true, || logic.rule(&set.segments, set.when.as_ref()));
    }
}

struct Asked<'d> {
    name: &'static str,
    has: fn(&ProductEntry) -> bool,
    text: &'d At<String>,
}

/// The placeholders that a product may lack, each where it stands first.
fn asked<'d>(texts: impl Iterator<Item = &'d At<String>>) -> Vec<Asked<'d>> {
    let mut found: Vec<Asked<'d>> = Vec::new();
    for text in texts {
        for name in placeholders(&text.value) {
            let (name, has): (&'static str, fn(&ProductEntry) -> bool) = match name {
                "brand" => ("brand", |product| !product.brand.is_empty()),
                "rating" => ("rating", |product| product.rating > 0),
                "reviews" => ("reviews", |product| product.reviews > 0),
                "ships_in_days" => ("ships_in_days", |product| product.ships_in_days.is_some()),
                _ => continue,
            };
            if found.iter().all(|asked| asked.name != name) {
                found.push(Asked { name, has, text });
            }
        }
    }
    found
}

fn say<'w>(
    notes: &Notes,
    products: &[ProductEntry],
    asked: &[Asked<'_>],
    what: &str,
    open: &dyn Fn(&ProductEntry) -> bool,
    cases: impl FnOnce() -> Vec<Case<'w>>,
) {
    if asked.is_empty() {
        return;
    }
    let cases = cases();
    let shown = |product: &&ProductEntry| open(product) && cases.iter().any(|case| may_be_on(case, product));
    let there: Vec<&ProductEntry> = products.iter().filter(shown).collect();
    for Asked { name, has, text } in asked {
        let lacking = there.iter().filter(|product| !has(product)).count();
        let first = there.iter().find(|product| !has(product));
        let Some(first) = first else { continue };
        let of = there.len();
        if lacking == of {
            let message = format!("no product that this {what} could be shown with has `{name}`, so it is never shown");
            let help = format!("give the products `{name}`, or take `{{{name}}}` away");
            notes.say(Code::FieldNobodyHas, text.place, message, help);
        } else {
            let message = format!(
                "{lacking} of the {of} products that this {what} could be shown with have no `{name}`, such as `{}`: it \
                 steps aside there",
                first.id.value
            );
            let help = format!("give them `{name}`, or take `{{{name}}}` away");
            notes.say(Code::FieldSomeLack, text.place, message, help);
        }
    }
}

/// Whether a block of this kind finds something on the page of this product.
fn kind_shows(kind: Kind, product: &ProductEntry) -> bool {
    match kind {
        Kind::ReviewProof => product.reviews > 0 && product.rating > 0,
        Kind::UseCase => !product.use_cases.is_empty(),
        Kind::Comparison => !product.specs.is_empty(),
        _ => true,
    }
}

/// Whether a case may be true on the page of this product. What needs the rest of the catalogue is not looked at.
pub(super) fn may_be_on(case: &Case<'_>, product: &ProductEntry) -> bool {
    let yes_or_no = |signal, value: bool| case.may_be(signal, if value { "yes" } else { "no" });
    case.may_be(NameSignal::PageProduct, &product.id.value)
        && case.may_be(NameSignal::PageCategory, &product.category.value)
        && yes_or_no(NameSignal::PageInStock, product.stock != Some(0))
        && yes_or_no(NameSignal::PageOnSale, product.list_price > product.price)
        && yes_or_no(NameSignal::PageHasSpecs, !product.specs.is_empty())
        && case.may_count(&NumberSignal::PageReviews, product.reviews)
        && case.may_count(&NumberSignal::PageRating, u32::from(product.rating))
}
