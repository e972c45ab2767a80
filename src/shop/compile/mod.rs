//! Lays a checked folder out as the Worker reads it: a core, and shards by ranges of keys. The same folder gives the
//! same bytes.

mod audiences;
mod bands;
mod catalogue;
mod complements;
mod content;
mod intent;
mod next;
mod relations;
mod rules;
mod shards;
mod similar;
mod texts;

use super::code::Code;
use super::load::Folder;
use super::members::{DIRECTORY, ENDING};
use super::place::File;
use super::problem::Problem;
use super::source;
use crate::snapshot::{Category, ProductRef, Shop, SnapshotId, WireCore};
use catalogue::Catalogue;
pub(super) use relations::NEW_DAYS;
use relations::Relations;
use std::collections::HashMap;
use std::sync::Arc;

/// The size that a shard is cut to, in bytes. A request reads a handful of shards, and each is held whole.
pub const SHARD_BYTES: usize = 64 * 1024;

/// The largest value that KV takes, in bytes.
pub const LARGEST_VALUE: usize = 25 * 1024 * 1024;

/// A snapshot, ready to be published.
#[derive(Debug)]
pub struct Compiled {
    /// The address of the core, and so of the snapshot.
    pub id: SnapshotId,
    /// The core.
    pub core: Vec<u8>,
    /// The shards in the core's order, with their addresses. Two may be the same.
    pub shards: Vec<(SnapshotId, Vec<u8>)>,
    /// The shards of the audiences in the core's order, with their addresses.
    pub audience_shards: Vec<(SnapshotId, Vec<u8>)>,
    /// How many products there are.
    pub products: usize,
    /// What works and is hardly as it was meant.
    pub warnings: Vec<Problem>,
}

/// Compiles a folder.
///
/// # Errors
/// When the result would be larger than KV takes.
pub fn compile(folder: &Folder) -> Result<Compiled, Vec<Problem>> {
    compile_into(folder, SHARD_BYTES)
}

/// The same with shards of about so many bytes: a small shop in many of them is what a large one is in those of [`SHARD_BYTES`].
///
/// # Errors
/// When the result would be larger than KV takes.
pub fn compile_into(folder: &Folder, shard_bytes: usize) -> Result<Compiled, Vec<Problem>> {
    let places: HashMap<&str, u16> =
        (0_u16..).zip(&folder.categories).map(|(at, category)| (category.id.value.as_str(), at)).collect();
    let catalogue = Catalogue::of(folder, &places);
    let relations = Relations::of(folder, &catalogue);
    let (shards, infos) = shards::write(&catalogue, &relations, shard_bytes);
    let rfm = rfm(folder);
    let mut core = WireCore::new(shop(folder), categories(folder, &places, &relations), intent::lexicons(folder), rfm);
    core.bestsellers = relations.bestsellers;
    core.blend = folder.derived.sessions.map(|kept| kept.params.blend()).unwrap_or_default();
    core.popular = relations.popular.all;
    core.newest = relations.newest.all;
    core.products = u32::try_from(catalogue.rows.len()).unwrap_or(u32::MAX);
    core.shards = infos;
    rules::add(&mut core, folder, &catalogue, &places);
    let mut problems = Vec::new();
    let audience_shards = audiences::write(folder).unwrap_or_else(|list| {
        problems.push(unreadable(list));
        Vec::new()
    });
    core.audience_shards = audience_shards.iter().map(|(id, _)| *id).collect();
    let core = core.to_bytes();
    if core.len() > LARGEST_VALUE {
        problems.push(too_large("the rules and the categories", core.len()));
    }
    if let Some((_, shard)) = shards.iter().find(|(_, shard)| shard.len() > LARGEST_VALUE) {
        problems.push(too_large("a shard of the catalogue", shard.len()));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let products = catalogue.rows.len();
    Ok(Compiled {
        id: SnapshotId::of(&core),
        core,
        shards,
        audience_shards,
        products,
        warnings: folder.warnings.clone(),
    })
}

fn unreadable(list: &str) -> Problem {
    Problem {
        code: Code::Syntax,
        file: Arc::new(File { name: format!("{DIRECTORY}/{list}{ENDING}"), text: String::new() }),
        start: 0,
        end: 0,
        message: format!("`{DIRECTORY}/{list}{ENDING}` holds something else than members"),
        help: format!("make it again: `segue audience add {list} --ids FILE`"),
    }
}

fn too_large(what: &str, bytes: usize) -> Problem {
    Problem {
        code: Code::TooLarge,
        file: Arc::new(File { name: "shop.json".into(), text: String::new() }),
        start: 0,
        end: 0,
        message: format!("{what} would take {bytes} bytes, and KV takes {LARGEST_VALUE} at most"),
        help: "publish fewer rules, or shorter texts".into(),
    }
}

fn shop(folder: &Folder) -> Shop {
    let shop = &folder.shop;
    let or = |text: &Option<super::At<String>>, usual: &str| {
        text.as_ref().map_or_else(|| usual.to_string(), |text| text.value.clone())
    };
    Shop {
        name: shop.name.clone(),
        currency: shop.currency.clone(),
        language: shop.language.clone(),
        allowed_hosts: shop.allowed_hosts.iter().map(|host| host.value.clone()).collect(),
        fallback_url: or(&shop.fallback_url, "/"),
        product_url: or(&shop.product_url, "/products/{id}"),
        image_url: or(&shop.image_url, ""),
        consent: shop.consent.clone(),
        defaults: shop.defaults,
        channels: shop.channels.iter().flatten().map(source::ChannelEntry::compile).collect(),
        apps: shop.apps.as_ref().map(source::AppsEntry::compile),
        click_ids: shop.click_ids.clone(),
        use_case_query: shop.use_case_query.clone().unwrap_or_default(),
    }
}

fn categories(folder: &Folder, places: &HashMap<&str, u16>, relations: &Relations) -> Vec<Category> {
    let list = |lists: &[Vec<ProductRef>], at: usize| lists.get(at).cloned().unwrap_or_default();
    let one = |(at, category): (usize, &source::CategoryEntry)| Category {
        id: category.id.value.clone(),
        title: category.title.clone(),
        url: category.url.value.clone(),
        sensitive: category.sensitive == Some(true),
        complements: category.complements.iter().filter_map(|id| places.get(id.value.as_str()).copied()).collect(),
        bestsellers: list(&relations.category_bestsellers, at),
        popular: list(&relations.popular.by_category, at),
        newest: list(&relations.newest.by_category, at),
    };
    folder.categories.iter().enumerate().map(one).collect()
}

/// Quintiles from real orders, else the marketer's, else the usual ones.
fn rfm(folder: &Folder) -> crate::snapshot::Rfm {
    let found = folder.derived.rfm.clone().or_else(|| folder.shop.rfm.clone());
    let mut rfm = found.unwrap_or_else(source::usual_rfm);
    rfm.lifecycle = folder.shop.lifecycle.unwrap_or_default();
    rfm
}
