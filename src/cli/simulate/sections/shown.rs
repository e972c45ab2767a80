//! What is shown: blocks, sets, places, landings, experiments.

use super::{Bar, Chart, PartOf, Section, Table, few, number, text};
use crate::cli::simulate::report::{Cell, Filled, LandingRow, Report, Why, percent};
use crate::snapshot::Unit;

pub(super) fn sections(report: &Report) -> Vec<Section> {
    let mut all = vec![blocks(report), sets(report), places(report)];
    if !report.landings.is_empty() {
        all.push(landings(report));
    }
    if !report.experiments.is_empty() {
        all.push(experiments(report));
    }
    all
}

fn why(why: Option<&Why>) -> String {
    why.map_or_else(String::new, |why| format!("{} ({:.0}%)", why.reason, why.share * 100.0))
}

fn blocks(report: &Report) -> Section {
    let never: Vec<String> =
        report.blocks.iter().filter(|row| row.visitors == Cell::Exact(0)).map(|row| row.id.clone()).collect();
    let mut lead =
        format!("{} of {} blocks are shown to somebody.", report.blocks.len() - never.len(), report.blocks.len());
    if !never.is_empty() {
        lead += &format!(" Never shown: {}.", few(&never, 8));
    }
    let rows = report.blocks.iter().map(|row| {
        vec![
            row.id.clone(),
            row.visitors.to_string(),
            percent(row.share),
            percent(row.page_share),
            row.without_consent.to_string(),
            why(row.why_not.as_ref()),
        ]
    });
    let shown =
        report.blocks.iter().filter(|row| row.visitors != Cell::Exact(0) || row.without_consent != Cell::Exact(0));
    let bars = shown.map(|row| Bar {
        label: row.id.clone(),
        values: vec![
            (row.share, percent_or(row.share, row.visitors)),
            (row.without_consent_share, percent_or(row.without_consent_share, row.without_consent)),
        ],
    });
    Section {
        id: "blocks",
        title: "Blocks".into(),
        lead,
        table: Table {
            head: vec![
                text("block"),
                number("visitors"),
                number("share"),
                number("pages"),
                number("no consent"),
                text("elsewhere not, mostly"),
            ],
            rows: rows.collect(),
        },
        chart: Some(Chart::Bars {
            series: vec!["visitors who see it", "if they agreed to nothing"],
            bars: bars.collect(),
        }),
        notes: Vec::new(),
    }
}

fn percent_or(share: Option<f64>, cell: Cell) -> String {
    if share.is_some() { percent(share) } else { cell.to_string() }
}

fn sets(report: &Report) -> Section {
    let on_page: Vec<_> = report.sets.iter().filter(|row| row.on_page).collect();
    let never: Vec<String> =
        on_page.iter().filter(|row| row.visitors == Cell::Exact(0)).map(|row| row.id.clone()).collect();
    let mut lead = format!("{} of {} sets are shown to somebody.", on_page.len() - never.len(), on_page.len());
    if !never.is_empty() {
        lead += &format!(" Never shown: {}.", few(&never, 8));
    }
    let rows = on_page.iter().map(|row| {
        let found: Vec<String> = row
            .strategies
            .iter()
            .take(3)
            .filter(|part| part.share >= 0.005)
            .map(|part| format!("{} {:.0}%", part.name, part.share * 100.0))
            .collect();
        vec![
            row.id.clone(),
            row.visitors.to_string(),
            percent(row.page_share),
            row.products.map_or_else(String::new, |n| format!("{n:.1} of {}", row.size)),
            row.full.map_or_else(String::new, |n| percent(Some(n))),
            found.join(", "),
            why(row.why_not.as_ref()),
        ]
    });
    let bars = on_page.iter().filter(|row| row.visitors != Cell::Exact(0)).map(|row| Bar {
        label: row.id.clone(),
        values: vec![
            (row.page_share, percent(row.page_share)),
            (
                row.products.map(|n| (n / f64::from(row.size.max(1))).min(1.0)),
                row.products.map_or_else(String::new, |n| format!("{n:.1} of {}", row.size)),
            ),
        ],
    });
    let others: Vec<String> = report.sets.iter().filter(|row| !row.on_page).map(|row| row.id.clone()).collect();
    let notes = match others.is_empty() {
        true => Vec::new(),
        false => vec![format!("Not for the product page, and so not seen here: {}.", few(&others, 8))],
    };
    Section {
        id: "sets",
        title: "Recommendation sets".into(),
        lead,
        table: Table {
            head: vec![
                text("set"),
                number("visitors"),
                number("pages"),
                number("filled"),
                number("full"),
                text("found by"),
                text("elsewhere not, mostly"),
            ],
            rows: rows.collect(),
        },
        chart: Some(Chart::Bars {
            series: vec!["share of the pages", "products of a full shelf"],
            bars: bars.collect(),
        }),
        notes,
    }
}

