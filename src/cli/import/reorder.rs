//! After how many days a product is bought again.

use super::ledger::{Line, NOBODY};

/// So many customers must have bought a product again.
const CUSTOMERS: usize = 10;

/// So large a share of a product's known buyers must have bought it again, in percent.
const SHARE: usize = 30;

/// A shorter interval is an order in two parts, not a reorder.
const SHORTEST: u32 = 7;

/// Product and days between two purchases, for products that are bought again.
///
/// A product counts when at least ten customers, and three in ten of those who bought it, bought it on two or more
/// different days. Each of them has one interval, the median of the days between their purchases; the product's is the
/// median of theirs, so that no customer counts twice. Half days are rounded up; intervals under a week are left out.
pub(super) fn intervals(lines: &[Line]) -> Vec<(u32, u32)> {
    let mut bought: Vec<(u32, u32, i32)> = lines
        .iter()
        .filter(|line| line.customer != NOBODY)
        .map(|line| (line.product, line.customer, line.day.0))
        .collect();
    bought.sort_unstable();
    bought.dedup();
    let mut found = Vec::new();
    for of_product in bought.chunk_by(|a, b| a.0 == b.0) {
        let mut buyers = 0;
        let mut medians = Vec::new();
        for of_customer in of_product.chunk_by(|a, b| a.1 == b.1) {
            buyers += 1;
            let days = of_customer.iter().map(|(_, _, day)| *day);
            let gaps = days.clone().zip(days.skip(1)).map(|(day, next)| f64::from(next - day)).collect();
            medians.extend(median(gaps));
        }
        let enough = medians.len() >= CUSTOMERS && medians.len() * 100 >= buyers * SHARE;
        let Some((product, ..)) = of_product.first().filter(|_| enough) else { continue };
        let days = median(medians).map_or(0, |days| days.round() as u32);
        if days >= SHORTEST {
            found.push((*product, days));
        }
    }
    found
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let upper = values.get(values.len() / 2)?;
    if values.len() % 2 == 1 {
        return Some(*upper);
    }
    values.get(values.len() / 2 - 1).map(|lower| (lower + upper) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::super::date::Day;
    use super::*;

    fn purchases(customers: u32, days: &[i32]) -> Vec<Line> {
        let of = |customer| {
            days.iter().map(move |day| Line { order: 0, product: 7, customer, day: Day(*day), price: 100, value: 100 })
        };
        (0..customers).flat_map(of).collect()
    }

    #[test]
    fn enough_customers_who_bought_again() {
        assert_eq!(intervals(&purchases(10, &[0, 30, 60, 61])), [(7, 30)]);
        assert_eq!(intervals(&purchases(9, &[0, 30])), []);
        assert_eq!(intervals(&purchases(10, &[5, 5])), [], "the same day twice is one purchase");
        assert_eq!(intervals(&purchases(10, &[0, 2])), [], "an order in two parts is no reorder");
    }

    #[test]
    fn a_share_of_all_buyers() {
        let mut lines = purchases(10, &[0, 28]);
        lines.extend(purchases(33, &[0]));
        assert_eq!(intervals(&lines), [(7, 28)]);
        lines.extend(purchases(34, &[0]));
        assert_eq!(intervals(&lines), []);
    }

    #[test]
    fn nobody_buys_nothing_again() {
        let mut lines = purchases(20, &[0, 30]);
        for line in &mut lines {
            line.customer = NOBODY;
        }
        assert_eq!(intervals(&lines), []);
    }

    #[test]
    fn medians() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![4.0, 1.0]), Some(2.5));
        assert_eq!(median(Vec::new()), None);
    }
}
