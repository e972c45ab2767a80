//! Which product of a catalogue a log means.

use std::collections::HashMap;

/// The ids of a catalogue in the order of their bytes, to be found by.
#[derive(Debug)]
pub struct Known<'a> {
    exact: HashMap<&'a str, u32>,
    /// In capitals. Two products that differ in capitals only are found by their own spelling alone.
    folded: HashMap<String, Option<u32>>,
}

impl<'a> Known<'a> {
    /// Of ids, whose places are their numbers.
    #[must_use]
    pub fn of(products: &'a [String]) -> Self {
        let mut folded: HashMap<String, Option<u32>> = HashMap::new();
        for (at, id) in (0_u32..).zip(products) {
            folded.entry(id.to_uppercase()).and_modify(|at| *at = None).or_insert(Some(at));
        }
        Self { exact: products.iter().map(String::as_str).zip(0_u32..).collect(), folded }
    }

    /// The number of the product with this id, or else of the only one whose id differs in capitals.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<u32> {
        self.exact.get(id).copied().or_else(|| self.folded.get(&id.to_uppercase()).copied().flatten())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_as_they_are_written_and_then_in_other_capitals() {
        let products = ["A1", "Äb", "b2", "B2"].map(str::to_owned);
        let known = Known::of(&products);
        let found = ["A1", "a1", "äB", "b2", "B2", "c"].map(|id| known.find(id));
        assert_eq!(found, [Some(0), Some(0), Some(1), Some(2), Some(3), None]);
        let both = ["b2", "B2"].map(str::to_owned);
        assert_eq!(Known::of(&both).find("b2"), Some(0));
        let either = ["ab", "AB"].map(str::to_owned);
        assert_eq!(Known::of(&either).find("Ab"), None, "either could be meant");
    }
}
