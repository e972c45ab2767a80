//! Following a pointer: what has to be read for it, one after the other, and what becomes of it.

use super::Isolate;
use crate::edge::fault::Fault;
use crate::snapshot::{Live, Memory, OnTrial, Pointer, SealedPointer, Snapshot, SnapshotId};

/// The longest pointer that is looked at, in bytes; with its history one has about 6 KB.
pub const LONGEST_POINTER: u32 = 65_536;

/// A pointer that is being followed. Others may be followed meanwhile.
#[derive(Debug)]
pub struct Following {
    pointer: Pointer,
    takes_back: bool,
    /// The live snapshot is the one that it names, and that on trial is what is left.
    is_live: bool,
    is_over: bool,
}

impl Isolate {
    /// Begins to follow a pointer, of which it is known who wrote it.
    ///
    /// # Errors
    /// When it is no pointer, or older than what is served.
    pub fn follow(&self, sealed: &SealedPointer<'_>) -> Result<Following, Fault> {
        let pointer = sealed.pointer().ok_or(Fault::PointerDamaged)?;
        let not_before = self.settings.as_ref().map_or(0, |settings| settings.not_before);
        if pointer.published < not_before || !self.memory.may_follow(pointer.published) {
            return Err(Fault::PointerOld);
        }
        Ok(Following { pointer, takes_back: sealed.takes_back(), is_live: false, is_over: false })
    }
}

impl Following {
    /// The snapshot that has to be read next; none when all is done.
    pub fn next(&mut self, memory: &mut Memory) -> Option<SnapshotId> {
        let Pointer { snapshot, published, canary, .. } = self.pointer;
        if !self.is_live && !self.is_over {
            let current = memory.live().map(|live| live.snapshot.id());
            if current != Some(snapshot) && !memory.promote(snapshot, published) {
                return Some(snapshot);
            }
            self.is_live = true;
            memory.follow(published, canary.map(|canary| canary.snapshot), self.takes_back);
        }
        let canary = canary.filter(|_| !self.is_over)?;
        self.is_over = true;
        (!memory.set_share(canary.snapshot, canary.percent)).then_some(canary.snapshot)
    }

    /// Takes the snapshot that [`Following::next`] named; `None` when it could not be read whole, which ends the following.
    pub fn take(&mut self, memory: &mut Memory, read: Option<Snapshot>) -> Option<()> {
        let Pointer { published, canary, .. } = self.pointer;
        let Some(snapshot) = read else {
            if !self.is_live {
                // What is no longer on trial ends all the same.
                memory.end_trial(canary.map(|canary| canary.snapshot));
            }
            return None;
        };
        if !self.is_live {
            // Another request may have followed a later pointer in the meantime.
            if memory.may_follow(published) {
                memory.take(Live { snapshot, published });
            } else {
                self.is_over = true;
            }
        } else if let Some(canary) = canary.filter(|_| memory.follows(published)) {
            memory.try_out(Some(OnTrial { snapshot, percent: canary.percent }));
        }
        Some(())
    }
}
