//! The visitor's own page. It works without a script.

use super::super::privacy::Privacy;
use crate::consent::Purpose;
use maud::{DOCTYPE, Markup, html};

/// What a purpose is for, to the visitor.
fn meaning(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Necessary => "Answer you at all, and keep this choice.",
        Purpose::Preferences => "Remember the settings that you make here.",
        Purpose::Analytics => "Count what is used, so that the shop gets better.",
        Purpose::Personalization => {
            "Remember what you looked at and bought here, in your own browser, to show what fits."
        }
        Purpose::Advertising => "Continue what an ad promised, and tell the platform that you came from it.",
    }
}

/// The page.
pub(in crate::edge) fn privacy(privacy: &Privacy, shop_url: &str) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { "Your privacy in this shop" }
                link rel="stylesheet" href="/_segue/segue.css";
            }
            body class="segue segue-page" {
                main {
                    p { a class="segue-link" href=(shop_url) { "Back to the shop" } }
                    h1 { "Your privacy in this shop" }
                    form method="post" action="/_segue/privacy" {
                        @for purpose in Purpose::ALL {
                            @let name = purpose.name();
                            @let granted = privacy.purposes.get(name).copied().unwrap_or(false);
                            fieldset {
                                legend { (name) }
                                p { (meaning(purpose)) }
                                @if purpose != Purpose::Necessary {
                                    label { input type="radio" name=(name) value="yes" checked[granted]; " Yes" }
                                    label { input type="radio" name=(name) value="no" checked[!granted]; " No" }
                                }
                                @if let Some(source) = privacy.sources.get(name) { p class="segue-why" { (source) } }
                            }
                        }
                        fieldset {
                            legend { "reminders" }
                            p { "Remind me of what I bought and may run out of." }
                            label { input type="radio" name="reminders" value="yes" checked[privacy.preferences.reminders]; " Yes" }
                            label { input type="radio" name="reminders" value="no" checked[!privacy.preferences.reminders]; " No" }
                        }
                        button type="submit" { "Save my choice" }
                    }
                    h2 { "What is remembered" }
                    @if privacy.remembered.is_empty() {
                        p { "Nothing." }
                    } @else {
                        p { "All of it is in a cookie in your browser, and nowhere else." }
                        ul { @for line in &privacy.remembered { li { (line) } } }
                        form method="post" action="/_segue/privacy" {
                            button type="submit" name="forget" value="yes" { "Forget me" }
                        }
                    }
                }
            }
        }
    }
}
