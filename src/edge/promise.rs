//! The ad's story in a receipt: what the ad promised, where the page learned of it, and what went on with it.

use super::Edge;
use crate::consent::{Admitted, Told};
use crate::cookie::Reason;
use crate::engine::{Ad, Decision, Intent, Line, continued};
use crate::snapshot::Snapshot;
use crate::story::Carrier;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::Serialize;

/// What a line about the story is called; no rule can be called so.
const ID: &str = "the ad";

#[derive(Serialize)]
pub(super) struct StoryJson<'a> {
    code: &'static str,
    words: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    promised: Option<PromisedJson<'a>>,
    blocks: Vec<&'a str>,
    sets: Vec<&'a str>,
}

#[derive(Serialize)]
struct PromisedJson<'a> {
    campaign: Option<&'a str>,
    offer: &'a str,
    use_case: &'a str,
    product: Option<&'a str>,
    category: Option<&'a str>,
    intents: Vec<&'static str>,
}

/// What became of the story, where one came.
pub(super) fn of_page<'a>(
    edge: &Edge<'_>,
    snapshot: &'a Snapshot,
    admitted: &Admitted,
    decision: &Decision,
) -> Option<StoryJson<'a>> {
    let Line { code, words, .. } = line(admitted)?;
    let visitor = &admitted.visitor;
    let promised = Ad::told(snapshot, visitor, edge.now).map(|ad| PromisedJson {
        campaign: ad.campaign.map(|campaign| campaign.id.as_str()),
        offer: ad.offer(),
        use_case: ad.use_case(),
        product: ad.product.map(|product| product.card.id),
        category: ad.category.and_then(|at| Some(snapshot.core().category(at)?.id.as_str())),
        intents: Intent::ALL.into_iter().filter(|intent| ad.intents.has(*intent)).map(Intent::name).collect(),
    });
    let went_on = continued(snapshot, visitor, decision, edge.now);
    Some(StoryJson { code, words, promised, blocks: went_on.blocks, sets: went_on.sets })
}

/// The same as a line; `None` where no story came.
pub(super) fn line(admitted: &Admitted) -> Option<Line> {
    let (code, words): (&'static str, String) = match admitted.story {
        Told::Not => return None,
        Told::By(carrier @ Carrier::Url) => (
            carrier.name(),
            "the page's address tells what the ad promised: a part of this request, so it needs no consent".into(),
        ),
        Told::By(carrier @ Carrier::Cookie) => (
            carrier.name(),
            "a cookie tells for this visit what the ad promised, with consent to personalization".into(),
        ),
        Told::Withheld => {
            ("withheld", "a cookie would tell what the ad promised, and there is no consent to personalization".into())
        }
        Told::Doubted(carrier, reason) => {
            let whence = match carrier {
                Carrier::Url => "the page's address",
                Carrier::Cookie => "a cookie",
            };
            ("not believed", format!("{whence} tells a story that is not believed: {}", doubt(reason)))
        }
    };
    let chosen = matches!(admitted.story, Told::By(_));
    Some(Line { kind: "story", id: ID.to_string(), chosen, code, words })
}

fn doubt(reason: Reason) -> &'static str {
    match reason {
        Reason::Duplicate => "it came twice",
        Reason::Oversize => "it is longer than Segue ever writes it",
        Reason::Malformed => "it is damaged",
        Reason::UnknownVersion => "it has a version that is not known here",
        Reason::UnknownKey => "it was signed with a key that is not configured",
        Reason::Forged | Reason::Unbound => "its signature does not fit",
        Reason::Expired => "it is older than yesterday",
        Reason::UnreadablePayload => "its signature fits, but its content cannot be read",
    }
}
