//! What of a folder can be reasoned about: the files without an error. What a wrong value was meant to be is not known, and
//! nothing is concluded from it.

use crate::shop::load::Draft;
use crate::shop::place::Notes;
use crate::shop::source::{
    BlockFile, CampaignFile, Derived, ExperimentFile, ProductEntry, SegmentFile, SetFile, ShopFile,
};
use std::collections::HashSet;

/// The files without an error.
pub(super) struct View<'d> {
    pub(super) shop: Option<&'d ShopFile>,
    pub(super) products: Option<&'d [ProductEntry]>,
    pub(super) segments: Vec<&'d SegmentFile>,
    pub(super) blocks: Vec<&'d BlockFile>,
    pub(super) sets: Vec<&'d SetFile>,
    pub(super) campaigns: Vec<&'d CampaignFile>,
    pub(super) experiments: Vec<&'d ExperimentFile>,
    /// The blocks that an experiment shows or hides; `None` where an experiment could not be read.
    pub(super) tried: Option<HashSet<&'d str>>,
    pub(super) derived: &'d Derived,
}

impl<'d> View<'d> {
    pub(super) fn of(notes: &Notes, draft: &'d Draft) -> Self {
        let products = draft.products.all();
        let experiments: Vec<&ExperimentFile> =
            draft.experiments.files.iter().filter(|file| !notes.is_broken(file.place)).collect();
        let whole = draft.experiments.is_whole() && experiments.len() == draft.experiments.files.len();
        let arms = experiments.iter().flat_map(|experiment| &experiment.arms);
        let tried = arms.flat_map(|arm| arm.show.iter().chain(&arm.hide)).map(|id| id.value.as_str()).collect();
        Self {
            shop: draft.shop.as_ref().filter(|shop| !notes.is_broken(shop.place)),
            products: products.filter(|list| list.first().is_none_or(|product| !notes.is_broken(product.id.place))),
            segments: draft.segments.files.iter().filter(|file| !notes.is_broken(file.place)).collect(),
            blocks: draft.blocks.files.iter().filter(|file| !notes.is_broken(file.place)).collect(),
            sets: draft.sets.files.iter().filter(|file| !notes.is_broken(file.place)).collect(),
            campaigns: draft.campaigns.files.iter().filter(|file| !notes.is_broken(file.place)).collect(),
            tried: whole.then_some(tried),
            experiments,
            derived: &draft.derived,
        }
    }
}