fn places(report: &Report) -> Section {
    let short = |what: &Filled, name: &str| {
        let share = percent(what.short);
        let reasons: Vec<String> =
            what.reasons.iter().take(3).map(|part| format!("{} {:.0}%", part.name, part.share * 100.0)).collect();
        let because = if reasons.is_empty() {
            String::new()
        } else {
            format!(" (rules not chosen there: {})", reasons.join(", "))
        };
        format!("{share} of the pages have fewer than {} {name}{because}.", what.places)
    };
    let lead = [
        short(&report.block_places, "blocks"),
        short(&report.set_places, "sets"),
        format!("At most {} blocks of a page may be personal.", report.personal.places),
    ];
    let all = [("blocks", &report.block_places), ("sets", &report.set_places), ("personal blocks", &report.personal)];
    let mut rows = Vec::new();
    let mut chart = Vec::new();
    for (name, what) in all {
        for pages in &what.pages {
            rows.push(vec![name.to_string(), pages.filled.to_string(), pages.pages.to_string(), percent(pages.share)]);
        }
        let part = |pages: &super::super::report::Pages| {
            let share = pages.share.filter(|share| *share > 0.0)?;
            Some(PartOf { name: pages.filled.to_string(), share, look: usize::from(pages.filled) })
        };
        chart.push((name.to_string(), what.pages.iter().filter_map(part).collect()));
    }
    Section {
        id: "places",
        title: "Places on the page".into(),
        lead: lead.join(" "),
        table: Table { head: vec![text("on a page"), number("how many"), number("pages"), number("share")], rows },
        chart: Some(Chart::Parts { rows: chart }),
        notes: Vec::new(),
    }
}

fn landings(report: &Report) -> Section {
    let link = |row: &LandingRow| if row.with_product { "a product" } else { "none" }.to_string();
    let (mut rows, mut notes, mut unreached) = (Vec::new(), Vec::new(), Vec::new());
    let mut chart = Vec::new();
    for row in &report.landings {
        let mut never = Vec::new();
        for (nth, candidate) in row.candidates.iter().enumerate() {
            let to = format!("{}. {}", nth + 1, candidate.to);
            if candidate.visitors == Cell::Exact(0) {
                if !candidate.by_chance {
                    never.push(to);
                }
            } else {
                let visitors = candidate.visitors.to_string();
                rows.push(vec![row.campaign.clone(), link(row), to, visitors, percent(candidate.share)]);
            }
        }
        if row.fallback != Cell::Exact(0) {
            let visitors = row.fallback.to_string();
            rows.push(vec![
                row.campaign.clone(),
                link(row),
                "the fallback".into(),
                visitors,
                percent(row.fallback_share),
            ]);
        }
        // What neither of the two links reaches is said once.
        if row.with_product {
            unreached = never;
        } else {
            unreached.retain(|to| never.contains(to));
            if !unreached.is_empty() {
                notes.push(format!("{} never leads to {}", row.campaign, few(&unreached, 6)));
            }
        }
        let taken = row.candidates.iter().enumerate().filter_map(|(nth, candidate)| {
            let share = candidate.share.filter(|share| *share > 0.0)?;
            Some(PartOf { name: format!("{}. {}", nth + 1, candidate.to), share, look: nth })
        });
        let fell = row.fallback_share.filter(|share| *share > 0.0);
        let fell = fell.map(|share| PartOf { name: "the fallback".into(), share, look: usize::MAX });
        let with = if row.with_product { "with a product" } else { "without" };
        chart.push((format!("{}, {with}", row.campaign), taken.chain(fell).collect()));
    }
    let falls: Vec<String> = report
        .landings
        .iter()
        .filter(|row| row.fallback != Cell::Exact(0))
        .map(|row| row.campaign.clone())
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect();
    let lead = match falls.is_empty() {
        true => "Every link finds a candidate of its campaign.".to_string(),
        false => format!("Somebody lands on the fallback from {}.", few(&falls, 8)),
    };
    Section {
        id: "landings",
        title: "Landings".into(),
        lead,
        table: Table {
            head: vec![text("campaign"), text("link names"), text("leads to"), number("visitors"), number("share")],
            rows,
        },
        chart: Some(Chart::Parts { rows: chart }),
        notes,
    }
}

fn experiments(report: &Report) -> Section {
    let mut rows = Vec::new();
    for trial in &report.experiments {
        let part = if trial.unit == Unit::Click { "clicks dealt" } else { "takes part" };
        rows.push(vec![trial.id.clone(), part.into(), trial.enrolled.to_string(), percent(trial.share)]);
        for arm in &trial.arms {
            rows.push(vec![
                trial.id.clone(),
                format!("arm {}", arm.id),
                arm.visitors.to_string(),
                format!("{}% wanted", arm.weight),
            ]);
        }
        for out in &trial.out {
            rows.push(vec![trial.id.clone(), format!("not: {}", out.reason), out.visitors.to_string(), String::new()]);
        }
    }
    let bars = report.experiments.iter().map(|trial| Bar {
        label: trial.id.clone(),
        values: vec![(trial.share, percent_or(trial.share, trial.enrolled))],
    });
    Section {
        id: "experiments",
        title: "Experiments".into(),
        lead:
            "Who takes part, in which arm, and why the others do not. Where clicks are dealt, one of each visitor is \
               counted."
                .into(),
        table: Table { head: vec![text("experiment"), text("who"), number("visitors"), number("share")], rows },
        chart: Some(Chart::Bars { series: vec!["visitors who take part"], bars: bars.collect() }),
        notes: Vec::new(),
    }
}
