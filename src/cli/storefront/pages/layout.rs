//! What every page has: head, header, footer, the slot of the question of consent, and the development bar.

use super::super::site::Site;
use super::bar;
use maud::{DOCTYPE, Markup, html};

/// How many categories the header names.
const IN_HEADER: usize = 6;
/// How many other pages the footer names.
const IN_FOOTER: usize = 7;

/// A page.
pub(super) fn page(site: &Site<'_>, title: &str, script: Option<&str>, main: &Markup) -> Markup {
    let shop = &site.folder.shop;
    html! {
        (DOCTYPE)
        html lang=(shop.language) data-currency=(shop.currency) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) @if title != shop.name { " – " (shop.name) } }
                link rel="icon" href="/assets/icon.svg" type="image/svg+xml";
                link rel="stylesheet" href="/_segue/segue.css";
                link rel="stylesheet" href="/assets/shop.css";
                link rel="stylesheet" href="/assets/bar.css";
                // The bar listens to the tag, so it comes first.
                script src="/assets/bar.js" defer {}
                script src="/_segue/tag.js" defer {}
                script src="/assets/shop.js" type="module" {}
                @if let Some(script) = script { script src=(script) type="module" {} }
            }
            body {
                a class="skip" href="#main" { "Skip to the page" }
                // The question of consent is Segue's own, as in a shop without a consent platform.
                div data-segue-consent {}
                (header(site))
                main id="main" tabindex="-1" { (main) }
                (footer(site))
                (bar::bar())
            }
        }
    }
}

fn header(site: &Site<'_>) -> Markup {
    html! {
        header class="top" {
            div class="top-row" {
                a class="brand" href="/" { (site.folder.shop.name) }
                a class="cart-link" href="/cart" { "Cart " span class="count" data-cart-count hidden {} }
            }
            nav aria-label="Categories" {
                ul class="nav" {
                    @for shelf in site.full_shelves().take(IN_HEADER) {
                        li { a href=(shelf.entry.url.value) { (shelf.entry.title) } }
                    }
                    @if site.full_shelves().count() > IN_HEADER { li { a href="/#categories" { "All categories" } } }
                }
            }
        }
    }
}

fn footer(site: &Site<'_>) -> Markup {
    html! {
        footer class="bottom" {
            nav aria-label="About this shop" {
                ul {
                    @for lead in site.leads.iter().filter(|lead| is_short(&lead.page)).take(IN_FOOTER) {
                        li { a href=(lead.page) { (super::path::words(&lead.page)) } }
                    }
                    li { a href="/account/orders" { "Your orders" } }
                    li { a href="/_segue/privacy" { "Privacy" } }
                }
            }
            p { (site.folder.shop.name) " is a shop for development: nothing can be bought here." }
        }
    }
}

/// Pages at the top level are of interest to everyone.
fn is_short(page: &str) -> bool {
    page.matches('/').count() == 1
}
