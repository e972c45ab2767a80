//! The ad's story on its way: from the click to the page in its address, or with consent to personalization in a session
//! cookie.

use super::{Edge, Request, Response};
use crate::consent::{Admitted, Purpose, Told};
use crate::engine::{Intents, Landed, Link, Place};
use crate::key::{NameKey, ProductKey};
use crate::snapshot::{Lookup, Snapshot};
use crate::story::{self, Carrier, Story};

/// What a click on a link of this campaign promises: what the link names, as far as the shop has it, and what its search, in
/// small letters, was after. Nothing of who clicked, nor of which candidate was chosen.
pub(super) fn of_click(snapshot: &Snapshot, campaign: &str, link: &Link<'_>, search: &str) -> Story {
    let core = snapshot.core();
    let known = |id: &&str| !id.is_empty() && !matches!(snapshot.by_id(id), Lookup::Absent);
    Story {
        campaign: campaign.into(),
        product: Some(link.product).filter(known).map(ProductKey::of),
        category: core.category_named(link.category).map(|_| NameKey::of(link.category)),
        intents: Intents::of(search, &core.intent).bits(),
    }
}

/// Lets the story of a click go on to the page that `response` redirects to: with consent to personalization in a cookie,
/// else in the address. Only a page of the shop goes on with it, and whoever is not a shopper on the way to one (a program
/// that looks the link up, a prefetch) carries none.
pub(super) fn carry(
    edge: &Edge<'_>,
    request: &Request<'_>,
    admitted: &Admitted,
    landed: &Landed,
    story: &Story,
    response: &mut Response,
) {
    if landed.place != Place::Shop || request.method != "GET" || request.is_prefetch() {
        return;
    }
    let in_cookie = admitted.visitor.grants().has(Purpose::Personalization) && edge.beside.preview.is_none();
    if in_cookie {
        keep(edge, story, response);
    } else if let Some(sealed) = story.seal(Carrier::Url, edge.keys, edge.now.day())
        && let Some(target) = response.header("Location").map(|target| story::with_parameter(target, &sealed))
    {
        response.set("Location", target);
    }
}

/// A yes that came after the click: what the page's address told goes on with the visit.
pub(super) fn keep_told(edge: &Edge<'_>, admitted: &Admitted, response: &mut Response) {
    let visitor = &admitted.visitor;
    if admitted.story == Told::By(Carrier::Url)
        && visitor.grants().has(Purpose::Personalization)
        && let Some(story) = &visitor.context().story
    {
        keep(edge, story, response);
    }
}

/// Sets the cookie; it ends with the browser's session.
fn keep(edge: &Edge<'_>, story: &Story, response: &mut Response) {
    if let Some(sealed) = story.seal(Carrier::Cookie, edge.keys, edge.now.day()) {
        response.set_cookie(story::COOKIE, &sealed, None);
    }
}
