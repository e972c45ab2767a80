//! One row: the link that it asks for, or what is wrong with it.

use super::super::Shop;
use super::super::address::{Says, path};
use super::super::signing::Signer;
use super::super::until::until;
use crate::shop::instead;
use std::collections::HashSet;

/// The columns that are read, in the order of [`Row`].
pub(super) const COLUMNS: [&str; 11] =
    ["campaign", "product", "variant", "category", "q", "source", "medium", "content", "term", "to", "expires"];

/// The cells of a row by column; one that is no text in UTF-8 is an error.
pub(super) type Row<'r> = [Result<&'r str, ()>; 11];

/// The names that rows may say.
pub(super) struct Known<'s> {
    campaigns: HashSet<&'s str>,
    products: HashSet<&'s str>,
    categories: HashSet<&'s str>,
}

impl<'s> Known<'s> {
    pub(super) fn of(shop: &'s Shop) -> Self {
        let folder = &shop.folder;
        Self {
            campaigns: folder.campaigns.iter().map(|campaign| campaign.id.as_str()).collect(),
            products: folder.products.iter().map(|product| product.id.value.as_str()).collect(),
            categories: folder.categories.iter().map(|category| category.id.value.as_str()).collect(),
        }
    }
}

/// The path and query of the row's link.
///
/// # Errors
/// What is wrong with the row, as a sentence.
pub(super) fn link(row: &Row<'_>, signer: &Signer<'_>, known: &Known<'_>) -> Result<String, String> {
    let mut cells = [""; 11];
    for ((cell, read), column) in cells.iter_mut().zip(row).zip(COLUMNS) {
        *cell = read.map_err(|()| format!("`{column}` is no text in UTF-8"))?;
    }
    let [campaign, product, variant, category, q, source, medium, content, term, to, expires] = cells;
    if campaign.is_empty() {
        return Err("`campaign` is empty; name one".into());
    }
    let is_known = |what: &str, name: &str, names: &HashSet<&str>| {
        if name.is_empty() || names.contains(name) {
            return Ok(());
        }
        Err(format!(
            "there is no {what} `{}`; {}",
            shown(name),
            instead(name, names.iter().copied(), "the folder has none")
        ))
    };
    is_known("campaign", campaign, &known.campaigns)?;
    is_known("product", product, &known.products)?;
    is_known("variant", variant, &known.products)?;
    is_known("category", category, &known.categories)?;
    let says = Says { product, variant, category, q, source, medium, content, term };
    if let Some(objection) = says.objection() {
        return Err(objection);
    }
    match (to.is_empty(), expires.is_empty()) {
        (true, true) => Ok(path(campaign, &says, None)),
        (true, false) => Err("`expires` without `to`; say where the link leads, or leave both out".into()),
        (false, true) => Err("`to` without `expires`; write `30d` or a day such as `2026-12-24`".into()),
        (false, false) => signer.sign(campaign, &says, to, until(expires, signer.now)?),
    }
}

/// The beginning of what somebody wrote.
fn shown(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(64).collect()
}
