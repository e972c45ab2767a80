//! A small shop, made for a test, and who visits it.

use crate::consent::{Choice, PurposeSet, Raw, Record, Settings, Visitor, admit};
use crate::cookie::{self, Keys, seal_profile};
use crate::day::{Day, Now};
use crate::key::{NameKey, ProductKey, scale};
use crate::neighbours::{Scale, encode};
use crate::snapshot::{
    Card, Category, Cuts, Defaults, Detail, ProductRef, Rfm, Set, ShardInfo, Shop, Snapshot, SnapshotId, Strategy,
    WireCore, write_record, write_shard,
};
use crate::visitor::{Band, Bought, CartLine, LifecycleDays, Profile, View, VisitorId};

pub(super) const TODAY: Day = Day(20_700);

/// A product, by its place in the list of the shop's products; other products are named by theirs.
#[derive(Debug, Clone)]
pub(super) struct Thing {
    pub(super) category: u16,
    pub(super) band: Band,
    pub(super) price: u32,
    pub(super) margin: u8,
    pub(super) in_stock: bool,
    pub(super) bought_again: bool,
    pub(super) family: usize,
    pub(super) next: Vec<(usize, u8)>,
    pub(super) bought_together: Vec<usize>,
    pub(super) complements: Vec<usize>,
    pub(super) similar: Vec<usize>,
    pub(super) bundle: Vec<usize>,
}

/// The shop. The last category is sensitive if `sensitive`.
#[derive(Debug, Clone, Default)]
pub(super) struct World {
    pub(super) things: Vec<Thing>,
    pub(super) categories: u16,
    pub(super) sensitive: bool,
    pub(super) margin_nudge: u8,
    pub(super) shards: u32,
    pub(super) best: Vec<usize>,
    pub(super) sets: Vec<Set>,
    /// The title of a product, instead of its id.
    pub(super) title: Option<(usize, &'static str)>,
    /// The shop's language, if it is not English.
    pub(super) language: Option<&'static str>,
}

/// Who visits it; days are ago.
#[derive(Debug, Clone, Default)]
pub(super) struct Who {
    pub(super) viewed: Vec<usize>,
    pub(super) cart: Vec<usize>,
    pub(super) bought: Vec<(usize, u16)>,
    /// So many times on a shelf, and not looked at since.
    pub(super) shown: Vec<(usize, u8)>,
}

impl World {
    /// A shop of so many products, all in stock, each a family of its own, spread over the categories.
    pub(super) fn of(products: usize, categories: u16) -> Self {
        let thing = |at: usize| Thing {
            category: u16::try_from(at).unwrap() % categories,
            band: Band::Mid,
            price: 1_000 + 100 * u32::try_from(at).unwrap(),
            margin: 0,
            in_stock: true,
            bought_again: false,
            family: at,
            next: Vec::new(),
            bought_together: Vec::new(),
            complements: Vec::new(),
            similar: Vec::new(),
            bundle: Vec::new(),
        };
        Self { things: (0..products).map(thing).collect(), categories, shards: 1, ..Self::default() }
    }

    pub(super) fn id(at: usize) -> String {
        format!("P{at}")
    }

    /// The place in the snapshot.
    pub(super) fn place(&self, at: usize) -> ProductRef {
        let key = ProductKey::of(&Self::id(at));
        let before = (0..self.things.len()).filter(|other| ProductKey::of(&Self::id(*other)) < key);
        ProductRef(u32::try_from(before.count()).unwrap())
    }

    /// The place in the list.
    pub(super) fn thing(&self, place: ProductRef) -> usize {
        (0..self.things.len()).find(|at| self.place(*at) == place).unwrap()
    }

    pub(super) fn things(&self, places: &[ProductRef]) -> Vec<usize> {
        places.iter().map(|place| self.thing(*place)).collect()
    }

