//! The lists of the sample shop are what its clicks give.
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use super::{Learned, read};
use crate::shop;
use std::path::Path;

#[test]
fn the_lists_of_the_sample_shop_are_made_of_its_clicks() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let dir = fixtures.join("shop");
    let log = read(&[fixtures.join("import/clicks-sample-shop.tsv")], &[]).unwrap();
    let learned = Learned::of(log, &shop::product_ids(&dir).unwrap(), shop::tuned(&dir).unwrap());
    let again = "run `segue import --clicks fixtures/import/clicks-sample-shop.tsv --out fixtures/shop`";
    for (path, text) in learned.files() {
        assert_eq!(std::fs::read_to_string(dir.join(&path)).unwrap(), text, "{path}: {again}");
    }
}
