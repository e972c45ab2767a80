//! How an event changes what is remembered. Events carry the names and item fields of Google Analytics 4.

use super::Band;
use super::profile::{Affinity, Bought, CartLine, LIMITS, Profile, View};
use crate::day::Day;
use crate::key::{NameKey, ProductKey};
use alloc::vec::Vec;

/// The GA4 events that change what is remembered. Others are accepted and forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventName {
    /// `view_item`
    ViewItem,
    /// `view_item_list`: the items were on a shelf.
    ViewItemList,
    /// `select_item`: an item on a shelf was clicked.
    SelectItem,
    /// `add_to_cart`
    AddToCart,
    /// `remove_from_cart`
    RemoveFromCart,
    /// `view_cart`: the items are the whole cart.
    ViewCart,
    /// `purchase`: empties the cart.
    Purchase,
}

impl EventName {
    /// The event with this GA4 name, if it changes anything.
    #[must_use]
    pub fn from_ga4(name: &str) -> Option<Self> {
        Some(match name {
            "view_item" => Self::ViewItem,
            "view_item_list" => Self::ViewItemList,
            "select_item" => Self::SelectItem,
            "add_to_cart" => Self::AddToCart,
            "remove_from_cart" => Self::RemoveFromCart,
            "view_cart" => Self::ViewCart,
            "purchase" => Self::Purchase,
            _ => return None,
        })
    }
}

/// A product in an event. Only products of the catalogue get this far: nothing that a browser makes up is remembered.
#[derive(Clone, Copy)]
pub struct Item {
    /// Which product.
    pub product: ProductKey,
    /// Its category.
    pub category: NameKey,
    /// Its price band.
    pub band: Band,
    /// Whether it is on sale.
    pub on_sale: bool,
    /// How many.
    pub quantity: u8,
    /// After how many days it is usually bought again; 0 when it is not.
    pub again_after: u16,
}

/// Something that the visitor did.
#[derive(Clone)]
pub struct Event {
    /// What.
    pub name: EventName,
    /// With which products.
    pub items: Vec<Item>,
    /// The order's value in whole units of the shop's currency.
    pub value: u32,
}

debug_says_presence!(Item, Event);

/// Changes `profile` by one event of today. Every list stays within [`LIMITS`].
pub fn apply(profile: &mut Profile, event: &Event, today: Day) {
    profile.arrive(today);
    if let EventName::ViewItem | EventName::SelectItem | EventName::AddToCart | EventName::Purchase = event.name {
        event.items.iter().for_each(|item| profile.note_looked_at(item.product));
    }
    match event.name {
        EventName::SelectItem => {}
        EventName::ViewItemList => shown(profile, &event.items, today),
        EventName::ViewItem => event.items.iter().for_each(|item| view(profile, item, today)),
        EventName::AddToCart => event.items.iter().for_each(|item| add_to_cart(profile, item, today)),
        EventName::RemoveFromCart => event.items.iter().for_each(|item| remove_from_cart(profile, item, today)),
        EventName::ViewCart => set_cart(profile, &event.items, today),
        EventName::Purchase => purchase(profile, event, today),
    }
    profile.bound();
}

/// Moves the entry that `is` finds to the front, made new by `make`.
fn to_front<T: Copy>(list: &mut Vec<T>, limit: usize, is: impl Fn(&T) -> bool, make: impl FnOnce(Option<T>) -> T) {
    let old = list.iter().position(is).map(|at| list.remove(at));
    list.insert(0, make(old));
    list.truncate(limit);
}

fn view(profile: &mut Profile, item: &Item, today: Day) {
    let seen =
        View { product: item.product, category: item.category, day: today, band: item.band, on_sale: item.on_sale };
    to_front(&mut profile.viewed, LIMITS.viewed, |v| v.product == item.product, |_| seen);
    warm(profile, item.category, today, 10);
}

/// Counts each product once, the last first, so that of those of one shelf the first stay longest.
fn shown(profile: &mut Profile, items: &[Item], today: Day) {
    for (nth, item) in items.iter().enumerate().rev() {
        if !items.iter().take(nth).any(|other| other.product == item.product) {
            profile.note_shown(item.product, today);
        }
    }
}

/// Raises the affinity to a category by `by`, at most to 100.
fn warm(profile: &mut Profile, category: NameKey, today: Day, by: u8) {
    to_front(
        &mut profile.affinities,
        LIMITS.affinities,
        |a| a.category == category,
        |old| Affinity { category, score: old.map_or(0, |a| a.on(today)).saturating_add(by).min(100), day: today },
    );
}

fn add_to_cart(profile: &mut Profile, item: &Item, today: Day) {
    to_front(
        &mut profile.cart,
        LIMITS.cart,
        |line| line.product == item.product,
        |old| CartLine {
            product: item.product,
            quantity: old.map_or(0, |line| line.quantity).saturating_add(item.quantity.max(1)),
        },
    );
    profile.cart_day = today;
    warm(profile, item.category, today, 20);
}

fn remove_from_cart(profile: &mut Profile, item: &Item, today: Day) {
    for line in &mut profile.cart {
        if line.product == item.product {
            line.quantity = line.quantity.saturating_sub(item.quantity.max(1));
            profile.cart_day = today;
        }
    }
    profile.cart.retain(|line| line.quantity > 0);
}

fn set_cart(profile: &mut Profile, items: &[Item], today: Day) {
    let cart: Vec<CartLine> = items
        .iter()
        .take(LIMITS.cart)
        .map(|item| CartLine { product: item.product, quantity: item.quantity.max(1) })
        .collect();
    let same = cart.len() == profile.cart.len() && cart.iter().all(|line| profile.cart.contains(line));
    if !same {
        profile.cart = cart;
        profile.cart_day = today;
    }
}

fn purchase(profile: &mut Profile, event: &Event, today: Day) {
    let purchases = &mut profile.purchases;
    purchases.orders = purchases.orders.saturating_add(1);
    purchases.last = today;
    let tens = u16::try_from((event.value.saturating_add(5)) / 10).unwrap_or(u16::MAX);
    purchases.spend_tens = purchases.spend_tens.saturating_add(tens);
    for item in event.items.iter().take(LIMITS.bought) {
        to_front(
            &mut profile.bought,
            LIMITS.bought,
            |b| b.product == item.product,
            |old| Bought {
                product: item.product,
                day: today,
                times: old.map_or(0, |b| b.times).saturating_add(1),
                again_after: item.again_after,
                first: old.map_or(today, |b| b.first),
            },
        );
        warm(profile, item.category, today, 30);
    }
    profile.cart.clear();
    profile.cart_day = today;
}
