//! The result as JSON.

use super::report::{Report, Row};
use crate::learn::evaluate::{Accuracy, Interval, Split, Value};
use serde_json::{Map, Value as Json, json};

/// The whole result in lines.
pub(super) fn print(report: &Report) -> String {
    let all = json!({
        "train": side(&report.cleaned.train, report.unreadable.first()),
        "test": side(&report.cleaned.test, report.unreadable.last()),
        "dropped": {
            "train": dropped(&report.cleaned.train),
            "test": dropped(&report.cleaned.test),
        },
        "sessions_in_both": report.cleaned.in_both,
        "training_clicks_after_the_first_test_click": report.cleaned.later,
        "tuning": report.tuning.map(|tuning| json!({
            "sessions_learned_from": tuning.fit,
            "sessions_predicted": tuning.held,
            "predictions": tuning.predictions,
        })),
        "timed_predictions": report.timed,
        "seed": report.seed,
        "methods": report.methods.iter().map(method).collect::<Vec<_>>(),
        "notes": report.notes,
    });
    serde_json::to_string_pretty(&all).unwrap_or_default()
}

fn side(split: &Split, unreadable: Option<&u64>) -> Json {
    json!({
        "read": { "clicks": split.read.clicks, "sessions": split.read.sessions, "items": split.read.items },
        "clicks": split.left.clicks,
        "sessions": split.left.sessions,
        "items": split.left.items,
        "predictions": split.left.clicks - split.left.sessions,
        "unreadable_lines": unreadable,
        "clicks_out_of_order": split.out_of_order,
        "duplicate_clicks": split.duplicates,
        "sessions_of_robots": split.robots,
    })
}

fn dropped(split: &Split) -> Json {
    let dropped = split.dropped;
    json!({
        "sessions_of_one_click": dropped.short_sessions,
        "items": dropped.items,
        "clicks_on_items": dropped.clicks_on_items,
        "sessions_of_robots": dropped.robots,
    })
}

fn method(row: &Row) -> Json {
    let parameters: Map<String, Json> =
        row.settings.0.iter().map(|(name, value)| ((*name).into(), of(*value))).collect();
    let versus: Map<String, Json> = row
        .versus
        .iter()
        .map(|(name, by)| {
            let by = json!({ "hr@20": interval(by.hit_rate), "mrr@20": interval(by.reciprocal_rank) });
            ((*name).into(), by)
        })
        .collect();
    json!({
        "name": row.name,
        "hr@20": rounded(row.all.hit_rate()),
        "mrr@20": rounded(row.all.reciprocal_rank()),
        "predictions": row.all.predictions,
        "new": accuracy(&row.new),
        "coverage@20": rounded(row.coverage),
        "popularity@20": rounded(row.popularity),
        "bytes_per_product": rounded(row.bytes_per_product),
        "bytes_per_request": row.bytes_per_request.map(|(mean, max)| json!({ "mean": rounded(mean), "max": max })),
        "us": rounded(row.time.mean),
        "us_p90": rounded(row.time.p90),
        "parameters": parameters,
        "tuned": row.trials > 0,
        "trials": row.trials,
        "search_out_of_time": row.out_of_time,
        "vs": versus,
    })
}

fn accuracy(accuracy: &Accuracy) -> Json {
    json!({
        "hr@20": rounded(accuracy.hit_rate()),
        "mrr@20": rounded(accuracy.reciprocal_rank()),
        "predictions": accuracy.predictions,
    })
}

fn interval(interval: Interval) -> Json {
    json!({
        "difference": rounded(interval.difference),
        "low": rounded(interval.low),
        "high": rounded(interval.high),
    })
}

fn of(value: Value) -> Json {
    match value {
        Value::Number(number) if number.fract() == 0.0 => json!(number as i64),
        Value::Number(number) => json!(number),
        Value::Word(word) => json!(word),
    }
}

/// Six places are more than anybody can measure.
fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}
