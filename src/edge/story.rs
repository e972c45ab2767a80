//! The ad's story on its way: from the click to the page in its address, or with consent to personalization in a session
//! cookie.

use super::landing::Resolved;
use super::{Edge, Response};
use crate::consent::{Admitted, Context, Purpose, Told};
use crate::engine::{Intents, Place, Rules, Words, is_own_link};
use crate::key::{NameKey, ProductKey};
use crate::snapshot::{Lookup, Snapshot};
use crate::story::{self, Carrier, Story};
use alloc::string::String;

/// What a click promises: what its link names, as far as the shop has it, and what its search was after. Nothing of who
/// clicked, nor of which candidate was chosen.
fn of_click(snapshot: &Snapshot, resolved: &Resolved<'_>) -> Story {
    let core = snapshot.core();
    let named = |name| resolved.query.first(name).unwrap_or_default();
    let known = |id: &&str| !id.is_empty() && matches!(snapshot.by_id(id), Lookup::Found(_));
    // A link that names a variant alone means that product.
    let product = Some(named("product")).filter(|id| !id.is_empty()).unwrap_or_else(|| named("variant"));
    let category = named("category");
    // Not by the language of who clicked: the same click tells everyone the same.
    let words = Words::of(&resolved.admitted.visitor.context().search);
    let intents = Intents::of(&words, &Rules::of(core, &Context::default(), resolved.campaign));
    Story {
        campaign: resolved.campaign.into(),
        product: Some(product).filter(known).map(ProductKey::of),
        category: core.category_named(category).map(|_| NameKey::of(category)),
        intents: intents.bits(),
    }
}

/// Lets the story of a click go on to the page that `url` is: with consent to personalization in a cookie of `response`,
/// else in `url` itself. Only a page of the shop goes on with it, nothing sensitive is told, and who is no shopper on the way
/// to a page carries none.
pub(super) fn goes_on(edge: &Edge<'_>, resolved: &Resolved<'_>, url: &mut String, response: &mut Response) {
    let Some(snapshot) = edge.snapshot else { return };
    let place = resolved.place();
    let of_shop = matches!(place, Some(Place::Shop | Place::App));
    // A link of ours begins its own.
    if !of_shop || resolved.sensitive || resolved.traceless || is_own_link(url) {
        return;
    }
    let told = of_click(snapshot, resolved);
    // What is tried out in a preview leaves no cookie.
    let stored = resolved.admitted.visitor.grants().has(Purpose::Personalization) && !edge.beside.is_preview();
    // An app may open the page on another host, and knows no cookie of this one.
    if stored && place == Some(Place::Shop) {
        keep(edge, &told, response);
    } else if let Some(sealed) = told.seal(Carrier::Url, edge.keys, edge.now.day()) {
        *url = story::with_parameter(url, &sealed);
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
