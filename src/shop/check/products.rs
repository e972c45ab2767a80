//! The catalogue: ids that stand there once, and names that lead somewhere.

use super::Known;
use crate::key::ProductKey;
use crate::shop::code::Code;
use crate::shop::place::Notes;
use crate::shop::source::ProductEntry;
use std::collections::HashMap;

/// Notes what is wrong with the catalogue as a whole.
pub(super) fn check(notes: &Notes, products: &[ProductEntry], known: &Known<'_>) {
    let mut keys: HashMap<ProductKey, &str> = HashMap::with_capacity(products.len());
    for product in products {
        let id = &product.id;
        match keys.insert(ProductKey::of(&id.value), &id.value) {
            Some(other) if other == id.value => {
                let message = format!("the product `{other}` stands here twice");
                notes.say(Code::DuplicateId, id.place, message, "keep one of the two");
            }
            Some(other) => {
                let message = format!("the product `{}` has the same key as `{other}`", id.value);
                notes.say(Code::KeyCollision, id.place, message, "change one of the two ids");
            }
            None => {}
        }
        known.category(notes, &product.category);
        let named = product.variant_of.iter().chain(&product.successor);
        for other in named.chain(&product.bundle).chain(&product.complements) {
            known.product(notes, other);
        }
    }
    families(notes, products);
}

/// Notes variants that are variants of themselves, by whatever way round.
fn families(notes: &Notes, products: &[ProductEntry]) {
    let heads: HashMap<&str, &str> = products
        .iter()
        .filter_map(|product| Some((product.id.value.as_str(), product.variant_of.as_ref()?.value.as_str())))
        .collect();
    for product in products {
        let Some(head) = &product.variant_of else { continue };
        let mut at = head.value.as_str();
        // A chain longer than this is a circle, or as good as one.
        for _ in 0..LONGEST_CHAIN {
            if at == product.id.value {
                let message = format!("the product `{}` is a variant of itself", product.id.value);
                notes.say(
                    Code::VariantCircle,
                    head.place,
                    message,
                    "let one product of the family have no `variant_of`",
                );
                break;
            }
            match heads.get(at) {
                Some(next) => at = next,
                None => break,
            }
        }
    }
}

/// Variants of variants, at most.
pub(in crate::shop) const LONGEST_CHAIN: usize = 64;
