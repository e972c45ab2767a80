//! The visitor's own page. It works without a script, and its two answers weigh the same: the same element, the same
//! style, and neither is chosen before the visitor chose.

use super::super::languages::{Language, Words};
use super::super::privacy::{Group, Memory, Page, PreferencesJson, Row, Taste};
use super::banner::choice;
use crate::consent::{HowOften, Purpose};
use maud::{DOCTYPE, Markup, html};

/// The page, with links to itself in `languages`.
pub(in crate::edge) fn privacy(page: &Page<'_>, languages: &'static [Language]) -> Markup {
    let words = page.words;
    html! {
        (DOCTYPE)
        html lang=(words.language.tag) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                // What was done comes first: a screen reader begins with it.
                title { @if let Some(done) = &page.done { (done) " – " } (words.get("title")) }
                link rel="stylesheet" href="/_segue/segue.css";
            }
            body class="segue segue-page" {
                header { a class="segue-link" href=(page.shop_url) { (words.get("back")) } }
                main {
                    h1 { (words.get("title")) }
                    @if let Some(done) = &page.done { p class="segue-done" role="status" { (done) } }
                    p { (words.get("intro")) }
                    h2 { (words.get("purposes")) }
                    p { (words.get("purposes.how")) }
                    (all_or_nothing(page))
                    form method="post" action=(to(page)) {
                        (purposes(page))
                        (wishes(page))
                        p class="segue-save" { button class="segue-button" type="submit" { (words.get("save")) } }
                    }
                    (remembered(page))
                }
                footer {
                    nav aria-label=(words.get("languages")) {
                        ul class="segue-languages" {
                            @for other in languages {
                                @let here = (other.tag == words.language.tag).then_some("true");
                                li {
                                    a href={ "/_segue/privacy?lang=" (other.tag) } lang=(other.tag) hreflang=(other.tag)
                                        aria-current=[here] { (other.name) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Where the forms go: the language that a link asked for stays.
fn to(page: &Page<'_>) -> Markup {
    html! { "/_segue/privacy" @if page.lang { "?lang=" (page.words.language.tag) } }
}

/// The question's two buttons: to withdraw is as easy as to agree was.
fn all_or_nothing(page: &Page<'_>) -> Markup {
    html! { form method="post" action=(to(page)) { (choice(page.words)) } }
}

fn purposes(page: &Page<'_>) -> Markup {
    let words = page.words;
    html! {
        @for row in &page.rows {
            @let name = row.purpose.name();
            @if row.purpose == Purpose::Necessary {
                div class="segue-purpose" { h3 { (words.get(name)) } (about(words, row)) }
            } @else {
                @let elsewhere = row.elsewhere.map(|_| [" ", name, "-elsewhere"].concat()).unwrap_or_default();
                fieldset class="segue-purpose" aria-describedby={ (name) "-what " (name) "-now" (elsewhere) } {
                    legend { h3 { (words.get(name)) } }
                    (about(words, row))
                    @if let Some(elsewhere) = row.elsewhere { p id={ (name) "-elsewhere" } class="segue-elsewhere" { (elsewhere) } }
                    (yes_or_no(words, name, row.chosen))
                }
            }
        }
    }
}

fn about(words: &Words, row: &Row) -> Markup {
    let name = row.purpose.name();
    html! {
        p id={ (name) "-what" } { (words.of_two(name, "what")) }
        p id={ (name) "-now" } class="segue-why" { (row.now) }
    }
}

fn yes_or_no(words: &Words, name: &str, chosen: Option<bool>) -> Markup {
    html! {
        div class="segue-answers" {
            (answer(name, "yes", words.get("yes"), chosen == Some(true)))
            (answer(name, "no", words.get("no"), chosen == Some(false)))
        }
    }
}

fn answer(name: &str, value: &str, text: &str, chosen: bool) -> Markup {
    html! {
        label class="segue-answer" { input type="radio" name=(name) value=(value) checked[chosen]; span { (text) } }
    }
}

fn wishes(page: &Page<'_>) -> Markup {
    let words = page.words;
    let PreferencesJson { reminders, recommendations, .. } = &page.preferences;
    let often = [(HowOften::Usual, "usual"), (HowOften::Fewer, "fewer"), (HowOften::Never, "never")];
    let any = page.categories.iter().any(|asked| asked.taste != Taste::Neither);
    html! {
        h2 { (words.get("wishes")) }
        fieldset {
            legend { h3 { (words.get("often")) } }
            div class="segue-answers segue-three" {
                @for (each, name) in often {
                    (answer("recommendations", name, words.of_two("often", name), *recommendations == each))
                }
            }
        }
        fieldset {
            // A setting and not a question: it is on until somebody turns it off.
            legend { h3 { (words.get("reminders")) } }
            (yes_or_no(words, "reminders", Some(*reminders)))
        }
        @if !page.categories.is_empty() {
            details open[any] {
                summary { h3 { (words.get("categories")) } }
                p { (words.fill("categories.how", &[("n", &alloc::format!("{}", page.most))])) }
                @for asked in &page.categories {
                    fieldset class="segue-category" {
                        legend lang=[page.titles_in] { (asked.title) }
                        div class="segue-answers segue-three" {
                            @for taste in Taste::ALL {
                                @let text = words.of_two("category", taste.name());
                                (answer(&["category.", asked.id].concat(), taste.name(), text, asked.taste == taste))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn remembered(page: &Page<'_>) -> Markup {
    let words = page.words;
    html! {
        h2 { (words.get("remembered")) }
        @match page.memory {
            Memory::Nothing => p { (words.get("remembered.nothing")) },
            Memory::Unknown(said) => p { (said) },
            Memory::Known(groups) => {
                p { (words.get(if page.for_this_visit { "remembered.visit" } else { "remembered.where" })) }
                @for group in groups { (told(group)) }
            },
        }
        div class="segue-tools" {
            div {
                p {
                    a class="segue-button" href={ "/_segue/privacy?download" @if page.lang { "&lang=" (words.language.tag) } }
                        download="my-data.json" aria-describedby="download-how" { (words.get("download")) }
                }
                p id="download-how" class="segue-why" { (words.get("download.how")) }
            }
            @if !matches!(page.memory, Memory::Nothing) {
                form method="post" action=(to(page)) {
                    p {
                        button class="segue-button" type="submit" name="forget" value="yes"
                            aria-describedby="forget-how" { (words.get("forget")) }
                    }
                    p id="forget-how" class="segue-why" { (words.get("forget.how")) }
                }
            }
        }
    }
}

fn told(group: &Group) -> Markup {
    html! {
        section class="segue-remembered" {
            h3 { (group.title) }
            ul { @for line in &group.lines { li { (line) } } }
            p class="segue-why" { (group.why) }
        }
    }
}
