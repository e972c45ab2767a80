//! Writes the catalogue as shards. Keys are hashes, so shards that split the range of keys evenly hold about the same.

use super::SHARD_BYTES;
use super::catalogue::{Catalogue, Row};
use super::relations::{Relations, places};
use crate::key::{ProductKey, scale};
use crate::snapshot::{Card, Detail, ProductRef, ShardInfo, SnapshotId, write_record, write_shard};

/// Fewer products than this are not worth a thread.
const FEWEST: usize = 1_000;

/// The shards with their addresses, and what the core says of them.
pub(super) fn write(catalogue: &Catalogue<'_>, relations: &Relations) -> (Vec<(SnapshotId, Vec<u8>)>, Vec<ShardInfo>) {
    let records = records(catalogue, relations);
    let count = shards_for(records.iter().map(|(_, record)| record.len()).sum());
    let mut parts: Vec<Vec<(ProductKey, Vec<u8>)>> = (0..count).map(|_| Vec::new()).collect();
    for (key, mut record) in records {
        let shard = scale(key.0, u32::from(count)) as usize;
        parts.get_mut(shard).into_iter().for_each(|part| part.push((key, std::mem::take(&mut record))));
    }
    let mut shards = Vec::with_capacity(parts.len());
    let mut infos = Vec::with_capacity(parts.len());
    let mut first = 0_u32;
    for part in parts {
        let products = u32::try_from(part.len()).unwrap_or(u32::MAX);
        let bytes = write_shard(part);
        let id = SnapshotId::of(&bytes);
        infos.push(ShardInfo { id, first });
        shards.push((id, bytes));
        first = first.saturating_add(products);
    }
    (shards, infos)
}

/// The record of every product, in the order of the catalogue, made on as many processors as there are.
fn records(catalogue: &Catalogue<'_>, relations: &Relations) -> Vec<(ProductKey, Vec<u8>)> {
    let all: Vec<(ProductRef, &Row<'_>)> = catalogue.refs().zip(&catalogue.rows).collect();
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let part = all.len().div_ceil(processors).max(FEWEST);
    let make = |part: &[(ProductRef, &Row<'_>)]| -> Vec<(ProductKey, Vec<u8>)> {
        part.iter().map(|(at, row)| (row.key, record(catalogue, relations, *at, row))).collect()
    };
    std::thread::scope(|scope| {
        let parts: Vec<_> = all.chunks(part).map(|part| scope.spawn(|| make(part))).collect();
        let made = parts.into_iter().map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        made.flatten().collect()
    })
}

/// How many shards hold so many bytes of records; at least one.
fn shards_for(bytes: usize) -> u16 {
    u16::try_from(bytes.div_ceil(SHARD_BYTES)).unwrap_or(u16::MAX).max(1)
}

fn record(catalogue: &Catalogue<'_>, relations: &Relations, at: ProductRef, row: &Row<'_>) -> Vec<u8> {
    let product = row.product;
    let text =
        |text: &'_ Option<crate::shop::At<String>>| text.as_ref().map_or_else(String::new, |text| text.value.clone());
    let (url, image) = (text(&product.url), text(&product.image));
    let list = |lists: &[Vec<ProductRef>]| lists.get(at.0 as usize).cloned().unwrap_or_default();
    let card = Card {
        id: &product.id.value,
        title: &product.title,
        url: &url,
        image: &image,
        category: row.category,
        price: product.price,
        list_price: if product.list_price > product.price { product.list_price } else { 0 },
        band: row.band,
        in_stock: row.in_stock,
        bought_again: row.reorder_days > 0,
        margin: product.margin,
        family: row.family,
    };
    let detail = Detail {
        listings: catalogue.listings(product),
        brand: &product.brand,
        rating: product.rating,
        reviews: product.reviews,
        review: &product.review,
        specs: product.specs.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect(),
        use_cases: product.use_cases.iter().map(String::as_str).collect(),
        ships_in_days: product.ships_in_days,
        reorder_days: row.reorder_days,
        variants: list(&relations.variants),
        successor: product.successor.as_ref().and_then(|id| catalogue.place(&id.value)),
        bundle: places(catalogue, &product.bundle).into_iter().filter(|part| *part != at).collect(),
        bundles: list(&relations.bundles),
        bought_together: list(&relations.bought_together),
        complements: list(&relations.complements),
        similar: list(&relations.similar),
        next: relations.next.get(at.0 as usize).map_or(&[], Vec::as_slice),
    };
    write_record(&card, &detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_holds_about_its_size() {
        assert_eq!((shards_for(0), shards_for(1), shards_for(SHARD_BYTES)), (1, 1, 1));
        assert_eq!((shards_for(SHARD_BYTES + 1), shards_for(10 * SHARD_BYTES)), (2, 10));
        assert_eq!(shards_for(usize::MAX), u16::MAX);
    }
}
