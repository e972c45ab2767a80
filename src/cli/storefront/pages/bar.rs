//! The development bar. It is no part of a shop: it shows the engineer what Segue answered.

use maud::{Markup, html};

/// The bar, which its script fills.
pub(super) fn bar() -> Markup {
    html! {
        aside class="bar" aria-label="Development bar" data-bar hidden {
            details {
                summary { b { "Development" } span data-bar-line { "this page asks Segue for nothing" } }
                div class="bar-panel" {
                    section {
                        h2 { "The answer to this page" } dl data-bar-answer {}
                        h2 { "Click on an ad" } ul class="bar-ads" data-bar-campaigns {}
                    }
                    section {
                        h2 { "Why" }
                        h3 { "Segments" } ul class="bar-words" data-bar-segments {}
                        h3 { "Blocks" } dl data-bar-blocks {}
                        h3 { "Sets" } dl data-bar-sets {}
                        h3 { "Experiments" } dl data-bar-experiments {}
                    }
                    section {
                        h2 { "The visitor" }
                        h3 { "Consent" } dl data-bar-consent {}
                        h3 { "Remembered" } ul data-bar-remembered {}
                        p {
                            button type="button" data-bar-forget { "Forget me, and empty the cart" }
                            " " a href="/_segue/privacy" { "The visitor's own page" }
                            " " a href="/_segue/health" { "Health" }
                        }
                    }
                }
            }
        }
    }
}
