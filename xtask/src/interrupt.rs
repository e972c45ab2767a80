//! Ctrl-C and termination: noted, so that whoever started a process ends it before this one ends.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::error::{Context, Result};

static REQUESTED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// From now on these signals are noted instead of ending the process at once.
pub(crate) fn install() -> Result<()> {
    let flag = REQUESTED.get_or_init(Arc::default);
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(flag)).context(|| "cannot listen for Ctrl-C".into())?;
    }
    Ok(())
}

/// Whether somebody asked to stop.
pub(crate) fn requested() -> bool {
    REQUESTED.get().is_some_and(|flag| flag.load(Ordering::Relaxed))
}
