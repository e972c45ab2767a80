//! Strategies and settings that nothing in the folder feeds: they find nothing on any page.

use super::view::View;
use crate::shop::code::Code;
use crate::shop::place::Notes;
use crate::shop::source::SetFile;
use crate::snapshot::Strategy;

/// Notes what is fed by nothing.
pub(super) fn check(notes: &Notes, view: &View<'_>) {
    for set in &view.sets {
        for strategy in &set.strategies {
            if let Some((why, help)) = lacks(view, strategy.value) {
                let message = format!("the strategy `{}` finds nothing here: {why}", strategy.value.name());
                notes.say(Code::IdleStrategy, strategy.place, message, help);
            }
        }
    }
    let Some(shop) = view.shop.filter(|shop| shop.defaults.margin_nudge > 0) else { return };
    if view.products.is_some_and(|products| products.iter().all(|product| product.margin == 0)) {
        let message = "margins move products up here, and no product has one";
        let help = "add `\"margin\"`, in percent of the price, to the products, or take `margin_nudge` away";
        notes.say(Code::NoMargins, notes.field(shop.place, "defaults").0, message, help);
    }
}

/// Whether a strategy of this set can find nothing on any page.
pub(super) fn is_idle(view: &View<'_>, set: &SetFile) -> bool {
    set.strategies.iter().any(|strategy| lacks(view, strategy.value).is_some())
}

/// What a strategy lives on and the folder lacks, and what can be done about it.
fn lacks(view: &View<'_>, strategy: Strategy) -> Option<(&'static str, &'static str)> {
    let dated = || view.products.is_none_or(|products| products.iter().any(|product| product.added.is_some()));
    match strategy {
        Strategy::ViewedNext if view.derived.viewed_next.is_empty() => Some((
            "there are no lists of what visitors look at next",
            "make them with `segue import --clicks FILE`, or take `viewed_next` away",
        )),
        Strategy::Popular if view.derived.bestsellers.is_empty() && view.derived.most_viewed.is_empty() => Some((
            "nothing is known of orders or clicks",
            "make the folder with `segue import`, or write `\"bestsellers\"`, which goes by reviews where nothing was sold",
        )),
        Strategy::New if !dated() => Some((
            "no product says since when it is there",
            "add `\"added\": \"2026-03-31\"` to the products that are new, or take `new` away",
        )),
        _ => None,
    }
}
