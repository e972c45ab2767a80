#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests may fail loudly")]

mod band;
mod kept;
mod moved;
mod purposes;
mod said;
mod world;

use crate::engine::{Decision, Placement, Shelf, decide};
use crate::snapshot::Snapshot;
use world::{Who, World, now};

/// The shelf of a set on a product's page, or by itself where there is no page.
fn shelf(world: &World, who: &Who, set: &str, page: Option<usize>) -> Option<Shelf> {
    let snapshot = world.snapshot();
    let decision = decided(&snapshot, world, who, set, page);
    assert!(decision.missing.is_empty());
    decision.shown_sets().next().map(|(_, shelf)| shelf.clone())
}

fn decided(snapshot: &Snapshot, world: &World, who: &Who, set: &str, page: Option<usize>) -> Decision {
    let product = page.map(World::id).unwrap_or_default();
    let placement = Placement::Recommendations { set, product: &product, category: "", limit: None };
    decide(snapshot, &world.visitor(who), &placement, now())
}

/// What stands on it.
fn on(world: &World, shelf: Option<&Shelf>) -> Vec<usize> {
    shelf.map(|shelf| shelf.items.iter().map(|item| world.thing(item.product)).collect()).unwrap_or_default()
}

fn found(world: &World, who: &Who, set: &str, page: Option<usize>) -> Vec<usize> {
    on(world, shelf(world, who, set, page).as_ref())
}
