//! What the ad promised, as far as a page can go on with it. It comes from the click's own link, through
//! [`Context::story`](crate::consent::Context), so it needs no consent and is nothing personal.

use super::facts::Facts;
use super::{Decision, Intents, Outcome};
use crate::consent::Visitor;
use crate::day::{Day, Now};
use crate::key::NameKey;
use crate::snapshot::{
    Block, Campaign, Condition, Core, Detail, Kind, Lookup, NameSignal, Product, ProductRef, Rule, Segment, Set,
    Snapshot, Strategy, Test,
};
use crate::story::Story;
use alloc::string::String;
use alloc::vec::Vec;

/// How far down a list of relations the ad is followed.
const RANKS: usize = 8;

/// The placeholders that only an ad fills.
pub const AD_PLACEHOLDERS: [&str; 3] = ["offer", "use_case", "ad_product"];

/// What the ad promised.
#[derive(Clone, Copy, Default)]
pub struct Ad<'a> {
    /// The campaign, while it runs.
    pub campaign: Option<&'a Campaign>,
    /// The product that was clicked.
    pub product: Option<Product<'a>>,
    /// The category (its place in the core) of that product, or the one that the link named.
    pub category: Option<u16>,
    /// The category of the click where it is sensitive. Then nothing else is here.
    pub sensitive: Option<u16>,
    /// What the search behind the click was after.
    pub intents: Intents,
}

debug_says_presence!(Ad<'_>);

impl<'a> Ad<'a> {
    /// What `story` still promises today; `product` is the one that it names.
    pub(super) fn of(core: &'a Core, story: &Story, product: Option<Product<'a>>, today: Day) -> Self {
        let named =
            |key: NameKey| (0_u16..).zip(&core.categories).find(|(_, category)| NameKey::of(&category.id) == key);
        let by_link = story.category.and_then(named).map(|(at, _)| at);
        let category = product.map(|product| product.card.category).or(by_link);
        let sensitive = [category, by_link].into_iter().flatten().find(|at| core.sensitive.has(*at));
        if sensitive.is_some() {
            return Self { sensitive, ..Self::default() };
        }
        let campaign = core.campaigns.get(&story.campaign).and_then(|rule| rule.body.as_ref());
        Self {
            campaign: campaign.filter(|campaign| campaign.window.holds(today)),
            product,
            category,
            sensitive: None,
            intents: Intents::from_bits(story.intents),
        }
    }

    /// What the ad that brought `visitor` promised, for whoever renders what was decided.
    #[must_use]
    pub fn told(snapshot: &'a Snapshot, visitor: &Visitor, now: Now) -> Option<Self> {
        let story = visitor.context().story.as_ref()?;
        let product = match story.product.map(|key| snapshot.by_key(key)) {
            Some(Lookup::Found(product)) => Some(product),
            Some(Lookup::Absent | Lookup::NotLoaded(_)) | None => None,
        };
        Some(Self::of(snapshot.core(), story, product, now.day()))
    }

    /// The offer that the ad spoke of, or empty.
    #[must_use]
    pub fn offer(&self) -> &'a str {
        self.campaign.map_or("", |campaign| &campaign.offer)
    }

    /// The use that the ad spoke of, or empty.
    #[must_use]
    pub fn use_case(&self) -> &'a str {
        self.campaign.map_or("", |campaign| &campaign.use_case)
    }
}

/// The product itself if it is a bundle, then the bundles that hold it.
pub(super) fn bundles_of(at: ProductRef, detail: &Detail<'_>) -> impl Iterator<Item = ProductRef> {
    let own = (!detail.bundle.is_empty()).then_some(at);
    own.into_iter().chain(detail.bundles.clone())
}

/// The bundles of the clicked product that go first on this page: all of them on its own page and on those of its variants.
/// On another product's page only those that hold that product as well, since what a block says of "this product" has to be
/// true.
pub(super) fn bundles_here(facts: &Facts<'_>) -> Vec<ProductRef> {
    let (Some(clicked), Some(page)) = (facts.ad.and_then(|ad| ad.product), facts.page) else { return Vec::new() };
    let Some(detail) = clicked.detail() else { return Vec::new() };
    let family = clicked.card.family == page.card.family;
    let holds_page =
        |at: &ProductRef| *at == page.at || facts.detail.as_ref().is_some_and(|here| here.bundles.contains(at));
    bundles_of(clicked.at, &detail).filter(|at| family || holds_page(at)).collect()
}

/// What goes on with the ad: the bundles of the clicked product, the product, its variants, then what completes it and what
/// is bought together with it, of which comes first what is good for the use that the ad spoke of.
pub(super) fn continuation(facts: &Facts<'_>) -> Vec<ProductRef> {
    let Some(ad) = facts.ad else { return Vec::new() };
    let Some((clicked, detail)) = ad.product.and_then(|product| Some((product, product.detail()?))) else {
        return Vec::new();
    };
    let mut found: Vec<ProductRef> = bundles_of(clicked.at, &detail).collect();
    found.push(clicked.at);
    found.extend(&detail.variants);
    let related = || detail.complements.iter().take(RANKS).chain(detail.bought_together.iter().take(RANKS)).copied();
    let use_case = ad.use_case();
    if !use_case.is_empty() {
        found.extend(related().filter(|at| facts.by_ref(*at).is_some_and(|product| is_for(&product, use_case))));
    }
    // What stands here twice is shown once, where it stands first.
    found.extend(related());
    found
}

