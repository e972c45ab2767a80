//! Which product pages a visitor opens: bestsellers, the more often the better they sell; others of the category that was
//! just looked at; and now and then anything.

use super::chance::{Chance, For};
use super::population::Person;
use crate::snapshot::{Lookup, ProductRef, Snapshot};
use std::collections::HashMap;

/// Draws for one page before a visitor stays with fewer pages.
const TRIES: u64 = 8;

/// The catalogue, as far as pages are drawn from it.
pub(super) struct Catalogue {
    ids: Vec<String>,
    category: Vec<u16>,
    peers: HashMap<u16, Vec<usize>>,
    /// Places of the bestsellers, each with the sum of the weights up to it.
    best: Vec<(usize, u64)>,
}

impl Catalogue {
    /// Every product of the snapshot.
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        let mut catalogue = Self { ids: Vec::new(), category: Vec::new(), peers: HashMap::new(), best: Vec::new() };
        let mut places = HashMap::new();
        for at in 0..snapshot.core().products {
            let Lookup::Found(product) = snapshot.by_ref(ProductRef(at)) else { continue };
            places.insert(ProductRef(at), catalogue.ids.len());
            catalogue.peers.entry(product.card.category).or_default().push(catalogue.ids.len());
            catalogue.category.push(product.card.category);
            catalogue.ids.push(product.card.id.to_string());
        }
        let ranked = (0_u64..).zip(&snapshot.core().bestsellers);
        let mut sum = 0;
        for (place, rank) in ranked.filter_map(|(rank, at)| Some((*places.get(at)?, rank))) {
            sum += 1_000_000 / (rank + 2);
            catalogue.best.push((place, sum));
        }
        catalogue
    }

    /// The pages of one visitor: different products, the one that the sample names first.
    pub(super) fn pages<'a>(&'a self, person: &'a Person, chance: Chance, most: u8) -> Vec<&'a str> {
        let mut pages: Vec<&str> = person.product.as_deref().into_iter().collect();
        let mut category = None;
        let (mut nth, last) = (0, u64::from(most) * TRIES);
        while pages.len() < usize::from(most) && nth < last {
            let place = match pages.len() % 5 {
                4 => self.any(chance, nth),
                1 | 3 => self.peer(category, chance, nth),
                _ => self.bestseller(chance, nth),
            };
            nth += 1;
            let Some(id) = place.and_then(|at| self.ids.get(at)) else { break };
            category = place.and_then(|at| self.category.get(at)).copied();
            if !pages.contains(&id.as_str()) {
                pages.push(id);
            }
        }
        pages
    }

    fn any(&self, chance: Chance, nth: u64) -> Option<usize> {
        let drawn = chance.below(For::Page, nth, self.ids.len() as u64);
        (!self.ids.is_empty()).then_some(drawn as usize)
    }

    fn bestseller(&self, chance: Chance, nth: u64) -> Option<usize> {
        let Some((_, sum)) = self.best.last() else { return self.any(chance, nth) };
        let drawn = chance.below(For::Page, nth, *sum);
        self.best.get(self.best.partition_point(|(_, upto)| *upto <= drawn)).map(|(place, _)| *place)
    }

    fn peer(&self, category: Option<u16>, chance: Chance, nth: u64) -> Option<usize> {
        let Some(peers) = category.and_then(|at| self.peers.get(&at)) else { return self.any(chance, nth) };
        peers.get(chance.below(For::Page, nth, peers.len() as u64) as usize).copied()
    }
}
