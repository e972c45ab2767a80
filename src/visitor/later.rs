//! How a profile of an earlier version is taken over: what came later stands behind it in the cookie.

use super::{Bought, Profile, ShownProduct};
use crate::day::Day;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// The fields that came later. A cookie holds them behind those of before, so that one of before can be read.
#[derive(Serialize, Deserialize)]
pub struct Later {
    pub(super) firsts: Vec<Day>,
    pub(super) shown: Vec<ShownProduct>,
}

impl Later {
    /// Those of this profile.
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        Self { firsts: profile.bought.iter().map(|bought| bought.first).collect(), shown: profile.shown.clone() }
    }

    /// Those of a profile of before them, of which it is taken that the customer buys as often as others.
    #[must_use]
    pub fn unknown(profile: &Profile) -> Self {
        let since = |bought: &Bought| bought.again_after.saturating_mul(u16::from(bought.times.saturating_sub(1)));
        let firsts = profile.bought.iter().map(|bought| bought.day.minus(since(bought))).collect();
        Self { firsts, shown: Vec::new() }
    }

    /// Puts them in their places; `None` where they are another profile's.
    #[must_use]
    pub fn complete(self, mut profile: Profile) -> Option<Profile> {
        if self.firsts.len() != profile.bought.len() {
            return None;
        }
        profile.bought.iter_mut().zip(self.firsts).for_each(|(bought, first)| bought.first = first);
        profile.shown = self.shown;
        Some(profile)
    }
}

debug_says_presence!(Later);
