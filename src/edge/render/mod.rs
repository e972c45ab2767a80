//! HTML. The templates are compiled and escape by construction: there is no way to put unescaped text into them.

mod banner;
mod blocks;
mod page;
mod pieces;
pub(super) mod preview;
mod privacy;
mod products;

pub(super) use banner::banner;
pub(super) use blocks::block;
pub(super) use page::{baseline, page, set};
pub(super) use privacy::privacy;
