//! Price bands: the thirds of a category.

use crate::visitor::Band;

/// A category with fewer products than this is not divided.
const FEWEST: usize = 6;

/// The band of a price among the ascending prices of its category. Equal prices share a band, so that a third may be
/// larger or smaller than a third.
pub(super) fn of(prices: &[u32], price: u32) -> Band {
    let third = prices.len() / 3;
    let at = |place: usize| prices.get(place).copied().unwrap_or_default();
    if prices.len() < FEWEST {
        return Band::Mid;
    }
    let middle = at(prices.len() / 2);
    if price <= at(third.saturating_sub(1)) && price < middle {
        Band::Value
    } else if price >= at(prices.len() - third) && price > middle {
        Band::Premium
    } else {
        Band::Mid
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bands(prices: &[u32]) -> Vec<Band> {
        prices.iter().map(|price| of(prices, *price)).collect()
    }

    #[test]
    fn a_category_is_cut_in_thirds() {
        use Band::{Mid, Premium, Value};
        assert_eq!(bands(&[1, 2, 3, 4, 5, 6]), [Value, Value, Mid, Mid, Premium, Premium]);
        assert_eq!(bands(&[1, 2, 3, 4, 5]), [Mid; 5]);
        assert_eq!(bands(&[7; 9]), [Mid; 9]);
        assert_eq!(bands(&[1, 1, 1, 1, 5, 9]), [Mid, Mid, Mid, Mid, Premium, Premium]);
        assert_eq!(bands(&[1, 5, 9, 9, 9, 9]), [Value, Value, Mid, Mid, Mid, Mid]);
    }
}
