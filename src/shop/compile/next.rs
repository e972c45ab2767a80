//! What is looked at next, as the Worker reads it.

use super::catalogue::Catalogue;
use crate::neighbours::encode;
use crate::shop::load::Folder;
use crate::snapshot::ProductRef;

/// The bytes of each product's list, in the order of the catalogue; none for most where no clicks were imported.
pub(super) fn lists(folder: &Folder, catalogue: &Catalogue<'_>) -> Vec<Vec<u8>> {
    let mut lists = vec![Vec::new(); catalogue.rows.len()];
    let mut places = vec![ProductRef(0); catalogue.rows.len()];
    for (at, row) in catalogue.refs().zip(&catalogue.rows) {
        places.get_mut(row.order).into_iter().for_each(|place| *place = at);
    }
    for list in &folder.derived.viewed_next {
        let at = places.get(list.product as usize).and_then(|at| lists.get_mut(at.0 as usize));
        let neighbours: Vec<(ProductRef, u8)> = list
            .neighbours
            .iter()
            .filter_map(|(place, weight)| Some((*places.get(*place as usize)?, *weight)))
            .collect();
        at.into_iter().for_each(|bytes| *bytes = encode(list.scale, &neighbours));
    }
    lists
}
