//! What is live, as the pointer says, or, where the pointer cannot be read, as the last record does.

use super::publication::{Publication, RECORDS};
use super::store::Store;
use crate::cli::Failure;
use crate::snapshot::POINTER_KEY;
use std::collections::BTreeSet;

/// What the pointer says.
#[derive(Debug, Clone)]
pub(super) enum Live {
    /// Nothing was published yet.
    Nothing,
    /// There is a value, and it is no pointer or was changed.
    Damaged(Vec<u8>),
    /// This is live.
    Is(Box<Known>),
}

/// A pointer that was read.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
    /// What it says.
    pub(super) publication: Publication,
    /// Who is said to have signed it.
    pub(super) signer: Option<String>,
}

impl Live {
    /// Asks KV.
    pub(super) fn ask(store: &Store<'_>) -> Result<Self, Failure> {
        Ok(Self::read(store.get(POINTER_KEY)?))
    }

    /// Reads the pointer's value.
    pub(super) fn read(bytes: Option<Vec<u8>>) -> Self {
        let Some(bytes) = bytes else { return Self::Nothing };
        match Publication::read(&bytes) {
            Some((publication, signer)) => Self::Is(Box::new(Known { bytes, publication, signer })),
            None => Self::Damaged(bytes),
        }
    }

    /// What it says, where it can be read.
    pub(super) fn known(&self) -> Option<&Known> {
        match self {
            Self::Is(known) => Some(known),
            Self::Nothing | Self::Damaged(_) => None,
        }
    }

    /// The pointer's value.
    pub(super) fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Nothing => None,
            Self::Damaged(bytes) => Some(bytes),
            Self::Is(known) => Some(&known.bytes),
        }
    }

    /// What the next publication follows: the live one, or the last that a record tells of.
    pub(super) fn base(&self, store: &Store<'_>, keys: &BTreeSet<String>) -> Result<Option<Known>, Failure> {
        if let Self::Is(known) = self {
            return Ok(Some((**known).clone()));
        }
        let last = keys.iter().rfind(|key| key.starts_with(RECORDS));
        let Some(key) = last else { return Ok(None) };
        Ok(Self::read(store.get(key)?).known().cloned())
    }
}
