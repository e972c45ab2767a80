//! The report as one HTML page: no script, nothing from outside, and every number of a chart in a table beside it.

mod charts;
mod shelves;

use super::report::{Report, percent};
use super::sections::{Section, Table, sections};
use crate::cli::figures::grouped;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// The style: light and dark as the reader's system is, and light on paper.
const STYLE: &str = include_str!("report.css");

/// The page.
pub(super) fn page(report: &Report) -> String {
    let sections = sections(report);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { "Simulation of " (report.shop) ", " (report.day) }
                // Only the style of this program: of the shop's there are pictures in it, in base64.
                style { (PreEscaped(STYLE)) (PreEscaped(report.shelves.pictures.style())) }
            }
            body {
                (charts::patterns())
                main {
                    (head(report))
                    nav aria-label="Sections" {
                        @if report.changes.is_none() { a href="#shelves" { "Shelves" } }
                        @for section in &sections { a href={ "#" (section.id) } { (section.title) } }
                        @if report.changes.is_some() { a href="#shelves" { "Shelves" } }
                    }
                    @if report.changes.is_none() { (shelves::section(&report.shelves)) }
                    @for section in &sections { (one(section)) }
                    @if report.changes.is_some() { (shelves::section(&report.shelves)) }
                    (foot(report))
                }
            }
        }
    };
    page.into_string()
}

fn head(report: &Report) -> Markup {
    let inhabited = report.segments.iter().filter(|row| row.remark != Some("nobody")).count();
    let none = super::report::Cell::Exact(0);
    let shown = report.blocks.iter().filter(|row| row.visitors != none).count();
    let population = match report.population.kind {
        "orders" => "customers of an order export",
        "samples" => "samples",
        _ => "personas",
    };
    let consent = &report.consent;
    let (changed, share) = match &report.changes {
        Some(changes) => ("see a change", &changes.any.share),
        None => ("see something personal", &consent.personalised_share),
    };
    let said = match &report.changes {
        Some(changes) => changes.any.visitors,
        None => consent.personalised,
    };
    let figure = share.map_or_else(|| said.to_string(), |share| percent(Some(share)));
    html! {
        header {
            p.kicker { @if report.changes.is_some() { "Comparison of two snapshots" } @else { "Simulation of a snapshot" } }
            h1 { (report.shop) }
            p.facts {
                (grouped(report.population.visitors)) " visitors (" (population) "), "
                (grouped(report.population.pages)) " product pages, on " (report.day)
            }
            dl.figures {
                div { dt { "segments with somebody" } dd { (inhabited) small { " of " (report.segments.len()) } } }
                div { dt { "blocks shown" } dd { (shown) small { " of " (report.blocks.len()) } } }
                div { dt { "pages with fewer blocks than places" } dd { (percent(report.block_places.short)) } }
                div { dt { "visitors who " (changed) } dd { (figure) } }
            }
        }
    }
}

fn one(section: &Section) -> Markup {
    html! {
        section id=(section.id) aria-labelledby={ (section.id) "-title" } {
            h2 id={ (section.id) "-title" } { (section.title) }
            p.lead { (section.lead) }
            @if let Some(chart) = &section.chart { (charts::chart(chart, &section.title)) }
            @if !section.table.rows.is_empty() {
                @if section.chart.is_some() {
                    details open {
                        summary { "The numbers" }
                        (table(&section.table, &section.title))
                    }
                } @else { (table(&section.table, &section.title)) }
            }
            @if !section.notes.is_empty() {
                ul.notes { @for note in &section.notes { li { (note) } } }
            }
        }
    }
}

fn table(table: &Table, caption: &str) -> Markup {
    html! {
        // Wide tables are scrolled by themselves, also from the keyboard.
        div.scroll tabindex="0" role="region" aria-label=(caption) {
            table .wide[table.head.len() > 5] {
                caption.hidden { (caption) }
                thead { tr {
                    @for column in &table.head { th scope="col" .n[column.number] { (column.name) } }
                } }
                tbody {
                    @for row in &table.rows { tr {
                        @for (at, (cell, column)) in row.iter().zip(&table.head).enumerate() {
                            @if at == 0 { th scope="row" { (cell) } }
                            @else { td .n[column.number] { (cell) } }
                        }
                    } }
                }
            }
        }
    }
}

fn foot(report: &Report) -> Markup {
    let population = &report.population;
    html! {
        footer {
            h2 { "How this was made" }
            ul {
                @for note in &population.notes { li { (note) } }
                @if population.smallest_group > 1 {
                    li { "Groups of fewer than " (population.smallest_group) " visitors are not told apart (“<"
                        (population.smallest_group) "”), and nobody is named." }
                }
                li { (population.agree) " of " (grouped(population.visitors)) " visitors agree to personalization." }
                li { "Each visitor opens bestsellers, others of their categories, and now and then anything; dealt by the number "
                    (population.seed) "." }
                li { "Snapshot " code { (report.snapshot) }
                    @if let Some(against) = &report.against { ", against " code { (against) } } "." }
                li { "Made with segue " (crate::VERSION) ", by the same code that decides in the shop." }
            }
        }
    }
}
