//! `GET /_segue/privacy?download`: everything that is known here about the visitor, as one file. Every field of the
//! profile and of the consent record is in it; a new one does not compile before it is.

use super::super::languages::Words;
use super::super::{Edge, Response};
use super::wishes::{PreferencesJson, id_of};
use super::{Memory, PrivacyJson, to_json};
use crate::consent::{Admitted, Bridged, Choice, Purpose, Record};
use crate::day::Day;
use crate::engine::{Intent, Intents};
use crate::key::{NameKey, ProductKey};
use crate::snapshot::{Lookup, Snapshot};
use crate::story::Story;
use crate::visitor::{
    Affinity, Audience, Band, Bought, Brought, CartLine, Exposure, Profile, Purchases, ShownProduct, View, VisitorId,
};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::Serialize;

pub(super) fn answer(edge: &Edge<'_>, words: &Words, admitted: &Admitted, memory: &Memory) -> Response {
    let visitor = &admitted.visitor;
    let everything = Everything {
        day: edge.now.day().to_string(),
        privacy: to_json(edge, words, visitor, memory),
        record: admitted.record.record().map(|record| RecordJson::of(record, edge.snapshot)),
        profile: visitor.profile().map(|profile| ProfileJson::of(profile, edge.snapshot)),
        story: visitor.context().story.as_ref().map(|story| StoryJson::of(story, edge.snapshot)),
    };
    let mut response = Response::json(200, &everything);
    response.set("Content-Disposition", "attachment; filename=\"my-data.json\"");
    super::language_of(words, &mut response);
    response
}

#[derive(Serialize)]
struct Everything {
    day: String,
    #[serde(flatten)]
    privacy: PrivacyJson,
    record: Option<RecordJson>,
    profile: Option<ProfileJson>,
    story: Option<StoryJson>,
}

/// The ad that the visitor came by.
#[derive(Serialize)]
struct StoryJson {
    campaign: String,
    product: Option<String>,
    category: Option<String>,
    intents: Vec<&'static str>,
}

impl StoryJson {
    fn of(story: &Story, snapshot: Option<&Snapshot>) -> Self {
        let Story { campaign, product, category, intents } = story;
        let intents = Intents::from_bits(*intents);
        Self {
            campaign: campaign.clone(),
            product: product.map(|key| product_id(key, snapshot)),
            category: category.map(|key| id_of(key, snapshot)),
            intents: Intent::ALL.into_iter().filter(|intent| intents.has(*intent)).map(Intent::name).collect(),
        }
    }
}

#[derive(Serialize)]
struct RecordJson {
    day: String,
    policy_version: u16,
    own: ChoiceJson,
    platform: Option<PlatformJson>,
    preferences: PreferencesJson,
    binding: u16,
}

#[derive(Serialize)]
struct PlatformJson {
    platform: Bridged,
    said: ChoiceJson,
}

#[derive(Serialize)]
struct ChoiceJson {
    day: String,
    granted: Vec<&'static str>,
    refused: Vec<&'static str>,
}

impl ChoiceJson {
    fn of(choice: Choice) -> Self {
        let said = |yes| {
            let names = Purpose::ALL.into_iter().filter(move |purpose| choice.about(*purpose) == Some(yes));
            names.map(Purpose::name).collect()
        };
        Self { day: choice.day.to_string(), granted: said(true), refused: said(false) }
    }
}

impl RecordJson {
    fn of(record: &Record, snapshot: Option<&Snapshot>) -> Self {
        let Record { day, policy, own, bridged, preferences, binding } = record;
        Self {
            day: day.to_string(),
            policy_version: *policy,
            own: ChoiceJson::of(*own),
            platform: bridged.map(|(platform, said)| PlatformJson { platform, said: ChoiceJson::of(said) }),
            preferences: PreferencesJson::of(preferences, snapshot),
            binding: *binding,
        }
    }
}

#[derive(Serialize)]
struct ProfileJson {
    id: String,
    first_visit: String,
    last_visit: String,
    days_of_visiting: u16,
    viewed: Vec<ViewJson>,
    drawn_to: Vec<AffinityJson>,
    cart: Vec<LineJson>,
    cart_day: String,
    orders: OrdersJson,
    bought: Vec<BoughtJson>,
    brought_by: Option<DatedJson>,
    audiences: Vec<DatedJson>,
    audiences_asked: u16,
    shown: Vec<ShownJson>,
    on_shelves: Vec<ShelvedJson>,
    binding: u16,
    for_this_visit: bool,
}

#[derive(Serialize)]
struct ViewJson {
    product: String,
    category: String,
    day: String,
    price_band: Band,
    on_sale: bool,
}

#[derive(Serialize)]
struct AffinityJson {
    category: String,
    score: u8,
    day: String,
}

#[derive(Serialize)]
struct LineJson {
    product: String,
    quantity: u8,
}

