//! All three give back what was written, and none takes damaged bytes for more than damaged bytes.

#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use super::{Encoding, Json, Postcard, Rkyv, Shown, Told};
use crate::shape::{Band, Card, Detail, ProductRef};

/// A product whose text needs escapes in JSON.
fn product() -> (Card<String>, Detail<String>) {
    let card = Card {
        id: "K-1".into(),
        title: "The \"quiet\" kettle\n1,7 \u{2113}".into(),
        url: String::new(),
        image: "/k.svg".into(),
        category: 300,
        price: 4_990,
        list_price: 5_990,
        band: Band::Premium,
        in_stock: true,
        bought_again: false,
        family: ProductRef(70_000),
    };
    let detail = Detail {
        brand: "Fjord".into(),
        rating: 47,
        reviews: 1_234,
        review: "It is \\ quiet.".into(),
        specs: vec![("Weight".into(), "900 g".into()), ("Width".into(), "\"20\" cm".into())],
        use_cases: vec!["For \t mornings".into()],
        ships_in_days: Some(2),
        reorder_days: 0,
        variants: vec![],
        successor: None,
        bundle: vec![ProductRef(1)],
        bundles: vec![],
        bought_together: vec![ProductRef(9), ProductRef(100_000)],
        complements: vec![],
        similar: vec![],
    };
    (card, detail)
}

/// All that a page could show of a record; `None` when it is damaged.
fn seen<E: Encoding>(record: &[u8]) -> Option<String> {
    let (card, rest) = E::card(record)?;
    let detail = E::detail(rest)?;
    let numbers = (card.category(), card.price(), card.list_price(), card.in_stock());
    let more = (detail.rating(), detail.reviews(), detail.ships_in_days());
    let text = [card.id(), card.title(), card.url(), card.image(), detail.brand(), detail.review()].join("|");
    let (specs, cases): (Vec<_>, Vec<_>) = (detail.specs().collect(), detail.use_cases().collect());
    let with: Vec<u32> = detail.bought_together().map(|at| at.0).collect();
    Some(format!("{text} {numbers:?} {more:?} {specs:?} {cases:?} {with:?}"))
}

fn check<E: Encoding>() {
    let (card, detail) = product();
    let record = E::write_record(&card, &detail).unwrap();
    let whole = seen::<E>(&record).unwrap();
    let specs = r#"[("Weight", "900 g"), ("Width", "\"20\" cm")] ["For \t mornings"] [9, 100000]"#;
    let texts = [&card.id, &card.title, &card.url, &card.image, &detail.brand, &detail.review].map(String::as_str);
    let wanted = format!("{} (300, 4990, 5990, true) (47, 1234, Some(2)) {specs}", texts.join("|"));
    assert_eq!(whole, wanted);
    for end in 0..record.len() {
        assert_eq!(seen::<E>(record.get(..end).unwrap()), None, "cut after {end} bytes");
    }
    // What a changed byte means is the encoding's own; that it is looked at without a panic is what counts.
    let mut refused = 0;
    for at in 0..record.len() {
        for bit in 0..8 {
            let mut damaged = record.clone();
            *damaged.get_mut(at).unwrap() ^= 1 << bit;
            refused += usize::from(seen::<E>(&damaged).is_none());
        }
    }
    assert!(refused > 100, "{refused} of {} were noticed", record.len() * 8);
}

#[test]
fn json() {
    check::<Json>();
}

#[test]
fn postcard() {
    check::<Postcard>();
}

#[test]
fn rkyv() {
    check::<Rkyv>();
}
