//! Segments, blocks, sets, campaigns and experiments, with names resolved to places.

use super::catalogue::Catalogue;
use super::intent;
use super::relations::places;
use super::texts;
use crate::consent::PurposeSet;
use crate::shop::At;
use crate::shop::check::in_order;
use crate::shop::load::Folder;
use crate::shop::source::{self, BlockFile, Goal, SetFile, When};
use crate::snapshot::{
    Arm, Block, Campaign, Candidate, Condition, Destination, Experiment, Link, ProductRef, Segment, Set, WireCore,
};
use std::cmp::Reverse;
use std::collections::HashMap;

/// Adds the rules of the folder to the core.
pub(super) fn add(core: &mut WireCore, folder: &Folder, catalogue: &Catalogue<'_>, categories: &HashMap<&str, u16>) {
    // The check has refused circles.
    let ordered = in_order(&folder.segments).unwrap_or_default();
    let segments: HashMap<&str, u16> = (0_u16..).zip(&ordered).map(|(at, file)| (file.id.as_str(), at)).collect();
    let names = Names { folder, catalogue, categories, segments };
    let segments: Vec<Segment> = ordered.iter().map(|file| names.segment(file)).collect();
    let mut blocks: Vec<Block> = folder.blocks.iter().map(|file| names.block(file)).collect();
    blocks.sort_by(|a, b| (Reverse(a.priority), &a.id).cmp(&(Reverse(b.priority), &b.id)));
    let mut sets: Vec<Set> = folder.sets.iter().map(|file| names.set(file)).collect();
    sets.sort_by(|a, b| (Reverse(a.priority), &a.id).cmp(&(Reverse(b.priority), &b.id)));
    let campaigns: Vec<Campaign> = folder.campaigns.iter().map(|file| names.campaign(file)).collect();
    let at_blocks: HashMap<&str, u16> = (0_u16..).zip(&blocks).map(|(at, block)| (block.id.as_str(), at)).collect();
    let experiments: Vec<Experiment> =
        folder.experiments.iter().map(|file| names.experiment(file, &at_blocks)).collect();
    core.set_rules(&segments, &blocks, &sets, &campaigns, &experiments);
}

struct Names<'n> {
    folder: &'n Folder,
    catalogue: &'n Catalogue<'n>,
    categories: &'n HashMap<&'n str, u16>,
    segments: HashMap<&'n str, u16>,
}

