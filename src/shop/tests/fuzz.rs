//! Files that were damaged in every way: reading ends, soon, and either accepts or says what is wrong.

use super::{Shop, read};
use proptest::prelude::*;
use std::path::Path;
use std::time::{Duration, Instant};

/// Real files, by the name under which they are read.
fn files() -> Vec<(String, Vec<u8>)> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut found = Vec::new();
    for (from, to) in [
        ("shop/shop.json", "shop.json"),
        ("shop/audiences.json", "audiences.json"),
        ("shop/segments/cart_abandoner.json", "segments/cart_abandoner.json"),
        ("shop/blocks/reviews-first.json", "blocks/reviews-first.json"),
        ("shop/sets/goes-with.json", "sets/goes-with.json"),
        ("shop/campaigns/tea-season.json", "campaigns/tea-season.json"),
        ("shop/experiments/set-or-parts.json", "experiments/set-or-parts.json"),
        ("shop/personas/cart-abandoner.json", "personas/cart-abandoner.json"),
        ("shop/tests/04-cart-abandoner.json", "tests/04-cart-abandoner.json"),
        ("shop/derived/bestsellers.json", "derived/bestsellers.json"),
        ("shop/derived/rfm.json", "derived/rfm.json"),
        ("shop/derived/sessions.json", "derived/sessions.json"),
        ("import/feeds/shopify-products.csv", "products.csv"),
        ("import/feeds/shopify-products-2025.csv", "products.csv"),
        ("import/feeds/merchant.tsv", "products.tsv"),
        ("import/feeds/merchant-rss.xml", "products.xml"),
        ("import/feeds/merchant-atom.xml", "products.xml"),
    ] {
        found.push((to.to_string(), std::fs::read(fixtures.join(from)).unwrap()));
    }
    let csv =
        "id,title,category,price,stock,specs.Weight,use_cases\nT-1,\"Green, loose\",tea,9.50,3,100 g,Morning|Evening\n";
    found.push(("products.csv".into(), csv.into()));
    let sets =
        "id,title,strategies,size,for,review_by\nbest,\"Best \"\"of all\"\"\",bestsellers,3,back-again,2027-01-31\n";
    found.push(("sets.csv".into(), sets.into()));
    let lists = "T-1\t36863\t\"P-1\"\t255\tT-2\t3\nT-2\t9\tgone\t255\n";
    found.push(("derived/viewed-next.tsv".into(), lists.into()));
    found.push(("audiences.csv".into(), "id,name\nvip,VIP list\n".into()));
    found
}

/// One damage: what is done, where (in thousandths of the file), and with which bytes.
type Damage = (u8, usize, Vec<u8>);

fn damage(bytes: &mut Vec<u8>, (kind, place, with): &Damage) {
    let at = bytes.len() * place / 1_000;
    match kind {
        0 => bytes.truncate(at),
        1 => {
            if let (Some(byte), Some(new)) = (bytes.get_mut(at), with.first()) {
                *byte = *new;
            }
        }
        2 => {
            bytes.splice(at..at, with.iter().copied());
        }
        3 => {
            let end = (at + with.len() * 3).min(bytes.len());
            bytes.drain(at..end);
        }
        4 => {
            // A stretch of it again: names that stand there twice, rows that are ragged.
            let end = (at + with.len() * 7).min(bytes.len());
            let again: Vec<u8> = bytes[at..end].to_vec();
            bytes.splice(end..end, again);
        }
        5 => {
            bytes.splice(at..at, std::iter::repeat_n(b"{[\"<,"[with.len() % 5], 5_000));
        }
        6 => *bytes = bytes.iter().flat_map(|byte| [*byte, 0]).collect(),
        7 => {
            bytes.splice(at..at, b"\"a\":{\"a\":[".repeat(2_000));
        }
        _ => {
            bytes.splice(at..at, with.iter().flat_map(|b| [b'"', *b, b',', b'\n', b'\r', b'\t']));
        }
    }
}

/// Reads a shop in which one file is damaged.
fn look(name: &str, bytes: &[u8]) {
    let mut shop = Shop::new().with(name, bytes);
    if name.starts_with("products.") {
        shop = shop.without("products.json");
    }
    let dir = shop.write();
    let begun = Instant::now();
    if let Err(problems) = read(dir.path()) {
        let errors = problems.iter().filter(|p| p.severity() == super::super::Severity::Error).count();
        assert!(errors > 0, "{name} was refused without a word");
        // What is said can be drawn.
        assert!(!super::super::render(&problems, super::super::Style::Plain).is_empty());
    }
    let spent = begun.elapsed();
    assert!(spent < Duration::from_secs(20), "{name} took {spent:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_files_are_read_or_refused_with_a_word(
        which in 0_usize..1_000,
        damages in prop::collection::vec((0_u8..9, 0_usize..=1_000, prop::collection::vec(any::<u8>(), 0..24)), 1..4),
    ) {
        let files = files();
        let (name, bytes) = &files[which % files.len()];
        let mut bytes = bytes.clone();
        damages.iter().for_each(|one| damage(&mut bytes, one));
        look(name, &bytes);
    }

    #[test]
    fn any_bytes_are_read_or_refused_with_a_word(
        which in 0_usize..1_000,
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        text in "[\\[\\]{}\",:a-z0-9<>&;|\\n\\r\\t -]{0,400}",
    ) {
        let files = files();
        let (name, _) = &files[which % files.len()];
        look(name, &bytes);
        look(name, text.as_bytes());
    }
}

#[test]
fn every_way_to_cut_a_file_short_is_said() {
    for (name, bytes) in files() {
        let step = (bytes.len() / 40).max(1);
        (0..bytes.len()).step_by(step).for_each(|at| look(&name, &bytes[..at]));
    }
}

#[test]
fn a_million_levels_do_not_overflow_the_stack() {
    const DEEP: usize = 1_000_000;
    // A small stack finds what a large one would forgive.
    let walk = || {
        for name in
            ["shop.json", "products.json", "segments/a.json", "tests/a.json", "personas/a.json", "derived/rfm.json"]
        {
            for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("{\"not\":", "}"), ("{\"when\":[", "]}")] {
                look(name, open.repeat(DEEP).as_bytes());
                if name == "segments/a.json" {
                    look(name, format!("{}1{}", open.repeat(DEEP), close.repeat(DEEP)).as_bytes());
                }
            }
        }
        look("products.xml", "<a>".repeat(DEEP).as_bytes());
        look("products.xml", format!("<rss>{}", "<item>".repeat(DEEP)).as_bytes());
        look("products.csv", "\"".repeat(DEEP).as_bytes());
        look("products.csv", ",".repeat(DEEP).as_bytes());
        look("sets.csv", format!("id,title,strategies\n{}", "a,\"b\n".repeat(DEEP / 10)).as_bytes());
        look("sets.csv", format!("id,title,strategies\n{}", "a,b\n".repeat(DEEP / 10)).as_bytes());
    };
    std::thread::Builder::new().stack_size(1024 * 1024).spawn(walk).unwrap().join().unwrap();
}
