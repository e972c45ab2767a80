//! A block: the marketer's words, and what its kind adds from the catalogue.

use super::super::answer::product;
use super::pieces::{Address, Filled, Money, Stars};
use super::products;
use crate::engine::{Fields, Shown};
use crate::snapshot::{Block, Kind, Product, ProductRef, Shop, Snapshot};
use alloc::vec::Vec;
use maud::{Markup, html};

/// One block.
pub(in crate::edge) fn block<'a>(
    snapshot: &'a Snapshot,
    block: &'a Block,
    shown: &Shown,
    fields: &Fields<'a>,
) -> Markup {
    let fill = |text: &'a str| Filled(*fields, text);
    html! {
        section class={ "segue-block segue-" (block.kind.name()) } data-segue-block=(block.id) {
            h2 { (fill(&block.title)) }
            @if !block.text.is_empty() { p { (fill(&block.text)) } }
            @if !block.points.is_empty() {
                ul class="segue-points" { @for point in &block.points { li { (fill(point)) } } }
            }
            (from_catalogue(snapshot, block, shown, fields))
            @if let Some(link) = &block.link { p { a class="segue-link" href=(link.url) { (link.text) } } }
            @if !block.why.is_empty() { p class="segue-why" { (fill(&block.why)) } }
        }
    }
}

fn from_catalogue(snapshot: &Snapshot, block: &Block, shown: &Shown, fields: &Fields<'_>) -> Markup {
    let shop = &snapshot.core().shop;
    match block.kind {
        Kind::Orientation | Kind::ShippingClarity => html! {},
        Kind::ReviewProof => reviews(fields),
        Kind::UseCase => html! {
            @if let Some(detail) = fields.detail {
                ul class="segue-points" { @for case in &detail.use_cases { li { (case) } } }
            }
        },
        Kind::Comparison => compare(&load(snapshot, &shown.products)),
        Kind::Bundle => bundle(shop, &load(snapshot, &shown.products)),
        // One product is the clicked one itself; more are a bundle with its parts.
        Kind::AdPromise => match load(snapshot, &shown.products).as_slice() {
            [_, _, ..] if shown.products.len() > 1 => bundle(shop, &load(snapshot, &shown.products)),
            products => row(shop, products),
        },
        Kind::CategoryPath => html! {
            ul class="segue-paths" {
                @for category in shown.categories.iter().filter_map(|at| snapshot.core().category(*at)) {
                    li { a href=(category.url) { (category.title) } }
                }
            }
        },
        Kind::ReorderPrompt | Kind::EarlyAccess | Kind::CuratedPicks | Kind::Bestsellers | Kind::ViewedProducts => {
            row(shop, &load(snapshot, &shown.products))
        }
    }
}

fn load<'a>(snapshot: &'a Snapshot, places: &[ProductRef]) -> Vec<Product<'a>> {
    places.iter().filter_map(|at| product(snapshot, *at)).collect()
}

fn row(shop: &Shop, products: &[Product<'_>]) -> Markup {
    html! {
        @if !products.is_empty() { (products::row(shop, products.iter().map(|product| (product.card, None)))) }
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
fn bundle(shop: &Shop, products: &[Product<'_>]) -> Markup {
    let Some((bundle, parts)) = products.split_first() else { return html! {} };
    let sum: u32 = parts.iter().map(|part| part.card.price).fold(0, u32::saturating_add);
    html! {
        (row(shop, parts))
        p class="segue-bundle-price" {
            a href=(Address::page(shop, &bundle.card)) { (bundle.card.title) }
            " " span class="segue-price" { (Money(bundle.card.price, &shop.currency)) }
            @if sum > bundle.card.price {
                " " span class="segue-saving" { "saves " (Money(sum - bundle.card.price, &shop.currency)) }
            }
        }
    }
}
