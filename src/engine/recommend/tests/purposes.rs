//! Sets by purpose.

use super::world::{Who, World, set};
use super::{found, shelf};
use crate::engine::next;
use crate::snapshot::Strategy;
use crate::visitor::Band;

/// Thirty products of three categories. After product 0 others looked at 3, 1, 6 and 2; after 10 at 4, 7 and 13.
fn world() -> World {
    let mut world = World::of(30, 3);
    world.things[0].next = vec![(3, 255), (1, 200), (6, 150), (2, 145)];
    world.things[10].next = vec![(4, 255), (7, 210), (13, 180)];
    world.best = (20..30).collect();
    world
}

fn viewed(viewed: &[usize]) -> Who {
    Who { viewed: viewed.to_vec(), ..Who::default() }
}

#[test]
fn what_others_looked_at_next_reads_nothing_of_the_visitor() {
    let mut world = world();
    world.sets = vec![set("next", &[Strategy::ViewedNext], 4)];
    assert_eq!(found(&world, &Who::default(), "next", Some(0)), [3, 1, 2, 6]);
    assert_eq!(found(&world, &viewed(&[10, 11]), "next", Some(0)), [3, 1, 2, 6]);
    assert!(found(&world, &viewed(&[0]), "next", Some(9)).is_empty(), "without a list there is nothing to say");
    assert!(found(&world, &viewed(&[0]), "next", None).is_empty());
}

#[test]
fn the_products_viewed_last_speak_together_and_only_what_is_new_is_shown() {
    let mut world = world();
    world.sets = vec![set("mine", &[Strategy::ViewedProducts], 4)];
    assert_eq!(found(&world, &viewed(&[0]), "mine", None), [3, 1, 2, 6]);
    // The page's product is the latest, and 3 was viewed.
    assert_eq!(found(&world, &viewed(&[0, 3]), "mine", Some(10)), [4, 7, 13, 1]);
    assert_eq!(found(&world, &Who::default(), "mine", Some(10))[..3], [4, 7, 13]);
    // What was viewed long before counts no more, and is still nothing new.
    let many = viewed(&[0, 11, 12, 14, 15, 16, 17, 18, 19, 3]);
    assert!(!found(&world, &many, "mine", None).contains(&3));
}

#[test]
fn what_was_viewed_comes_back_where_the_set_says_so() {
    let mut world = world();
    // Visitors go back to it.
    world.things[0].next.push((0, 220));
    let mut mine = set("mine", &[Strategy::ViewedProducts], 4);
    mine.viewed = true;
    world.sets = vec![mine];
    let shown = found(&world, &viewed(&[0, 10]), "mine", None);
    let snapshot = world.snapshot();
    let latest = [world.place(0), world.place(10)];
    let scored = next(&snapshot, latest, 4);
    assert_eq!(shown, world.things(&scored.iter().map(|one| one.product).collect::<Vec<_>>()));
    assert!(shown.contains(&0), "{shown:?}");
    let of_page = found(&world, &viewed(&[0, 10]), "mine", Some(0));
    assert!(!of_page.contains(&0), "the page's own product is not shown on its page: {of_page:?}");
}

#[test]
fn without_lists_goes_what_is_bought_with_it_or_close_to_it() {
    let mut world = World::of(30, 3);
    world.sets = vec![set("mine", &[Strategy::ViewedProducts], 4)];
    world.things[5].bought_together = vec![1, 2];
    world.things[5].similar = vec![8, 11];
    world.things[6].bought_together = vec![2];
    let mut mine = found(&world, &viewed(&[5, 6]), "mine", None);
    assert_eq!(mine.first(), Some(&2), "two speak for it");
    mine.sort_unstable();
    assert_eq!(mine, [1, 2, 8, 11]);
    assert!(found(&world, &Who::default(), "mine", Some(5)).is_empty(), "nobody looked at anything before this page");
}

