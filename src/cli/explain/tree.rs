//! A receipt as a tree for a terminal. It is drawn from the JSON, so that it cannot say anything else.

use super::search;
use crate::cli::persona::Who;
use serde_json::Value;
use std::fmt::Write;

/// How a tree is drawn.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::cli) struct Style<'a> {
    /// With colour, for terminals.
    pub(in crate::cli) colour: bool,
    /// Nothing is folded.
    pub(in crate::cli) all: bool,
    /// Ids that are not folded.
    pub(in crate::cli) keep: &'a [&'a str],
    /// Where to read what was folded.
    pub(in crate::cli) more: &'static str,
}

/// Rules that were not chosen and are said one by one; the others are counted.
const FOLD: usize = 6;

const GREEN: &str = "32";
const DIM: &str = "2";
const BOLD: &str = "1";

/// Who it is.
pub(in crate::cli) fn who(who: &Who, style: Style<'_>) -> String {
    let persona = &who.persona;
    let name = paint(&persona.name, BOLD, style);
    let mut said = match &persona.description {
        Some(description) => format!("{name}: {description}\n"),
        None => format!("{name}: "),
    };
    let mut parts = Vec::new();
    match &persona.visitor {
        None => parts.push("nothing is remembered".to_string()),
        Some(visitor) => {
            let list = |touched: &[crate::case::Touched]| {
                let ids: Vec<&str> = touched.iter().map(|touched| touched.product.as_str()).collect();
                ids.join(", ")
            };
            if !visitor.viewed.is_empty() {
                parts.push(format!("viewed {}", list(&visitor.viewed)));
            }
            if let Some(last) = visitor.cart.last() {
                parts.push(format!("cart {} (changed {})", list(&visitor.cart), ago(last.days_ago)));
            }
            match visitor.orders.iter().map(|order| order.days_ago).min() {
                Some(last) => parts.push(format!("{}, the last {}", count(visitor.orders.len(), "order"), ago(last))),
                None => parts.push("no orders".into()),
            }
            if let Some(brought) = &visitor.campaign {
                parts.push(format!("brought by {} {}", brought.id, ago(brought.days_ago)));
            }
            if !visitor.audiences.is_empty() {
                parts.push(format!("in the audience {}", visitor.audiences.join(", ")));
            }
            parts.push(count(usize::from(visitor.visits.unwrap_or(1)), "visit"));
        }
    }
    parts.push(persona.country.clone().unwrap_or_else(|| "unknown country".into()));
    parts.push(persona.device.clone().unwrap_or_else(|| "desktop".into()));
    parts.push(persona.language.clone().unwrap_or_else(|| "en".into()));
    let _ = writeln!(said, "{}", parts.join(" · "));
    if who.granted_unasked {
        said.push_str(
            "Consent: everything is granted, since nothing was said of it (see --no-advertising, --no-consent).\n",
        );
    }
    said
}

fn ago(days: u16) -> String {
    match days {
        0 => "today".into(),
        1 => "yesterday".into(),
        days => format!("{days} days ago"),
    }
}

fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// The receipt.
pub(in crate::cli) fn draw(json: &str, style: Style<'_>) -> String {
    let receipt: Value = serde_json::from_str(json).unwrap_or_default();
    let mut out = sentence(&receipt);
    purposes(&receipt, style, &mut out);
    searched(&receipt, style, &mut out);
    story(&receipt, style, &mut out);
    segments(&receipt, style, &mut out);
    rules(&receipt, "blocks", "Blocks, by priority", style, &mut out);
    rules(&receipt, "sets", "Sets, by priority", style, &mut out);
    if let Some(one_off) = receipt.get("one_off") {
        heading("The place that the link was signed for", style, &mut out);
        row(flag(one_off, "chosen"), text(one_off, "words"), style, &mut out);
    }
    rules(&receipt, "candidates", "Candidates, closest first", style, &mut out);
    experiments(&receipt, style, &mut out);
    out
}

/// What was asked, and what is shown.
fn sentence(receipt: &Value) -> String {
    let path = receipt.pointer("/request/path").and_then(Value::as_str).unwrap_or_default();
    let day = text(receipt, "day");
    let chosen = |key: &str| -> Vec<&str> {
        list(receipt, key).iter().filter(|rule| flag(rule, "chosen")).map(|rule| text(rule, "id")).collect()
    };
    let (blocks, sets) = (chosen("blocks"), chosen("sets"));
    let shown = match text(receipt, "asked") {
        "landing" => {
            let at = |key: &str| receipt.pointer(key).and_then(Value::as_str).unwrap_or_default();
            format!("it lands on {} ({})", at("/decision/location"), at("/decision/step"))
        }
        "set" if sets.is_empty() => "no set is shown".into(),
        "set" => format!("the set {} is shown", sets.join(", ")),
        _ => format!("{} and {} are shown", named(&blocks, "block"), named(&sets, "set")),
    };
    format!("Asks for {path} on {day}: {shown}.\n")
}

