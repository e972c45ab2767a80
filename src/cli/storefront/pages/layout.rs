//! What every page has: head, header, footer, the question of consent, and the development bar.

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
                script src="/assets/consent.js" type="module" {}
            }
            body {
                a class="skip" href="#main" { "Skip to the page" }
                (consent())
                (header(site))
                main id="main" tabindex="-1" { (main) }
                (footer(site))
                (bar::bar())
            }
        }
    }
}

/// Asked until it is answered. Both answers are the same kind of button.
fn consent() -> Markup {
    html! {
        section class="consent" aria-labelledby="consent-title" data-consent hidden {
            h2 id="consent-title" { "May we remember what you look at here?" }
            p {
                "With a yes, this shop keeps what you look at, put in the cart and buy in a cookie in your own browser, \
                 to show what fits, to go on from the ad that brought you, and to count what is used. With a no, \
                 everything works just the same. "
                a href="/_segue/privacy" { "What is kept, and how to change your mind" }
            }
            p class="consent-choice" {
                button type="button" value="yes" { "Yes" }
                button type="button" value="no" { "No" }
            }
            p role="alert" {}
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
