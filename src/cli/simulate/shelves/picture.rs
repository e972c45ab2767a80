//! Pictures inside the report: the folder's own, and for products without one the drawing that the development storefront
//! makes. Each stands in the page once, as a rule of its style.

use crate::cli::storefront::drawing;
use crate::engine::fill_pattern;
use crate::snapshot::{Card, Shop};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fs;
use std::path::{Path, PathBuf};

/// A larger picture is drawn instead: the report has room for a few hundred.
const LARGEST: u64 = 60_000;

/// The pictures of a page, each once.
#[derive(Debug, Default)]
pub(in crate::cli::simulate) struct Pictures {
    images: PathBuf,
    /// Product id and picture, as an address that holds it.
    all: Vec<(String, String)>,
}

impl Pictures {
    /// Those of the shop folder `dir`, where it is one.
    pub(super) fn of(dir: &Path) -> Self {
        Self { images: dir.join("images"), all: Vec::new() }
    }

    /// The number of a product's picture.
    pub(super) fn of_card(&mut self, card: &Card<'_>, shop: &Shop) -> usize {
        if let Some(known) = self.all.iter().position(|(id, _)| id == card.id) {
            return known;
        }
        let drawn = || address("svg+xml", drawing(card.id, card.title, usize::from(card.category)).as_bytes());
        self.all.push((card.id.to_string(), self.own(card, shop).unwrap_or_else(drawn)));
        self.all.len() - 1
    }

    /// The style that holds them.
    pub(in crate::cli::simulate) fn style(&self) -> String {
        let rule = |(number, (_, address)): (usize, &(String, String))| {
            format!(".p{number}{{background-image:url(\"{address}\")}}\n")
        };
        self.all.iter().enumerate().map(rule).collect()
    }

    fn own(&self, card: &Card<'_>, shop: &Shop) -> Option<String> {
        let url = fill_pattern(card.image, &shop.image_url, card.id);
        let name = url.split(['?', '#']).next()?.rsplit('/').next()?;
        let kind = match name.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
            "svg" => "svg+xml",
            "jpg" | "jpeg" => "jpeg",
            "png" => "png",
            "webp" => "webp",
            "avif" => "avif",
            _ => return None,
        };
        let file = self.images.join(name);
        let fits = fs::metadata(&file).is_ok_and(|about| about.is_file() && about.len() <= LARGEST);
        fits.then(|| fs::read(&file).ok()).flatten().map(|bytes| address(kind, &bytes))
    }
}

/// An address that holds the picture itself. Base64 has no character that ends it.
fn address(kind: &str, bytes: &[u8]) -> String {
    format!("data:image/{kind};base64,{}", STANDARD.encode(bytes))
}