fn named(ids: &[&str], noun: &str) -> String {
    if ids.is_empty() { format!("no {noun}") } else { format!("{} ({})", count(ids.len(), noun), ids.join(", ")) }
}

fn purposes(receipt: &Value, style: Style<'_>, out: &mut String) {
    heading("Consent", style, out);
    for purpose in list(receipt, "purposes") {
        row(
            flag(purpose, "granted"),
            &format!("{:<16} {}", text(purpose, "purpose"), text(purpose, "words")),
            style,
            out,
        );
    }
}

fn searched(receipt: &Value, style: Style<'_>, out: &mut String) {
    let rows = search::rows(receipt);
    if !rows.is_empty() {
        heading("What the search is after", style, out);
        rows.iter().for_each(|(holds, line)| row(*holds, line, style, out));
    }
}

/// What the ad promised, where that came from, and what went on with it.
fn story(receipt: &Value, style: Style<'_>, out: &mut String) {
    let Some(story) = receipt.get("story") else { return };
    heading("The ad's story", style, out);
    let counts = story.get("promised").is_some();
    row(counts, &format!("{:<16} {}", text(story, "code"), text(story, "words")), style, out);
    let Some(promised) = story.get("promised") else { return };
    let mut parts = Vec::new();
    for (key, what) in [("campaign", "campaign"), ("product", "product"), ("category", "category"), ("use_case", "for")]
    {
        if !text(promised, key).is_empty() {
            parts.push(format!("{what} {}", text(promised, key)));
        }
    }
    let words = |value: &Value, key: &str| -> Vec<String> {
        list(value, key).iter().filter_map(|id| Some(id.as_str()?.to_string())).collect()
    };
    let intents = words(promised, "intents");
    if !intents.is_empty() {
        parts.push(format!("searched: {}", intents.join(", ")));
    }
    if !text(promised, "offer").is_empty() {
        parts.push(format!("\u{201c}{}\u{201d}", text(promised, "offer")));
    }
    let nothing = |parts: Vec<String>, joint: &str| if parts.is_empty() { "nothing".into() } else { parts.join(joint) };
    row(true, &format!("{:<16} {}", "it promised", nothing(parts, " · ")), style, out);
    let went_on = [words(story, "blocks"), words(story, "sets")].concat();
    row(!went_on.is_empty(), &format!("{:<16} {}", "goes on in", nothing(went_on, ", ")), style, out);
}

fn segments(receipt: &Value, style: Style<'_>, out: &mut String) {
    let all = list(receipt, "segments");
    let inside = all.iter().filter(|segment| flag(segment, "in")).count();
    heading(&format!("Segments: in {inside} of {}", all.len()), style, out);
    let line = |segment: &Value| match text(segment, "code") {
        "in" | "condition not met" => format!("{:<24} {}", text(segment, "id"), text(segment, "words")),
        code => format!("{:<24} {code}: {}", text(segment, "id"), text(segment, "words")),
    };
    for segment in all.iter().filter(|segment| flag(segment, "in")) {
        row(true, &line(segment), style, out);
    }
    let outside: Vec<&Value> = all.iter().filter(|segment| !flag(segment, "in")).collect();
    let (said, folded): (Vec<&Value>, Vec<&Value>) = outside.into_iter().partition(|segment| kept(segment, style));
    for segment in said {
        row(false, &line(segment), style, out);
        changes(segment, "to be in", style, out);
    }
    fold(&folded, "not in", style, out);
}

/// Blocks, sets or candidates.
fn rules(receipt: &Value, key: &str, title: &str, style: Style<'_>, out: &mut String) {
    let all = list(receipt, key);
    if all.is_empty() {
        return;
    }
    let chosen = all.iter().filter(|rule| flag(rule, "chosen")).count();
    heading(&format!("{title}: {chosen} of {}", all.len()), style, out);
    let next = next(all);
    let last = all.iter().rposition(|rule| flag(rule, "chosen")).unwrap_or(0);
    let mut said = 0;
    let mut folded = Vec::new();
    for (at, rule) in all.iter().enumerate() {
        let is_chosen = flag(rule, "chosen");
        // What stands above the last that was chosen is what a person asks about first.
        let competes = at < last && said < FOLD;
        // A closer place that a link could have landed on is asked about as well.
        let closer = key == "candidates" && competes && !is_chosen;
        let asked_about = kept(rule, style) || next == Some(at) || closer;
        if !(is_chosen || competes || asked_about) {
            folded.push(rule);
            continue;
        }
        said += usize::from(!is_chosen);
        row(is_chosen, &rule_line(rule, is_chosen), style, out);
        reasons(rule, out);
        if asked_about {
            changes(rule, if key == "candidates" { "to win" } else { "to be shown" }, style, out);
        }
    }
    fold(&folded, "not chosen", style, out);
}

