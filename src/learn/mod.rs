//! Makes the lists of `crate::neighbours` from clicks: what visitors looked at next. It runs outside the Wasm, on the
//! shop's own machine, and knows sessions as numbers only.

pub mod baskets;
mod build;
pub mod clicks;
pub mod evaluate;
mod fit;
mod known;
mod linear;
mod params;
mod quantize;
pub mod reference;
mod sessions;
mod spread;
mod tune;
pub mod written;

pub use build::{Lists, build};
pub use fit::{Fitted, fit};
pub use known::Known;
pub use params::{Kept, Params, REACH};
pub use quantize::Quantized;
pub use sessions::{Click, Sessions};
pub use tune::{Progress, Spent, Tuned, tune};

#[cfg(test)]
mod tests;
