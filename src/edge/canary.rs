//! A snapshot on trial: a share of the visitors gets it, each always or never. Who is not remembered has nothing that would
//! keep them on one side, and stays on the live snapshot: the connection's address is not looked at, and nothing is stored for
//! it. Shared answers are of the live snapshot alone, so that they are the same for everyone.

use super::landing::is_traceless;
use super::query::Query;
use super::recs::is_shared;
use super::route::Route;
use super::{Beside, Edge, Request, admitted};
use crate::consent::Purpose;
use crate::engine::{BUCKETS, bucket};
use crate::snapshot::Snapshot;
use crate::visitor::VisitorId;
use alloc::format;

/// A snapshot on trial.
#[derive(Clone, Copy)]
pub struct Trial<'a> {
    /// The snapshot.
    pub snapshot: &'a Snapshot,
    /// How many of a hundred remembered visitors get it.
    pub percent: u8,
}

/// What stands behind the request: with the snapshot on trial in the place of the live one, if this visitor gets it.
pub(super) fn choose<'a>(edge: &Edge<'a>, request: &Request<'_>, route: &Route<'_>) -> Edge<'a> {
    let Some(trial) = edge.beside.trial else { return *edge };
    let live = Edge { beside: Beside { trial: None, ..edge.beside }, ..*edge };
    let is_shared = |set: &str| edge.snapshot.is_none_or(|snapshot| is_shared(snapshot, set));
    match route {
        Route::Health => return *edge,
        // What is remembered and chosen does not depend on what is tried out.
        Route::Events => return live,
        #[cfg(feature = "pages")]
        Route::Asset(_) | Route::Consent | Route::Preview | Route::Privacy => return live,
        Route::Recs { set } if is_shared(set) => return live,
        _ => {}
    }
    if matches!(route, Route::Landing { .. }) && is_traceless(request) {
        return live;
    }
    // The shop's settings about consent are those of the live snapshot, for everyone.
    let admitted = admitted(&live, request, &Query::parse(""), None);
    // An ad's landing by what is remembered is an advertising use.
    if matches!(route, Route::Landing { .. }) && !admitted.visitor.grants().has(Purpose::Advertising) {
        return live;
    }
    match admitted.visitor.profile() {
        Some(profile) if is_in(&trial, &profile.id) => {
            Edge { snapshot: Some(trial.snapshot), beside: Beside { live: edge.snapshot, ..live.beside }, ..live }
        }
        _ => live,
    }
}

/// Whether this visitor is in the share. Raising the share keeps everyone in who is.
fn is_in(trial: &Trial<'_>, visitor: &VisitorId) -> bool {
    let salt = format!("canary/{}", trial.snapshot.id());
    bucket(&salt, 0, visitor) < u32::from(trial.percent) * (BUCKETS / 100)
}
