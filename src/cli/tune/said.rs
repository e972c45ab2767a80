//! What a search found, in words and numbers.

use crate::cli::figures::grouped;
use crate::learn::written::NUMBERS;
use crate::learn::{Params, Spent, Tuned};
use std::fmt::Write as _;

/// All of it.
pub(super) fn of(tuned: &Tuned, sessions: usize) -> String {
    let mut out = format!("{} sessions\n", grouped(sessions as u64));
    let (searched, confirming) = (count(tuned.searched), count(tuned.confirming));
    if tuned.spent == Spent::TooFew {
        let _ = writeln!(
            out,
            "too few to search: the last tenth has {searched} to search on and {confirming} to confirm on, and each has to \
             have 300 predictions\nthe default stays, with returns fitted to the shop as far as the clicks go"
        );
        return out;
    }
    let ended = if tuned.spent == Spent::Time { ", until the time was over" } else { "" };
    let _ = writeln!(out, "tried {} settings on {searched} at the end{ended}", grouped(tuned.trials as u64));
    let _ = writeln!(out, "compared the best with the default on {confirming} beside them:");
    let _ = writeln!(out, "             HR@20   MRR@20");
    for (name, (hits, reciprocal)) in [("default", tuned.default), ("best found", tuned.found)] {
        let _ = writeln!(out, "  {name:10} {hits:.4}   {reciprocal:.4}");
    }
    let (mean, low, high) = tuned.gain;
    let percent = |share: f64| share * 100.0;
    let _ = writeln!(
        out,
        "both together {:+.1} %, with 95 % certainty between {:+.1} and {:+.1} %",
        percent(mean),
        percent(low),
        percent(high)
    );
    if !tuned.confirmed {
        out += "that may be chance: the default stays, with returns fitted to the shop\n";
        return out;
    }
    let model = if tuned.params.ridge > 0.0 { "the linear model" } else { "the lists by counting" };
    let _ = writeln!(out, "that is no chance: {model} with other parameters win");
    let default = Params::default();
    for number in &NUMBERS {
        let (new, old) = ((number.get)(&tuned.params), (number.get)(&default));
        if new != old {
            let _ = writeln!(out, "  {:6} {new}, not {old}: {}", number.name, number.about);
        }
    }
    out
}

fn count((sessions, predictions): (usize, usize)) -> String {
    format!("{} sessions ({} predictions)", grouped(sessions as u64), grouped(predictions as u64))
}
