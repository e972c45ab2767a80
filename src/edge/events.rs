//! `POST /_segue/events`: what the visitor did, in the names of Google Analytics 4. Answers 204, and a new signed cookie
//! where consent allows. Nothing is kept on a server.

use super::audience::{self, Answer, Who};
use super::posted::{Posted, PostedEvent, PostedItem};
use super::problem::problem;
use super::{Body, Edge, Need, Request, Response, Step, admitted, keep, query::Query, settle};
use crate::consent::Purpose;
use crate::engine::Basis;
use crate::key::NameKey;
use crate::snapshot::{Lookup, Snapshot};
use crate::visitor::{Event, EventName, Item, LIMITS, Profile, VisitorId, apply};
use alloc::vec::Vec;

/// Most events of one request that are applied.
const MOST_EVENTS: usize = 25;
/// Most items of one event that are applied.
const MOST_ITEMS: usize = 25;

#[inline(never)]
pub(super) fn answer(edge: &Edge<'_>, request: &Request<'_>) -> Step {
    let admitted = admitted(edge, request, &Query::parse(""), None);
    let posted = if let Body::Bytes(body) = request.body { Posted::read(body) } else { None };
    let Some(posted) = posted else {
        let mut response = malformed();
        settle(edge, &admitted, &mut response);
        return Step::Answer(response);
    };
    let mut response = Response::empty(204);
    settle(edge, &admitted, &mut response);
    let may = admitted.visitor.grants().has(Purpose::Personalization) && !request.is_prefetch();
    let (Some(snapshot), true) = (edge.snapshot, may) else { return Step::Answer(response) };

    let mut missing = Vec::new();
    // Of shelves no more is looked up than may be remembered.
    let mut room = LIMITS.shown;
    let mut known = |event| known(snapshot, event, &mut room, &mut missing);
    let events: Vec<Event> = posted.events.iter().take(MOST_EVENTS).filter_map(&mut known).collect();
    let logins = posted.events.iter().take(MOST_EVENTS).rev().filter(|event| event.name == "login");
    let who = logins.fold(Who::default(), |who, login| who.or(login.user_id)).or(posted.user_id);
    let joined = match audience::question(snapshot, &admitted, who).map(|question| question.answer(edge)) {
        Some(Answer::Read(shard)) => {
            return Step::Read(Need { shards: missing, audience: Some(shard), ..Need::default() });
        }
        Some(Answer::Known(asked, audiences)) => Some((asked, audiences)),
        // Who logs in may not be who was asked about before: what is known of that one must not count for this one.
        Some(Answer::Unknown) => {
            admitted.visitor.profile().filter(|profile| profile.was_asked()).map(|_| (0, Vec::new()))
        }
        None => None,
    };
    if !missing.is_empty() && !edge.last_try {
        return Step::missing(missing);
    }
    if events.is_empty() && joined.is_none() {
        return Step::Answer(response);
    }
    let today = edge.now.day();
    let remembered = admitted.visitor.profile().cloned();
    let basis = Basis::of(&admitted.visitor).unwrap_or(Basis::Contextual);
    let profile = remembered.or_else(|| Some(Profile::new(VisitorId((edge.entropy)()?), today)));
    if let Some(mut profile) = profile {
        profile.forget_categories(|category| snapshot.core().sensitive.keyed(category).is_some());
        profile.arrive(today);
        events.iter().for_each(|event| apply(&mut profile, event, today));
        if let Some((asked, audiences)) = joined {
            profile.join(asked, audiences);
        }
        keep(edge, &admitted, profile, &mut response);
    }
    Step::Answer(response.on(basis))
}

fn malformed() -> Response {
    problem(
        400,
        "not a list of events",
        "send JSON such as `{\"events\":[{\"name\":\"view_item\",\"items\":[{\"item_id\":\"P1\"}]}]}`, in UTF-8 and not compressed",
    )
}

/// The event, if it changes anything, with those of its products that are in the catalogue.
fn known(snapshot: &Snapshot, event: &PostedEvent<'_>, room: &mut usize, missing: &mut Vec<u16>) -> Option<Event> {
    let name = EventName::from_ga4(&event.name)?;
    let core = snapshot.core();
    // Of lists only Segue's own shelves count: a category's page is no recommendation.
    let is_shelf = || event.item_list_id.as_ref().is_some_and(|id| core.sets.iter().any(|set| set.id == **id));
    if name == EventName::ViewItemList && !is_shelf() {
        return None;
    }
    let (mut unread, mut sensitive) = (false, false);
    let mut item = |posted: &PostedItem<'_>| match snapshot.by_id(&posted.item_id) {
        Lookup::Found(product) if core.sensitive.has(product.card.category) => {
            sensitive = true;
            None
        }
        Lookup::Found(product) => Some(Item {
            product: product.key,
            category: NameKey::of(&core.category(product.card.category)?.id),
            band: product.card.band,
            on_sale: product.card.on_sale(),
            quantity: posted.quantity.unwrap_or(1).clamp(1, 255) as u8,
            again_after: if name == EventName::Purchase { product.detail()?.reorder_days } else { 0 },
        }),
        Lookup::Absent => None,
        Lookup::NotLoaded(shard) => {
            unread = true;
            if !missing.contains(&shard) {
                missing.push(shard);
            }
            None
        }
    };
    let mut most = MOST_ITEMS;
    if name == EventName::ViewItemList {
        most = most.min(*room);
        *room -= most.min(event.items.len());
    }
    let items: Vec<Item> = event.items.iter().take(most).filter_map(&mut item).collect();
    // A cart of which a part cannot be read is not taken for the whole cart.
    if name == EventName::ViewCart && unread {
        return None;
    }
    // Money in another currency cannot be added up, and an order's value would tell of what is sensitive in it.
    let ours = event.currency.as_ref().is_none_or(|currency| *currency == core.shop.currency);
    let value = if ours && !sensitive { event.value } else { 0 };
    let speaks = !items.is_empty() || matches!(name, EventName::Purchase | EventName::ViewCart);
    speaks.then_some(Event { name, items, value })
}
