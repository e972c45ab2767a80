//! The fragment of a product page, and of a single set.

use super::super::answer::{product, why};
use super::{blocks, products};
use crate::engine::{Decision, Fields, Shelf};
use crate::snapshot::Snapshot;
use alloc::string::String;
use maud::{Markup, Render, html};

/// Links the style: one small file that every page shares. It holds no script.
fn style() -> Markup {
    html! { link rel="stylesheet" href="/_segue/segue.css"; }
}

/// The whole fragment; `None` when there is nothing to show.
pub(in crate::edge) fn page(snapshot: &Snapshot, decision: &Decision, fields: &Fields<'_>) -> Option<String> {
    if decision.shown_blocks().next().is_none() && decision.shown_sets().next().is_none() {
        return None;
    }
    let core = snapshot.core();
    let mut out = String::with_capacity(6_144);
    let markup = html! {
        div class="segue" {
            (style())
            @for (at, shown) in decision.shown_blocks() {
                @if let Some(block) = core.blocks.get(usize::from(at)).and_then(|rule| rule.body.as_ref()) {
                    (blocks::block(snapshot, block, shown, fields))
                }
            }
            @for (at, shelf) in decision.shown_sets() { (shelf_of(snapshot, at, shelf, fields)) }
        }
    };
    markup.render_to(&mut out);
    Some(out)
}

/// A single set as a fragment of its own.
pub(in crate::edge) fn set(snapshot: &Snapshot, at: u16, shelf: &Shelf, fields: &Fields<'_>) -> Markup {
    html! { div class="segue" { (style()) (shelf_of(snapshot, at, shelf, fields)) } }
}

fn shelf_of(snapshot: &Snapshot, at: u16, shelf: &Shelf, fields: &Fields<'_>) -> Markup {
    let core = snapshot.core();
    let Some(set) = core.sets.get(usize::from(at)).and_then(|rule| rule.body.as_ref()) else { return html! {} };
    let fill = |text: &str| fields.fill(text).map(alloc::borrow::Cow::into_owned).unwrap_or_default();
    html! {
        section class="segue-set" data-segue-set=(set.id) {
            h2 { (fill(&set.title)) }
            ul class="segue-products" {
                @for item in &shelf.items {
                    @if let Some(product) = product(snapshot, item.product) {
                        // What the title already says need not be said of every product.
                        @let own = set.strategies.first() != Some(&item.strategy);
                        (products::product(&core.shop, &product.card, own.then(|| why(item.strategy))))
                    }
                }
            }
            @if !set.why.is_empty() { p class="segue-why" { (fill(&set.why)) } }
        }
    }
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
