//! The fragment of a product page, and of a single set.

use super::super::answer::product;
use super::pieces::{Filled, Money, escape};
use super::{blocks, products};
use crate::engine::{Decision, Fields, Shelf, Why, together};
use crate::snapshot::Snapshot;
use alloc::string::String;
use maud::{Markup, Render, html};

/// Links the style: one small file that every page shares. It holds no script.
fn style() -> Markup {
    html! { link rel="stylesheet" href="/_segue/segue.css"; }
}

/// The whole fragment; `None` when there is nothing to show.
pub(in crate::edge) fn page<'a>(snapshot: &'a Snapshot, decision: &Decision, fields: &Fields<'a>) -> Option<String> {
    if decision.shown_blocks().next().is_none() && decision.shown_sets().next().is_none() {
        return None;
    }
    let core = snapshot.core();
    // One buffer for the page: most are between 4 and 7 KB.
    let mut page = String::with_capacity(8_192);
    page.push_str("<div class=\"segue\">");
    style().render_to(&mut page);
    for (at, shown) in decision.shown_blocks() {
        if let Some(block) = core.blocks.get(usize::from(at)).and_then(|rule| rule.body.as_ref()) {
            blocks::block(&mut page, snapshot, block, shown, fields);
        }
    }
    for (at, shelf) in decision.shown_sets() {
        shelf_of(&mut page, snapshot, at, shelf, fields);
    }
    page.push_str("</div>");
    Some(page)
}

/// A single set as a fragment of its own.
pub(in crate::edge) fn set<'a>(snapshot: &'a Snapshot, at: u16, shelf: &Shelf, fields: &Fields<'a>) -> String {
    let mut page = String::with_capacity(4_096);
    page.push_str("<div class=\"segue\">");
    style().render_to(&mut page);
    shelf_of(&mut page, snapshot, at, shelf, fields);
    page.push_str("</div>");
    page
}

fn shelf_of<'a>(page: &mut String, snapshot: &'a Snapshot, at: u16, shelf: &Shelf, fields: &Fields<'a>) {
    let core = snapshot.core();
    let Some(set) = core.sets.get(usize::from(at)).and_then(|rule| rule.body.as_ref()) else { return };
    let items = shelf.items.iter().filter_map(|item| {
        let card = product(snapshot, item.product)?.card;
        Some((card, Some(Why::of(snapshot, item))))
    });
    page.push_str("<section class=\"segue-set\" data-segue-set=\"");
    escape(page, &set.id);
    page.push_str("\"><h2>");
    Filled(*fields, &set.title).render_to(page);
    page.push_str("</h2>");
    products::row(page, &core.shop, items);
    if let Some(total) = shelf.total {
        let total = html! {
            p class="segue-total" { (together(&core.shop.language)) " " (Money(total, &core.shop.currency)) }
        };
        total.render_to(page);
    }
    if !set.why.is_empty() {
        page.push_str("<p class=\"segue-why\">");
        Filled(*fields, &set.why).render_to(page);
        page.push_str("</p>");
    }
    page.push_str("</section>");
}

/// What is shown while there is no snapshot: a way back into the shop.
pub(in crate::edge) fn baseline(shop_url: &str) -> Markup {
    html! {
        div class="segue" {
            (style())
            section class="segue-block segue-category_path" data-segue-block="baseline" {
                h2 { "Not sure yet?" }
                p { a class="segue-link" href=(shop_url) { "See everything in the shop" } }
            }
        }
    }
}
