//! What is learned, as the files of a shop folder: `derived/viewed-next.tsv` and `derived/sessions.json`.

use super::params::{Kept, Params};
use super::quantize::Quantized;
use crate::neighbours::{MOST, VIEWS};
use serde::Serialize;

/// Where the lists are in a shop folder.
pub const LISTS: &str = "derived/viewed-next.tsv";

/// Where the parameters are.
pub const SESSIONS: &str = "derived/sessions.json";

/// The lists: a line for each product that has one, with its id, its scale, and then in turn a neighbour's id and its
/// weight, best first. Tabs between them; an id that holds a tab, a quote or a line break is in double quotes. The nth list is
/// that of the nth id, and neighbours are places in `ids`.
#[must_use]
pub fn viewed_next(ids: &[String], lists: &[Quantized]) -> String {
    let mut text = csv::WriterBuilder::new().delimiter(b'\t').flexible(true).from_writer(Vec::new());
    for (id, list) in ids.iter().zip(lists).filter(|(_, list)| !list.neighbours.is_empty()) {
        let mut fields = vec![id.clone(), list.scale.0.to_string()];
        for (item, weight) in &list.neighbours {
            fields.extend(ids.get(*item as usize).map(|id| [id.clone(), weight.to_string()]).into_iter().flatten());
        }
        // Writing to memory does not fail.
        let _ = text.write_record(&fields);
    }
    text.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// What the lists were made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// Sessions that count; 0 where lists came without.
    #[serde(skip_serializing_if = "nothing")]
    pub sessions: u64,
    /// Clicks that count; 0 where lists came without.
    #[serde(skip_serializing_if = "nothing")]
    pub clicks: u64,
    /// Products with a click that counts.
    pub products: u64,
    /// Products with a list.
    pub lists: u64,
    /// The day of the first click that counts, such as `2026-03-31`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_day: Option<String>,
    /// The day of the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_day: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn nothing(count: &u64) -> bool {
    *count == 0
}

/// The text of `derived/sessions.json`. Where nothing was counted, nothing is said of it.
#[must_use]
pub fn sessions(kept: &Kept, counted: &Counted) -> String {
    let Kept { params, tuned } = kept;
    let mut text = String::from(if *tuned { "{\n  \"tuned\": true,\n" } else { "{\n" });
    text += "  \"parameters\": {\n";
    let lines: Vec<String> =
        NUMBERS.iter().map(|number| format!("    \"{}\": {}", number.name, (number.get)(params))).collect();
    text += &lines.join(",\n");
    text += "\n  }";
    if *counted != Counted::default() {
        text += ",\n  \"counted\": ";
        // Counts and days cannot fail to be JSON.
        text += &serde_json::to_string_pretty(counted).unwrap_or_default().replace('\n', "\n  ");
    }
    text += "\n}\n";
    text
}

/// A parameter as the file has it.
#[derive(Debug, Clone, Copy)]
pub struct Number {
    /// Its name, that of the field of [`Params`].
    pub name: &'static str,
    /// The least that it may be.
    pub least: f64,
    /// The most.
    pub most: f64,
    /// Whether it is a whole number.
    pub whole: bool,
    /// What it is, for editors.
    pub about: &'static str,
    /// Its value.
    pub get: fn(&Params) -> f64,
    /// Changes it.
    pub set: fn(&mut Params, f64),
}

/// Every parameter, in the order of the file.
pub const NUMBERS: [Number; 14] = [
    real("p", 4.0, "How fast a pair counts less with its distance in the session.", |p| p.p, |p, v| p.p = v),
    real("beta", 1.0, "What a pair counts backwards.", |p| p.beta, |p, v| p.beta = v),
    real("alpha", 1.0, "How much a much-viewed product's own list is scaled down.", |p| p.alpha, |p, v| p.alpha = v),
    real("gamma", 1.0, "How much a much-viewed neighbour is scaled down.", |p| p.gamma, |p, v| p.gamma = v),
    real("c", 20.0, "How much less an older session counts: the oldest e^-c of the newest.", |p| p.c, |p, v| p.c = v),
    real("sigma", 4.0, "How much less a pair of a long session counts.", |p| p.sigma, |p, v| p.sigma = v),
    real("hop", 4.0, "What the neighbours of neighbours count.", |p| p.hop, |p, v| p.hop = v),
    whole("k", VIEWS, "How many of the products viewed last are combined.", |p| p.k as f64, |p, v| p.k = v as usize),
    Number { least: 0.01, ..real("tau", 100.0, "How slowly their weights fall off.", |p| p.tau, |p, v| p.tau = v) },
    real("rho0", 64.0, "How much coming back counts to the latest product.", |p| p.rho0, |p, v| p.rho0 = v),
    real("rho1", 64.0, "To the one before it.", |p| p.rho1, |p, v| p.rho1 = v),
    real("rho2", 64.0, "To any before that.", |p| p.rho2, |p, v| p.rho2 = v),
    whole("top", MOST, "Neighbours of a product, at most.", |p| p.top as f64, |p, v| p.top = v as usize),
    real(
        "ridge",
        1e3,
        "Above 0 the lists are a linear model's, held down by so much.",
        |p| p.ridge,
        |p, v| p.ridge = v,
    ),
];

/// A number from 0.
const fn real(
    name: &'static str,
    most: f64,
    about: &'static str,
    get: fn(&Params) -> f64,
    set: fn(&mut Params, f64),
) -> Number {
    Number { name, least: 0.0, most, whole: false, about, get, set }
}

/// A whole number from 1.
const fn whole(
    name: &'static str,
    most: usize,
    about: &'static str,
    get: fn(&Params) -> f64,
    set: fn(&mut Params, f64),
) -> Number {
    Number { name, least: 1.0, most: most as f64, whole: true, about, get, set }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::neighbours::Scale;

    #[test]
    fn a_list_is_a_line_whatever_its_ids_hold() {
        let ids = ["plain", "a \"quoted\" one", "tab\tand\nline", "alone"].map(str::to_owned);
        let list = |scale, neighbours: &[(u32, u8)]| Quantized { scale: Scale(scale), neighbours: neighbours.to_vec() };
        let lists = [list(36_863, &[(1, 255), (2, 7)]), list(1, &[(0, 255)]), list(12, &[(3, 255)]), list(0, &[])];
        let text = viewed_next(&ids, &lists);
        let expected = concat!(
            "plain\t36863\t\"a \"\"quoted\"\" one\"\t255\t\"tab\tand\nline\"\t7\n",
            "\"a \"\"quoted\"\" one\"\t1\tplain\t255\n",
            "\"tab\tand\nline\"\t12\talone\t255\n"
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn the_file_of_parameters_is_json_and_names_every_field() {
        let text = sessions(
            &Kept { params: Params::default(), tuned: true },
            &Counted { sessions: 3, clicks: 7, ..Counted::default() },
        );
        let read: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        assert_eq!(read.pointer("/parameters/beta"), Some(&serde_json::json!(0.6)));
        assert_eq!(read.pointer("/counted/clicks"), Some(&serde_json::json!(7)));
        let said = format!("{:?}", Params::default());
        for number in NUMBERS {
            assert!(said.contains(&format!("{}: ", number.name)), "{}", number.name);
            let value = (number.get)(&Params::default());
            assert!((number.least..=number.most).contains(&value), "{}", number.name);
        }
        assert_eq!(said.matches(": ").count(), NUMBERS.len(), "a new parameter has to be written, too");
    }
}
