//! Everything that rules may ask about, gathered once.

use super::intent::{Intents, Rules, Words};
use super::recommend::Next;
use super::wishes::Wishes;
use super::{About, Ad, Basis, Fields, Placement, Reason};
use crate::consent::Visitor;
use crate::day::{Day, Now};
use crate::key::{NameKey, ProductKey};
use crate::snapshot::{Core, Detail, Lookup, Product, ProductRef, Snapshot};
use crate::visitor::{Band, Bought, Profile, View};
use alloc::vec::Vec;
use core::cell::{Cell, OnceCell, RefCell};

/// Products that were just bought whose categories are looked up.
const JUST_BOUGHT: usize = 12;

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
    /// The same, where it is sensitive.
    pub(super) sensitive: Option<u16>,
    /// The words of the search.
    pub(super) words: Words,
    /// Why there is no product, where there is none.
    pub(super) no_page: Reason,
    /// Why there is no category, where there is none.
    pub(super) no_category: Reason,
    /// The variant that a link names beside its product.
    pub(super) variant: Option<ProductKey>,
    /// The number that was drawn for a click, below [`BUCKETS`](super::BUCKETS).
    pub(super) draw: Option<u32>,
    pub(super) intents: Intents,
    /// What the ad promised that brought the visitor to this page.
    pub(super) ad: Option<Ad<'a>>,
    /// What the visitor asked for, on this page.
    pub(super) wishes: Wishes,
    /// What was viewed, newest first, without what is of a sensitive category: it may be remembered from before it was.
    views: Vec<&'a View>,
    missing: RefCell<Vec<u16>>,
    misses: Cell<u32>,
    /// What the products that were viewed last lead to, once somebody asked.
    next: OnceCell<Next>,
    /// The categories of what was just bought and is not bought again, once somebody asked.
    bought: OnceCell<Vec<u16>>,
}

impl<'a> Facts<'a> {
    pub(super) fn gather(snapshot: &'a Snapshot, visitor: &'a Visitor, placement: &Placement<'_>, now: Now) -> Self {
        let context = visitor.context();
        let (product, category, link) = match placement {
            Placement::ProductPage { product } => (*product, "", None),
            // A link that names a variant alone means that product.
            Placement::Landing { link, .. } if link.product.is_empty() => (link.variant, link.category, Some(link)),
            Placement::Landing { link, .. } => (link.product, link.category, Some(link)),
            Placement::Recommendations { product, category, .. } => (*product, *category, None),
        };
        let campaign = match placement {
            Placement::Landing { campaign, .. } => *campaign,
            _ => context.campaign.as_str(),
        };
        let words = Words::of(&context.search);
        let of_link = |id: &&str| !id.is_empty() && *id != product;
        let mut facts = Self {
            snapshot,
            visitor,
            today: now.day(),
            page: None,
            detail: None,
            category: snapshot.core().category_named(category),
            sensitive: None,
            intents: Intents::of(&words, &Rules::of(snapshot.core(), context, campaign)),
            words,
            no_page: Reason::NotNamed,
            no_category: Reason::NotNamed,
            variant: link.map(|link| link.variant).filter(of_link).map(ProductKey::of),
            draw: link.and_then(|link| link.draw),
            ad: None,
            wishes: Wishes::default(),
            views: views(snapshot.core(), visitor),
            missing: RefCell::new(Vec::new()),
            misses: Cell::new(0),
            next: OnceCell::new(),
            bought: OnceCell::new(),
        };
        if !product.is_empty() {
            let found = snapshot.by_id(product);
            facts.no_page =
                if matches!(found, Lookup::Absent) { Reason::NotInCatalogue } else { Reason::NothingToShow };
            facts.page = facts.note(found);
        }
        facts.no_category = if category.is_empty() { facts.no_page } else { Reason::NotInCatalogue };
        if let Some(page) = facts.page {
            facts.detail = page.detail();
            facts.category = Some(page.card.category);
        }
        // A click begins a story, and goes on with none.
        if let (Some(story), false) = (&visitor.context().story, matches!(placement, Placement::Landing { .. })) {
            let clicked = story.product.and_then(|key| facts.by_key(key));
            let ad = Ad::of(snapshot.core(), story, clicked, facts.today);
            if visitor.context().search.is_empty() {
                facts.intents = ad.intents;
            }
            facts.ad = Some(ad);
        }
        facts.sensitive = facts.sensitive_of(category);
        facts.wishes = Wishes::of(visitor.preferences(), snapshot.core(), facts.category);
        facts
    }

