//! The frame around what is previewed, and the gallery.

use super::super::preview::{Links, Preview};
use crate::day::Now;
use alloc::format;
use alloc::string::String;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// One persona's page in the gallery.
pub(in crate::edge) struct Cell<'a> {
    /// The persona's name.
    pub(in crate::edge) name: &'a str,
    /// What the page rests on.
    pub(in crate::edge) basis: &'static str,
    /// Where its receipt is.
    pub(in crate::edge) receipt: String,
    /// The real page, as this persona.
    pub(in crate::edge) open: Option<String>,
    /// The fragment.
    pub(in crate::edge) body: String,
}

/// Until when a link works, as people write it.
fn until(preview: &Preview<'_>) -> String {
    let seconds = preview.token.until;
    let day = Now::from_unix_seconds(seconds).day();
    format!("{day} {:02}:{:02} UTC", seconds / 3_600 % 24, seconds / 60 % 60)
}

fn state(preview: &Preview<'_>) -> &'static str {
    if preview.live { "the live snapshot" } else { "not live: snapshot" }
}

/// A page's fragment in its frame. `body` is what was rendered before, escaped then.
pub(in crate::edge) fn frame(preview: &Preview<'_>, links: &Links, snapshot: &str, body: &str) -> Markup {
    html! {
        div class="segue-preview" {
            link rel="stylesheet" href="/_segue/segue.css";
            aside class="segue-preview-bar" role="note" aria-label="Preview" {
                span { strong { "Preview" } " as " b { (preview.seen.name) } }
                span { (state(preview)) " " code { (snapshot.get(..8).unwrap_or_default()) } ", until " (until(preview)) }
                @for (experiment, arm) in preview.arms() { span { (experiment) ": " (arm) } }
                a href=(links.receipt) { "Why this?" }
                @if let Some(gallery) = &links.gallery { a href=(gallery) { "All personas" } }
                a href="?segue_preview=" { "Leave the preview" }
            }
            (PreEscaped(body))
            @if body.is_empty() { p class="segue-preview-empty" { "Nothing is shown here to this persona." } }
        }
    }
}

/// What stands in the place of a preview that does not work.
pub(in crate::edge) fn refused(why: &str) -> Markup {
    html! {
        div class="segue-preview" {
            link rel="stylesheet" href="/_segue/segue.css";
            aside class="segue-preview-bar" role="note" aria-label="Preview" {
                strong { "No preview" } span { (why) } a href="?segue_preview=" { "Leave the preview" }
            }
        }
    }
}

/// The same as a page of its own.
pub(in crate::edge) fn alone(why: &str) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; meta name="viewport" content="width=device-width, initial-scale=1"; title { "Preview" } }
            body { (refused(why)) }
        }
    }
}

/// The page that draws a receipt: it asks its own address for the JSON.
pub(in crate::edge) fn receipt() -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { "Why is this shown?" }
                link rel="stylesheet" href="/_segue/segue.css";
                script src="/_segue/receipt.js" defer {}
            }
            body class="segue-receipt" {
                main { noscript { "The receipt is drawn by a script; " code { "segue explain" } " prints it without one." } }
            }
        }
    }
}

/// One product's page for several personas.
pub(in crate::edge) fn gallery(preview: &Preview<'_>, title: &str, snapshot: &str, cells: &[Cell<'_>]) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) " for every persona" }
                link rel="stylesheet" href="/_segue/segue.css";
            }
            body class="segue-gallery" {
                header {
                    h1 { (title) }
                    p {
                        "Preview, " (state(preview)) " " code { (snapshot.get(..8).unwrap_or_default()) }
                        ". The link works until " (until(preview)) ". Nothing here is counted."
                    }
                }
                main {
                    @for cell in cells {
                        section aria-label=(cell.name) {
                            h2 { (cell.name) }
                            p class="segue-gallery-links" {
                                span { "basis: " (cell.basis) }
                                a href=(cell.receipt) { "Why this?" }
                                @if let Some(open) = &cell.open { a href=(open) { "Open the page" } }
                            }
                            (PreEscaped(&cell.body))
                            @if cell.body.is_empty() { p class="segue-preview-empty" { "Nothing is shown to this persona." } }
                        }
                    }
                }
            }
        }
    }
}
