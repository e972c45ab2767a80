//! What an import of clicks says at its end. Counts alone: never who clicked, and no id of a product that is not in the
//! catalogue, since a wrong column could be anything.

use crate::cli::figures::grouped;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::super::problem::Problem;
use super::super::report::{note, row};
use super::Learned;
use crate::learn::clicks::{LONGEST, Tally};
use crate::learn::written::NUMBERS;
use crate::learn::{Fitted, Params};

/// Clicks that don't count: the key in the report file, how many, and why.
fn dropped(tally: &Tally) -> [(&'static str, u64, String); 4] {
    let robots = format!("of robots: {} of more than {LONGEST} clicks", plural(tally.robots, "session"));
    let gone = format!("on {} not in the catalogue", plural(tally.vanished_products, "product"));
    [
        ("duplicate", tally.duplicates, "the same session, product and time as another".to_owned()),
        ("robot", tally.robot_clicks, robots),
        ("vanished_product", tally.vanished, gone),
        ("alone", tally.lone, "the only one of their session".to_owned()),
    ]
}

/// Events that are no clicks: the key in the report file, how many, and what they are.
fn others(tally: &Tally) -> [(&'static str, u64, &'static str); 3] {
    [
        ("carts", tally.carts, "into a cart: not counted as clicks"),
        ("purchases", tally.purchases, "purchases: not counted as clicks"),
        ("others", tally.others, "of other kinds"),
    ]
}

/// The part of the report file.
pub(in crate::cli::import) fn json(learned: &Learned) -> Value {
    let Learned { tally, kept, .. } = learned;
    let faults: BTreeMap<&str, Value> = tally
        .faults
        .iter()
        .map(|(fault, faulty)| (fault.words(), json!({ "lines": faulty.lines, "first_lines": faulty.first })))
        .collect();
    let (first, last) = learned.days().unzip();
    json!({
        "files": { "read": tally.files, "empty": tally.empty_files },
        "lines": { "read": tally.lines, "malformed": tally.unreadable_lines(), "faults": faults },
        "events": others(tally).into_iter().map(|(key, count, _)| (key, count)).collect::<BTreeMap<_, _>>(),
        "clicks": {
            "read": tally.clicks,
            "kept": tally.kept,
            "dropped": dropped(tally).into_iter().map(|(key, count, _)| (key, count)).collect::<BTreeMap<_, _>>(),
            "out_of_order": tally.out_of_order,
            "repeats_kept": tally.repeats,
        },
        "sessions": {
            "kept": tally.sessions,
            "robots": tally.robots,
            "visitors": tally.visitors,
            "cut_from_visitors": tally.cut,
        },
        "products": {
            "vanished": tally.vanished_products,
            "clicked": tally.products,
            "with_list": learned.with_list(),
        },
        "list_bytes": learned.bytes(),
        "parameters": NUMBERS.iter().map(|number| (number.name, (number.get)(&kept.params))).collect::<BTreeMap<_, _>>(),
        "tuned": kept.tuned,
        "fitted_on": learned.fitted.map_or(0, |fitted| fitted.predictions),
        "first_day": first,
        "last_day": last,
    })
}

/// The table.
pub(in crate::cli::import) fn table(learned: &Learned) -> String {
    let Learned { tally, .. } = learned;
    let mut out = String::new();
    let files = match tally.empty_files {
        0 => String::new(),
        empty => format!("of clicks; {} with nothing in it", plural(empty, "file")),
    };
    row(&mut out, tally.lines, "lines read", if files.is_empty() { "of clicks" } else { &files });
    let unreadable = tally.unreadable_lines();
    if unreadable > 0 {
        row(&mut out, unreadable, "  dropped", "can't be read");
    }
    for (fault, faulty) in &tally.faults {
        let first: Vec<String> = faulty.first.iter().map(u64::to_string).collect();
        let more = if faulty.lines > faulty.first.len() as u64 { ", ..." } else { "" };
        note(&mut out, &format!("{}: line {}{more}", fault.words(), first.join(", ")));
    }
    for (_, count, words) in others(tally).into_iter().filter(|(_, count, _)| *count > 0) {
        row(&mut out, count, "  events", words);
    }
    row(
        &mut out,
        tally.clicks,
        "clicks",
        &learned.days().map(|(from, to)| format!("{from} to {to}")).unwrap_or_default(),
    );
    for (_, count, words) in dropped(tally).into_iter().filter(|(_, count, _)| *count > 0) {
        row(&mut out, count, "  dropped", &words);
    }
    row(&mut out, tally.kept, "  kept", "");
    for (count, words) in [
        (tally.out_of_order, "came after a later one of their session: sorted"),
        (tally.repeats, "are on the product that was clicked right before: they count"),
    ] {
        if count > 0 {
            row(&mut out, count, "    of these", words);
        }
    }
    let cut = match tally.visitors {
        0 => String::new(),
        visitors => format!("the clicks of {} are cut after 30 minutes of silence", plural(visitors, "visitor")),
    };
    row(&mut out, tally.sessions, "sessions", &cut);
    row(&mut out, tally.products, "products", "were clicked");
    let with_list = learned.with_list() as u64;
    let average = (learned.bytes() as u64).checked_div(with_list).unwrap_or_default();
    row(&mut out, with_list, "lists", &format!("of what is looked at next, {average} bytes each on average"));
    let from = match learned.fitted {
        None => "those that `segue tune` found".to_owned(),
        Some(Fitted { predictions, .. }) if learned.kept.params == Params::default() => {
            format!("the default ones, as {predictions} clicks at the end are too few to fit them to the shop")
        }
        Some(Fitted { predictions, .. }) => {
            format!(
                "the default ones, with returns fitted to the shop on {} clicks at the end",
                grouped(predictions as u64)
            )
        }
    };
    let _ = writeln!(out, "parameters: {from}; `segue tune` looks for better ones");
    out
}

/// The refusal of clicks that leave no session: what became of them.
pub(in crate::cli) fn nothing_left(tally: &Tally, files: &[PathBuf]) -> Problem {
    Problem::new("no session is left of these clicks").help(became(tally, files))
}

fn became(tally: &Tally, files: &[PathBuf]) -> String {
    if tally.lines == 0 {
        return match files {
            [file] => format!("`{}` holds no clicks; export it again", file.display()),
            files => {
                let names: Vec<String> = files.iter().map(|file| format!("`{}`", file.display())).collect();
                format!("{} hold no clicks; export them again", names.join(", "))
            }
        };
    }
    let mut parts = Vec::new();
    let unreadable = tally.unreadable_lines();
    if unreadable > 0 {
        let faults: Vec<String> = tally
            .faults
            .iter()
            .map(|(fault, faulty)| format!("{} (first on line {})", fault.words(), faulty.first.first().unwrap_or(&0)))
            .collect();
        parts.push(format!("{} can't be read: {}", plural(unreadable, "line"), faults.join(", ")));
    }
    parts.extend(
        others(tally)
            .into_iter()
            .filter(|(_, count, _)| *count > 0)
            .map(|(_, count, words)| format!("{} {words}", plural(count, "event"))),
    );
    parts.extend(
        dropped(tally)
            .into_iter()
            .filter(|(_, count, _)| *count > 0)
            .map(|(_, count, words)| format!("{} {words}", plural(count, "click"))),
    );
    parts.join("; ")
}

fn plural(count: u64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{} {what}s", grouped(count)) }
}
