//! What may be remembered about a visitor, and how an event changes it.

mod apply;
mod lifecycle;
mod profile;

pub use apply::{Event, EventName, Item, apply};
pub use lifecycle::{Lifecycle, LifecycleDays};
pub use profile::{
    Affinity, Audience, Band, Bought, Brought, CartLine, Exposure, LIMITS, Limits, Profile, Purchases, View, VisitorId,
};