    /// The snapshot with nothing at hand, and its shards.
    pub(super) fn cold(&self) -> (Snapshot, Vec<Vec<u8>>) {
        let of = |list: &[usize]| list.iter().map(|at| self.place(*at)).collect::<Vec<_>>();
        let category = |at: u16| Category {
            id: format!("c{at}"),
            title: format!("C{at}"),
            url: format!("/c{at}"),
            sensitive: self.sensitive && at + 1 == self.categories,
            complements: Vec::new(),
            bestsellers: Vec::new(),
            popular: Vec::new(),
            newest: Vec::new(),
        };
        let cuts = || Cuts::of(&[1, 2, 3, 4]).unwrap();
        let lifecycle = LifecycleDays::default();
        let rfm = Rfm { recency_days: cuts(), frequency: cuts(), monetary: cuts(), lifecycle };
        let mut core = WireCore::new(self.shop(), (0..self.categories).map(category).collect(), Vec::new(), rfm);
        core.set_rules(&[], &[], &self.sets, &[], &[]);
        core.products = u32::try_from(self.things.len()).unwrap();
        core.bestsellers = of(&self.best);
        core.popular = of(&self.best.iter().rev().copied().collect::<Vec<_>>());
        let mut parts = vec![Vec::new(); self.shards as usize];
        for (at, thing) in self.things.iter().enumerate() {
            let (id, key) = (Self::id(at), ProductKey::of(&Self::id(at)));
            let title = self.title.filter(|(titled, _)| *titled == at).map_or(id.as_str(), |(_, title)| title);
            let card = Card {
                id: &id,
                title,
                url: "",
                image: "",
                category: thing.category,
                price: thing.price,
                list_price: 0,
                band: thing.band,
                in_stock: thing.in_stock,
                bought_again: thing.bought_again,
                margin: thing.margin,
                family: self.place(thing.family),
            };
            let next: Vec<(ProductRef, u8)> =
                thing.next.iter().map(|(other, weight)| (self.place(*other), *weight)).collect();
            let next = encode(Scale::MAX, &next);
            let detail = Detail {
                next: &next,
                brand: "",
                rating: 0,
                reviews: 0,
                review: "",
                specs: Vec::new(),
                use_cases: Vec::new(),
                ships_in_days: None,
                reorder_days: 0,
                variants: Vec::new(),
                successor: None,
                bundle: of(&thing.bundle),
                bundles: of(&(0..self.things.len())
                    .filter(|other| self.things[*other].bundle.contains(&at))
                    .collect::<Vec<_>>()),
                bought_together: of(&thing.bought_together),
                complements: of(&thing.complements),
                similar: of(&thing.similar),
                listings: Vec::new(),
            };
            parts[scale(key.0, self.shards) as usize].push((key, write_record(&card, &detail)));
        }
        let mut shards = Vec::new();
        let mut first = 0;
        for part in parts {
            let count = u32::try_from(part.len()).unwrap();
            let bytes = write_shard(&part);
            core.shards.push(ShardInfo { id: SnapshotId::of(&bytes), first });
            shards.push(bytes);
            first += count;
        }
        let (snapshot, warnings) = Snapshot::open(&core.to_bytes()).unwrap();
        assert!(warnings.is_empty(), "{warnings:?}");
        (snapshot, shards)
    }

    /// The snapshot with everything at hand.
    pub(super) fn snapshot(&self) -> Snapshot {
        let (mut snapshot, shards) = self.cold();
        for (at, bytes) in shards.into_iter().enumerate() {
            snapshot.load(u16::try_from(at).unwrap(), bytes, usize::MAX).unwrap();
        }
        snapshot
    }

    fn shop(&self) -> Shop {
        Shop {
            name: "A shop".into(),
            currency: "EUR".into(),
            language: self.language.unwrap_or("en").into(),
            allowed_hosts: Vec::new(),
            fallback_url: "/".into(),
            product_url: "/p/{id}".into(),
            image_url: String::new(),
            consent: Settings::default(),
            defaults: Defaults { margin_nudge: self.margin_nudge, sets: 5, ..Defaults::default() },
            channels: Vec::new(),
            apps: None,
            click_ids: Vec::new(),
            use_case_query: String::new(),
        }
    }

    /// The cookies of somebody who agreed to everything.
    pub(super) fn cookies(&self, who: &Who) -> String {
        let own = Choice { day: TODAY, stated: PurposeSet::ALL, granted: PurposeSet::ALL };
        let record = Record { day: TODAY, own, ..Record::default() };
        let mut profile = Profile::new(VisitorId([7; 16]), TODAY.minus(30));
        for at in &who.viewed {
            let thing = &self.things[*at];
            let category = NameKey::of(&format!("c{}", thing.category));
            let product = ProductKey::of(&Self::id(*at));
            profile.viewed.push(View { product, category, day: TODAY, band: thing.band, on_sale: false });
        }
        for at in &who.cart {
            profile.cart.push(CartLine { product: ProductKey::of(&Self::id(*at)), quantity: 1 });
            profile.cart_day = TODAY;
        }
        for (at, ago) in &who.bought {
            let product = ProductKey::of(&Self::id(*at));
            let day = TODAY.minus(*ago);
            profile.bought.push(Bought { product, day, times: 1, again_after: 0, first: day });
        }
        for (at, times) in &who.shown {
            (0..*times).for_each(|_| profile.note_shown(ProductKey::of(&Self::id(*at)), TODAY));
        }
        let profile = seal_profile(&profile, &keys(), TODAY).unwrap();
        format!("{}={}; {}={profile}", cookie::CONSENT, record.seal(&keys()).unwrap(), cookie::PROFILE)
    }

    pub(super) fn visitor(&self, who: &Who) -> Visitor {
        let cookies = self.cookies(who);
        admit(Raw { cookies: &cookies, ..Raw::default() }, &keys(), &Settings::default(), now()).visitor
    }
}

/// A set of these strategies.
pub(super) fn set(id: &str, strategies: &[Strategy], size: u8) -> Set {
    Set {
        id: id.into(),
        title: id.into(),
        why: String::new(),
        strategies: strategies.to_vec(),
        size,
        priority: 50,
        segments: Vec::new(),
        when: None,
        pin: Vec::new(),
        blend: Vec::new(),
        viewed: false,
        page: true,
        shared: false,
        asks: PurposeSet::NONE,
    }
}

pub(super) fn keys() -> Keys {
    Keys::parse(&format!("k1:{}", "A".repeat(43))).unwrap()
}

pub(super) fn now() -> Now {
    Now::from_unix_seconds(u64::from(TODAY.0) * 86_400 + 3_600)
}
