//! The shelves of the product pages, as pictures.

use super::super::sections::list;
use super::super::shelves::{Page, Set, Shelves, Thing};
use maud::{Markup, html};

/// The section.
pub(super) fn section(shelves: &Shelves) -> Markup {
    html! {
        section #shelves aria-labelledby="shelves-title" {
            h2 #shelves-title { "Shelves" }
            p.lead {
                (shelves.pages.len()) " product pages, of bestsellers and of every kind that is hard: what a stranger sees, and what "
                "somebody sees who agreed and comes back after looking at others like it. Do they make sense?"
            }
            @for page in &shelves.pages { (one(page)) }
        }
    }
}

fn one(page: &Page) -> Markup {
    html! {
        article.page {
            div.about {
                (picture(&page.product))
                h3 { (page.product.title) }
                p { (page.category) ", " (price(&page.product)) }
                p { span.tag { (page.picked) } }
            }
            div.seen {
                p.who { "A stranger sees" @if page.stranger.is_empty() { ": no shelf" } }
                @for set in &page.stranger { (shelf(set)) }
                (remembered(page))
            }
        }
    }
}

/// What is other for somebody who looked at something before.
fn remembered(page: &Page) -> Markup {
    let looked_at: Vec<String> = page.looked_at.iter().map(|title| format!("“{title}”")).collect();
    let (still, other): (Vec<&Set>, Vec<&Set>) = page.remembered.iter().partition(|set| page.stranger.contains(set));
    let is_there = |id: &str| page.remembered.iter().any(|set| set.id == id);
    let gone: Vec<&Set> = page.stranger.iter().filter(|set| !is_there(&set.id)).collect();
    html! {
        @if looked_at.is_empty() { p.who { "Somebody who agreed, and came back" } }
        @else { p.who { "Somebody who came back after looking at " (list(&looked_at)) } }
        @for set in &other { (shelf(set)) }
        @if other.is_empty() && still.len() == page.stranger.len() { p { "The same." } }
        @else {
            @if !still.is_empty() { p { "And as above: " (titles(&still)) "." } }
            @if !gone.is_empty() { p { "In place of: " (titles(&gone)) "." } }
        }
        @if !page.no_room.is_empty() {
            p { "The page has no room for:" }
            @for set in &page.no_room { (shelf(set)) }
        }
    }
}

fn titles(sets: &[&Set]) -> String {
    sets.iter().map(|set| format!("“{}”", set.title)).collect::<Vec<_>>().join(", ")
}

/// A shelf. A reason that all of its products share is said once.
fn shelf(set: &Set) -> Markup {
    let first = set.products.first().and_then(|thing| thing.why.as_deref());
    let shared = first.filter(|_| set.products.iter().all(|thing| thing.why.as_deref() == first));
    html! {
        div.shelf {
            h4 { (set.title) " " small { (set.why) @if let Some(why) = shared { " Each: " span.because { (why) } "." } } }
            ul { @for thing in &set.products { li {
                (picture(thing))
                span.name { (thing.title) }
                span.price { (price(thing)) }
                @if let (None, Some(why)) = (shared, &thing.why) { small.because { (why) } }
            } } }
        }
    }
}

fn price(thing: &Thing) -> Markup {
    html! {
        (thing.price)
        @if let Some(before) = &thing.list_price { " " s { (before) } }
        @if !thing.in_stock { " sold out" }
    }
}

/// It says nothing that the title beside it does not.
fn picture(thing: &Thing) -> Markup {
    html! { span class={ "picture p" (thing.picture) } aria-hidden="true" {} }
}
