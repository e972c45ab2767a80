//! How good a recommender is: the protocol of session recommendation, what it measures, and the search that fits
//! parameters. `docs/recommendations.md` says what each number means.
//!
//! A recommender is asked through [`Recommender`] and is given the clicks so far and nothing else, so that it cannot look
//! at what comes next.

mod bootstrap;
mod chance;
mod held;
mod measure;
mod parallel;
mod protocol;
mod recommender;
mod search;
mod served;
mod timing;

pub use bootstrap::{Difference, Interval, RESAMPLES, differences};
pub use chance::Chance;
pub use held::{Held, LOOKED_AT};
pub use measure::{Accuracy, MOST, Measured, OfSession, measure};
pub use parallel::map;
pub use protocol::{Cleaned, Counted, Dropped, FEWEST, Log, Logged, ROBOT, Split, Validation, clean, validation};
pub use recommender::{Recommender, Scratch, SoFar, Sparse};
pub use search::{Axis, Found, Limit, Settings, Space, Value, search};
pub use served::Served;
pub use timing::{ROUNDS, Time, time};

#[cfg(test)]
mod tests;
