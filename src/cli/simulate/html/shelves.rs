//! The shelves of the product pages, as pictures.

use super::super::shelves::{Page, Set, Shelves, Thing};
use maud::{Markup, html};

/// The section.
pub(super) fn section(shelves: &Shelves) -> Markup {
    html! {
        section #shelves aria-labelledby="shelves-title" {
            h2 #shelves-title { "Shelves" }
            p.lead {
                (shelves.pages.len()) " product pages, of bestsellers and of every kind that is hard: what a stranger sees, and what "
                "somebody sees who agreed and has just looked at two other products. Do they make sense?"
            }
            @for page in &shelves.pages { (one(page)) }
        }
    }
}

fn one(page: &Page) -> Markup {
    let looked_at = page.looked_at.iter().map(|title| format!("“{title}”")).collect::<Vec<_>>().join(" and ");
    html! {
        article.page {
            div.about {
                (picture(&page.product))
                h3 { (page.product.title) }
                p { (page.category) ", " (price(&page.product)) }
                p { span.tag { (page.picked) } }
            }
            div.seen {
                (sets("A stranger sees", &page.stranger))
                @if let Some(remembered) = &page.remembered {
                    (sets(&format!("After looking at {looked_at}"), remembered))
                } @else {
                    p.who { "After looking at " (looked_at) ": the same" }
                }
            }
        }
    }
}

fn sets(who: &str, sets: &[Set]) -> Markup {
    html! {
        p.who { (who) @if sets.is_empty() { ": no shelf" } }
        @for set in sets {
            div.shelf {
                h4 { (set.title) " " small { (set.why) } }
                ul { @for thing in &set.products { li {
                    (picture(thing))
                    span.name { (thing.title) }
                    span.price { (price(thing)) }
                    @if let Some(why) = &thing.why { small.because { (why) } }
                } } }
            }
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
