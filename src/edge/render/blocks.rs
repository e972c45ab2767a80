//! A block: the marketer's words, and what its kind adds from the catalogue.

use super::super::answer::product;
use super::pieces::{Address, Filled, Money, Stars, escape};
use super::products;
use crate::engine::{Fields, Shown};
use crate::snapshot::{Block, Kind, Product, ProductRef, Shop, Snapshot};
use alloc::string::String;
use alloc::vec::Vec;
use maud::{Markup, Render, html};

/// One block.
pub(in crate::edge) fn block<'a>(
    page: &mut String,
    snapshot: &'a Snapshot,
    block: &'a Block,
    shown: &Shown,
    fields: &Fields<'a>,
) {
    let fill = |page: &mut String, before: &str, text: &'a str, after: &str| {
        page.push_str(before);
        Filled(*fields, text).render_to(page);
        page.push_str(after);
    };
    page.push_str("<section class=\"segue-block segue-");
    page.push_str(block.kind.name());
    page.push_str("\" data-segue-block=\"");
    escape(page, &block.id);
    fill(page, "\"><h2>", &block.title, "</h2>");
    if !block.text.is_empty() {
        fill(page, "<p>", &block.text, "</p>");
    }
    if !block.points.is_empty() {
        page.push_str("<ul class=\"segue-points\">");
        block.points.iter().for_each(|point| fill(page, "<li>", point, "</li>"));
        page.push_str("</ul>");
    }
    from_catalogue(page, snapshot, block, shown, fields);
    if let Some(link) = &block.link {
        html! { p { a class="segue-link" href=(link.url) { (link.text) } } }.render_to(page);
    }
    if !block.why.is_empty() {
        fill(page, "<p class=\"segue-why\">", &block.why, "</p>");
    }
    page.push_str("</section>");
}

fn from_catalogue(page: &mut String, snapshot: &Snapshot, block: &Block, shown: &Shown, fields: &Fields<'_>) {
    let shop = &snapshot.core().shop;
    match block.kind {
        Kind::Orientation | Kind::ShippingClarity => {}
        Kind::ReviewProof => reviews(fields).render_to(page),
        Kind::UseCase => {
            let cases = html! {
                @if let Some(detail) = fields.detail {
                    ul class="segue-points" { @for case in &detail.use_cases { li { (case) } } }
                }
            };
            cases.render_to(page);
        }
        Kind::Comparison => compare(&load(snapshot, &shown.products)).render_to(page),
        Kind::Bundle => bundle(page, shop, &load(snapshot, &shown.products)),
        // One product is the clicked one itself; more are a bundle with its parts.
        Kind::AdPromise => match load(snapshot, &shown.products).as_slice() {
            products @ [_, _, ..] if shown.products.len() > 1 => bundle(page, shop, products),
            products => row(page, shop, products),
        },
        Kind::CategoryPath => {
            let paths = html! {
                ul class="segue-paths" {
                    @for category in shown.categories.iter().filter_map(|at| snapshot.core().category(*at)) {
                        li { a href=(category.url) { (category.title) } }
                    }
                }
            };
            paths.render_to(page);
        }
        Kind::ReorderPrompt | Kind::EarlyAccess | Kind::CuratedPicks | Kind::Bestsellers | Kind::ViewedProducts => {
            row(page, shop, &load(snapshot, &shown.products));
        }
    }
}

fn load<'a>(snapshot: &'a Snapshot, places: &[ProductRef]) -> Vec<Product<'a>> {
    places.iter().filter_map(|at| product(snapshot, *at)).collect()
}

fn row(page: &mut String, shop: &Shop, products: &[Product<'_>]) {
    if !products.is_empty() {
        products::row(page, shop, products.iter().map(|product| (product.card, None)));
    }
}

fn reviews(fields: &Fields<'_>) -> Markup {
    html! {
        @if let Some(detail) = fields.detail {
            p class="segue-rating" {
                strong { (Stars(detail.rating)) } " of 5 stars, " (detail.reviews) " reviews"
            }
            @if !detail.review.is_empty() { blockquote { (detail.review) } }
        }
    }
}

/// A table of the specifications of the first product, beside those of the others.
fn compare(products: &[Product<'_>]) -> Markup {
    let columns: Vec<_> = products.iter().filter_map(|product| Some((product.card, product.detail()?))).collect();
    let Some((_, first)) = columns.first() else { return html! {} };
    fn value<'a>(specs: &[(&'a str, &'a str)], name: &str) -> &'a str {
        let found = specs.iter().find(|(other, _)| *other == name);
        found.map_or("–", |(_, value)| value)
    }
    html! {
        div class="segue-scroll" tabindex="0" role="group" aria-label="Comparison of specifications" {
            table class="segue-compare" {
                thead {
                    tr { td {} @for (card, _) in &columns { th scope="col" { (card.title) } } }
                }
                tbody {
                    @for (name, _) in &first.specs {
                        tr { th scope="row" { (name) } @for (_, detail) in &columns { td { (value(&detail.specs, name)) } } }
                    }
                }
            }
        }
    }
}

/// A bundle, its parts, and what it saves.
fn bundle(page: &mut String, shop: &Shop, products: &[Product<'_>]) {
    let Some((bundle, parts)) = products.split_first() else { return };
    let sum: u32 = parts.iter().map(|part| part.card.price).fold(0, u32::saturating_add);
    row(page, shop, parts);
    let price = html! {
        p class="segue-bundle-price" {
            a href=(Address::page(shop, &bundle.card)) { (bundle.card.title) }
            " " span class="segue-price" { (Money(bundle.card.price, &shop.currency)) }
            @if sum > bundle.card.price {
                " " span class="segue-saving" { "saves " (Money(sum - bundle.card.price, &shop.currency)) }
            }
        }
    };
    price.render_to(page);
}
