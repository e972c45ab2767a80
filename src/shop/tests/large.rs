//! Catalogues of several sizes, from a folder to every product of the opened snapshot.

use super::super::synth;
use super::compile_dir;
use crate::key::ProductKey;
use crate::snapshot::{Lookup, ProductRef, Snapshot};

fn open(products: u32) -> (Snapshot, usize) {
    let dir = tempfile::tempdir().unwrap();
    synth::write(dir.path(), products, 20).unwrap();
    let compiled = compile_dir(dir.path());
    let (mut snapshot, warnings) = Snapshot::open(&compiled.core).unwrap();
    assert_eq!(warnings, []);
    assert_eq!(snapshot.id(), compiled.id);
    let shards = compiled.shards.len();
    for (at, (id, bytes)) in (0_u16..).zip(compiled.shards) {
        assert_eq!(snapshot.core().shards.get(usize::from(at)).unwrap().id, id);
        assert_eq!(crate::snapshot::SnapshotId::of(&bytes), id);
        snapshot.load(at, bytes, usize::MAX).unwrap();
    }
    (snapshot, shards)
}

#[test]
fn every_product_is_found_by_id_by_key_and_by_place() {
    for (products, least_shards) in [(1_u32, 1), (10, 1), (5_000, 10)] {
        let (snapshot, shards) = open(products);
        assert!(shards >= least_shards, "{products} products in {shards} shards");
        assert_eq!(snapshot.core().products, products);
        let mut seen = vec![false; products as usize];
        for n in 0..products {
            let id = format!("S-{n:06}");
            let Lookup::Found(product) = snapshot.by_id(&id) else { panic!("{id} is not there") };
            assert_eq!(product.card.id, id);
            assert!(product.detail().is_some(), "{id}");
            let Lookup::Found(same) = snapshot.by_ref(product.at) else { panic!("{:?} is not there", product.at) };
            assert_eq!((same.card.id, same.at, same.key), (product.card.id, product.at, ProductKey::of(&id)));
            let place = seen.get_mut(product.at.0 as usize).unwrap();
            assert!(!*place, "two products at {:?}", product.at);
            *place = true;
        }
        assert!(seen.iter().all(|seen| *seen));
        assert!(matches!(snapshot.by_ref(ProductRef(products)), Lookup::Absent));
        assert!(matches!(snapshot.by_id("nothing"), Lookup::Absent));
    }
}

#[test]
fn shards_are_about_as_large_as_they_should_be() {
    let dir = tempfile::tempdir().unwrap();
    synth::write(dir.path(), 5_000, 0).unwrap();
    let compiled = compile_dir(dir.path());
    for (id, bytes) in &compiled.shards {
        let fits = (super::super::SHARD_BYTES / 2..super::super::SHARD_BYTES * 3 / 2).contains(&bytes.len());
        assert!(fits, "{id} has {} bytes", bytes.len());
    }
}

#[test]
fn lists_hold_what_can_be_had_and_no_relatives() {
    let (snapshot, _) = open(5_000);
    let core = snapshot.core();
    let find = |at: &ProductRef| match snapshot.by_ref(*at) {
        Lookup::Found(product) => product,
        _ => panic!("{at:?} is not there"),
    };
    let (mut similar, mut together) = (0, 0);
    for n in 0..5_000 {
        let Lookup::Found(product) = snapshot.by_id(&format!("S-{n:06}")) else { panic!("S-{n:06} is not there") };
        let detail = product.detail().unwrap();
        for at in detail.similar.iter().chain(&detail.bought_together).chain(&detail.complements) {
            let other = find(at);
            assert!(other.card.in_stock && other.card.family != product.card.family && other.at != product.at);
        }
        assert!(detail.similar.iter().all(|at| find(at).card.category == product.card.category));
        assert!(detail.variants.iter().all(|at| find(at).card.family == product.card.family && *at != product.at));
        assert!(detail.bundles.iter().all(|at| find(at).detail().unwrap().bundle.contains(&product.at)));
        assert!(detail.similar.len() <= 12 && detail.bought_together.len() <= 12 && detail.complements.len() <= 12);
        similar += detail.similar.len();
        together += detail.bought_together.len();
    }
    assert!(similar > 5_000 * 11 && together > 5_000 * 5, "{similar} alternatives, {together} bought together");
    for category in &core.categories {
        assert_eq!(category.bestsellers.len(), 24);
        assert!(category.bestsellers.iter().all(|at| find(at).card.in_stock));
    }
    assert_eq!(core.bestsellers.len(), 24);
}

#[test]
fn the_same_folder_gives_the_same_bytes() {
    let dir = tempfile::tempdir().unwrap();
    synth::write(dir.path(), 1_000, 3).unwrap();
    let (one, other) = (compile_dir(dir.path()), compile_dir(dir.path()));
    assert_eq!(one.id, other.id);
    assert_eq!(one.shards, other.shards);
}

#[test]
fn made_up_lists_are_of_every_product_and_no_longer_than_a_list_may_be() {
    for products in [1_u32, 41, 2_000] {
        let dir = tempfile::tempdir().unwrap();
        synth::write(dir.path(), products, 0).unwrap();
        synth::write_lists(dir.path(), products).unwrap();
        let folder = super::super::read(dir.path()).unwrap();
        assert!(folder.warnings.iter().all(|problem| problem.file.name != "derived/viewed-next.tsv"));
        let lists = folder.derived.viewed_next;
        let neighbours: usize = lists.iter().map(|list| list.neighbours.len()).sum();
        match products {
            1 => assert!(lists.is_empty(), "nothing is its own neighbour"),
            _ => assert_eq!(lists.len(), products as usize),
        }
        let fewest = if products == 2_000 { 35 } else { 0 };
        assert!((fewest * products as usize..=50 * products as usize).contains(&neighbours), "{neighbours}");
    }
}
