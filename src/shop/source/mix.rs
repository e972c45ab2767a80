//! How the strategies of a set are mixed, and what a strategy of it may show.

use crate::shop::fields::Reader;
use crate::shop::place::At;
use crate::snapshot::Strategy;
use jsonc_parser::ast::Value;

/// The heaviest weight of a strategy.
pub(in crate::shop) const HEAVIEST: u8 = 100;

/// The weights of a set's strategies.
pub(super) fn read(reader: Reader<'_>, value: &Value<'_>) -> Option<At<Vec<u8>>> {
    let weights = reader.list(value, |r, v| r.byte(v, 1..=HEAVIEST))?;
    Some(At { value: weights, place: reader.place(value) })
}

/// The same of the cells of a table.
pub(super) fn read_words(reader: Reader<'_>, words: &[At<String>]) -> Option<At<Vec<u8>>> {
    let place = words.first()?.place;
    let one = |word: &At<String>| {
        let weight = word.value.parse::<u8>().ok().filter(|weight| (1..=HEAVIEST).contains(weight));
        if weight.is_none() {
            let message = format!("expected a whole number from 1 to {HEAVIEST}, found `{}`", word.value);
            reader.notes.error(word.place, message, "write one weight for each strategy, such as `3|1`");
        }
        weight
    };
    let weights: Vec<Option<u8>> = words.iter().map(one).collect();
    Some(At { value: weights.into_iter().collect::<Option<_>>()?, place })
}

/// A flag that knows where it stands.
pub(super) fn flag(reader: Reader<'_>, value: &Value<'_>) -> Option<At<bool>> {
    Some(At { value: reader.flag(value)?, place: reader.place(value) })
}

/// Notes weights that are not one for each strategy, and `viewed` where no strategy heeds it.
pub(super) fn check(
    reader: Reader<'_>,
    strategies: &[At<Strategy>],
    blend: Option<&At<Vec<u8>>>,
    viewed: Option<&At<bool>>,
) {
    if let Some(blend) = blend.filter(|blend| blend.value.len() != strategies.len()) {
        let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        let (weights, those) = (count(blend.value.len(), "weight"), strategies.len());
        let those = if those == 1 { "1 strategy".to_string() } else { format!("{those} strategies") };
        let message = format!("`blend` has {weights} for {those}");
        reader.notes.error(blend.place, message, "write one weight for each strategy, in their order");
    }
    let heeded = strategies.iter().any(|strategy| strategy.value == Strategy::ViewedProducts);
    if let Some(viewed) = viewed.filter(|_| !heeded) {
        let message = "only the strategy `viewed_products` heeds `viewed`";
        reader.notes.error(viewed.place, message, "add `\"viewed_products\"` to `strategies`, or take `viewed` away");
    }
}
