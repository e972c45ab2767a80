//! A page that blocks or campaigns lead to.

use super::super::leads::Lead;
use super::super::site::Site;
use super::{cards, layout, path};
use maud::{Markup, html};

/// The page.
pub(super) fn page(site: &Site<'_>, lead: &Lead<'_>) -> Markup {
    let title = path::words(&lead.page);
    let main = html! {
        nav class="crumbs" aria-label="You are here" { a href="/" { "Home" } " / " span aria-current="page" { (title) } }
        h1 { (title) }
        @for section in &lead.sections {
            section class="words" {
                h2 id=[(!section.anchor.is_empty()).then_some(section.anchor)] { (section.title) }
                @if !section.text.is_empty() { p { (section.text) } }
                @if !section.points.is_empty() { ul { @for point in &section.points { li { (point) } } } }
            }
        }
        @if !lead.products.is_empty() { (cards::grid(site, site.items(lead.products.iter().copied()))) }
        @if lead.sections.is_empty() && lead.products.is_empty() {
            p { "There is nothing on this page yet. " a href="/" { "Back to the shop" } }
        }
    };
    layout::page(site, &title, None, &main)
}
