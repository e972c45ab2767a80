//! The front page, and the pages of the categories.

use super::super::site::{Shelf, Site};
use super::{cards, layout};
use maud::{Markup, html};

/// Products on the front page.
const ON_FRONT: usize = 12;
/// With more categories than these, the front page names them without pictures.
const WITH_PICTURES: usize = 18;
/// Products on a page of a category.
const ON_PAGE: usize = 48;

/// The front page.
pub(super) fn home(site: &Site<'_>) -> Markup {
    let name = &site.folder.shop.name;
    let titles: Vec<String> = site.full_shelves().take(3).map(|shelf| shelf.entry.title.to_lowercase()).collect();
    let others = site.full_shelves().count().saturating_sub(titles.len());
    let hero = site.items(site.bestsellers.iter().copied()).find(|item| item.in_stock());
    let pictures = site.full_shelves().count() <= WITH_PICTURES;
    let asked_for_by_name = site.folder.sets.iter().find(|set| !set.page && set.shared);
    let main = html! {
        div class="hero" {
            div class="hero-words" {
                h1 { (name) }
                p {
                    (capital(&titles.join(", ")))
                    @if others > 0 { " and " (others) " more shelves" }
                    ": " (grouped(site.products.len())) " things in all."
                }
                a class="button" href="#categories" { "Look around" }
            }
            @if let Some(item) = hero {
                a class="hero-picture" href=(item.url) {
                    img src=(item.image) alt=(item.entry.title) width="400" height="400";
                }
            }
        }
        section aria-labelledby="categories" {
            h2 id="categories" { "Categories" }
            ul class=(if pictures { "shelves" } else { "shelves names" }) {
                @for shelf in site.full_shelves() {
                    li {
                        a href=(shelf.entry.url.value) {
                            @if let Some(item) = site.items(shelf.items.iter().copied()).next().filter(|_| pictures) {
                                img src=(item.image) alt="" width="400" height="400" loading="lazy";
                            }
                            span { (shelf.entry.title) }
                            small { (shelf.items.len()) }
                        }
                    }
                }
            }
        }
        section aria-labelledby="best" {
            h2 id="best" { "What most people buy" }
            (cards::grid(site, site.items(site.bestsellers.iter().copied().take(ON_FRONT))))
        }
        @if let Some(set) = asked_for_by_name { div data-segue-set=(set.id) {} }
    };
    layout::page(site, name, None, &main)
}

/// The pages of a category, with their numbers from 1.
pub(super) fn category<'s>(site: &'s Site<'_>, shelf: &'s Shelf<'_>) -> impl Iterator<Item = (usize, Markup)> + 's {
    let pages = shelf.items.len().div_ceil(ON_PAGE).max(1);
    (1..=pages).map(move |number| (number, one(site, shelf, number, pages)))
}

/// The address of a numbered page.
pub(super) fn numbered(page: &str, number: usize) -> String {
    if number == 1 { page.into() } else { format!("{}/page-{number}", page.trim_end_matches('/')) }
}

fn one(site: &Site<'_>, shelf: &Shelf<'_>, number: usize, pages: usize) -> Markup {
    let title = &shelf.entry.title;
    let url = super::path::page(&shelf.entry.url.value).unwrap_or("/");
    let items = shelf.items.iter().copied().skip((number - 1) * ON_PAGE).take(ON_PAGE);
    let others: Vec<_> = shelf.entry.complements.iter().filter_map(|id| site.shelf(&id.value)).collect();
    let main = html! {
        nav class="crumbs" aria-label="You are here" { a href="/" { "Home" } " / " span aria-current="page" { (title) } }
        h1 { (title) }
        p class="quiet" {
            (shelf.items.len()) @if shelf.items.len() == 1 { " thing" } @else { " things" }
            @if pages > 1 { ", page " (number) " of " (pages) }
        }
        (cards::grid(site, site.items(items)))
        @if pages > 1 {
            nav class="pages" aria-label="Pages" {
                @for other in 1..=pages {
                    a href=(numbered(url, other)) aria-current=[(other == number).then_some("page")] { (other) }
                }
            }
        }
        @if !others.is_empty() {
            p class="beside" { "Next to it: " @for other in others { a href=(other.entry.url.value) { (other.entry.title) } " " } }
        }
    };
    layout::page(site, title, None, &main)
}

/// 3792 as people read it: 3,792.
fn grouped(number: usize) -> String {
    let (thousands, rest) = (number / 1_000, number % 1_000);
    if thousands > 0 { format!("{},{rest:03}", grouped(thousands)) } else { rest.to_string() }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
