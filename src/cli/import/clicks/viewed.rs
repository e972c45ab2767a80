//! What is looked at most of late.

use super::super::files::line;
use crate::learn::Sessions;

/// Where it is written.
pub(super) const MOST_VIEWED: &str = "derived/most-viewed.json";

/// After so many seconds, 60 days, a session counts half, as an order does.
const HALF_LIFE: f64 = 60.0 * 86_400.0;

/// One in so many clicks may be later than the moment that ages are counted from.
const BEYOND: usize = 1_000;

/// Products that are listed, at most.
const MOST: usize = 10_000;

/// The products by the sessions that looked at them, most first, equals by number: each session counts once,
/// `2^(-age / 60 days)`, and age is counted from the [end].
pub(super) fn most_viewed(sessions: &Sessions) -> Vec<u32> {
    let end = end(sessions);
    let mut scores = vec![0.0_f64; sessions.catalogue()];
    let mut items: Vec<u32> = Vec::new();
    for (time, session) in sessions.iter() {
        items.clear();
        items.extend(session);
        items.sort_unstable();
        items.dedup();
        let counts = (-(end - time).max(0.0) / HALF_LIFE).exp2();
        for item in &items {
            scores.get_mut(*item as usize).into_iter().for_each(|score| *score += counts);
        }
    }
    let mut ranked: Vec<(f64, u32)> = scores.into_iter().zip(0_u32..).filter(|(score, _)| *score > 0.0).collect();
    ranked.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    ranked.into_iter().map(|(_, item)| item).take(MOST).collect()
}

/// The moment that ages are counted from: the last session's, unless it and of a large log a thousandth of the clicks come
/// more than [`HALF_LIFE`] after all others. Then it is the others' last, and what is later is as new: a clock that is
/// years ahead would otherwise make all others old.
fn end(sessions: &Sessions) -> f64 {
    // The oldest come first.
    let ends: Vec<(f64, usize)> = sessions.iter().map(|(time, session)| (time, session.len())).collect();
    let mut beyond = sessions.clicks() / BEYOND;
    let mut late = ends.iter().rev().enumerate().skip_while(|(nth, (_, clicks))| {
        let skipped = *nth == 0 || *clicks <= beyond;
        beyond = beyond.saturating_sub(*clicks);
        skipped
    });
    let last = ends.last().map(|(time, _)| *time).unwrap_or_default();
    let others = late.next().map_or(last, |(_, (time, _))| *time);
    if last - others > HALF_LIFE { others } else { last }
}

/// The file.
pub(super) fn text(products: &[String], viewed: &[u32]) -> String {
    let ids: Vec<&str> = viewed.iter().filter_map(|item| products.get(*item as usize)).map(String::as_str).collect();
    format!("{{\n  \"all\": {}\n}}\n", line(&ids))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::Click;

    #[test]
    fn a_session_counts_once_and_fades() {
        let day = 86_400.0;
        let click = |session, item, days: f64| Click { session, item, time: days * day };
        let old = (0..3).flat_map(|session| [click(session, 0, 0.0), click(session, 1, 0.0), click(session, 0, 0.1)]);
        let new = [click(9, 2, 200.0), click(9, 3, 200.0), click(9, 3, 200.1), click(8, 3, 199.0), click(8, 0, 199.0)];
        let sessions = Sessions::of(old.chain(new).collect(), 5);
        assert_eq!(most_viewed(&sessions), [3, 0, 2, 1]);
        assert_eq!(end(&sessions), 200.1 * day);
        let named = ["a", "b", "c\"", "d"].map(str::to_owned);
        assert_eq!(text(&named, &[2, 0]), "{\n  \"all\": [\"c\\\"\",\"a\"]\n}\n");
    }
    #[test]
    fn a_clock_that_is_ahead_makes_nothing_old() {
        let day = 86_400.0;
        let click = |session, item, days: f64| Click { session, item, time: days * day };
        let viewed = |people: u32, odd: u32| {
            let ahead = (people..people + odd).flat_map(|nth| [3, 4].map(|item| click(nth, item, 40_000.0)));
            let people = (0..people).flat_map(|nth| [0, nth % 3].map(|item| click(nth, item, 100.0)));
            most_viewed(&Sessions::of(people.chain(ahead).collect(), 5))
        };
        assert_eq!(viewed(30, 1), [0, 1, 2, 3, 4], "one of few");
        assert_eq!(viewed(3_000, 3), [0, 1, 2, 3, 4], "a thousandth of many");
        assert_eq!(viewed(30, 0), [0, 1, 2]);
        assert_eq!(viewed(0, 1), [3, 4]);
        assert!(viewed(0, 0).is_empty());
    }
}