    /// What of all that is asked about is sensitive: the category, that which the request names beside a product, and that
    /// of the variant.
    fn sensitive_of(&self, named: &str) -> Option<u16> {
        let sensitive = &self.core().sensitive;
        if sensitive.is_empty() {
            return None;
        }
        let of_variant = || Some(self.by_key(self.variant?)?.card.category);
        let is = |at: &u16| sensitive.has(*at);
        self.category
            .filter(is)
            .or_else(|| self.core().category_named(named).filter(is))
            .or_else(|| of_variant().filter(is))
    }

    pub(super) fn core(&self) -> &'a Core {
        self.snapshot.core()
    }

    pub(super) fn profile(&self) -> Option<&'a Profile> {
        self.visitor.profile()
    }

    pub(super) fn basis(&self) -> Basis {
        if let Some(basis) = Basis::of(self.visitor) {
            basis
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

    /// The product at this place; where its shard is not at hand, that is noted.
    pub(super) fn look(&self, at: ProductRef) -> Lookup<Product<'a>> {
        let lookup = self.snapshot.by_ref(at);
        self.note(lookup);
        lookup
    }

    /// The product of this id, as the shop writes it.
    pub(super) fn by_id(&self, id: &str) -> Option<Product<'a>> {
        self.note(self.snapshot.by_id(id))
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
                self.misses.set(self.misses.get() + 1);
                let mut missing = self.missing.borrow_mut();
                if !missing.contains(&shard) {
                    missing.push(shard);
                }
                None
            }
        }
    }

    /// How often something was looked for in a shard that is not at hand.
    pub(super) fn missed(&self) -> u32 {
        self.misses.get()
    }

    /// The shards that are not at hand, and what was looked up.
    pub(super) fn into_parts(self) -> (Vec<u16>, About<'a>) {
        (self.missing.into_inner(), About { page: self.page, detail: self.detail, ad: self.ad })
    }

    /// What was viewed, newest first, without what is of a sensitive category.
    pub(super) fn views(&self) -> impl Iterator<Item = &'a View> + Clone {
        self.views.iter().copied()
    }

    /// Whether a category is sensitive and not the page's own: nothing of it is shown here.
    pub(super) fn hides(&self, category: u16) -> bool {
        self.core().sensitive.has(category) && self.category != Some(category)
    }

    /// What texts may ask for.
    pub(super) fn fields(&self) -> Fields<'_> {
        Fields { core: self.core(), page: self.page.as_ref(), detail: self.detail.as_ref(), ad: self.ad }
    }

    /// How often the product was on a shelf and not looked at since, fading with the days.
    pub(super) fn shown(&self, key: ProductKey) -> u8 {
        let mut shown = self.profile().into_iter().flat_map(|profile| &profile.shown);
        shown.find(|shown| shown.product == key.short()).map_or(0, |shown| shown.on(self.today))
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

    /// What the products that were viewed last lead to; `None` where nothing may be remembered.
    pub(super) fn next(&self) -> Option<&Next> {
        self.profile()?;
        let asked = self.next.get().is_some();
        let next = self.next.get_or_init(|| Next::of(self));
        // Whoever asks again waits for the same shards.
        if asked {
            self.misses.set(self.misses.get() + next.pending() as u32);
        }
        Some(next)
    }

    /// Whether the visitor has looked at this product.
    pub(super) fn has_viewed(&self, key: ProductKey) -> bool {
        self.profile().is_some_and(|profile| profile.viewed.iter().any(|view| view.product == key))
    }

    /// Whether something of this category was just bought that is not bought again: whoever has a kettle needs no other.
    pub(super) fn has_bought_one_of(&self, category: u16) -> bool {
        let Some(profile) = self.profile() else { return false };
        let of_late = |bought: &&Bought| bought.again_after == 0 && self.just_bought(bought.product);
        let categories = self.bought.get_or_init(|| {
            let products = profile.bought.iter().filter(of_late).take(JUST_BOUGHT);
            let products = products.filter_map(|bought| self.by_key(bought.product));
            products.filter(|product| !product.card.bought_again).map(|product| product.card.category).collect()
        });
        categories.contains(&category)
    }

    /// The price band of more than half of what was viewed, of four views or more.
    pub(super) fn usual_band(&self) -> Option<Band> {
        let all = self.views().count();
        let of = |band: Band| self.views().filter(|view| view.band == band).count() * 2 > all;
        [Band::Value, Band::Mid, Band::Premium].into_iter().find(|band| all >= 4 && of(*band))
    }
}

fn views<'a>(core: &Core, visitor: &'a Visitor) -> Vec<&'a View> {
    let viewed = visitor.profile().map_or(&[][..], |profile| &profile.viewed);
    let mut views = Vec::with_capacity(viewed.len());
    views.extend(viewed);
    if !core.sensitive.is_empty() {
        views.retain(|view: &&View| core.sensitive.keyed(view.category).is_none());
    }
    views
}
