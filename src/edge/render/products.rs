//! A row of products.

use crate::engine::{fill_pattern, money};
use crate::snapshot::{Card, Shop};
use maud::{Markup, html};

/// A product as a list item, with an optional line that says why it is there.
pub(super) fn product(shop: &Shop, card: &Card<'_>, why: Option<&str>) -> Markup {
    html! {
        li class="segue-product" {
            a href=(fill_pattern(card.url, &shop.product_url, card.id)) {
                img src=(fill_pattern(card.image, &shop.image_url, card.id)) alt="" loading="lazy" width="160" height="160";
                span class="segue-name" { (card.title) }
                (price(shop, card))
            }
            @if let Some(why) = why { small class="segue-because" { (why) } }
        }
    }
}

/// The price, and beside it the price before the sale.
pub(super) fn price(shop: &Shop, card: &Card<'_>) -> Markup {
    html! {
        span class="segue-price" {
            (money(card.price, &shop.currency))
            @if card.on_sale() { " " s { (money(card.list_price, &shop.currency)) } }
        }
    }
}
