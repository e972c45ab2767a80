//! What holds of every shelf.

use super::world::{Thing, Who, World, set};
use super::{decided, shelf};
use crate::engine::{Tie, next};
use crate::neighbours::decode;
use crate::snapshot::{Lookup, Strategy};
use crate::visitor::Band;
use proptest::prelude::{Just, Strategy as _, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};
use std::collections::BTreeSet;

const THINGS: usize = 24;

fn places() -> impl proptest::strategy::Strategy<Value = Vec<usize>> {
    prop::collection::btree_set(0..THINGS, 0..8).prop_map(|all| all.into_iter().collect::<Vec<_>>()).prop_shuffle()
}

fn thing() -> impl proptest::strategy::Strategy<Value = Thing> {
    let next = prop::collection::btree_map(0..THINGS, 1_u8..=255, 0..12).prop_map(|all| all.into_iter().collect());
    let band = prop_oneof![Just(Band::Value), Just(Band::Mid), Just(Band::Premium)];
    let card = (0_u16..3, band, 100_u32..10_000, 0_u8..=100, prop::bool::weighted(0.8), any::<bool>());
    let bundle = prop_oneof![4 => Just(Vec::new()), 1 => places()];
    (card, 0..THINGS, next, (places(), places(), places()), bundle).prop_map(
        |((category, band, price, margin, in_stock, bought_again), family, next, lists, bundle)| Thing {
            category,
            band,
            price,
            margin,
            in_stock,
            bought_again,
            family,
            next,
            bought_together: lists.0,
            complements: lists.1,
            similar: lists.2,
            bundle,
        },
    )
}

fn strategy() -> impl proptest::strategy::Strategy<Value = Strategy> {
    prop::sample::select(vec![
        Strategy::BoughtTogether,
        Strategy::Complementary,
        Strategy::SameCategory,
        Strategy::ViewedProducts,
        Strategy::Reorder,
        Strategy::Bestsellers,
        Strategy::Curated,
        Strategy::ViewedNext,
        Strategy::Similar,
        Strategy::Popular,
        Strategy::New,
        Strategy::Bundle,
    ])
}

fn world() -> impl proptest::strategy::Strategy<Value = World> {
    let things = prop::collection::vec(thing(), THINGS);
    let rule = (prop::collection::vec(strategy(), 1..4), 1_u8..8, any::<bool>(), any::<bool>(), places());
    (things, rule, places(), any::<bool>(), 0_u8..=20).prop_map(
        |(mut things, (strategies, size, mixed, viewed, pin), best, sensitive, margin_nudge)| {
            // Half of the families are of several products; a head is its own.
            for at in 0..things.len() {
                let head = if things[at].family % 2 == 0 { at } else { things[at].family / 6 };
                things[at].family = if head < at { things[head].family } else { at };
            }
            let mut world =
                World { things, categories: 3, sensitive, margin_nudge, shards: 5, best, ..World::default() };
            let mut set = set("s", &strategies, size);
            set.viewed = viewed;
            set.pin = pin.iter().map(|at| world.place(*at)).collect();
            if mixed {
                set.blend = (1..).take(strategies.len()).collect();
            }
            world.sets = vec![set];
            world
        },
    )
}

fn who() -> impl proptest::strategy::Strategy<Value = Who> {
    let bought = prop::collection::vec((0..THINGS, 0_u16..200), 0..5);
    let shown = prop::collection::vec((0..THINGS, 1_u8..6), 0..8);
    (places(), places(), bought, shown).prop_map(|(viewed, cart, bought, shown)| Who {
        viewed,
        cart: cart.into_iter().take(3).collect(),
        bought,
        shown,
    })
}

