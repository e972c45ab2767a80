//! The sentences about recommended products, in the languages of the visitor's page.

use crate::snapshot::Strategy;

/// Where a sentence names a product.
#[cfg(test)]
const TITLE: &str = "{title}";

/// A language that the sentences are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tongue {
    /// Also stands for every language that there are no sentences in.
    English,
    German,
    French,
    Spanish,
}

impl Tongue {
    /// Of a tag (BCP 47), of which the part before the first hyphen counts: `de` of `de-AT`.
    pub(super) fn of(tag: &str) -> Self {
        let primary = tag.split_once('-').map_or(tag, |(primary, _)| primary);
        let is = |other: &str| primary.eq_ignore_ascii_case(other);
        if is("de") {
            Self::German
        } else if is("fr") {
            Self::French
        } else if is("es") {
            Self::Spanish
        } else {
            Self::English
        }
    }
}

/// What is said. A title has a gender that nobody knows, so no word of a sentence depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sentence {
    /// What was bought before may be running out.
    Due,
    /// It was viewed itself.
    Viewed,
    /// Others look at it after a product that the visitor viewed.
    Next,
    /// It is bought together with a product that the visitor viewed.
    Bought,
    /// It is close to a product that the visitor viewed.
    Close,
    /// Others look at it after the page's product.
    NextOnPage,
    /// The same, of the page's category.
    SimilarOnPage,
    /// [`Strategy::BoughtTogether`].
    BoughtTogether,
    /// [`Strategy::Complementary`] and [`Strategy::Bundle`]; that it is one offer is said by the line with the sum.
    GoesWith,
    /// [`Strategy::SameCategory`].
    SameCategory,
    /// [`Strategy::ViewedProducts`], where no product can be named.
    GoesWithViewed,
    /// [`Strategy::Reorder`].
    Reorder,
    /// [`Strategy::Bestsellers`].
    Bestseller,
    /// [`Strategy::Curated`].
    Curated,
    /// [`Strategy::ContinueAd`].
    GoesWithAd,
    /// [`Strategy::ViewedNext`], where no product can be named.
    ViewedNext,
    /// [`Strategy::Similar`].
    Similar,
    /// [`Strategy::Popular`].
    Popular,
    /// [`Strategy::New`].
    New,
    /// What stands before the price of the page's product and its shelf.
    Together,
}

impl Sentence {
    /// What the lists of what is looked at next say of the page's product.
    pub(super) fn on_page(strategy: Strategy) -> Self {
        match strategy {
            Strategy::Similar => Self::SimilarOnPage,
            _ => Self::NextOnPage,
        }
    }

    /// What a strategy says of what it finds.
    pub(super) fn of(strategy: Strategy) -> Self {
        match strategy {
            Strategy::BoughtTogether => Self::BoughtTogether,
            Strategy::Complementary | Strategy::Bundle => Self::GoesWith,
            Strategy::SameCategory => Self::SameCategory,
            Strategy::ViewedProducts => Self::GoesWithViewed,
            Strategy::Reorder => Self::Reorder,
            Strategy::Bestsellers => Self::Bestseller,
            Strategy::Curated => Self::Curated,
            Strategy::ContinueAd => Self::GoesWithAd,
            Strategy::ViewedNext => Self::ViewedNext,
            Strategy::Similar => Self::Similar,
            Strategy::Popular => Self::Popular,
            Strategy::New => Self::New,
        }
    }

