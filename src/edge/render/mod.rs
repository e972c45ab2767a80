//! HTML. The templates are compiled and escape by construction: there is no way to put unescaped text into them.

#[cfg(feature = "pages")]
mod banner;
mod blocks;
mod page;
mod pieces;
#[cfg(feature = "pages")]
pub(super) mod preview;
#[cfg(feature = "pages")]
mod privacy;
mod products;

#[cfg(feature = "pages")]
pub(super) use banner::banner;
pub(super) use blocks::block;
pub(super) use page::{baseline, page, set};
#[cfg(feature = "pages")]
pub(super) use privacy::privacy;
