//! How the lists of the products viewed last are weighed against one another.

use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Viewed products whose lists are combined, at most.
pub const VIEWS: usize = 8;

/// What counts whole, in the numbers of a [`Blend`].
pub const WHOLE: u16 = 4096;

/// What counts once, in the returns of a [`Blend`].
pub const ONCE: u16 = 1024;

/// The parameters of a shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blend {
    /// The weight of the list of the l-th latest distinct product in 1/4096; as many products are looked at, [`VIEWS`] at
    /// most. At most [`WHOLE`] each.
    pub decay: Vec<u16>,
    /// What the weight of the l-th latest product in its own list is multiplied with, in 1/1024: that somebody goes back
    /// to it. A product that is not in its own list gets nothing.
    pub returns: Vec<u16>,
}

impl Default for Blend {
    /// k 6, tau 1.5: `WHOLE * e^(-l / 1.5)`; and what comes back counts 2, 6, 6 ... times.
    fn default() -> Self {
        Self {
            decay: [4096, 2103, 1080, 554, 285, 146].to_vec(),
            returns: [2 * ONCE, 6 * ONCE, 6 * ONCE, 6 * ONCE, 6 * ONCE, 6 * ONCE].to_vec(),
        }
    }
}
