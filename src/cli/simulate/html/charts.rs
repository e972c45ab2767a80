//! Charts as inline SVG, one picture a bar, so that words keep their size however narrow the page is. Each series has a
//! pattern of its own beside its colour.

use super::super::sections::{Bar, Chart, PartOf, Side};
use maud::{Markup, PreEscaped, html};

/// How many patterns there are.
const LOOKS: usize = 6;

/// The patterns that bars are filled with.
pub(super) fn patterns() -> Markup {
    // Names and shapes of this program alone.
    PreEscaped(
        "<svg class=\"defs\" aria-hidden=\"true\" width=\"0\" height=\"0\"><defs>\
         <pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
         <rect class=\"under\" width=\"6\" height=\"6\"/><rect class=\"over\" width=\"2\" height=\"6\"/></pattern>\
         <pattern id=\"dots\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">\
         <rect class=\"under\" width=\"6\" height=\"6\"/><circle class=\"over\" cx=\"3\" cy=\"3\" r=\"1.4\"/></pattern>\
         </defs></svg>"
            .to_string(),
    )
}

/// A chart. It is a picture to those who see it; to all others the table beside it says the same.
pub(super) fn chart(chart: &Chart, title: &str) -> Markup {
    let drawn = match chart {
        Chart::Bars { series, bars } => bars_of(series, bars),
        Chart::Parts { rows } => parts_of(rows),
        Chart::Moves { rows } => moves_of(rows),
        Chart::Matrix { names, cells } => matrix_of(names, cells),
    };
    html! { figure role="img" aria-label={ "Chart: " (title) ". The table that follows has its numbers." } { (drawn) } }
}

fn width(share: f64) -> String {
    format!("{:.2}%", share.clamp(0.0, 1.0) * 100.0)
}

fn bars_of(series: &[&str], bars: &[Bar]) -> Markup {
    html! {
        @if series.len() > 1 {
            p.legend { @for (nth, name) in series.iter().enumerate() { span { (swatch(nth)) (name) } } }
        }
        div.bars {
            @for bar in bars {
                span.label { (bar.label) }
                span.pair {
                    @for (nth, (share, said)) in bar.values.iter().enumerate() {
                        span.bar {
                            svg height="14" {
                                rect.track width="100%" height="14" {}
                                @if let Some(share) = share { rect class={ "look" (nth) } width=(width(*share)) height="14" {} }
                            }
                            span.said { (said) }
                        }
                    }
                }
            }
        }
    }
}

fn parts_of(rows: &[(String, Vec<PartOf>)]) -> Markup {
    html! {
        div.parts {
            @for (label, parts) in rows {
                span.label { (label) }
                span.stack {
                    svg height="20" {
                        rect.track width="100%" height="20" {}
                        @for (from, part) in placed(parts) {
                            rect class={ "look" (look(part.look)) } x=(width(from)) width=(width(part.share)) height="20" {}
                        }
                    }
                    span.keys {
                        @for part in parts {
                            span { (swatch(look(part.look))) (part.name) " " b { (super::percent(Some(part.share))) } }
                        }
                        @if parts.is_empty() { span { "too few to say" } }
                    }
                }
            }
        }
    }
}

/// Each part with where it begins.
fn placed(parts: &[PartOf]) -> Vec<(f64, &PartOf)> {
    let mut from = 0.0;
    let one = |part: &PartOf| {
        from += part.share;
        from - part.share
    };
    let begins: Vec<f64> = parts.iter().map(one).collect();
    begins.into_iter().zip(parts).collect()
}

/// The fallback has the last look, which nothing else has.
fn look(nth: usize) -> usize {
    if nth == usize::MAX { LOOKS } else { nth % LOOKS }
}

fn moves_of(rows: &[(String, Side, Side)]) -> Markup {
    let most = rows.iter().flat_map(|(_, lost, gained)| [lost.share, gained.share]).fold(0.0, f64::max).max(0.001);
    html! {
        p.legend { span { (swatch(1)) "lost" } span { (swatch(0)) "gained" } }
        div.moves {
            @for (label, lost, gained) in rows {
                span.label { (label) }
                span.side.lost {
                    span.said { (lost.said) }
                    svg height="14" { rect.track width="100%" height="14" {}
                        rect.look1 x=(width(1.0 - lost.share / most)) width=(width(lost.share / most)) height="14" {} }
                }
                span.side {
                    svg height="14" { rect.track width="100%" height="14" {}
                        rect.look0 width=(width(gained.share / most)) height="14" {} }
                    span.said { (gained.said) }
                }
            }
        }
    }
}

fn matrix_of(names: &[String], cells: &[Vec<(f64, String)>]) -> Markup {
    let row = |nth: usize, name: &str, cells: &[(f64, String)]| {
        html! {
            tr {
                th scope="row" { span.nth { (nth + 1) } " " (name) }
                @for (at, (share, said)) in cells.iter().enumerate() {
                    @if at == nth { td.self { "·" } }
                    @else if *share == 0.0 && said == "0%" { td.none { "0" } }
                    @else {
                        td {
                            svg width="100%" height="100%" aria-hidden="true" {
                                rect.shade width="100%" height="100%" fill-opacity=(format!("{:.2}", share.clamp(0.0, 1.0) * 0.85)) {}
                            }
                            span { (said) }
                        }
                    }
                }
            }
        }
    };
    html! {
        div.scroll tabindex="0" role="region" aria-label="Overlaps of the largest segments" {
            table.matrix {
                thead { tr { th {} @for (nth, name) in names.iter().enumerate() { th scope="col" title=(name) { (nth + 1) } } } }
                tbody { @for (nth, (name, cells)) in names.iter().zip(cells).enumerate() { (row(nth, name, cells)) } }
            }
        }
    }
}

fn swatch(nth: usize) -> Markup {
    html! { svg.swatch width="14" height="14" aria-hidden="true" { rect class={ "look" (nth) } width="14" height="14" {} } }
}