/// Whether the product says that it is good for this.
fn is_for(product: &Product<'_>, use_case: &str) -> bool {
    product.detail().is_some_and(|detail| detail.use_cases.iter().any(|case| case.eq_ignore_ascii_case(use_case)))
}

/// What of a page went on with the ad's story.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Continued<'a> {
    /// The ids of blocks.
    pub blocks: Vec<&'a str>,
    /// The ids of sets.
    pub sets: Vec<&'a str>,
}

/// The shown blocks and sets that went on with the ad: by their kind or strategy, by a text that the ad fills, by the
/// clicked product's bundle, or because their condition or segment asks what the ad was.
#[must_use]
pub fn continued<'a>(snapshot: &'a Snapshot, visitor: &Visitor, decision: &Decision, now: Now) -> Continued<'a> {
    let Some(ad) = Ad::told(snapshot, visitor, now) else { return Continued::default() };
    let core = snapshot.core();
    let bundles: Vec<ProductRef> =
        ad.product.and_then(|clicked| Some(bundles_of(clicked.at, &clicked.detail()?).collect())).unwrap_or_default();
    let asked = Asked { segments: &core.segments, ad, campaign: &visitor.context().campaign };
    let block = |at: u16| core.blocks.get(usize::from(at))?.body.as_ref();
    let of_block = |block: &Block, segment: Option<u16>, first: Option<&ProductRef>| {
        let texts = [&block.title, &block.text, &block.why];
        block.kind == Kind::AdPromise
            || (block.kind == Kind::Bundle && first.is_some_and(|first| bundles.contains(first)))
            || texts.into_iter().chain(&block.points).any(|text| reads_ad(text))
            || asked.any(segment, block.when.as_ref())
    };
    let set = |at: u16| core.sets.get(usize::from(at))?.body.as_ref();
    let of_set = |set: &Set, found: bool| {
        let segment = set.segments.iter().copied().find(|at| decision.in_segments().any(|inside| inside == *at));
        found || reads_ad(&set.title) || reads_ad(&set.why) || asked.any(segment, set.when.as_ref())
    };
    let blocks = decision.blocks.iter().filter_map(|evidence| match &evidence.outcome {
        Outcome::Chosen(shown) => {
            let block = block(evidence.rule)?;
            of_block(block, shown.segment, shown.products.first()).then_some(block.id.as_str())
        }
        Outcome::Not(_) => None,
    });
    let sets = decision.sets.iter().filter_map(|evidence| match &evidence.outcome {
        Outcome::Chosen(shelf) => {
            let set = set(evidence.rule)?;
            let found = shelf.items.iter().any(|item| item.strategy == Strategy::ContinueAd);
            of_set(set, found).then_some(set.id.as_str())
        }
        Outcome::Not(_) => None,
    });
    Continued { blocks: blocks.collect(), sets: sets.collect() }
}

/// Whether a text asks for what only an ad fills.
#[must_use]
pub fn reads_ad(text: &str) -> bool {
    let mut names = text.split('{').skip(1).filter_map(|piece| Some(piece.split_once('}')?.0));
    names.any(|name| AD_PLACEHOLDERS.contains(&name))
}

/// Who asks what the ad was.
struct Asked<'a> {
    segments: &'a [Rule<Segment>],
    ad: Ad<'a>,
    /// The campaign that this request's own link names.
    campaign: &'a String,
}

impl Asked<'_> {
    fn any(&self, segment: Option<u16>, when: Option<&Condition>) -> bool {
        segment.is_some_and(|at| self.segment(at)) || when.is_some_and(|when| self.condition(when))
    }

    fn segment(&self, at: u16) -> bool {
        let rule = self.segments.get(usize::from(at)).and_then(|rule| rule.body.as_ref());
        rule.is_some_and(|segment| self.condition(&segment.when))
    }

    /// A segment names only segments before it, so this ends.
    fn condition(&self, condition: &Condition) -> bool {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => parts.iter().any(|part| self.condition(part)),
            Condition::Not(part) => self.condition(part),
            Condition::Segment(at) => self.segment(*at),
            Condition::Test(Test::Name(NameSignal::AdProduct | NameSignal::AdCategory, _)) => true,
            Condition::Test(Test::Name(NameSignal::Campaign, _)) => {
                self.ad.campaign.is_some_and(|told| self.campaign.is_empty() || *self.campaign == told.id)
            }
            Condition::Test(Test::Name(NameSignal::Intent, _)) => self.ad.intents != Intents::default(),
            Condition::Test(_) => false,
        }
    }
}
