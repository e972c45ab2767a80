//! Which categories go with which: whose products are among the companions of a category's products.

use std::collections::BTreeMap;

use super::categories::{Categories, MORE};

/// At most so many complements.
const MOST: usize = 3;

/// Fewer companions than these between two categories say nothing.
const FEWEST: u32 = 5;

/// For each category the places of those that go with it, best first.
///
/// A product's companions from another category count one each; the sum is divided by the fourth root of the other
/// category's size, so that large categories don't go with everything.
pub(super) fn find(categories: &Categories, together: &[Vec<u32>]) -> Vec<Vec<usize>> {
    let mut sizes = vec![0_u32; categories.all.len()];
    for place in &categories.of {
        if let Some(size) = sizes.get_mut(*place) {
            *size += 1;
        }
    }
    let more = categories.all.iter().position(|category| category.id == MORE);
    let mut votes: BTreeMap<(usize, usize), u32> = BTreeMap::new();
    for (own, companions) in categories.of.iter().zip(together) {
        for companion in companions {
            let Some(other) = categories.of.get(*companion as usize) else { continue };
            if own != other && Some(*own) != more && Some(*other) != more {
                *votes.entry((*own, *other)).or_default() += 1;
            }
        }
    }
    let mut scored: Vec<Vec<(f64, usize)>> = vec![Vec::new(); categories.all.len()];
    for ((own, other), votes) in votes.into_iter().filter(|(_, votes)| *votes >= FEWEST) {
        let size = sizes.get(other).copied().unwrap_or(1).max(1);
        if let Some(scored) = scored.get_mut(own) {
            scored.push((f64::from(votes) / f64::from(size).powf(0.25), other));
        }
    }
    scored
        .into_iter()
        .map(|mut scored| {
            scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            scored.into_iter().take(MOST).map(|(_, other)| other).collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::categories::Category;
    use super::*;

    #[test]
    fn companions_of_another_category_make_a_complement() {
        let category = |id: &str| Category { id: id.to_owned(), title: id.to_owned() };
        let categories = Categories {
            all: vec![category("kettles"), category(MORE), category("tea")],
            of: vec![0, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1],
            guessed: false,
        };
        let mut together = vec![(1..=10).collect(), vec![0, 2, 6]];
        together.resize(11, Vec::new());
        assert_eq!(find(&categories, &together), [vec![2], vec![], vec![]]);
    }
}
