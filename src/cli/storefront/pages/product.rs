//! The product page: what the shop itself says of a product, and the slot that Segue fills.

use super::super::site::{Item, Site};
use super::{cards, layout};
use crate::engine::stars;
use maud::{Markup, html};
use serde::Serialize;

/// From this stock downwards the page says how many are left.
const FEW: u32 = 5;
/// Variants that are linked.
const VARIANTS: usize = 8;

/// What the shop's script puts into the cart.
#[derive(Serialize)]
struct CartItem<'a> {
    id: &'a str,
    title: &'a str,
    price: f64,
    url: &'a str,
    image: &'a str,
}

/// The page.
pub(super) fn page(site: &Site<'_>, item: &Item<'_>) -> Markup {
    let entry = item.entry;
    let shelf = site.shelves.get(item.shelf);
    let main = html! {
        @if let Some(shelf) = shelf {
            nav class="crumbs" aria-label="You are here" {
                a href="/" { "Home" } " / " a href=(shelf.entry.url.value) { (shelf.entry.title) }
            }
        }
        div class="product" {
            img class="product-picture" src=(item.image) alt=(entry.title) width="400" height="400" fetchpriority="high";
            div class="product-words" {
                @if !entry.brand.is_empty() { p class="maker" { (entry.brand) } }
                h1 { (entry.title) }
                @if entry.rating > 0 {
                    p class="rating" {
                        span aria-hidden="true" { "★ " } (stars(entry.rating)) " of 5"
                        span class="quiet" { " · " (entry.reviews) " reviews" }
                    }
                }
                p class="price" { (cards::price(site, item)) }
                p class=(if item.in_stock() { "stock" } else { "stock gone" }) { (stock(item)) }
                (buy(item))
                (variants(site, item))
            }
        }
        div data-segue-product=(entry.id.value) {}
        @if !entry.specs.is_empty() {
            details class="specs" {
                summary { "Measurements and materials" }
                dl { @for (name, value) in &entry.specs { div { dt { (name) } dd { (value) } } } }
            }
        }
    };
    layout::page(site, &entry.title, None, &main)
}

fn stock(item: &Item<'_>) -> String {
    let days = match item.entry.ships_in_days {
        Some(1) => ", with you in a day".into(),
        Some(days) if days > 1 => format!(", with you in {days} days"),
        _ => String::new(),
    };
    match item.entry.stock {
        Some(0) => "Sold out at the moment".into(),
        Some(n) if n <= FEW => format!("Only {n} left{days}"),
        _ => format!("In stock{days}"),
    }
}

fn buy(item: &Item<'_>) -> Markup {
    let entry = item.entry;
    let data = CartItem {
        id: &entry.id.value,
        title: &entry.title,
        price: f64::from(entry.price) / 100.0,
        url: &item.url,
        image: &item.image,
    };
    html! {
        @if item.in_stock() {
            form class="buy" data-item=(serde_json::to_string(&data).unwrap_or_default()) {
                label {
                    span { "How many" }
                    select name="quantity" { @for n in 1..=9 { option value=(n) { (n) } } }
                }
                button type="submit" class="button" { "Add to cart" }
                p class="said" role="status" {}
                noscript { p class="note" { "The cart of this development shop needs JavaScript." } }
            }
        }
    }
}

fn variants(site: &Site<'_>, item: &Item<'_>) -> Markup {
    let others: Vec<_> = site
        .items(site.family(item).iter().copied())
        .filter(|other| other.entry.id.value != item.entry.id.value)
        .take(VARIANTS)
        .collect();
    html! {
        @if !others.is_empty() {
            section class="variants" aria-labelledby="variants" {
                h2 id="variants" { "Also as" }
                ul {
                    @for other in others {
                        li { a href=(other.url) { img src=(other.image) alt="" width="56" height="56"; span { (other.entry.title) } } }
                    }
                }
            }
        }
    }
}