    /// The text; [`TITLE`] stands where it names a product.
    pub(super) fn text(self, tongue: Tongue) -> &'static str {
        let [english, german, french, spanish] = self.texts();
        match tongue {
            Tongue::English => english,
            Tongue::German => german,
            Tongue::French => french,
            Tongue::Spanish => spanish,
        }
    }

    /// In English, German, French and Spanish. How the reader is spoken to is as on the visitor's page.
    fn texts(self) -> &'static [&'static str; 4] {
        match self {
            Self::Due => &[
                "you bought this before, and it may be running out",
                "von Ihnen schon einmal gekauft und vielleicht bald aufgebraucht",
                "vous avez déjà acheté ce produit, et il vous en reste peut-être peu",
                "ya has comprado este producto, y puede que se te esté acabando",
            ],
            Self::Viewed => &[
                "you looked at this",
                "von Ihnen angesehen",
                "vous avez regardé ce produit",
                "has mirado este producto",
            ],
            Self::Next => &[
                "others who look at {title} also look at things like this",
                "wer sich {title} ansieht, sieht sich auch Dinge wie das hier an",
                "ceux qui regardent {title} regardent aussi des choses de ce genre",
                "quienes miran {title} también miran cosas como esta",
            ],
            Self::Bought => &[
                "bought together with {title}, which you looked at",
                "Sie haben {title} angesehen, und beides wird zusammen gekauft",
                "vous avez regardé {title}, et les deux s’achètent ensemble",
                "comprado junto con {title}, que has mirado",
            ],
            Self::Close => &[
                "close to {title}, which you looked at",
                "Sie haben {title} angesehen, und das hier ist ähnlich",
                "vous avez regardé {title}, et ce produit s’en rapproche",
                "parecido a {title}, que has mirado",
            ],
            Self::NextOnPage => &[
                "others who look at this product also look at things like this",
                "wer sich dieses Produkt ansieht, sieht sich auch Dinge wie das hier an",
                "ceux qui regardent ce produit regardent aussi des choses de ce genre",
                "quienes miran este producto también miran cosas como esta",
            ],
            Self::SimilarOnPage => &[
                "of the same category, and others who look at this product also look at things like it",
                "aus derselben Kategorie, und wer sich dieses Produkt ansieht, sieht sich auch Dinge wie das hier an",
                "de la même catégorie, et ceux qui regardent ce produit regardent aussi des choses de ce genre",
                "de la misma categoría, y quienes miran este producto también miran cosas como esta",
            ],
            Self::BoughtTogether => &[
                "bought together with this product",
                "zusammen mit diesem Produkt gekauft",
                "acheté avec ce produit",
                "comprado junto con este producto",
            ],
            Self::GoesWith => &[
                "goes with this product",
                "passt zu diesem Produkt",
                "va bien avec ce produit",
                "va bien con este producto",
            ],
            Self::SameCategory => {
                &["from the same category", "aus derselben Kategorie", "de la même catégorie", "de la misma categoría"]
            }
            Self::GoesWithViewed => &[
                "goes with what you looked at",
                "passt zu dem, was Sie angesehen haben",
                "va bien avec ce que vous avez regardé",
                "va bien con lo que has mirado",
            ],
            Self::Reorder => &[
                "you bought this before",
                "von Ihnen schon einmal gekauft",
                "vous avez déjà acheté ce produit",
                "ya has comprado este producto",
            ],
            Self::Bestseller => &["a bestseller", "ein Bestseller", "une des meilleures ventes", "de lo más vendido"],
            Self::Curated => {
                &["picked by the shop", "vom Shop ausgewählt", "choisi par la boutique", "elegido por la tienda"]
            }
            Self::GoesWithAd => &[
                "goes with what the ad showed",
                "passt zu dem, was die Anzeige gezeigt hat",
                "va bien avec ce que montrait l’annonce",
                "va bien con lo que mostraba el anuncio",
            ],
            Self::ViewedNext => &[
                "others also look at things like this",
                "andere sehen sich auch Dinge wie das hier an",
                "d’autres regardent aussi des choses de ce genre",
                "otras personas también miran cosas como esta",
            ],
            Self::Similar => {
                &["close to this product", "diesem Produkt ähnlich", "proche de ce produit", "parecido a este producto"]
            }
            Self::Popular => &["popular here", "hier beliebt", "populaire ici", "popular aquí"],
            Self::New => &["new here", "neu hier", "nouveau ici", "nuevo aquí"],
            Self::Together => &[
                "With this product, together",
                "Zusammen mit diesem Produkt",
                "Au total, avec ce produit",
                "En total, con este producto",
            ],
        }
    }
}

/// What stands before the price of the page's product and its shelf, in the shop's language (a BCP 47 tag).
#[must_use]
pub fn together(language: &str) -> &'static str {
    Sentence::Together.text(Tongue::of(language))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TONGUES: [Tongue; 3] = [Tongue::German, Tongue::French, Tongue::Spanish];

    const ALL: [Sentence; 20] = [
        Sentence::Due,
        Sentence::Viewed,
        Sentence::Next,
        Sentence::Bought,
        Sentence::Close,
        Sentence::NextOnPage,
        Sentence::SimilarOnPage,
        Sentence::BoughtTogether,
        Sentence::GoesWith,
        Sentence::SameCategory,
        Sentence::GoesWithViewed,
        Sentence::Reorder,
        Sentence::Bestseller,
        Sentence::Curated,
        Sentence::GoesWithAd,
        Sentence::ViewedNext,
        Sentence::Similar,
        Sentence::Popular,
        Sentence::New,
        Sentence::Together,
    ];

    #[test]
    fn all_are_looked_at() {
        for (at, sentence) in ALL.into_iter().enumerate() {
            assert_eq!(sentence as usize, at);
        }
        // The last one of the enum.
        assert_eq!(Sentence::Together as usize + 1, ALL.len());
    }

    fn is_whole(tongue: Tongue) {
        for sentence in ALL {
            let (english, text) = (sentence.text(Tongue::English), sentence.text(tongue));
            assert!(!text.is_empty() && text.trim() == text && !text.contains("  "), "{tongue:?}: {sentence:?}");
            assert_ne!(text, english, "{tongue:?}: {sentence:?}");
            for other in TONGUES.into_iter().filter(|other| *other != tongue) {
                assert_ne!(text, sentence.text(other), "{tongue:?}, {other:?}: {sentence:?}");
            }
            assert_eq!(text.matches(TITLE).count(), english.matches(TITLE).count(), "{tongue:?}: {sentence:?}");
            assert!(!text.replace(TITLE, "").contains(['{', '}', '<', '&']), "{tongue:?}: {sentence:?}");
        }
    }

    #[test]
    fn german_says_everything() {
        is_whole(Tongue::German);
    }

    #[test]
    fn french_says_everything() {
        is_whole(Tongue::French);
    }

    #[test]
    fn spanish_says_everything() {
        is_whole(Tongue::Spanish);
    }

    #[test]
    fn a_language_is_known_by_the_part_before_the_hyphen_and_another_is_english() {
        for (tag, tongue) in [
            ("de", Tongue::German),
            ("DE-at", Tongue::German),
            ("fr-CA", Tongue::French),
            ("es-419", Tongue::Spanish),
            ("en-GB", Tongue::English),
            ("est", Tongue::English),
            ("nl", Tongue::English),
            ("", Tongue::English),
        ] {
            assert_eq!(Tongue::of(tag), tongue, "{tag}");
        }
    }
}
