//! Pictures: the shop folder's own, and for products without one a calm drawing.

use super::Failure;
use super::folder::Folder;
use super::path;
use super::site::Site;
use std::path::Path;
use xxhash_rust::xxh64::xxh64;

/// Writes the picture of every product; says in words what they are.
pub(super) fn write(site: &Site<'_>, images: &Path, folder: &mut Folder) -> Result<String, Failure> {
    let (mut own, mut drawn, mut missing) = (0_usize, 0_usize, 0_usize);
    for item in &site.products {
        let Some(page) = path::page(&item.image) else { continue };
        let file = path::file(page);
        let name = file.rsplit('/').next().unwrap_or_default();
        let source = images.join(name);
        if source.is_file() {
            folder.copy(&source, &file)?;
            own += 1;
        } else if file.ends_with(".svg") {
            folder.write(&file, &drawing(&item.entry.id.value, &item.entry.title, item.shelf))?;
            drawn += 1;
        } else {
            missing += 1;
        }
    }
    Ok(match (own, drawn, missing) {
        (own, 0, 0) => format!("{own} pictures"),
        (own, drawn, 0) => format!("{own} pictures and {drawn} drawings"),
        (own, drawn, missing) => {
            format!("{own} pictures and {drawn} drawings; {missing} pictures are not in `{}`", images.display())
        }
    })
}

/// A coloured shape with the first letter of the title: one hue for a shelf (its place in the shop), one shape for a product.
pub(in crate::cli) fn drawing(id: &str, title: &str, shelf: usize) -> String {
    let letter = title.chars().find(|c| c.is_alphanumeric()).unwrap_or('•');
    let letter = letter.to_uppercase().to_string();
    let id = xxh64(id.as_bytes(), 0);
    let hue = (shelf as u64 * 137 + id % 24) % 360;
    let shape = match (id >> 32) % 4 {
        0 => r#"circle cx="200" cy="200" r="116""#,
        1 => r#"rect x="92" y="92" width="216" height="216" rx="34""#,
        2 => r#"path d="M92 316V196a108 108 0 0 1 216 0v120z""#,
        _ => r#"path d="M200 76 324 200 200 324 76 200z""#,
    };
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400"><path fill="hsl({hue},24%,93%)" d="M0 0h400v400H0z"/><{shape} fill="hsl({hue},28%,80%)"/><text x="200" y="236" font-family="Georgia,serif" font-size="104" fill="hsl({hue},32%,34%)" text-anchor="middle">{letter}</text></svg>"##
    )
}
