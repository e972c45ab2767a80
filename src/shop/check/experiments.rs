//! Experiments: whom they are for and what they show.

use super::Known;
use crate::shop::code::Code;
use crate::shop::load::Draft;
use crate::shop::place::Notes;
use crate::snapshot::Unit;

/// Notes what leads nowhere.
pub(super) fn check(notes: &Notes, draft: &Draft, known: &Known<'_>) {
    for experiment in &draft.experiments.files {
        experiment.segments.iter().for_each(|id| known.segment(notes, id));
        for arm in &experiment.arms {
            if let (Unit::Click, Some(block)) = (experiment.unit, arm.show.iter().chain(&arm.hide).next()) {
                let message = format!("the experiment `{}` deals clicks, and a block is no click's", experiment.id);
                let help = "leave `show` and `hide` out; name the arm in candidates of campaigns: \
                            `\"arm\": { \"experiment\": \"...\", \"is\": \"...\" }`";
                notes.say(Code::Arms, block.place, message, help);
            }
            for block in arm.show.iter().chain(&arm.hide) {
                known.block(notes, block);
            }
            for block in arm.show.iter().filter(|block| arm.hide.iter().any(|other| other.value == block.value)) {
                let message = format!("the arm `{}` both shows and hides the block `{}`", arm.id.value, block.value);
                notes.say(Code::Arms, block.place, message, "keep one of the two");
            }
        }
    }
}
