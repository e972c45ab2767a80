//! The same snapshot in three encodings.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::encoding::{Encoding, Json, Postcard, Rkyv};
use crate::outline::{self, Shard};
use crate::page::{self, Memory, Outcome};
use crate::shape::{Card, Core, Detail, Id, ProductKey, Rules, ShardInfo};

type Result<T> = std::result::Result<T, String>;

/// The size that a shard is cut to, in bytes, as `src/shop/compile/` has it.
const SHARD_BYTES: usize = 64 * 1024;

/// Pages that are compared.
const PAGES: usize = 64;

/// A snapshot in the program's memory.
struct Snapshot {
    core: Core<Rules>,
    products: Vec<(ProductKey, Card<String>, Detail<String>)>,
}

/// A snapshot in bytes, by key of the KV.
type Files = BTreeMap<String, Vec<u8>>;

/// Writes the snapshot in `from` to folders in `out`.
pub(crate) fn run(from: &Path, out: &Path) -> Result<()> {
    let original = files(from)?;
    let snapshot = read(&original)?;
    let postcard = write::<Postcard>(&snapshot)?;
    let same = |(key, bytes): (&String, &Vec<u8>)| key.starts_with("pointer") || postcard.values().any(|b| b == bytes);
    if !original.iter().all(same) {
        return Err("the fields in `bench/encoding/src/shape/` are not those of `src/snapshot/`: mend them".into());
    }
    let (json, rkyv) = (write::<Json>(&snapshot)?, write::<Rkyv>(&snapshot)?);
    let step = snapshot.products.len().div_ceil(PAGES).max(1);
    for (_, card, _) in snapshot.products.iter().step_by(step) {
        let pages =
            [page::<Json>(&json, &card.id), page::<Postcard>(&postcard, &card.id), page::<Rkyv>(&rkyv, &card.id)];
        let [first, others @ ..] = pages;
        let first = first?;
        for other in others {
            if other? != first {
                return Err(format!("the page of `{}` is not the same in all encodings", card.id));
            }
        }
    }
    for (name, files) in [("json", json), ("postcard", postcard), ("rkyv", rkyv)] {
        let folder = out.join(name);
        fs::create_dir_all(&folder).map_err(|error| format!("cannot make `{}`: {error}", folder.display()))?;
        for (key, bytes) in files {
            let file = folder.join(key);
            fs::write(&file, bytes).map_err(|error| format!("cannot write `{}`: {error}", file.display()))?;
        }
    }
    Ok(())
}

fn files(folder: &Path) -> Result<Files> {
    let broken = |error: std::io::Error| format!("cannot read `{}`: {error}", folder.display());
    let mut files = Files::new();
    for entry in fs::read_dir(folder).map_err(broken)? {
        let entry = entry.map_err(broken)?;
        files.insert(entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).map_err(broken)?);
    }
    Ok(files)
}

fn read(files: &Files) -> Result<Snapshot> {
    let (_, core) = files.iter().find(|(key, _)| key.starts_with("core-")).ok_or("there is no core")?;
    let core = Postcard::core(core).ok_or("the core cannot be read")?;
    let mut products = Vec::new();
    for info in &core.shards {
        let bytes = files.get(&format!("shard-{}", info.id)).ok_or("a shard is missing")?;
        let shard = Shard::open(bytes.clone()).ok_or("a shard cannot be read")?;
        for slot in 0..shard.len() {
            let product = shard.key(slot).zip(shard.record(slot)).and_then(|(key, record)| {
                let (card, rest) = postcard::take_from_bytes(record).ok()?;
                Some((key, card, postcard::from_bytes(rest).ok()?))
            });
            products.push(product.ok_or("a record cannot be read")?);
        }
    }
    Ok(Snapshot { core, products })
}

/// Writes the snapshot in one encoding, cut as `segue build` cuts it.
fn write<E: Encoding>(snapshot: &Snapshot) -> Result<Files> {
    let mut records = Vec::new();
    for (key, card, detail) in &snapshot.products {
        records.push((*key, E::write_record(card, detail).ok_or("a record cannot be written")?));
    }
    let count = records.iter().map(|(_, record)| record.len()).sum::<usize>().div_ceil(SHARD_BYTES).max(1);
    let mut files = Files::new();
    let mut shards = Vec::new();
    let mut rest = records.as_slice();
    let mut first = 0;
    for at in 0..count {
        let (part, after) = rest.split_at(rest.partition_point(|(key, _)| key.shard(count) <= at));
        let bytes = outline::write(part);
        let mut id = Id([0; 16]);
        id.0.iter_mut().zip(Sha256::digest(&bytes)).for_each(|(to, from)| *to = from);
        shards.push(ShardInfo { id, first });
        files.insert(format!("shard-{id}"), bytes);
        first += u32::try_from(part.len()).unwrap_or(u32::MAX);
        rest = after;
    }
    let core = E::write_core(&snapshot.core, shards).ok_or("the core cannot be written")?;
    files.insert("core".into(), core);
    Ok(files)
}

/// The page as the Worker would write it.
fn page<E: Encoding>(files: &Files, id: &str) -> Result<String> {
    let core = files.get("core").ok_or("there is no core")?;
    let mut memory = Memory::open::<E>(core).ok_or("the core cannot be read again")?;
    let mut text = String::new();
    loop {
        let missing = match page::write::<E>(&memory, id, &mut text) {
            Outcome::Done => return Ok(text),
            Outcome::Absent => return Err(format!("`{id}` cannot be read again")),
            Outcome::Missing(missing) => missing,
        };
        for at in missing {
            let info = memory.core.shards.get(at).ok_or("a shard is not in the core")?;
            let bytes = files.get(&format!("shard-{}", info.id)).cloned();
            let shard = bytes.and_then(Shard::open).ok_or("a shard cannot be read again")?;
            if let Some(place) = memory.shards.get_mut(at) {
                place.replace(shard);
            }
        }
    }
}
