//! The profile: everything that Segue remembers, in the visitor's own cookie and nowhere else. Each list is bounded, so
//! the cookie is at most 1,500 bytes however long a visitor shops.

use super::shown::ShownProduct;
use crate::consent::Purpose;
use crate::day::Day;
use crate::key::{NameKey, ProductKey};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// How many entries each list of a [`Profile`] may hold. The newest stay.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Viewed products.
    pub viewed: usize,
    /// Category affinities.
    pub affinities: usize,
    /// Lines of the cart.
    pub cart: usize,
    /// Bought products.
    pub bought: usize,
    /// Audience memberships.
    pub audiences: usize,
    /// Blocks with a frequency cap.
    pub exposures: usize,
    /// Products that were on a shelf and not looked at since.
    pub shown: usize,
}

/// The bounds of every profile.
pub const LIMITS: Limits =
    Limits { viewed: 16, affinities: 8, cart: 10, bought: 12, audiences: 8, exposures: 8, shown: 16 };

/// A random id (128 bits) that says nothing; it deals experiments and exists only inside the cookie.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitorId(pub [u8; 16]);

impl core::fmt::Debug for VisitorId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("VisitorId(..)")
    }
}

/// A product's price against its own category: the lower, middle or upper third.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// The lower third.
    Value,
    /// The middle third, and every product of a category too small to divide.
    Mid,
    /// The upper third.
    Premium,
}

/// A product that was looked at.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Which product.
    pub product: ProductKey,
    /// Its category.
    pub category: NameKey,
    /// The latest day of a view.
    pub day: Day,
    /// Its price band on that day.
    pub band: Band,
    /// Whether it was on sale on that day.
    pub on_sale: bool,
}

/// How much a visitor is drawn to a category: 0 to 100, halved every 14 days.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affinity {
    /// Which category.
    pub category: NameKey,
    /// The score on `day`.
    pub score: u8,
    /// The day of the score.
    pub day: Day,
}

/// A line of the cart.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    /// Which product.
    pub product: ProductKey,
    /// How many, at most 255.
    pub quantity: u8,
}

/// A product that was bought.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bought {
    /// Which product.
    pub product: ProductKey,
    /// The latest day.
    pub day: Day,
    /// On how many orders, at most 255.
    pub times: u8,
    /// After how many days it is usually bought again; 0 when it is not. Kept here so that no record has to be read to
    /// know whether something is due.
    pub again_after: u16,
    /// The first day: with `day` and `times` it gives the customer's own mean interval. It is written behind the profile of
    /// before it ([`Later`](super::Later)).
    #[serde(skip)]
    pub first: Day,
}

/// Orders, as buckets: no order is remembered by itself.
#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purchases {
    /// How many orders, at most 255.
    pub orders: u8,
    /// Money spent so far in tens of the shop's currency, rounded; at most 655,350.
    pub spend_tens: u16,
    /// The day of the last order; meaningless when `orders` is zero.
    pub last: Day,
}

/// The campaign that brought the visitor.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brought {
    /// Which campaign.
    pub campaign: NameKey,
    /// On which day.
    pub day: Day,
}

/// Membership in an audience.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// Which audience.
    pub audience: NameKey,
    /// The last day on which it holds.
    pub until: Day,
}

/// On how many days a block with a frequency cap was shown. Days are counted and not page views, so that a block does not
/// vanish while somebody goes from page to page, and the cookie is written once a day and not with every page.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exposure {
    /// Which block.
    pub block: NameKey,
    /// The first day that still counts.
    pub since: Day,
    /// The latest day.
    pub last: Day,
    /// On how many days since then, at most 255.
    pub days: u8,
}

debug_says_presence!(View, Affinity, CartLine, Bought, Purchases, Brought, Audience, Exposure);

/// Everything that is remembered about one visitor. Newest first in every list.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The random id.
    pub id: VisitorId,
    /// The first day.
    pub first_visit: Day,
    /// The latest day.
    pub last_visit: Day,
    /// On how many days the visitor came, at most 65,535.
    pub visits: u16,
    /// Viewed products, each once.
    pub viewed: Vec<View>,
    /// Category affinities, each category once.
    pub affinities: Vec<Affinity>,
    /// The cart.
    pub cart: Vec<CartLine>,
    /// The day on which the cart last changed.
    pub cart_day: Day,
    /// Orders, as buckets.
    pub purchases: Purchases,
    /// Bought products, each once.
    pub bought: Vec<Bought>,
    /// The campaign that brought the visitor.
    pub brought: Option<Brought>,
    /// Audience memberships.
    pub audiences: Vec<Audience>,
    /// For which login, and in which state of the audiences, these were asked for ([`Profile::join`]): 16 bits, too few
    /// to tell people apart; zero when they never were.
    pub asked: u16,
    /// Blocks with a frequency cap, and the days on which they were shown.
    pub exposures: Vec<Exposure>,
    /// The number of the consent record under which this was sealed; under another one it counts for nothing.
    pub binding: u16,
    /// Whether it ends with this visit.
    pub for_this_visit: bool,
    /// Products that were on a shelf and not looked at since, each once. Written behind the others ([`Later`](super::Later)).
    #[serde(skip)]
    pub shown: Vec<ShownProduct>,
}

impl core::fmt::Debug for Profile {
    /// Prints presence only: a log line must not say what somebody looked at.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Profile").finish_non_exhaustive()
    }
}

