//! What was on a shelf and was not looked at: it fades, so that a shelf does not say the same again and again.

use super::{LIMITS, Profile};
use crate::day::Day;
use crate::key::{NameKey, ProductKey};
use serde::{Deserialize, Serialize};

/// A product that was on a shelf of Segue's and was not looked at since.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownProduct {
    /// The upper half of its key: enough to fade it, and half as long.
    pub product: NameKey,
    /// How often, on `day`; at most 255.
    pub times: u8,
    /// The latest day.
    pub day: Day,
}

debug_says_presence!(ShownProduct);

impl ShownProduct {
    /// How often it was shown, as that counts on `today`: half after each 7 days.
    #[must_use]
    pub fn on(&self, today: Day) -> u8 {
        self.times.checked_shr(u32::from(today.since(self.day) / 7)).unwrap_or(0)
    }
}

impl Profile {
    /// Counts one more time that this product was on a shelf. Where there is no place, what says least gives way: of those
    /// that were shown as seldom the oldest.
    pub fn note_shown(&mut self, product: ProductKey, today: Day) {
        let product = product.short();
        let at = self.shown.iter().position(|shown| shown.product == product);
        let before = at.map_or(0, |at| self.shown.remove(at).on(today));
        if self.shown.len() >= LIMITS.shown {
            let least = self.shown.iter().enumerate().rev().min_by_key(|(_, shown)| shown.on(today));
            if let Some((least, _)) = least {
                self.shown.remove(least);
            }
        }
        self.shown.insert(0, ShownProduct { product, times: before.saturating_add(1), day: today });
    }

    /// Notes that this product was looked at: what was shown before that no longer counts.
    pub fn note_looked_at(&mut self, product: ProductKey) {
        self.shown.retain(|shown| shown.product != product.short());
    }
}
