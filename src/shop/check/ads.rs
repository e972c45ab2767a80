//! What only an ad fills, in a folder whose campaigns have nothing to fill it with.

use super::words::placeholders;
use crate::shop::code::Code;
use crate::shop::load::Draft;
use crate::shop::place::{At, Notes};
use crate::snapshot::{Kind, Strategy};

/// Notes what goes on with an ad that nobody can come by, and texts that ask for what no campaign says.
pub(super) fn check(notes: &Notes, draft: &Draft) {
    // What an unreadable file says is not known.
    if !draft.campaigns.is_whole() {
        return;
    }
    let campaigns = &draft.campaigns.files;
    let nobody_says: Vec<&str> = [
        ("offer", campaigns.iter().any(|campaign| campaign.offer.is_some())),
        ("use_case", campaigns.iter().any(|campaign| campaign.use_case.is_some())),
    ]
    .into_iter()
    .filter_map(|(name, said)| (!said).then_some(name))
    .collect();
    let texts = |texts: &mut dyn Iterator<Item = &At<String>>| {
        for text in texts {
            if let Some(name) = placeholders(&text.value).find(|name| nobody_says.contains(name)) {
                let message = format!("no campaign has `{name}`, so what says `{{{name}}}` is never shown");
                let help = format!("give a campaign `\"{name}\"`, or take `{{{name}}}` away");
                notes.say(Code::FieldNobodyHas, text.place, message, help);
            }
        }
    };
    let help = "add a campaign, or take this away";
    for block in &draft.blocks.files {
        texts(&mut std::iter::once(&block.title).chain(&block.text).chain(&block.points).chain(&block.why));
        if block.kind.value == Kind::AdPromise && campaigns.is_empty() {
            let message = "there is no campaign whose promise this block could keep, so it is never shown";
            notes.say(Code::NeverShown, block.kind.place, message, help);
        }
    }
    for set in &draft.sets.files {
        texts(&mut std::iter::once(&set.title).chain(&set.why));
        let first = set.strategies.first().filter(|first| first.value == Strategy::ContinueAd);
        if let (Some(first), true) = (first, campaigns.is_empty()) {
            let message = "there is no campaign whose ad this set could go on with, so it is never shown";
            notes.say(Code::NeverShown, first.place, message, help);
        }
    }
}
