//! What is kept of the order lines: numbers for orders, products and customers, and the few descriptions of each
//! product. The names of orders and customers are forgotten as soon as the last line is read.

use std::collections::HashMap;
use std::hash::Hash;

use super::clean::cents;
use super::country;
use super::date::Day;
use super::lines::OrderLine;
use super::text::collapse;

/// A line that counts. 32 bytes, because there is one for every line of the export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) order: u32,
    pub(super) product: u32,
    /// [`NOBODY`] when the export does not say who.
    pub(super) customer: u32,
    pub(super) day: Day,
    /// Hundredths of the currency, for one.
    pub(super) price: u32,
    /// Hundredths of the currency, for all of the line.
    pub(super) value: i64,
}

/// The customer of a line without one.
pub(super) const NOBODY: u32 = u32::MAX;

/// More spellings, titles or categories than these are not remembered for one product.
const VARIANTS: usize = 64;

/// How often each text was seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Votes(pub(super) Vec<(String, u32)>);

impl Votes {
    /// Counts one more.
    pub(super) fn add(&mut self, text: &str) {
        if let Some((_, votes)) = self.0.iter_mut().find(|(known, _)| known == text) {
            *votes += 1;
        } else if self.0.len() < VARIANTS {
            self.0.push((text.to_owned(), 1));
        }
    }

    /// The most frequent text that `fits`; of equals the first in the alphabet.
    pub(super) fn winner(&self, fits: impl Fn(&str) -> bool) -> Option<&str> {
        let fitting = self.0.iter().filter(|(text, _)| fits(text));
        let best = fitting.max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
        best.map(|(text, _)| text.as_str())
    }
}

/// What the export says about one product.
#[derive(Debug, Clone, Default)]
pub(super) struct Described {
    /// How the code is written: `85123A`, `85123a`.
    pub(super) codes: Votes,
    pub(super) titles: Votes,
    pub(super) categories: Votes,
}

/// All lines that count.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) lines: Vec<Line>,
    pub(super) products: Vec<Described>,
    /// How many customers any readable line names.
    pub(super) customers: usize,
    /// Where each customer is at home, by the first line that says it: ISO 3166-1 alpha-2.
    pub(super) homes: Vec<Option<[u8; 2]>>,
    /// What lines of a negative quantity took back from each customer, in hundredths of the currency.
    pub(super) returned: Vec<i64>,
    /// Who each customer is: empty, but for `segue value --customers`.
    pub(super) names: Names,
}

/// Customers as the export writes them, by their number. They are printed where somebody asked for them, and nowhere else.
#[derive(Default)]
pub(in crate::cli) struct Names(Vec<String>);

debug_says_presence!(Names);

impl Names {
    /// The names behind the numbers.
    pub(super) fn of(customers: Numbered<String>) -> Self {
        let mut names = vec![String::new(); customers.len()];
        for (name, number) in customers.0 {
            if let Some(place) = names.get_mut(number as usize) {
                *place = name;
            }
        }
        Self(names)
    }

    /// Who a number is; nothing where nobody asked.
    pub(in crate::cli) fn get(&self, customer: u32) -> Option<&str> {
        self.0.get(customer as usize).map(String::as_str)
    }
}

/// Gives numbers to texts, in the order of their first appearance.
#[derive(Debug)]
pub(super) struct Numbered<K>(HashMap<K, u32>);

impl<K: Hash + Eq> Default for Numbered<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl Numbered<String> {
    /// The number of a text. More than four thousand million share the last one.
    pub(super) fn of(&mut self, text: &str) -> u32 {
        if let Some(number) = self.0.get(text) {
            return *number;
        }
        let next = u32::try_from(self.0.len()).unwrap_or(NOBODY).min(NOBODY - 1);
        self.0.insert(text.to_owned(), next);
        next
    }

    /// How many texts have a number.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// Writes the ledger, line by line.
#[derive(Debug, Default)]
pub(super) struct Bookkeeper {
    ledger: Ledger,
    orders: Numbered<String>,
    products: Numbered<String>,
    customers: Numbered<String>,
}

impl Bookkeeper {
    /// The number of a line's customer; every readable line is asked, so that all customers are counted.
    pub(super) fn customer(&mut self, line: &OrderLine<'_>) -> u32 {
        let Some(customer) = line.customer.as_deref() else { return NOBODY };
        let number = self.customers.of(customer);
        if self.ledger.homes.len() <= number as usize {
            self.ledger.homes.resize(number as usize + 1, None);
        }
        if let Some(home @ None) = self.ledger.homes.get_mut(number as usize) {
            *home = country::code(&line.country);
        }
        number
    }

    /// Enters a line that counts.
    pub(super) fn enter(&mut self, line: &OrderLine<'_>, customer: u32) {
        let title = collapse(&line.title);
        let code = Some(collapse(&line.product)).filter(|code| !code.is_empty()).unwrap_or_else(|| title.clone());
        let product = self.products.of(&code.to_uppercase());
        if self.ledger.products.len() < self.products.len() {
            self.ledger.products.push(Described::default());
        }
        if let Some(described) = self.ledger.products.get_mut(product as usize) {
            described.codes.add(&code);
            if !title.is_empty() {
                described.titles.add(&title);
            }
            if !line.category.is_empty() {
                described.categories.add(&collapse(&line.category));
            }
        }
        self.ledger.lines.push(Line {
            order: self.orders.of(&line.order),
            product,
            customer,
            day: line.day,
            price: u32::try_from(cents(line.price)).unwrap_or(u32::MAX),
            value: cents(line.price * line.quantity),
        });
    }

    /// Enters what a line took back from a customer.
    pub(super) fn take_back(&mut self, line: &OrderLine<'_>, customer: u32) {
        if customer == NOBODY {
            return;
        }
        let returned = &mut self.ledger.returned;
        returned.resize(returned.len().max(customer as usize + 1), 0);
        if let Some(returned) = returned.get_mut(customer as usize) {
            *returned = returned.saturating_add(cents(line.price * line.quantity).abs());
        }
    }

    /// Closes the books: from here on nobody has a name, unless they are to be `named`.
    pub(super) fn close(mut self, named: bool) -> Ledger {
        self.ledger.customers = self.customers.len();
        if named {
            self.ledger.names = Names::of(self.customers);
        }
        self.ledger
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_wins_and_equals_go_by_the_alphabet() {
        let mut votes = Votes::default();
        for text in ["b", "a", "damaged", "damaged", "damaged"] {
            votes.add(text);
        }
        assert_eq!(votes.winner(|_| true), Some("damaged"));
        assert_eq!(votes.winner(|text| text != "damaged"), Some("a"));
        votes.add("b");
        assert_eq!(votes.winner(|text| text != "damaged"), Some("b"));
        assert_eq!(votes.winner(|_| false), None);
    }

    #[test]
    fn a_line_is_small() {
        assert!(size_of::<Line>() <= 32);
    }
}
