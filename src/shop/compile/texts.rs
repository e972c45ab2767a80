//! The sentences that stand where a marketer wrote none.

use crate::snapshot::{Kind, Strategy};

/// A sentence out of the beginning of one.
pub(super) fn sentence(why: &str) -> String {
    let why = why.trim();
    if why.ends_with(['.', '!', '?']) { why.into() } else { format!("{why}.") }
}

/// Why a block of this kind is shown, said so that it is true for everyone.
pub(super) fn of_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Orientation => "A short introduction to the shop.",
        Kind::ReviewProof => "What others say about this product.",
        Kind::Comparison => "The closest alternatives, side by side.",
        Kind::ShippingClarity => "What delivery means for this product.",
        Kind::Bundle => "This product is part of a bundle.",
        Kind::UseCase => "What this product is good for.",
        Kind::ReorderPrompt => "You bought this before, and it may be running out.",
        Kind::EarlyAccess => "Early access for regular customers.",
        Kind::CuratedPicks => "Chosen by the shop.",
        Kind::Bestsellers => "What sells best here.",
        Kind::CategoryPath => "Where to look further.",
        Kind::ViewedProducts => "What you looked at lately.",
        Kind::AdPromise => "It goes on with what the ad promised.",
    }
}

/// Why a set that begins with this strategy is shown.
pub(super) fn of_strategy(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::BoughtTogether => "Others bought these together with it.",
        Strategy::Complementary => "These go with it.",
        Strategy::SameCategory => "Alternatives from the same category.",
        Strategy::ViewedProducts => "Based on what you looked at.",
        Strategy::Reorder => "You bought these before. What may be running out comes first.",
        Strategy::Bestsellers => "What sells best here.",
        Strategy::Curated => "Chosen by the shop.",
        Strategy::ContinueAd => "They go on with what the ad showed.",
        Strategy::ViewedNext => "Others also look at things like these.",
        Strategy::Similar => "These come close to it.",
        Strategy::Popular => "Popular of late.",
        Strategy::New => "These are new here.",
        Strategy::Bundle => "They go with it.",
    }
}
