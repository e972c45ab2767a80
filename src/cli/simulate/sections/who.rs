//! Who the visitors are: segments, overlaps, consent.

use super::{Bar, Chart, Section, Table, few, number, text};
use crate::cli::simulate::report::{Report, percent};

pub(super) fn sections(report: &Report) -> Vec<Section> {
    let mut all = vec![segments(report)];
    if !report.overlaps.is_empty() {
        all.push(overlaps(report));
    }
    all.push(consent(report));
    all
}

fn segments(report: &Report) -> Section {
    let with = |remark: &str| -> Vec<String> {
        let rows = report.segments.iter().filter(|row| row.remark == Some(remark));
        rows.map(|row| row.id.clone()).collect()
    };
    let (nobody, everybody) = (with("nobody"), with("everybody"));
    let mut lead =
        format!("{} of {} segments hold somebody.", report.segments.len() - nobody.len(), report.segments.len());
    if !nobody.is_empty() {
        lead += &format!(" Nobody is in {}.", few(&nobody, 8));
    }
    if !everybody.is_empty() {
        lead += &format!(" Everybody is in {}.", few(&everybody, 8));
    }
    let rows = report.segments.iter().map(|row| {
        let unknown =
            if row.withheld == super::super::report::Cell::Exact(0) { String::new() } else { row.withheld.to_string() };
        vec![
            row.id.clone(),
            row.visitors.to_string(),
            percent(row.share),
            unknown,
            row.remark.unwrap_or_default().to_string(),
        ]
    });
    let inhabited = report.segments.iter().filter(|row| row.remark != Some("nobody"));
    let bars = inhabited.map(|row| Bar {
        label: row.id.clone(),
        values: vec![(row.share, format!("{} · {}", row.visitors, percent(row.share)))],
    });
    Section {
        id: "segments",
        title: "Segments".into(),
        lead,
        table: Table {
            head: vec![text("segment"), number("visitors"), number("share"), number("withheld"), text("")],
            rows: rows.collect(),
        },
        chart: Some(Chart::Bars { series: vec!["share of the visitors"], bars: bars.collect() }),
        notes: Vec::new(),
    }
}

fn overlaps(report: &Report) -> Section {
    let index = |n: f64| format!("{:.0}%", n * 100.0);
    let rows = report
        .overlaps
        .iter()
        .map(|pair| vec![pair.first.clone(), pair.second.clone(), pair.both.to_string(), index(pair.jaccard)]);
    let cells = report.matrix.jaccard.iter().zip(&report.matrix.both).map(|(jaccard, both)| {
        let cell = |(jaccard, both): (&Option<f64>, &super::super::report::Cell)| match jaccard {
            Some(n) => (*n, index(*n)),
            None => (0.0, both.to_string()),
        };
        jaccard.iter().zip(both).map(cell).collect()
    });
    Section {
        id: "overlaps",
        title: "Overlaps".into(),
        lead: "Segments that hold the same visitors: those in both, of those in either (Jaccard). Two that hold nearly the same \
               may be one."
            .into(),
        table: Table {
            head: vec![text("segment"), text("and"), number("in both"), number("of either")],
            rows: rows.collect(),
        },
        chart: Some(Chart::Matrix { names: report.matrix.segments.clone(), cells: cells.collect() }),
        notes: Vec::new(),
    }
}

fn consent(report: &Report) -> Section {
    let consent = &report.consent;
    let mut rows = vec![
        vec![
            "see something that depends on what is remembered".into(),
            consent.personalised.to_string(),
            percent(consent.personalised_share),
        ],
        vec![
            "would see other things if they agreed to nothing".into(),
            consent.would_differ.to_string(),
            percent(consent.would_differ_share),
        ],
    ];
    rows.extend(consent.withheld.iter().map(|row| {
        vec![
            format!("miss something for want of consent to {}", row.purpose),
            row.visitors.to_string(),
            percent(row.share),
        ]
    }));
    Section {
        id: "consent",
        title: "Consent".into(),
        lead: "What is personal, what is withheld, and what would be lost without any consent.".into(),
        table: Table { head: vec![text("visitors who"), number("visitors"), number("share")], rows },
        chart: None,
        notes: Vec::new(),
    }
}
