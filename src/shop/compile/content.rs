//! What the products of a category say of themselves, as weighed words: title, brand, specifications and uses. A word
//! counts the more the fewer products of the category have it. In whole numbers, so that the same folder gives the same
//! bytes on every machine.

use crate::shop::source::ProductEntry;
use std::collections::HashMap;

/// Others that are found by a shared word, at most: the rarest words are asked first, so that a category of 100,000 does
/// not take 100,000 times as long as a product.
const MOST_LOOKED_AT: usize = 2_000;

/// What a word counts by where it stands, in quarters.
const TITLE: u32 = 4;
const BRAND: u32 = 2;
const SPEC: u32 = 2;
const USE: u32 = 1;

/// The words of a category's products.
pub(super) struct Content {
    /// The words of each product with their weights, by the number of the word.
    words: Vec<Vec<(u32, u32)>>,
    /// The length of each product's words taken as a vector.
    lengths: Vec<u64>,
    /// The products that have each word and may be found, with its weight there.
    holding: Vec<Vec<(u32, u32)>>,
    /// What each product shares with the one that is looked at.
    shared: Vec<u64>,
    touched: Vec<usize>,
}

impl Content {
    /// Weighs the words of these products, which are numbered as they come; each with whether it may be found.
    pub(super) fn of<'p>(products: impl Iterator<Item = (&'p ProductEntry, bool)>) -> Self {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut words: Vec<Vec<(u32, u32)>> = Vec::new();
        let mut found = Vec::new();
        for (product, may_be_found) in products {
            found.push(may_be_found);
            let mut said: Vec<(u32, u32)> = Vec::new();
            let mut say = |word: String, weight: u32| {
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                said.push((*numbers.entry(word).or_insert(next), weight));
            };
            tokens(&product.title).for_each(|word| say(word, TITLE));
            if !product.brand.is_empty() {
                say(format!("brand {}", product.brand.to_lowercase()), BRAND);
            }
            for (name, text) in &product.specs {
                say(format!("{name}={}", text.to_lowercase()), SPEC);
            }
            product.use_cases.iter().flat_map(|text| tokens(text)).for_each(|word| say(word, USE));
            // A word counts once, where it counts most.
            said.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
            said.dedup_by_key(|(word, _)| *word);
            words.push(said);
        }
        let mut count = vec![0_u32; numbers.len()];
        for (word, _) in words.iter().flatten() {
            count.get_mut(*word as usize).into_iter().for_each(|count| *count += 1);
        }
        let all = u32::try_from(words.len()).unwrap_or(u32::MAX);
        let rarity: Vec<u32> = count.iter().map(|count| rarity(all, *count)).collect();
        let mut holding = vec![Vec::new(); numbers.len()];
        let mut lengths = Vec::with_capacity(words.len());
        for ((at, said), may_be_found) in (0_u32..).zip(&mut words).zip(found) {
            for (word, weight) in said.iter_mut() {
                *weight *= rarity.get(*word as usize).copied().unwrap_or_default();
                if may_be_found {
                    holding.get_mut(*word as usize).into_iter().for_each(|list| list.push((at, *weight)));
                }
            }
            lengths.push(said.iter().map(|(_, weight)| u64::from(*weight).pow(2)).sum::<u64>().isqrt());
            // The rarest first.
            said.sort_by_key(|(word, _)| count.get(*word as usize).copied());
        }
        let shared = vec![0; words.len()];
        Self { words, lengths, holding, shared, touched: Vec::new() }
    }

    /// Those that share a word with this product, and those that are anyhow `near`, each with how alike they are: the
    /// cosine in thousandths.
    pub(super) fn near(&mut self, this: usize, near: &[usize]) -> Vec<(usize, u32)> {
        let mut left = MOST_LOOKED_AT;
        for (word, weight) in self.words.get(this).into_iter().flatten() {
            let list = self.holding.get(*word as usize).map_or(&[][..], Vec::as_slice);
            // What so many have says little, and would be found by price as well.
            if list.len() > left {
                break;
            }
            left -= list.len();
            for (other, its) in list {
                if let Some(shared) = self.shared.get_mut(*other as usize) {
                    if *shared == 0 {
                        self.touched.push(*other as usize);
                    }
                    *shared += u64::from(*weight) * u64::from(*its);
                }
            }
        }
        let own = self.lengths.get(this).copied().unwrap_or_default();
        let mut found: Vec<(usize, u32)> = Vec::with_capacity(self.touched.len() + near.len());
        let unshared = near.iter().filter(|other| self.shared.get(**other) == Some(&0));
        found.extend(unshared.map(|other| (*other, 0)));
        for other in self.touched.drain(..) {
            let shared = self.shared.get_mut(other).map(std::mem::take).unwrap_or_default();
            let both = own * self.lengths.get(other).copied().unwrap_or_default();
            found.push((other, u32::try_from(shared * 1_000 / both.max(1)).unwrap_or(1_000).min(1_000)));
        }
        found.retain(|(other, _)| *other != this);
        found
    }
}

/// How rare a word is that `count` of `all` products have: three times the binary logarithm of `all / count`, and one more,
/// so that what all have counts a little.
fn rarity(all: u32, count: u32) -> u32 {
    let ratio = (u128::from(all.max(1)) << 8) / u128::from(count.max(1));
    1 + (ratio.pow(3).max(1).ilog2()).saturating_sub(24)
}

/// The words of a text, in lower case, without the `s` of a plural and without numbers of one digit and single letters,
/// which say nothing by themselves.
fn tokens(text: &str) -> impl Iterator<Item = String> {
    let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| part.chars().nth(1).is_some());
    parts.map(|part| {
        let word = part.to_lowercase();
        match word.strip_suffix('s') {
            Some(one) if one.chars().count() > 2 && !one.ends_with(['s', 'u', 'i']) => one.to_string(),
            _ => word,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart_by_what_they_mean() {
        let of = |text: &str| tokens(text).collect::<Vec<_>>();
        assert_eq!(of("Fjord's 2 Kettles, GLASS (1.5 l)"), ["fjord", "kettle", "glass"]);
        assert_eq!(of("Gläser, Bus & Maß 250 g"), ["gläser", "bus", "maß", "250"]);
        assert_eq!(of("  "), [""; 0]);
    }

    #[test]
    fn a_rare_word_counts_more() {
        assert_eq!([rarity(8, 8), rarity(8, 4), rarity(8, 1), rarity(0, 0)], [1, 4, 10, 1]);
        assert!(rarity(u32::MAX, 1) < 100);
    }
}