#[derive(Serialize)]
struct OrdersJson {
    count: u8,
    spent_about: u32,
    last: Option<String>,
}

#[derive(Serialize)]
struct BoughtJson {
    product: String,
    first: String,
    day: String,
    times: u8,
    bought_again_after_days: u16,
}

/// A campaign and its day, or an audience and its last day.
#[derive(Serialize)]
struct DatedJson {
    name: String,
    day: String,
}

#[derive(Serialize)]
struct ShownJson {
    block: String,
    since: String,
    last: String,
    days: u8,
}

/// A product that was on a shelf and was not looked at since.
#[derive(Serialize)]
struct ShelvedJson {
    product: String,
    times: u8,
    day: String,
}

impl ProfileJson {
    fn of(profile: &Profile, snapshot: Option<&Snapshot>) -> Self {
        let Profile {
            id: VisitorId(id),
            first_visit,
            last_visit,
            visits,
            viewed,
            affinities,
            cart,
            cart_day,
            purchases: Purchases { orders, spend_tens, last },
            bought,
            brought,
            audiences,
            asked,
            exposures,
            binding,
            for_this_visit,
            shown: on_shelves,
        } = profile;
        let product = |key: ProductKey| product_id(key, snapshot);
        let date = |day: &Day| day.to_string();
        let view = |View { product: key, category, day, band, on_sale }: &View| ViewJson {
            product: product(*key),
            category: id_of(*category, snapshot),
            day: date(day),
            price_band: *band,
            on_sale: *on_sale,
        };
        let affinity = |Affinity { category, score, day }: &Affinity| AffinityJson {
            category: id_of(*category, snapshot),
            score: *score,
            day: date(day),
        };
        let bought_one = |Bought { product: key, day, times, again_after, first }: &Bought| BoughtJson {
            product: product(*key),
            first: date(first),
            day: date(day),
            times: *times,
            bought_again_after_days: *again_after,
        };
        let core = snapshot.map(Snapshot::core);
        let blocks = || core.into_iter().flat_map(|core| core.blocks.iter().map(|rule| &rule.id));
        let campaigns = || core.into_iter().flat_map(|core| core.campaigns.keys());
        let shown = |Exposure { block, since, last, days }: &Exposure| ShownJson {
            block: named(*block, blocks()),
            since: date(since),
            last: date(last),
            days: *days,
        };
        let shelved = |ShownProduct { product, times, day }: &ShownProduct| ShelvedJson {
            product: match snapshot.map(|snapshot| snapshot.by_short(*product)) {
                Some(Lookup::Found(product)) => product.card.id.to_string(),
                Some(Lookup::Absent | Lookup::NotLoaded(_)) | None => format!("{:08x}", product.0),
            },
            times: *times,
            day: date(day),
        };
        Self {
            id: id.iter().map(|byte| format!("{byte:02x}")).collect(),
            first_visit: date(first_visit),
            last_visit: date(last_visit),
            days_of_visiting: *visits,
            viewed: viewed.iter().map(view).collect(),
            drawn_to: affinities.iter().map(affinity).collect(),
            cart: cart
                .iter()
                .map(|CartLine { product: key, quantity }| LineJson { product: product(*key), quantity: *quantity })
                .collect(),
            cart_day: date(cart_day),
            orders: OrdersJson {
                count: *orders,
                spent_about: u32::from(*spend_tens) * 10,
                last: (*orders > 0).then(|| date(last)),
            },
            bought: bought.iter().map(bought_one).collect(),
            brought_by: brought
                .map(|Brought { campaign, day }| DatedJson { name: named(campaign, campaigns()), day: date(&day) }),
            audiences: audiences
                .iter()
                .map(|Audience { audience, until }| DatedJson {
                    name: named(*audience, core::iter::empty()),
                    day: date(until),
                })
                .collect(),
            audiences_asked: *asked,
            shown: exposures.iter().map(shown).collect(),
            on_shelves: on_shelves.iter().map(shelved).collect(),
            binding: *binding,
            for_this_visit: *for_this_visit,
        }
    }
}

/// The product's id; its key in hexadecimal digits where no snapshot names it.
fn product_id(key: ProductKey, snapshot: Option<&Snapshot>) -> String {
    match snapshot.map(|snapshot| snapshot.by_key(key)) {
        Some(Lookup::Found(product)) => product.card.id.to_string(),
        Some(Lookup::Absent | Lookup::NotLoaded(_)) | None => format!("{:016x}", key.0),
    }
}

/// The name of this key among `names`; in hexadecimal digits where it is not among them.
fn named<'a>(key: NameKey, mut names: impl Iterator<Item = &'a String>) -> String {
    let found = names.find(|name| NameKey::of(name) == key);
    found.map_or_else(|| format!("{:08x}", key.0), ToString::to_string)
}
