//! How the lists of the products viewed last are weighed against one another.

use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Viewed products whose lists are combined, at most.
pub const VIEWS: usize = 8;

/// What counts whole, in the numbers of a [`Blend`].
pub const WHOLE: u16 = 4096;

/// The parameters of a shop. Numbers count in 1/4096.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blend {
    /// The weight of the list of the l-th latest distinct product; as many products are looked at, [`VIEWS`] at most. At
    /// most [`WHOLE`] each.
    pub decay: Vec<u16>,
    /// What the l-th latest product gets itself, in best weights of its own list: that somebody goes back to it. At most
    /// 16 each, which is the largest number.
    pub returns: Vec<u16>,
}

impl Default for Blend {
    /// k 6, tau 1.5, rho 1: `WHOLE * e^(-l / 1.5)`.
    fn default() -> Self {
        Self { decay: [4096, 2103, 1080, 554, 285, 146].to_vec(), returns: [WHOLE; 6].to_vec() }
    }
}
