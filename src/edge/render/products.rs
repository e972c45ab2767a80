//! A row of products.

use super::pieces::{Address, Money};
use crate::engine::Why;
use crate::snapshot::{Card, Shop};
use maud::{Markup, html};

/// Products as a list, each with an optional line that says why it is there.
pub(super) fn row<'a>(shop: &Shop, products: impl Iterator<Item = (Card<'a>, Option<Why<'a>>)>) -> Markup {
    html! {
        ul class="segue-products" {
            @for (card, why) in products {
                li class="segue-product" data-segue-item=(card.id) {
                    a href=(Address::page(shop, &card)) {
                        @if !card.image.is_empty() || !shop.image_url.is_empty() {
                            img src=(Address::picture(shop, &card)) alt="" loading="lazy" width="160" height="160";
                        }
                        span class="segue-name" { (card.title) }
                        span class="segue-price" {
                            (Money(card.price, &shop.currency))
                            @if card.on_sale() { " " s { (Money(card.list_price, &shop.currency)) } }
                        }
                    }
                    @if let Some(why) = why { small class="segue-because" { (why) } }
                }
            }
        }
    }
}