impl Profile {
    /// A profile of somebody who came today for the first time.
    #[must_use]
    pub fn new(id: VisitorId, today: Day) -> Self {
        Self {
            id,
            first_visit: today,
            last_visit: today,
            visits: 1,
            viewed: Vec::new(),
            affinities: Vec::new(),
            cart: Vec::new(),
            cart_day: today,
            purchases: Purchases::default(),
            bought: Vec::new(),
            brought: None,
            audiences: Vec::new(),
            asked: 0,
            exposures: Vec::new(),
            binding: 0,
            for_this_visit: false,
            shown: Vec::new(),
        }
    }

    /// Cuts every list to [`LIMITS`]. Verified cookies pass through here too, so that a profile sealed by an older
    /// version with wider bounds cannot grow a newer one.
    pub fn bound(&mut self) {
        self.viewed.truncate(LIMITS.viewed);
        self.affinities.truncate(LIMITS.affinities);
        self.cart.truncate(LIMITS.cart);
        self.bought.truncate(LIMITS.bought);
        self.audiences.truncate(LIMITS.audiences);
        self.exposures.truncate(LIMITS.exposures);
        self.shown.truncate(LIMITS.shown);
    }

    /// Notes that the visitor is here today: counts a new day of visiting once and drops what has expired.
    pub fn arrive(&mut self, today: Day) {
        if today > self.last_visit {
            self.visits = self.visits.saturating_add(1);
            self.last_visit = today;
        }
        self.audiences.retain(|a| a.until >= today);
        self.shown.retain(|shown| shown.on(today) > 0);
    }

    /// Counts today for a block with a frequency cap of `within_days`. Whether that changed anything: it does once a day.
    pub fn note_exposure(&mut self, block: NameKey, today: Day, within_days: u16) -> bool {
        let at = self.exposures.iter().position(|exposure| exposure.block == block);
        let old = at.and_then(|at| self.exposures.get(at).copied()).filter(|old| today.since(old.since) < within_days);
        if old.is_some_and(|old| old.last == today) {
            return false;
        }
        if let Some(at) = at {
            self.exposures.remove(at);
        }
        let (since, days) = old.map_or((today, 0), |old| (old.since, old.days));
        self.exposures.insert(0, Exposure { block, since, last: today, days: days.saturating_add(1) });
        self.bound();
        true
    }

    /// Takes the answer to the question `asked` in the place of any earlier one: who logs in now may be somebody else, or no
    /// longer on a list.
    pub fn join(&mut self, asked: u16, audiences: Vec<Audience>) {
        self.asked = asked;
        self.audiences = audiences;
        self.bound();
    }

    /// Whether there is an answer that [`Profile::join`] took.
    #[must_use]
    pub fn was_asked(&self) -> bool {
        self.asked != 0 || !self.audiences.is_empty()
    }

    /// On how many days before today, within the last `within_days` days, `block` was shown; zero when it was shown today
    /// already, since it may then be shown all day.
    #[must_use]
    pub fn earlier_exposures(&self, block: NameKey, today: Day, within_days: u16) -> u8 {
        let counts = |exposure: &&Exposure| exposure.block == block && today.since(exposure.since) < within_days;
        self.exposures.iter().find(counts).filter(|exposure| exposure.last != today).map_or(0, |exposure| exposure.days)
    }

    /// Drops the fields whose purpose `may` does not allow; whether there was anything to drop.
    ///
    /// Each field declares its purpose here, and a new one does not compile before it does.
    pub fn retain(&mut self, may: impl Fn(Purpose) -> bool) -> bool {
        let Self {
            id: _,
            first_visit: _,
            last_visit: _,
            visits: _,
            viewed,
            affinities,
            cart,
            cart_day: _,
            purchases,
            bought,
            brought,
            audiences,
            asked,
            exposures,
            binding: _,
            for_this_visit: _,
            shown,
        } = self;
        let personalization = may(Purpose::Personalization);
        let advertising = personalization && may(Purpose::Advertising);
        let dropped = [
            keep(viewed, personalization),
            keep(affinities, personalization),
            keep(cart, personalization),
            keep(purchases, personalization),
            keep(bought, personalization),
            keep(exposures, personalization),
            keep(shown, personalization),
            keep(brought, advertising),
            keep(audiences, advertising),
            keep(asked, advertising),
        ];
        dropped.contains(&true)
    }

    /// Drops the views of these categories and the affinities to them: what was remembered before a category was found to
    /// be sensitive.
    pub fn forget_categories(&mut self, is: impl Fn(NameKey) -> bool) {
        self.viewed.retain(|view| !is(view.category));
        self.affinities.retain(|affinity| !is(affinity.category));
    }
}

/// Empties a field that may not stay; whether there was anything in it.
fn keep<T: Default + PartialEq>(field: &mut T, may: bool) -> bool {
    let dropped = !may && *field != T::default();
    if dropped {
        *field = T::default();
    }
    dropped
}

impl Affinity {
    /// The score on `today`: halved every 14 days, in integers so that every target agrees.
    #[must_use]
    pub fn on(&self, today: Day) -> u8 {
        let age = today.since(self.day);
        let halvings = u32::from(age / 14);
        let whole = u32::from(self.score).checked_shr(halvings).unwrap_or(0);
        // Between two halvings the score falls in a straight line.
        let lost = whole * u32::from(age % 14) / 28;
        u8::try_from(whole - lost).unwrap_or(u8::MAX)
    }
}
