//! Cut points: where the fifths of the customers lie.

use serde::{Deserialize, Serialize};

/// One to four numbers, each greater than the one before. Where many customers are equal two cut points would fall on one
/// number; it stands once, so that equal customers are in the same fifth.
///
/// In the snapshot as in memory: four numbers, of which those that are not there are `u32::MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cuts([u32; 4]);

/// Stands where there is no cut point: no customer is above it.
const NONE: u32 = u32::MAX;

impl Cuts {
    /// The cut points, or nothing when they are none, more than four, or not ascending.
    #[must_use]
    pub fn of(points: &[u32]) -> Option<Self> {
        let ascending = points.iter().zip(points.iter().skip(1)).all(|(one, next)| one < next);
        if points.is_empty() || points.len() > 4 || !ascending {
            return None;
        }
        let mut cuts = [NONE; 4];
        cuts.iter_mut().zip(points).for_each(|(cut, point)| *cut = *point);
        Some(Self(cuts))
    }

    /// Four that are known to ascend.
    #[must_use]
    pub const fn four(points: [u32; 4]) -> Self {
        Self(points)
    }

    /// Those that are there.
    pub fn points(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().copied().filter(|cut| *cut != NONE)
    }

    /// The fifth of a value, 1 to 5.
    #[must_use]
    pub fn fifth(&self, value: u32) -> u32 {
        let above = self.points().filter(|cut| value > *cut).count();
        fifth(above as u32, self.points().count() as u32)
    }
}

/// The fifth, 1 to 5, of a value that is above so many of so many cut points. With four it is one more than those. With
/// fewer the lowest is 1 and the highest 5 all the same, and those between lie evenly: 1, 3, 5 or 1, 2, 4, 5. So a rule
/// that asks for the best fifth finds somebody however many customers are equal.
#[must_use]
pub fn fifth(above: u32, cuts: u32) -> u32 {
    let cuts = cuts.max(1);
    1 + (8 * above.min(cuts) + cuts) / (2 * cuts)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;
    use alloc::vec::Vec;

    fn fifths(points: &[u32]) -> Vec<u32> {
        let cuts = Cuts::of(points).unwrap();
        assert!(cuts.points().eq(points.iter().copied()));
        (0..6).map(|value| cuts.fifth(value)).collect()
    }

    #[test]
    fn the_lowest_is_one_and_the_highest_five() {
        assert_eq!(fifths(&[1, 2, 3, 4]), [1, 1, 2, 3, 4, 5]);
        assert_eq!(fifths(&[1, 2, 3]), [1, 1, 2, 4, 5, 5]);
        assert_eq!(fifths(&[2, 4]), [1, 1, 1, 3, 3, 5]);
        assert_eq!(fifths(&[1]), [1, 1, 5, 5, 5, 5]);
        assert_eq!(Cuts([NONE; 4]).fifth(7), 1, "what no reader lets pass harms nobody");
    }

    #[test]
    fn what_is_no_row_of_cut_points() {
        for points in [&[][..], &[1, 1], &[2, 1], &[1, 2, 3, 4, 5], &[1, 2, 2, 3]] {
            assert_eq!(Cuts::of(points), None, "{points:?}");
        }
    }
}
