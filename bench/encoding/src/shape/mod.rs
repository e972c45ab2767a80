//! The same fields in the same order as `src/snapshot/` has them, so that postcard reads into these what the library
//! wrote. They are here a second time because the Worker that is measured must link nothing else of the library, and
//! because the library does not know rkyv.

/// Derives what the encodings that are switched on need.
macro_rules! shapes {
    ($($item:item)*) => { $(
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "rkyv", derive(rkyv::Archive, rkyv::Serialize, rkyv::Deserialize))]
        $item
    )* };
}

mod condition;
mod core;
mod key;
mod product;
mod rules;

pub(crate) use self::core::{Core, Rule, Rules, Wire};
pub(crate) use key::ProductKey;
pub(crate) use product::ProductRef;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use self::core::ShardInfo;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use key::Id;
#[cfg(test)]
pub(crate) use product::Band;
#[cfg(feature = "rkyv")]
pub(crate) use product::{ArchivedCard, ArchivedDetail};
#[cfg(any(feature = "serde", not(target_arch = "wasm32")))]
pub(crate) use product::{Card, Detail};