/// The next to be chosen: the first that lacks nothing but room, else the first that lacks the least.
fn next(rules: &[Value]) -> Option<usize> {
    let open = || rules.iter().enumerate().filter(|(_, rule)| !flag(rule, "chosen"));
    let reachable = |rule: &Value| list(rule, "change").iter().all(|change| text(change, "code") != "never");
    let full = open().find(|(_, rule)| text(rule, "code") == "no room" && reachable(rule));
    let least = || open().filter(|(_, rule)| reachable(rule)).min_by_key(|(_, rule)| list(rule, "change").len());
    full.or_else(least).map(|(at, _)| at)
}

fn rule_line(rule: &Value, chosen: bool) -> String {
    let mut line = match (rule.get("candidate").and_then(Value::as_u64), rule.get("priority").and_then(Value::as_u64)) {
        (Some(number), _) => format!("{number} {:<10}", text(rule, "step")),
        (_, Some(priority)) => format!("{priority:>3} {:<22}", text(rule, "id")),
        _ => text(rule, "id").to_string(),
    };
    let reason = if chosen { String::new() } else { format!("{}: ", text(rule, "code")) };
    let _ = write!(line, " {reason}{}", text(rule, "words"));
    let products = list(rule, "products").iter().filter_map(Value::as_str);
    let products: Vec<&str> = products.chain(list(rule, "categories").iter().filter_map(Value::as_str)).collect();
    if !products.is_empty() {
        let _ = write!(line, ": {}", products.join(", "));
    }
    line
}

/// The products of a set, under its rule: those that stand there for one reason in one line.
fn reasons(set: &Value, out: &mut String) {
    let mut said = "";
    for product in list(set, "products").iter().filter(|product| product.is_object()) {
        let (id, why) = (text(product, "id"), text(product, "why"));
        let _ = if why == said { write!(out, ", {id}") } else { write!(out, "{}        {why}: {id}", line_end(said)) };
        said = why;
    }
    out.push_str(line_end(said));
}

/// What ends the line that was begun, if one was.
fn line_end(begun: &str) -> &'static str {
    if begun.is_empty() { "" } else { "\n" }
}

fn experiments(receipt: &Value, style: Style<'_>, out: &mut String) {
    let all = list(receipt, "experiments");
    if all.is_empty() {
        return;
    }
    heading("Experiments", style, out);
    for experiment in all {
        let enrolled = flag(experiment, "enrolled");
        let reason = if enrolled { String::new() } else { format!("{}: ", text(experiment, "code")) };
        let line = format!("{:<24} {reason}{}", text(experiment, "id"), text(experiment, "words"));
        row(enrolled, &line, style, out);
        if kept(experiment, style) {
            changes(experiment, "to take part", style, out);
        }
    }
}

fn heading(title: &str, style: Style<'_>, out: &mut String) {
    let _ = writeln!(out, "\n{}", paint(title, BOLD, style));
}

fn row(chosen: bool, line: &str, style: Style<'_>, out: &mut String) {
    let (mark, colour) = if chosen { ("✓", GREEN) } else { ("·", DIM) };
    let _ = writeln!(
        out,
        "  {} {}",
        paint(mark, colour, style),
        if chosen { line.into() } else { paint(line, DIM, style) }
    );
}

/// What would have to change, under its rule.
fn changes(rule: &Value, what: &str, style: Style<'_>, out: &mut String) {
    let all = list(rule, "change");
    for (at, change) in all.iter().enumerate() {
        let lead = if at == 0 { format!("{what}:") } else { " ".repeat(what.len() + 1) };
        let branch = if at + 1 == all.len() { "└" } else { "├" };
        let _ = writeln!(out, "      {} {branch} {}", paint(&lead, BOLD, style), text(change, "words"));
    }
}

/// Those that are not said one by one, by their reasons.
fn fold(left: &[&Value], what: &str, style: Style<'_>, out: &mut String) {
    if left.is_empty() {
        return;
    }
    let mut by_code: Vec<(&str, usize)> = Vec::new();
    for rule in left {
        let code = text(rule, "code");
        match by_code.iter_mut().find(|(other, _)| *other == code) {
            Some((_, count)) => *count += 1,
            None => by_code.push((code, 1)),
        }
    }
    let counts: Vec<String> = by_code.iter().map(|(code, count)| format!("{count} {code}")).collect();
    let line = format!("  … {} more {what} ({}){}", left.len(), counts.join(", "), style.more);
    let _ = writeln!(out, "{}", paint(&line, DIM, style));
}

/// Whether a rule is never folded.
fn kept(rule: &Value, style: Style<'_>) -> bool {
    style.all || style.keep.contains(&text(rule, "id"))
}

fn paint(text: &str, colour: &str, style: Style<'_>) -> String {
    if style.colour { format!("\u{1b}[{colour}m{text}\u{1b}[0m") } else { text.into() }
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn flag(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or_default()
}
