//! The question, as a fragment: one form that works without a script. Both answers are the same element, of one class.

use super::super::languages::Words;
use maud::{Markup, html};

/// The fragment; `lang` says whether the language is one that a link asked for.
pub(in crate::edge) fn banner(words: &Words, lang: bool) -> Markup {
    let tag = words.language.tag;
    html! {
        section class="segue-consent" lang=(tag) aria-labelledby="segue-ask" {
            link rel="stylesheet" href="/_segue/segue.css";
            form method="post" action={ "/_segue/privacy" @if lang { "?lang=" (tag) } } {
                h2 id="segue-ask" { (words.get("ask")) }
                p {
                    (words.get("ask.what")) " "
                    a class="segue-link" href={ "/_segue/privacy" @if lang { "?lang=" (tag) } } { (words.get("ask.more")) }
                }
                (choice(words))
            }
        }
    }
}

/// Yes or no to everything, also on the visitor's page.
pub(super) fn choice(words: &Words) -> Markup {
    html! {
        div class="segue-choice" {
            button class="segue-button" type="submit" name="all" value="yes" { (words.get("ask.yes")) }
            button class="segue-button" type="submit" name="all" value="no" { (words.get("ask.no")) }
        }
    }
}