impl Names<'_> {
    fn segment(&self, file: &source::SegmentFile) -> Segment {
        Segment {
            id: file.id.clone(),
            name: file.name.value.clone(),
            why: text(file.why.as_ref()),
            when: self.condition(&file.when),
        }
    }

    fn block(&self, file: &BlockFile) -> Block {
        Block {
            id: file.id.clone(),
            kind: file.kind.value,
            segments: self.segments(&file.segments),
            when: file.when.as_ref().map(|when| self.condition(when)),
            priority: file.priority,
            title: file.title.value.clone(),
            text: text(file.text.as_ref()),
            points: file.points.iter().map(|point| point.value.clone()).collect(),
            link: file.link.as_ref().map(|(text, url)| Link { text: text.clone(), url: url.value.clone() }),
            why: self.why(file.why.as_ref(), &file.segments, texts::of_kind(file.kind.value)),
            window: file.window,
            cap: file.cap.as_ref().map(|cap| cap.value),
            products: places(self.catalogue, &file.products),
            asks: asks(file.purposes.as_ref()),
        }
    }

    fn set(&self, file: &SetFile) -> Set {
        let first = file.strategies.first().map_or("", |strategy| texts::of_strategy(strategy.value));
        Set {
            id: file.id.clone(),
            title: file.title.value.clone(),
            why: self.why(file.why.as_ref(), &file.segments, first),
            strategies: file.strategies.iter().map(|strategy| strategy.value).collect(),
            size: file.size.unwrap_or(self.folder.shop.defaults.set_size),
            priority: file.priority,
            segments: self.segments(&file.segments),
            when: file.when.as_ref().map(|when| self.condition(when)),
            pin: places(self.catalogue, &file.pin),
            blend: file.blend.as_ref().map_or_else(Vec::new, |blend| blend.value.clone()),
            viewed: file.viewed.as_ref().is_some_and(|viewed| viewed.value),
            page: file.page,
            shared: file.shared,
            asks: asks(file.purposes.as_ref()),
        }
    }

    /// The rule's own sentence, else that of its segment where it has only one, else one that is true for everyone.
    fn why(&self, own: Option<&At<String>>, segments: &[At<String>], neutral: &str) -> String {
        if let Some(own) = own {
            return own.value.clone();
        }
        let of_segment = match segments {
            [one] => self.folder.segments.iter().find(|file| file.id == one.value).and_then(|file| file.why.as_ref()),
            _ => None,
        };
        of_segment.map_or_else(|| neutral.into(), |why| texts::sentence(&why.value))
    }

    fn campaign(&self, file: &source::CampaignFile) -> Campaign {
        let tried = file.tried();
        let candidates = tried.into_iter().map(|(_, entry)| Candidate {
            to: self.destination(&entry.to, file.use_case.as_ref()),
            when: entry.when.as_ref().map(|when| self.condition(when)),
            window: entry.window.value,
            arm: entry.arm.as_ref().map(|arm| self.arm(arm)),
            in_app: entry.in_app.as_ref().is_some_and(|flag| flag.value),
        });
        Campaign {
            id: file.id.clone(),
            window: file.window,
            offer: text(file.offer.as_ref()),
            use_case: text(file.use_case.as_ref()),
            language: text(file.language.as_ref()),
            phrases: intent::of_campaign(&file.keywords),
            candidates: candidates.collect(),
            asks: asks(file.purposes.as_ref()),
        }
    }

    /// The experiment's place and the arm's. The check has refused unknown names; a place that does not exist switches the
    /// candidate off.
    fn arm(&self, arm: &source::ArmOf) -> (u16, u8) {
        let files = (0_u16..).zip(&self.folder.experiments);
        let found = files.clone().find(|(_, file)| file.id == arm.experiment.value);
        let place = found.and_then(|(at, file)| {
            let arms = (0_u8..).zip(&file.arms);
            Some((at, arms.clone().find(|(_, one)| one.id.value == arm.is.value)?.0))
        });
        place.unwrap_or((u16::MAX, u8::MAX))
    }

    fn destination(&self, goal: &Goal, use_case: Option<&At<String>>) -> Destination {
        let product = |id: &Option<At<String>>| -> Option<ProductRef> {
            id.as_ref().and_then(|id| self.catalogue.place(&id.value))
        };
        let channel = |id: &At<String>| self.catalogue.channel(&id.value).unwrap_or(u8::MAX);
        match goal {
            Goal::Product(id) => Destination::Product(product(id)),
            Goal::Listing(at, id) => Destination::Listing(channel(at), product(id)),
            Goal::Listed(at, number) => Destination::Listed(channel(at), number.value.clone()),
            Goal::Variant(id) => Destination::Variant(product(id)),
            Goal::Bundle(id) => Destination::Bundle(product(id)),
            Goal::Successor(id) => Destination::Successor(product(id)),
            Goal::Category(id, own) => {
                let place = id.as_ref().and_then(|id| self.categories.get(id.value.as_str()).copied());
                // A category without anything for this use would be an empty page.
                let kept = own.as_ref().or(use_case).filter(|one| self.catalogue.has_use(place, &one.value));
                Destination::Category(place, text(kept))
            }
            Goal::Url(url) => Destination::Url(url.value.clone()),
            Goal::Channel(at) => Destination::Channel(channel(at)),
            Goal::Home => Destination::Home,
        }
    }

    fn experiment(&self, file: &source::ExperimentFile, blocks: &HashMap<&str, u16>) -> Experiment {
        let places = |ids: &[At<String>]| ids.iter().filter_map(|id| blocks.get(id.value.as_str()).copied()).collect();
        let arm = |arm: &source::ArmEntry| Arm {
            id: arm.id.value.clone(),
            weight: arm.weight,
            show: places(&arm.show),
            hide: places(&arm.hide),
        };
        Experiment {
            id: file.id.clone(),
            version: file.version,
            unit: file.unit,
            holdout_percent: file.holdout_percent,
            segments: self.segments(&file.segments),
            window: file.window,
            arms: file.arms.iter().map(arm).collect(),
            asks: asks(file.purposes.as_ref()),
        }
    }

    fn segments(&self, ids: &[At<String>]) -> Vec<u16> {
        ids.iter().filter_map(|id| self.segments.get(id.value.as_str()).copied()).collect()
    }

    fn condition(&self, when: &When) -> Condition {
        match when {
            When::All(parts) => Condition::All(parts.iter().map(|part| self.condition(part)).collect()),
            When::Any(parts) => Condition::Any(parts.iter().map(|part| self.condition(part)).collect()),
            When::Not(part) => Condition::Not(Box::new(self.condition(part))),
            // The check has refused unknown names; a place that does not exist switches the rule off.
            When::Segment(id) => Condition::Segment(self.segments.get(id.value.as_str()).copied().unwrap_or(u16::MAX)),
            When::Test(test, _, _) => Condition::Test(test.clone()),
        }
    }
}

/// The consents that a rule names; what it reads beyond them was refused by the check.
fn asks(purposes: Option<&At<PurposeSet>>) -> PurposeSet {
    purposes.map_or(PurposeSet::NONE, |purposes| purposes.value)
}

fn text(text: Option<&At<String>>) -> String {
    text.map_or_else(String::new, |text| text.value.clone())
}
