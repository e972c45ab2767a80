//! The price band that a visitor usually looks at, and the 90 days after an order.

use super::world::{Who, World, now};
use super::{Snapshot, found};
use crate::engine::Placement;
use crate::engine::facts::Facts;
use crate::snapshot::Strategy;
use crate::visitor::Band;

fn usual(bands: &[Band]) -> Option<Band> {
    let mut world = World::of(8, 1);
    let who = Who { viewed: (0..bands.len()).collect(), ..Who::default() };
    world.things.iter_mut().zip(bands).for_each(|(thing, band)| thing.band = *band);
    let (snapshot, visitor): (Snapshot, _) = (world.snapshot(), world.visitor(&who));
    let placement = Placement::ProductPage { product: "" };
    Facts::gather(&snapshot, &visitor, &placement, now()).usual_band()
}

#[test]
fn a_band_is_usual_with_more_than_half_of_four_views() {
    use Band::{Mid, Premium, Value};
    assert_eq!(usual(&[]), None);
    assert_eq!(usual(&[Premium; 3]), None, "three are too few");
    for band in [Value, Mid, Premium] {
        assert_eq!(usual(&[band; 4]), Some(band));
    }
    assert_eq!(usual(&[Premium, Premium, Premium, Mid]), Some(Premium));
    assert_eq!(usual(&[Premium, Premium, Mid, Mid]), None, "half is not more than half");
    assert_eq!(usual(&[Value, Mid, Mid, Mid, Premium]), Some(Mid));
    assert_eq!(usual(&[Value, Value, Mid, Mid, Premium, Premium]), None);
}

#[test]
fn an_order_is_of_late_for_ninety_days() {
    let mut world = World::of(12, 3);
    world.things[0].complements = vec![1, 2, 4, 5];
    world.sets = vec![super::world::set("with", &[Strategy::Complementary], 2)];
    let of = |ago| found(&world, &Who { bought: vec![(1, ago)], ..Who::default() }, "with", Some(0));
    assert_ne!(of(89), of(90));
    assert_eq!(of(90), found(&world, &Who::default(), "with", Some(0)));
}
