//! Products in a grid.

use super::super::site::{Item, Site};
use maud::{Markup, html};

/// A grid of products. The first pictures are on the screen at once, so they are not loaded late.
pub(super) fn grid<'s>(site: &Site<'_>, items: impl Iterator<Item = &'s Item<'s>>) -> Markup {
    html! {
        ul class="grid" {
            @for (at, item) in items.enumerate() { (card(site, item, at >= 8)) }
        }
    }
}

fn card(site: &Site<'_>, item: &Item<'_>, late: bool) -> Markup {
    html! {
        li class="card" {
            a href=(item.url) {
                img src=(item.image) alt="" width="400" height="400" loading=[late.then_some("lazy")];
                span class="card-title" { (item.entry.title) }
            }
            p class="card-price" {
                (price(site, item))
                @if !item.in_stock() { " " span class="note" { "sold out" } }
            }
        }
    }
}

/// The price, and the one before the sale.
pub(super) fn price(site: &Site<'_>, item: &Item<'_>) -> Markup {
    html! {
        @if item.on_sale() {
            s { span class="unseen" { "Before: " } (site.money(item.entry.list_price)) } " "
            strong class="reduced" { span class="unseen" { "Now: " } (site.money(item.entry.price)) }
        } @else {
            strong { (site.money(item.entry.price)) }
        }
    }
}
