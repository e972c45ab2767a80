//! What the visitor asked for on the privacy page: categories that are liked or not wanted, and how often to see
//! recommendations. It needs no consent of its own, since the visitor set it to be followed.

use crate::consent::{HowOften, Preferences};
use crate::key::NameKey;
use crate::snapshot::{Core, ProductRef};
use alloc::vec::Vec;

/// Why something is not wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unwanted {
    /// It is of a category that the visitor does not want to see.
    Category,
    /// There is one already, and the visitor asked for fewer recommendations.
    Fewer,
    /// The visitor asked for no recommendations.
    Never,
}

impl Unwanted {
    /// Why, as a sentence of a receipt.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Category => "what it would show is of a category that the visitor does not want to see",
            Self::Fewer => "the visitor asked for fewer recommendations",
            Self::Never => "the visitor asked for no recommendations",
        }
    }
}

/// The wishes, with the categories by their places in the core.
#[derive(Default)]
pub(super) struct Wishes {
    often: HowOften,
    likes: Vec<u16>,
    dislikes: Vec<u16>,
}

impl Wishes {
    /// What `preferences` mean on a page of the category `here`: whoever goes there wants to see it there.
    pub(super) fn of(preferences: &Preferences, core: &Core, here: Option<u16>) -> Self {
        let places = |keys: &[NameKey]| -> Vec<u16> {
            if keys.is_empty() {
                return Vec::new();
            }
            let named =
                (0_u16..).zip(&core.categories).filter(|(_, category)| keys.contains(&NameKey::of(&category.id)));
            named.map(|(at, _)| at).collect()
        };
        let mut dislikes = places(&preferences.dislikes);
        dislikes.retain(|at| Some(*at) != here);
        Self { often: preferences.recommendations, likes: places(&preferences.likes), dislikes }
    }

    /// Whether nothing of this category is to be shown here.
    pub(super) fn spurns(&self, category: u16) -> bool {
        self.dislikes.contains(&category)
    }

    /// Whether one more set, or one more personal block, is still wanted where `shown` are on the page.
    pub(super) fn lets(&self, shown: u8) -> Result<(), Unwanted> {
        match self.often {
            HowOften::Usual => Ok(()),
            HowOften::Fewer if shown == 0 => Ok(()),
            HowOften::Fewer => Err(Unwanted::Fewer),
            HowOften::Never => Err(Unwanted::Never),
        }
    }

    /// The bestsellers of the liked categories: the best of each, then the second of each, and so on.
    pub(super) fn favourites(&self, core: &Core) -> Vec<ProductRef> {
        let liked = || self.likes.iter().filter_map(|at| core.category(*at));
        let longest = liked().map(|category| category.bestsellers.len()).max().unwrap_or(0);
        (0..longest)
            .flat_map(|rank| liked().filter_map(move |category| category.bestsellers.get(rank).copied()))
            .collect()
    }
}
