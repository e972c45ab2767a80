//! `segue storefront`: a small shop of static pages around a shop folder, so that in development a person sees what
//! Segue does to a product page. It calls the fragments as a real shop would, and knows nothing else of Segue.
//!
//! `site` is the shop folder as pages need it, `pages` are the templates, `folder` writes the files. Wrangler serves them
//! beside the Worker, which answers what is no file.

mod campaigns;
mod drawing;
mod folder;
mod leads;
mod pages;
mod path;
mod site;
#[cfg(test)]
mod tests;

pub(super) use drawing::drawing;

use super::Failure;
use super::expect::now;
use crate::shop;
use folder::Folder;
use site::Site;
use std::path::PathBuf;

/// What `segue storefront` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shop folder
    dir: PathBuf,
    /// The folder to write the pages to; it is replaced whole
    #[arg(long, value_name = "SITE")]
    out: PathBuf,
}

/// Files that every page uses.
const ASSETS: [(&str, &str); 7] = [
    ("assets/icon.svg", include_str!("assets/icon.svg")),
    ("assets/shop.css", include_str!("assets/shop.css")),
    ("assets/bar.css", include_str!("assets/bar.css")),
    ("assets/store.js", include_str!("assets/store.js")),
    ("assets/shop.js", include_str!("assets/shop.js")),
    ("assets/cart.js", include_str!("assets/cart.js")),
    ("assets/bar.js", include_str!("assets/bar.js")),
];

/// Nothing comes from elsewhere but pictures that the shop folder names, and no page holds script or style of its own.
const HEADERS: &str = "/*\n  Content-Security-Policy: default-src 'self'; img-src 'self' https:; base-uri 'none'; \
                       form-action 'self'; frame-ancestors 'none'\n";

/// Pages of the Worker name no icon, so browsers ask for the usual one.
const REDIRECTS: &str = "/favicon.ico /assets/icon.svg 302\n";

/// Writes the storefront.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let read = shop::read(&args.dir).map_err(Failure::Folder)?;
    let site = Site::of(&read);
    let mut folder = Folder::begin(&args.out)?;
    for (name, text) in ASSETS {
        folder.write(name, text)?;
    }
    folder.write("_headers", HEADERS)?;
    folder.write("_redirects", REDIRECTS)?;
    folder.write("assets/campaigns.json", &campaigns::json(&site, now().day()))?;
    pages::write(&site, &mut folder)?;
    let pictures = drawing::write(&site, &args.dir.join("images"), &mut folder)?;
    let files = folder.finish()?;
    let out = args.out.display();
    println!("`{out}`: {files} files, {} product pages, {pictures}", site.products.len());
    for note in &site.notes {
        println!("note: {note}");
    }
    Ok(())
}
