//! Everything that rules may ask about, gathered once.

use super::intent::Intents;
use super::{Basis, Fields, Placement};
use crate::consent::Visitor;
use crate::day::{Day, Now};
use crate::key::{NameKey, ProductKey};
use crate::snapshot::{Core, Detail, Lookup, Product, ProductRef, Snapshot};
use crate::visitor::Profile;
use alloc::vec::Vec;
use core::cell::{OnceCell, RefCell};

/// The visitor, the page and the moment.
pub(super) struct Facts<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) visitor: &'a Visitor,
    pub(super) today: Day,
    /// The page's product.
    pub(super) page: Option<Product<'a>>,
    /// Its details.
    pub(super) detail: Option<Detail<'a>>,
    /// The category that is asked about: that of the page's product, or the request's.
    pub(super) category: Option<u16>,
    pub(super) intents: Intents,
    due: OnceCell<Vec<ProductRef>>,
    missing: RefCell<Vec<u16>>,
}

impl<'a> Facts<'a> {
    pub(super) fn gather(snapshot: &'a Snapshot, visitor: &'a Visitor, placement: &Placement<'_>, now: Now) -> Self {
        let (product, category) = match placement {
            Placement::ProductPage { product } | Placement::Landing { product, .. } => (*product, ""),
            Placement::Recommendations { product, category, .. } => (*product, *category),
        };
        let mut facts = Self {
            snapshot,
            visitor,
            today: now.day(),
            page: None,
            detail: None,
            category: snapshot.core().category_named(category),
            intents: Intents::of(&visitor.context().search, &snapshot.core().intent),
            due: OnceCell::new(),
            missing: RefCell::new(Vec::new()),
        };
        if !product.is_empty() {
            facts.page = facts.note(snapshot.by_id(product));
        }
        if let Some(page) = facts.page {
            facts.detail = page.detail();
            facts.category = Some(page.card.category);
        }
        facts
    }

    pub(super) fn core(&self) -> &'a Core {
        self.snapshot.core()
    }

    pub(super) fn profile(&self) -> Option<&'a Profile> {
        self.visitor.profile()
    }

    pub(super) fn basis(&self) -> Basis {
        if self.profile().is_some() {
            Basis::Full
        } else if *self.visitor.context() == crate::consent::Context::default() && self.page.is_none() {
            Basis::Default
        } else {
            Basis::Contextual
        }
    }

    /// The key, as cookies hold it, of the category that is asked about.
    pub(super) fn category_key(&self) -> Option<NameKey> {
        Some(NameKey::of(&self.core().category(self.category?)?.id))
    }

    pub(super) fn by_ref(&self, at: ProductRef) -> Option<Product<'a>> {
        self.note(self.snapshot.by_ref(at))
    }

    pub(super) fn by_key(&self, key: ProductKey) -> Option<Product<'a>> {
        self.note(self.snapshot.by_key(key))
    }

    /// Notes a shard that is not at hand.
    fn note<T>(&self, lookup: Lookup<T>) -> Option<T> {
        match lookup {
            Lookup::Found(found) => Some(found),
            Lookup::Absent => None,
            Lookup::NotLoaded(shard) => {
                let mut missing = self.missing.borrow_mut();
                if !missing.contains(&shard) {
                    missing.push(shard);
                }
                None
            }
        }
    }

    /// How many shards were missed so far.
    pub(super) fn missed(&self) -> usize {
        self.missing.borrow().len()
    }

    pub(super) fn into_missing(self) -> Vec<u16> {
        self.missing.into_inner()
    }

    /// Bought products that are about to run out: four fifths of the usual interval have passed, and not three times it.
    pub(super) fn due(&self) -> &[ProductRef] {
        self.due.get_or_init(|| {
            let Some(profile) = self.profile() else { return Vec::new() };
            let is_due = |bought: &crate::visitor::Bought| {
                let product = self.by_key(bought.product)?;
                if !product.card.bought_again {
                    return None;
                }
                let interval = u32::from(product.detail()?.reorder_days);
                let since = u32::from(self.today.since(bought.day));
                (since * 5 >= interval * 4 && since <= interval * 3).then_some(product.at)
            };
            profile.bought.iter().filter_map(is_due).collect()
        })
    }

    /// What texts may ask for.
    pub(super) fn fields(&self) -> Fields<'_> {
        Fields { core: self.core(), page: self.page.as_ref(), detail: self.detail.as_ref() }
    }

    /// Whether the product is in the cart.
    pub(super) fn in_cart(&self, key: ProductKey) -> bool {
        self.profile().is_some_and(|profile| profile.cart.iter().any(|line| line.product == key))
    }

    /// Whether the product was bought within the last 90 days.
    pub(super) fn just_bought(&self, key: ProductKey) -> bool {
        self.profile().is_some_and(|profile| {
            profile.bought.iter().any(|bought| bought.product == key && self.today.since(bought.day) < 90)
        })
    }
}
