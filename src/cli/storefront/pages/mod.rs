//! The pages of the storefront. Their templates escape by construction.

mod bar;
mod browse;
mod cards;
mod cart;
mod layout;
mod lead;
mod product;

use super::Failure;
use super::folder::Folder;
use super::path;
use super::site::Site;

/// Writes every page.
pub(super) fn write(site: &Site<'_>, folder: &mut Folder) -> Result<(), Failure> {
    let mut put = |page: &str, html: maud::Markup| folder.write(&path::html(page), &html.into_string());
    put("/", browse::home(site))?;
    for (page, html) in cart::all(site) {
        put(page, html)?;
    }
    for item in &site.products {
        put(path::page(&item.url).unwrap_or_default(), product::page(site, item))?;
    }
    for shelf in &site.shelves {
        let Some(page) = path::page(&shelf.entry.url.value) else { continue };
        for (number, html) in browse::category(site, shelf) {
            put(&browse::numbered(page, number), html)?;
        }
    }
    for lead in &site.leads {
        put(&lead.page, lead::page(site, lead))?;
    }
    Ok(())
}
