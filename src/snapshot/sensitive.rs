//! Sensitive categories (health, pregnancy, religion and the like): what is of them is never remembered, never a reason
//! for anything, and never in a redirect.

use super::shop::Category;
use crate::key::NameKey;
use alloc::vec::Vec;

/// The sensitive categories of a core, found once when it is read. Most shops have none.
#[derive(Debug, Default)]
pub struct Sensitive {
    /// Their places in the core, ascending, and their keys in cookies.
    categories: Vec<(u16, NameKey)>,
}

impl Sensitive {
    pub(super) fn of(categories: &[Category]) -> Self {
        let places = (0_u16..).zip(categories).filter(|(_, category)| category.sensitive);
        Self { categories: places.map(|(at, category)| (at, NameKey::of(&category.id))).collect() }
    }

    /// Whether no category is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.categories.is_empty()
    }

    /// Whether the category at this place is sensitive.
    #[must_use]
    pub fn has(&self, category: u16) -> bool {
        self.categories.binary_search_by_key(&category, |(at, _)| *at).is_ok()
    }

    /// The place of the sensitive category with this key; `None` when the category is not sensitive.
    #[must_use]
    pub fn keyed(&self, key: NameKey) -> Option<u16> {
        self.categories.iter().find(|(_, other)| *other == key).map(|(at, _)| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    #[test]
    fn sensitive_categories_are_found_by_place_and_by_key() {
        let category = |id: &str, sensitive| Category {
            id: id.into(),
            title: String::new(),
            url: String::new(),
            sensitive,
            complements: Vec::new(),
            bestsellers: Vec::new(),
            popular: Vec::new(),
            newest: Vec::new(),
        };
        let found =
            Sensitive::of(&[category("a", false), category("b", true), category("c", false), category("d", true)]);
        assert_eq!([0, 1, 2, 3, 4].map(|at| found.has(at)), [false, true, false, true, false]);
        assert_eq!(["a", "b", "d"].map(|id| found.keyed(NameKey::of(id))), [None, Some(1), Some(3)]);
    }
}