#[test]
fn alternatives_are_of_the_category_and_what_others_compared_comes_first() {
    let mut world = world();
    world.things[0].similar = vec![9, 3, 12, 15];
    world.things[12].family = 0;
    world.sets = vec![set("like", &[Strategy::Similar], 4)];
    // 1 and 2 are of other categories, 12 is a variant.
    assert_eq!(found(&world, &Who::default(), "like", Some(0)), [3, 6, 9, 15]);
    // Another price band is looked for, a little.
    (world.things[0].next, world.things[0].similar) = (Vec::new(), vec![3, 6, 9, 15]);
    world.things[15].band = Band::Premium;
    assert_eq!(found(&world, &Who::default(), "like", Some(0)), [3, 6, 15, 9]);
}

#[test]
fn nothing_completes_what_was_just_bought_by_replacing_it() {
    let mut world = world();
    world.things[0].complements = vec![1, 2, 4, 5];
    world.sets = vec![set("with", &[Strategy::Complementary], 2)];
    assert_eq!(found(&world, &Who::default(), "with", Some(0)), [1, 2]);
    let bought = |at, ago| Who { bought: vec![(at, ago)], ..Who::default() };
    assert_eq!(found(&world, &bought(7, 10), "with", Some(0)), [2, 5], "7 is of the category of 1 and 4");
    assert_eq!(found(&world, &bought(7, 100), "with", Some(0)), [1, 2], "that was long ago");
    world.things[7].bought_again = true;
    assert_eq!(found(&world, &bought(7, 10), "with", Some(0)), [1, 2], "whoever buys tea buys other tea");
}

#[test]
fn an_offer_is_whole_and_says_its_price() {
    let mut world = world();
    world.sets = vec![set("offer", &[Strategy::Bundle], 4)];
    world.things[0].complements = vec![3, 1, 4, 2, 5];
    let offer = |world: &World, who: &Who| {
        let shelf = shelf(world, who, "offer", Some(0));
        (super::on(world, shelf.as_ref()), shelf.and_then(|shelf| shelf.total))
    };
    // 3 is of the page's category, 4 of that of 1: each says something else.
    assert_eq!(offer(&world, &Who::default()), (vec![1, 2], Some(1_000 + 1_100 + 1_200)));
    let in_cart = Who { cart: vec![1], ..Who::default() };
    assert_eq!(offer(&world, &in_cart), (vec![4, 2], Some(1_000 + 1_400 + 1_200)));
    // The shop's own bundle goes first, whatever its categories, as long as every part can be had.
    world.things[20].bundle = vec![0, 9, 10];
    assert_eq!(offer(&world, &Who::default()), (vec![9, 10], Some(1_000 + 1_900 + 2_000)));
    world.things[9].in_stock = false;
    assert_eq!(offer(&world, &Who::default()).0, [1, 2]);
    world.things[0].in_stock = false;
    assert_eq!(offer(&world, &Who::default()), (vec![], None));
}

#[test]
fn what_is_popular_fills_the_shelf_from_the_shop_where_the_category_has_nothing() {
    let mut world = world();
    world.sets = vec![set("popular", &[Strategy::Popular], 4)];
    let shown = found(&world, &Who::default(), "popular", Some(0));
    assert_eq!((shown.len(), shown.first()), (4, Some(&29)));
}

#[test]
fn weights_mix_what_strategies_find() {
    let mut world = world();
    world.things[0].complements = vec![11, 14, 17];
    let mut mixed = set("mixed", &[Strategy::Curated, Strategy::Complementary], 4);
    mixed.pin = [6, 9, 12, 15].map(|at| world.place(at)).to_vec();
    mixed.blend = vec![3, 1];
    world.sets = vec![mixed.clone()];
    let mut shown = found(&world, &Who::default(), "mixed", Some(0));
    shown.sort_unstable();
    assert_eq!(shown, [6, 9, 11, 12]);
    mixed.blend = vec![1, 3];
    world.sets = vec![mixed];
    let mut shown = found(&world, &Who::default(), "mixed", Some(0));
    shown.sort_unstable();
    assert_eq!(shown, [6, 11, 14, 17]);
}
