//! Made-up lists of what is looked at next, as long as lists get: half of the neighbours of the same shelf, half of anywhere.

use super::{id, pick};
use crate::learn::Quantized;
use crate::learn::written::{LISTS, viewed_next};
use crate::neighbours::{MOST, Scale};
use std::collections::BTreeSet;
use std::io::Result;
use std::path::Path;

/// Products of a shelf.
const SHELF: u32 = 40;

/// Writes a list for every product.
pub(super) fn write(dir: &Path, products: u32) -> Result<()> {
    let ids: Vec<String> = (0..products).map(id).collect();
    let lists: Vec<Quantized> = (0..products).map(|n| list(n, products)).collect();
    std::fs::write(dir.join(LISTS), viewed_next(&ids, &lists))
}

fn list(n: u32, products: u32) -> Quantized {
    let most = u32::try_from(MOST).unwrap_or(u32::MAX);
    let mut seen = BTreeSet::from([n]);
    let mut neighbours = Vec::with_capacity(MOST);
    for k in 0..most {
        let of = n.wrapping_mul(most).wrapping_add(k);
        let near = n / SHELF * SHELF + pick("shelf", of, SHELF.min(products - n / SHELF * SHELF));
        let other = if k % 2 == 0 { near } else { pick("anywhere", of, products) };
        if seen.insert(other) {
            neighbours.push((other, u8::try_from(255 / (k / 4 + 1)).unwrap_or(u8::MAX)));
        }
    }
    Quantized { scale: Scale::of(pick("scale", n, Scale::MAX.value())), neighbours }
}
