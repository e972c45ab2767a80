//! The pages whose content is in the browser: cart, checkout, thanks, orders. `assets/cart.js` fills them.

use super::super::site::Site;
use super::layout;
use maud::{Markup, html};

/// All of them, with their addresses.
pub(super) fn all(site: &Site<'_>) -> [(&'static str, Markup); 4] {
    [
        ("/cart", page(site, "Your cart", "cart", None)),
        (
            "/checkout",
            page(
                site,
                "Checkout",
                "checkout",
                Some(
                    "A real shop asks for an address here. This one is for development: nothing is charged and nothing is sent.",
                ),
            ),
        ),
        ("/checkout/thanks", page(site, "Thank you", "thanks", None)),
        ("/account/orders", page(site, "Your orders", "orders", None)),
    ]
}

fn page(site: &Site<'_>, title: &str, name: &str, words: Option<&str>) -> Markup {
    let main = html! {
        div class="narrow" {
            h1 { (title) }
            @if let Some(words) = words { p { (words) } }
            div data-page=(name) {}
            noscript { p class="note" { "This page of the development shop needs JavaScript." } }
        }
    };
    layout::page(site, title, Some("/assets/cart.js"), &main)
}
