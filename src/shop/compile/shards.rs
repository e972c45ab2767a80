//! Writes the catalogue as shards. Keys are hashes, so shards that split the range of keys evenly hold about the same.

use super::catalogue::{Catalogue, Row};
use super::relations::{Relations, places};
use crate::key::{ProductKey, scale};
use crate::snapshot::{Card, Detail, ProductRecord, ProductRef, ShardInfo, SnapshotId, write_record, write_shard};

/// Fewer products than this are not worth a thread.
const FEWEST: usize = 1_000;

/// The shards with their addresses, and what the core says of them.
pub(super) fn write(
    catalogue: &Catalogue<'_>,
    relations: &Relations,
    shard_bytes: usize,
) -> (Vec<(SnapshotId, Vec<u8>)>, Vec<ShardInfo>) {
    let parts = parted(records(catalogue, relations), shard_bytes);
    let mut infos = Vec::with_capacity(parts.len());
    let mut first = 0_u32;
    let shards = on_all_processors(&parts, 1, |part| {
        let bytes = write_shard(part);
        (SnapshotId::of(&bytes), bytes)
    });
    for ((id, _), part) in shards.iter().zip(&parts) {
        infos.push(ShardInfo { id: *id, first });
        first = first.saturating_add(u32::try_from(part.len()).unwrap_or(u32::MAX));
    }
    (shards, infos)
}

/// The record of every product, in the order of the catalogue.
fn records(catalogue: &Catalogue<'_>, relations: &Relations) -> Vec<(ProductKey, ProductRecord)> {
    let all: Vec<(ProductRef, &Row<'_>)> = catalogue.refs().zip(&catalogue.rows).collect();
    on_all_processors(&all, FEWEST, |(at, row)| (row.key, record(catalogue, relations, *at, row)))
}

/// What is made of each, in the same order, on as many processors as there are, but `fewest` on each.
fn on_all_processors<T: Sync, Made: Send>(all: &[T], fewest: usize, make: impl Fn(&T) -> Made + Sync) -> Vec<Made> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let part = all.len().div_ceil(processors).max(fewest);
    std::thread::scope(|scope| {
        let parts: Vec<_> = all
            .chunks(part)
            .map(|part| (part, &make))
            .map(|(part, make)| scope.spawn(move || part.iter().map(make).collect::<Vec<_>>()))
            .collect();
        let made = parts.into_iter().map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        made.flatten().collect()
    })
}

/// The records in as many parts as there will be shards. How much of them several products say is known of a shard that
/// was written: keys are hashes, so one is as good as another.
fn parted(records: Vec<(ProductKey, ProductRecord)>, shard_bytes: usize) -> Vec<Vec<(ProductKey, ProductRecord)>> {
    let bytes = records.iter().map(|(_, record)| record.size()).sum();
    let mut parts = dealt(records, shards_for(bytes, shard_bytes));
    let first = parts.first().map_or(&[][..], Vec::as_slice);
    let apart = first.iter().map(|(_, record)| record.size()).sum::<usize>().max(1);
    let count = shards_for(bytes.saturating_mul(write_shard(first).len()) / apart, shard_bytes);
    if usize::from(count) != parts.len() {
        parts = dealt(parts.into_iter().flatten(), count);
    }
    parts
}

fn dealt(
    records: impl IntoIterator<Item = (ProductKey, ProductRecord)>,
    count: u16,
) -> Vec<Vec<(ProductKey, ProductRecord)>> {
    let mut parts: Vec<_> = (0..count).map(|_| Vec::new()).collect();
    for (key, record) in records {
        let part = parts.get_mut(scale(key.0, u32::from(count)) as usize);
        if let Some(part) = part {
            part.push((key, record));
        }
    }
    parts
}

/// How many shards of this size hold so many bytes of records; at least one.
fn shards_for(bytes: usize, shard_bytes: usize) -> u16 {
    u16::try_from(bytes.div_ceil(shard_bytes.max(1))).unwrap_or(u16::MAX).max(1)
}

fn record(catalogue: &Catalogue<'_>, relations: &Relations, at: ProductRef, row: &Row<'_>) -> ProductRecord {
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
        assert_eq!((shards_for(0, 64), shards_for(1, 64), shards_for(64, 64)), (1, 1, 1));
        assert_eq!((shards_for(65, 64), shards_for(640, 64)), (2, 10));
        assert_eq!((shards_for(usize::MAX, 64), shards_for(7, 0)), (u16::MAX, 7));
    }
}
