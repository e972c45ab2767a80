//! What changes between two snapshots, and for whom.

use super::{Chart, Section, Side, Table, number, text};
use crate::cli::simulate::report::{Cell, Changed, MovedRow, percent};

/// Rows of the list of first blocks and of landings.
const ROWS: usize = 20;

pub(super) fn sections(changed: &Changed) -> Vec<Section> {
    let mut all = vec![summary(changed)];
    let kinds = [
        ("moved-segments", "Who is in another segment", "segment", &changed.segments),
        ("moved-blocks", "Who sees other blocks", "block", &changed.blocks),
        ("moved-sets", "Who sees other sets", "set", &changed.sets),
    ];
    for (id, title, what, rows) in kinds.into_iter().filter(|(.., rows)| !rows.is_empty()) {
        all.push(moved(id, title, what, rows));
    }
    if !changed.first_block.is_empty() {
        all.push(first_block(changed));
    }
    if !changed.landings.is_empty() {
        all.push(landings(changed));
    }
    all
}

fn example(words: &[String]) -> String {
    words.iter().map(|words| format!("“{words}”")).collect::<Vec<_>>().join("; ")
}

fn summary(changed: &Changed) -> Section {
    let lead = match changed.any.visitors {
        Cell::Exact(0) => "Nobody is shown anything else, and no link leads elsewhere.".to_string(),
        _ => format!(
            "For {} of the visitors ({}) something is shown, or a link leads, elsewhere than before.",
            changed.any.visitors,
            percent(changed.any.share)
        ),
    };
    let mut rows = vec![
        vec!["something changes".to_string(), changed.any.visitors.to_string(), percent(changed.any.share)],
        vec![
            "the first block changes".into(),
            changed.first_block_any.visitors.to_string(),
            percent(changed.first_block_any.share),
        ],
    ];
    rows.extend(changed.shelves.iter().map(|row| {
        vec![format!("products of the set {} that are others now", row.id), String::new(), percent(row.replaced)]
    }));
    let examples = &changed.any.examples;
    let notes =
        if examples.is_empty() { Vec::new() } else { vec![format!("For whom, for example: {}.", example(examples))] };
    Section {
        id: "changes",
        title: "What changes".into(),
        lead,
        table: Table { head: vec![text("for whom"), number("visitors"), number("share")], rows },
        chart: None,
        notes,
    }
}

fn moved(id: &'static str, title: &str, what: &'static str, rows: &[MovedRow]) -> Section {
    let sign = |cell: Cell, sign: &str| match cell {
        Cell::Exact(0) | Cell::Untold => cell.to_string(),
        _ => format!("{sign}{cell}"),
    };
    let table = rows.iter().map(|row| {
        let count = |cell: Option<Cell>| cell.map_or_else(|| "–".to_string(), |cell| cell.to_string());
        vec![
            row.id.clone(),
            count(row.before),
            count(row.after),
            sign(row.gained.visitors, "+"),
            sign(row.lost.visitors, "−"),
        ]
    });
    let mut notes = Vec::new();
    for row in rows {
        for (how, few) in [("now in", &row.gained), ("no longer in", &row.lost)] {
            if !few.examples.is_empty() {
                let how = match (what, how) {
                    ("segment", how) => how,
                    (_, "now in") => "now see",
                    _ => "no longer see",
                };
                notes.push(format!("{how} {}: {}", row.id, example(&few.examples)));
            }
        }
    }
    let bars = rows.iter().map(|row| {
        let side = |few: &super::super::report::Few, mark: &str| Side {
            share: few.share.unwrap_or(0.0),
            said: sign(few.visitors, mark),
        };
        (row.id.clone(), side(&row.lost, "−"), side(&row.gained, "+"))
    });
    Section {
        id,
        title: title.into(),
        lead: format!("Visitors for whom a {what} is new, and for whom it is gone, on any of their pages."),
        table: Table {
            head: vec![text(what), number("before"), number("after"), number("gained"), number("lost")],
            rows: table.collect(),
        },
        chart: Some(Chart::Moves { rows: bars.collect() }),
        notes,
    }
}

fn first_block(changed: &Changed) -> Section {
    let rows = changed.first_block.iter().take(ROWS).map(|row| {
        vec![
            row.from.clone(),
            row.to.clone(),
            row.who.visitors.to_string(),
            percent(row.who.share),
            example(row.who.examples.get(..2).unwrap_or(&row.who.examples)),
        ]
    });
    Section {
        id: "first-block",
        title: "The first block".into(),
        lead: "The block at the top of the page, on any of a visitor's pages; – where there is none.".into(),
        table: Table {
            head: vec![text("before"), text("now"), number("visitors"), number("share"), text("such as")],
            rows: rows.collect(),
        },
        chart: None,
        notes: rest(changed.first_block.len()),
    }
}

fn landings(changed: &Changed) -> Section {
    let rows = changed.landings.iter().take(ROWS).map(|row| {
        let change = &row.change;
        vec![
            row.campaign.clone(),
            change.from.clone(),
            change.to.clone(),
            change.who.visitors.to_string(),
            percent(change.who.share),
        ]
    });
    Section {
        id: "moved-landings",
        title: "Who lands elsewhere".into(),
        lead: "Links of campaigns that lead somebody to another place.".into(),
        table: Table {
            head: vec![text("campaign"), text("before"), text("now"), number("visitors"), number("share")],
            rows: rows.collect(),
        },
        chart: None,
        notes: rest(changed.landings.len()),
    }
}

fn rest(rows: usize) -> Vec<String> {
    if rows > ROWS { vec![format!("and {} more; `--format json` has them all", rows - ROWS)] } else { Vec::new() }
}
