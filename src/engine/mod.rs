//! The engine: a pure function from what was published, what may be known of the visitor, what is asked and what time it
//! is, to a decision with its evidence. It knows no clock, no randomness and no input or output.

mod ad;
mod blocks;
mod change;
mod condition;
mod content;
mod decision;
mod experiments;
mod facts;
mod intent;
mod landing;
mod receipt;
mod recommend;
mod reorder;
mod said;
mod segments;
mod signals;
mod texts;
mod wishes;

pub use ad::{AD_PLACEHOLDERS, Ad, Continued, continued, reads_ad};
pub use blocks::is_personal;
pub use change::{Change, Changes, Need, Told};
pub use condition::{Because, Truth};
pub use decision::{Basis, Dealt, Decision, Evidence, Item, Landed, Outcome, Place, Reason, Shelf, Shown, Tie};
pub use experiments::{BUCKETS, bucket};
pub use intent::{Intent, Intents, MOST_WORDS, Rules, Said, Spoken, Words, shape, told};
pub(crate) use landing::is_own_link;
pub use landing::{allowed, fill_pattern, in_path};
pub use receipt::{Line, receipt};
pub use recommend::{Why, next, together};
pub use texts::{About, Fields, PLACEHOLDERS, Part, money, stars};
pub use wishes::Unwanted;

use crate::consent::Visitor;
use crate::day::Now;
use crate::snapshot::Snapshot;
use facts::Facts;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement<'a> {
    /// The blocks and sets of a product's page.
    ProductPage {
        /// The product's id, as the request says it.
        product: &'a str,
    },
    /// One recommendation set.
    Recommendations {
        /// The set's id.
        set: &'a str,
        /// The product that it is about, or empty.
        product: &'a str,
        /// The category that it is about, or empty.
        category: &'a str,
        /// At most so many products; `None` means the set's own size.
        limit: Option<u8>,
    },
    /// Where a campaign's link lands.
    Landing {
        /// The campaign's id.
        campaign: &'a str,
        /// What the link says beside it.
        link: Link<'a>,
    },
}

/// What a campaign's link names, as it came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Link<'a> {
    /// The product, or empty.
    pub product: &'a str,
    /// The variant of it that was advertised, or empty.
    pub variant: &'a str,
    /// The category, or empty.
    pub category: &'a str,
    /// The place that a one-off link was signed for, once its signature was verified.
    pub to: Option<OneOff<'a>>,
    /// A number below [`BUCKETS`] that was drawn for this click, for experiments that deal clicks; without one they give
    /// the control.
    pub draw: Option<u32>,
}

/// The place that a one-off link was signed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OneOff<'a> {
    /// The path or address.
    pub url: &'a str,
    /// Whether its last moment has passed.
    pub expired: bool,
}

/// Decides. It always answers; [`Decision::missing`] names the shards that would have told more, so that the caller can
/// read them and ask again, or go without.
#[must_use]
pub fn decide(snapshot: &Snapshot, visitor: &Visitor, placement: &Placement<'_>, now: Now) -> Decision {
    decide_with(snapshot, visitor, placement, now, true).0
}

/// The same, with what was looked up on the way, for whoever renders what was decided.
#[must_use]
pub fn decide_about<'a>(
    snapshot: &'a Snapshot,
    visitor: &'a Visitor,
    placement: &Placement<'_>,
    now: Now,
) -> (Decision, About<'a>) {
    decide_with(snapshot, visitor, placement, now, true)
}

/// Decides where a campaign's link lands, for who only wants to go there: as [`decide`], but of the segments only those are
/// answered that the campaign asks about, and the others stand as off.
#[must_use]
pub fn land(snapshot: &Snapshot, visitor: &Visitor, campaign: &str, link: Link<'_>, now: Now) -> Decision {
    decide_with(snapshot, visitor, &Placement::Landing { campaign, link }, now, false).0
}

fn decide_with<'a>(
    snapshot: &'a Snapshot,
    visitor: &'a Visitor,
    placement: &Placement<'_>,
    now: Now,
    every_segment: bool,
) -> (Decision, About<'a>) {
    let facts = Facts::gather(snapshot, visitor, placement, now);
    let mut decision = Decision::new(snapshot.id(), facts.basis());
    decision.intents = facts.intents;
    if every_segment {
        decision.segments = segments::evaluate_all(&facts);
    }
    match placement {
        Placement::ProductPage { .. } => {
            decision.experiments = experiments::deal(&facts, &decision.segments);
            blocks::choose(&facts, &mut decision);
            recommend::for_page(&facts, &mut decision);
        }
        Placement::Recommendations { set, limit, .. } => recommend::one(&facts, &mut decision, set, *limit),
        Placement::Landing { campaign, link } => {
            if let Some(campaign) = landing::campaign(&facts, campaign) {
                if !every_segment {
                    decision.segments = segments::evaluate_for(&facts, campaign);
                }
                decision.experiments = experiments::deal_for(&facts, &decision.segments, campaign);
                landing::choose(&facts, &mut decision, campaign, link.to);
            }
        }
    }
    decision.about_sensitive = facts.sensitive.is_some();
    let (missing, about) = facts.into_parts();
    decision.missing = missing;
    (decision, about)
}
