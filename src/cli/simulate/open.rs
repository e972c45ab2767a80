//! What is simulated: a shop folder, compiled here, or a snapshot that `segue build --out` wrote.

use crate::cli::Failure;
use crate::shop;
use crate::shop::source::PersonaFile;
use crate::snapshot::{SealedPointer, Snapshot, SnapshotId, core_key, shard_key};
use std::path::{Path, PathBuf};

/// A snapshot in bytes. Each thread opens it for itself, since an opened one counts how it is looked at.
#[derive(Debug)]
pub(super) struct Source {
    core: Vec<u8>,
    shards: Vec<Vec<u8>>,
    /// `personas/` of a folder; a built snapshot has none.
    pub(super) personas: Vec<PersonaFile>,
}

impl Source {
    /// Reads a folder or a built snapshot.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let cores = cores(path);
        if path.join("shop.json").exists() || cores.is_empty() {
            return folder(path);
        }
        built(path, &cores)
    }

    /// The snapshot, with every shard at hand.
    pub(super) fn open(&self) -> Result<Snapshot, Failure> {
        let damaged = || Failure::outside("the snapshot cannot be read back; build it again with `segue build`");
        let (mut snapshot, warnings) = Snapshot::open(&self.core).map_err(|_| damaged())?;
        if let Some(warning) = warnings.first() {
            return Err(Failure::outside(format!("{}; build the snapshot with this version", warning.0)));
        }
        for (at, bytes) in (0_u16..).zip(&self.shards) {
            snapshot.load(at, bytes.clone(), usize::MAX).map_err(|_| damaged())?;
        }
        Ok(snapshot)
    }
}

fn folder(path: &Path) -> Result<Source, Failure> {
    let folder = shop::read(path).map_err(Failure::Folder)?;
    let compiled = shop::compile(&folder).map_err(Failure::Folder)?;
    let shards = compiled.shards.into_iter().map(|(_, bytes)| bytes).collect();
    Ok(Source { core: compiled.core, shards, personas: folder.personas })
}

/// The cores in a directory.
fn cores(path: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
    let is_core = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("core-"));
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_core).collect();
    found.sort();
    found
}

fn built(path: &Path, cores: &[PathBuf]) -> Result<Source, Failure> {
    let again = "build it again with `segue build`";
    let core = match cores {
        [core] => core.clone(),
        // Several: the one that the pointer names.
        _ => {
            let named =
                std::fs::read(path.join("pointer")).ok().and_then(|bytes| SealedPointer::read(&bytes)?.pointer());
            let named = named.ok_or_else(|| {
                Failure::outside(format!(
                    "`{}` holds several cores, and no `pointer` says which; {again}",
                    path.display()
                ))
            })?;
            path.join(core_key(named.snapshot))
        }
    };
    let core = read(&core, &|id| core_key(id))?;
    let (snapshot, _) = Snapshot::open(&core)
        .map_err(|_| Failure::outside(format!("the core in `{}` is of another version; {again}", path.display())))?;
    let shard = |id: SnapshotId| read(&path.join(shard_key(id)), &|id| shard_key(id));
    let shards = snapshot.core().shards.iter().map(|info| shard(info.id)).collect::<Result<_, _>>()?;
    Ok(Source { core, shards, personas: Vec::new() })
}

/// Reads a file whose name is the address of its content.
fn read(path: &Path, key: &dyn Fn(SnapshotId) -> String) -> Result<Vec<u8>, Failure> {
    let bytes = std::fs::read(path)
        .map_err(|error| Failure::outside(format!("cannot read `{}`: {}", path.display(), shop::plain_io(&error))))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if key(SnapshotId::of(&bytes)) != name {
        let what = format!("`{}` is not what its name says: a byte of it was changed", path.display());
        return Err(Failure::outside(format!("{what}; build it again with `segue build`")));
    }
    Ok(bytes)
}
