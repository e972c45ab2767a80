//! Orders as baskets: the different products of each order.

use super::date::Day;
use super::ledger::Line;

/// All baskets, and for each product the baskets that hold it.
#[derive(Debug, Default)]
pub(super) struct Baskets {
    /// Products of each basket, sorted.
    products: Vec<Vec<u32>>,
    /// The last day of each basket's lines.
    days: Vec<Day>,
    /// Baskets of each product, in order.
    holding: Vec<Vec<u32>>,
}

impl Baskets {
    /// Groups the lines by their order; `products` is the size of the catalogue.
    pub(super) fn of(lines: &[Line], products: usize) -> Self {
        let mut entries: Vec<(u32, u32, Day)> = lines.iter().map(|line| (line.order, line.product, line.day)).collect();
        entries.sort_unstable();
        let mut baskets = Self { holding: vec![Vec::new(); products], ..Self::default() };
        for order in entries.chunk_by(|a, b| a.0 == b.0) {
            let basket = u32::try_from(baskets.products.len()).unwrap_or(u32::MAX);
            let mut held: Vec<u32> = order.iter().map(|(_, product, _)| *product).collect();
            held.dedup();
            for product in &held {
                if let Some(holding) = baskets.holding.get_mut(*product as usize) {
                    holding.push(basket);
                }
            }
            baskets.products.push(held);
            baskets.days.push(order.iter().map(|(_, _, day)| *day).max().unwrap_or(Day(0)));
        }
        baskets
    }

    /// How many baskets there are.
    pub(super) fn len(&self) -> usize {
        self.products.len()
    }

    /// The last day of all.
    pub(super) fn last_day(&self) -> Option<Day> {
        self.days.iter().max().copied()
    }

    /// How many different products the catalogue has.
    pub(super) fn catalogue(&self) -> u32 {
        u32::try_from(self.holding.len()).unwrap_or(u32::MAX)
    }

    /// In how many baskets a product is.
    pub(super) fn count(&self, product: u32) -> usize {
        self.holding.get(product as usize).map_or(0, Vec::len)
    }

    /// The baskets that hold a product: their day and what else they hold (the product itself included).
    pub(super) fn holding(&self, product: u32) -> impl Iterator<Item = (Day, &[u32])> {
        let holding = self.holding.get(product as usize).map_or(&[][..], Vec::as_slice);
        holding.iter().filter_map(|basket| {
            let day = self.days.get(*basket as usize)?;
            let products = self.products.get(*basket as usize)?;
            Some((*day, products.as_slice()))
        })
    }
}
