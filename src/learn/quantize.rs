//! The lists as the edge reads them.

use super::build::Lists;
use crate::neighbours::{MOST, Scale, encode};
use crate::snapshot::ProductRef;

/// A list whose weights are bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantized {
    /// What the best of it stands for.
    pub scale: Scale,
    /// Item and weight, best first. A weight is `round(255 · sqrt(w / best))`, and never 0.
    pub neighbours: Vec<(u32, u8)>,
}

impl Quantized {
    /// The list's bytes, where item numbers are places in the snapshot.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let neighbours: Vec<_> = self.neighbours.iter().map(|(item, weight)| (ProductRef(*item), *weight)).collect();
        encode(self.scale, &neighbours)
    }
}

impl Lists {
    /// Every list in bytes. Neighbours whose weight rounds to nothing are left out.
    #[must_use]
    pub fn quantize(&self) -> Vec<Quantized> {
        let best_of = |list: &Vec<(u32, f64)>| list.first().map_or(0.0, |(_, weight)| *weight);
        let best = self.0.iter().map(best_of).fold(0.0, f64::max);
        let one = |list: &Vec<(u32, f64)>| {
            let own = best_of(list);
            let scale = Scale::of((own / best * f64::from(Scale::MAX.value())).round() as u32);
            let byte = |weight: f64| (255.0 * (weight / own).sqrt()).round() as u8;
            let neighbours = list.iter().map(|(item, weight)| (*item, byte(*weight))).filter(|(_, byte)| *byte > 0);
            Quantized { scale, neighbours: neighbours.take(MOST).collect() }
        };
        self.0.iter().map(one).collect()
    }
}