proptest! {
    #[test]
    fn no_shelf_shows_what_it_may_not(world in world(), who in who(), page in prop::option::of(0..THINGS)) {
        let shelf = shelf(&world, &who, "s", page);
        let set = &world.sets[0];
        let Some(shelf) = shelf else { return Ok(()) };
        prop_assert!(shelf.items.len() <= usize::from(set.size));
        let shown = super::on(&world, Some(&shelf));
        let families: BTreeSet<usize> = shown.iter().map(|at| world.things[*at].family).collect();
        prop_assert_eq!(families.len(), shown.len(), "one of a family");
        // Behind the strategy that asks for what is new, and where strategies are mixed, nothing viewed stands.
        let new = set.strategies.iter().position(|strategy| *strategy == Strategy::ViewedProducts);
        let only_new = !set.viewed && (new == Some(0) || (new.is_some() && !set.blend.is_empty()));
        for (at, item) in shown.iter().zip(&shelf.items) {
            let thing = &world.things[*at];
            prop_assert!(thing.in_stock);
            prop_assert!(!who.cart.contains(at));
            let of_page = page.map(|page| &world.things[page]);
            prop_assert!(of_page.is_none_or(|page| page.family != thing.family && !page.bundle.contains(at)));
            let sensitive = world.sensitive && thing.category == 2;
            prop_assert!(!sensitive || of_page.is_some_and(|page| page.category == 2));
            let just_bought = who.bought.iter().any(|(bought, ago)| bought == at && *ago < 90);
            prop_assert!(thing.bought_again || !just_bought);
            if item.strategy == Strategy::ViewedProducts && !set.viewed || only_new {
                prop_assert!(!who.viewed.contains(at));
            }
            if item.strategy == Strategy::Similar {
                prop_assert_eq!(of_page.map(|page| page.category), Some(thing.category));
            }
            // What a reason says is in the lists.
            if let Some(because) = item.because {
                let because = world.thing(because);
                prop_assert!(who.viewed.contains(&because) && Some(because) != page);
                prop_assert!(!(world.sensitive && world.things[because].category == 2));
                match item.tie {
                    Tie::Next => prop_assert!(world.things[because].next.iter().any(|(next, _)| next == at)),
                    Tie::Bought => prop_assert!(world.things[because].bought_together.contains(at)),
                    Tie::Close => prop_assert!(world.things[because].similar.contains(at)),
                    Tie::Listed | Tie::Viewed | Tie::Due => prop_assert!(false, "it names nothing"),
                }
            }
            if item.tie == Tie::Viewed {
                prop_assert!(who.viewed.contains(at) && set.viewed);
            }
            prop_assert!(!item.margin || (world.margin_nudge > 0 && thing.margin > 0));
            prop_assert!(!item.faded || who.shown.iter().any(|(shown, _)| shown == at));
        }
        if let (Some(total), Some(page)) = (shelf.total, page) {
            let sum: u32 = shown.iter().map(|at| world.things[*at].price).sum();
            prop_assert_eq!(total, sum + world.things[page].price);
        }
        // The same again, and from an isolate that has to read everything first.
        let (mut cold, shards) = world.cold();
        for _ in 0..8 {
            let decision = decided(&cold, &world, &who, "s", page);
            if decision.missing.is_empty() {
                break;
            }
            for at in decision.missing {
                cold.load(at, shards[usize::from(at)].clone(), usize::MAX).unwrap();
            }
        }
        let decision = decided(&cold, &world, &who, "s", page);
        prop_assert_eq!(decision.shown_sets().next().map(|(_, shelf)| shelf.clone()), Some(shelf));
    }

    /// What is served is what is scored: with everything to be had, no family twice and no margin, a set that may show what
    /// was viewed is the combination of the lists and nothing else.
    #[test]
    fn what_may_be_viewed_is_what_is_scored(world in world(), viewed in places()) {
        let mut world = world;
        (world.sensitive, world.margin_nudge) = (false, 0);
        for (at, thing) in world.things.iter_mut().enumerate() {
            (thing.in_stock, thing.family) = (true, at);
        }
        let mut mine = set("s", &[Strategy::ViewedProducts], 7);
        mine.viewed = true;
        world.sets = vec![mine];
        let snapshot = world.snapshot();
        let scored = next(&snapshot, viewed.iter().map(|at| world.place(*at)), 7);
        let decision = decided(&snapshot, &world, &Who { viewed: viewed.clone(), ..Who::default() }, "s", None);
        let shown: Vec<_> = decision.shown_sets().flat_map(|(_, shelf)| &shelf.items).collect();
        let by_lists: Vec<_> = shown.iter().take_while(|item| matches!(item.tie, Tie::Next | Tie::Viewed)).collect();
        if shown.is_empty() {
            // Too few to fill half of a shelf, which nothing else fills here.
            prop_assert!(scored.len() <= 3);
        } else {
            prop_assert!(by_lists.iter().map(|item| item.product).eq(scored.iter().map(|one| one.product)));
        }
        // And that is what the records hold.
        for at in viewed {
            let Lookup::Found(product) = snapshot.by_id(&World::id(at)) else { panic!("{at}") };
            prop_assert_eq!(product.next(), product.detail().unwrap().next);
            prop_assert_eq!(decode(product.next()).count(), world.things[at].next.len());
        }
    }
}
