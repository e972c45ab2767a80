//! A Worker that serves lists made from click sessions.

use std::fs;
use std::path::PathBuf;

use super::workers::Workers;
use crate::error::{Context, Result};
use crate::paths::Paths;
use crate::runtime::Runtime;
use crate::{clicks, say};

/// Sessions that are made up where there are no real ones.
const MADE_UP: usize = 12_000;
/// Products of these.
const PRODUCTS: usize = 1_500;

/// The running Worker, and what it was made from. Dropping it ends it.
pub(crate) struct Sessions {
    pub(crate) worker: Runtime,
    /// The shop folder.
    pub(crate) folder: PathBuf,
    /// The sessions.
    pub(crate) clicks: PathBuf,
}

impl Sessions {
    /// Makes the shop folder and starts the Worker.
    pub(crate) fn start(paths: &Paths, workers: &Workers<'_>) -> Result<Self> {
        let folder = workers.state("sessions-shop");
        let clicks = match clicks::real(paths) {
            Some(file) => file,
            None => {
                say::now("no real click sessions are here (`SEGUE_CLICKS=FILE` names some): made-up ones are used");
                let ids: Vec<String> = (0..PRODUCTS).map(|n| format!("P-{n}")).collect();
                let file = workers.state("clicks.tsv");
                let text = clicks::made_up(&ids, MADE_UP);
                fs::write(&file, text).context(|| format!("cannot write `{}`", file.display()))?;
                file
            }
        };
        clicks::shop(&folder, &clicks::products(&clicks)?)?;
        workers.learn(&clicks, &folder)?;
        let worker = workers.start_folder("sessions", &folder)?;
        Ok(Self { worker, folder, clicks })
    }
}
