//! The report in words and as JSON.

use super::tally::{Counts, FEW, Report, Tally};
use crate::cli::figures::grouped;
use serde_json::{Value, json};
use std::fmt::Write;

/// Values of one kind that are said; the others are put together.
const SAID: usize = 12;

/// For people.
pub(super) fn text(report: &Report) -> String {
    let mut out = String::new();
    let campaigns = count(report.campaigns.len() as u64, "campaign");
    let days = report.days.as_ref().map_or_else(String::new, |(first, last)| format!(", {first} to {last}"));
    let _ = writeln!(out, "{} of {campaigns}{days}", count(report.redirects, "redirect"));
    let all = report.redirects.saturating_add(report.tampered);
    if all > report.records {
        let tenths = thousandths(all, report.records, 10);
        let each = format!("{}.{}", grouped(tenths / 10), tenths % 10);
        let records = count(report.records, "record");
        let _ = writeln!(out, "sampled: read from {records}, each of which stands for about {each}");
    }
    if report.tampered > 0 {
        let clicks = count(report.tampered, "click");
        let _ = writeln!(out, "beside them {clicks} on links that nobody here signed, in no share");
    }
    if report.is_unweighted {
        out.push_str("note: rows without `_sample_interval` or `redirects` count as one redirect each\n");
    }
    for (campaign, tally) in &report.campaigns {
        one(&mut out, campaign, tally);
    }
    out
}

fn one(out: &mut String, campaign: &str, tally: &Tally) {
    let campaign = if campaign.is_empty() { "(no campaign of the shop)" } else { campaign };
    let _ = writeln!(out, "\n{campaign}: {}", count(tally.redirects, "redirect"));
    let whole = tally.redirects;
    part(out, "resolved to", &tally.steps, whole);
    part(out, "candidate", &tally.candidates, whole);
    part(out, "fallback because", &tally.fallbacks, whole);
    part(out, "intent", &tally.intents, whole);
    part(out, "consent", &tally.consent, whole);
    part(out, "arm", &tally.arms, whole);
    part(out, "snapshot", &tally.snapshots, whole);
    if tally.tampered > 0 {
        let links = count(tally.tampered, "click");
        let _ = writeln!(out, "  {:<16}  {links} on links that nobody here signed, counted apart", "tampered");
    }
    if tally.records < FEW {
        let records = count(tally.records, "record");
        let _ = writeln!(out, "  note: {records} only, so that shares are rough");
    }
}

fn part(out: &mut String, title: &str, counts: &Counts, whole: u64) {
    let ranked = counts.ranked();
    for (nth, (value, redirects)) in ranked.iter().take(SAID).enumerate() {
        let title = if nth == 0 { title } else { "" };
        let _ =
            writeln!(out, "  {title:<16}  {value:<28} {:>12}  {:>7}", grouped(*redirects), share(*redirects, whole));
    }
    if ranked.len() > SAID {
        let rest = ranked.iter().skip(SAID).fold(0_u64, |rest, (_, redirects)| rest.saturating_add(*redirects));
        let more = format!("and {} more", ranked.len() - SAID);
        let _ = writeln!(out, "  {:<16}  {more:<28} {:>12}  {:>7}", "", grouped(rest), share(rest, whole));
    }
}

/// For machines. A share is a part of 1 with four digits behind the point.
pub(super) fn json(report: &Report) -> Value {
    let campaigns = report.campaigns.iter().map(|(campaign, tally)| {
        let whole = tally.redirects;
        let list = |counts: &Counts| -> Value {
            let one = |(value, redirects): (&str, u64)| {
                let share = thousandths(redirects, whole, 10_000) as f64 / 10_000.0;
                json!({ "value": value, "redirects": redirects, "share": share })
            };
            counts.ranked().into_iter().map(one).collect()
        };
        json!({
            "campaign": campaign,
            "redirects": whole,
            "tampered": tally.tampered,
            "records": tally.records,
            "few": tally.records < FEW,
            "steps": list(&tally.steps),
            "candidates": list(&tally.candidates),
            "fallbacks": list(&tally.fallbacks),
            "intents": list(&tally.intents),
            "consent": list(&tally.consent),
            "arms": list(&tally.arms),
            "snapshots": list(&tally.snapshots),
        })
    });
    json!({
        "redirects": report.redirects,
        "tampered": report.tampered,
        "records": report.records,
        "first_day": report.days.as_ref().map(|(first, _)| first),
        "last_day": report.days.as_ref().map(|(_, last)| last),
        "campaigns": campaigns.collect::<Vec<_>>(),
    })
}

/// `part` of `whole` in so many parts, rounded.
fn thousandths(part: u64, whole: u64, parts: u64) -> u64 {
    let whole = u128::from(whole.max(1));
    u64::try_from((u128::from(part) * u128::from(parts) + whole / 2) / whole).unwrap_or(u64::MAX)
}

fn share(part: u64, whole: u64) -> String {
    let tenths = thousandths(part, whole, 1_000);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

fn count(n: u64, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{} {noun}s", grouped(n)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded() {
        assert_eq!([share(1, 3), share(2, 3), share(0, 0), share(5, 5)], ["33.3 %", "66.7 %", "0.0 %", "100.0 %"]);
    }
}
