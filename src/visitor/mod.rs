//! What may be remembered about a visitor, and how an event changes it.

mod apply;
mod later;
mod lifecycle;
mod profile;
mod read;
mod shown;

pub use apply::{Event, EventName, Item, apply};
pub use later::Later;
pub use lifecycle::{Lifecycle, LifecycleDays};
pub use profile::{
    Affinity, Audience, Band, Bought, Brought, CartLine, Exposure, LIMITS, Limits, Profile, Purchases, View, VisitorId,
};
pub use shown::ShownProduct;
