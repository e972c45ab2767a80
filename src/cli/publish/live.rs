//! What is live, as the pointer says.

use super::publication::Publication;
use super::store::Store;
use crate::cli::Failure;
use crate::snapshot::POINTER_KEY;

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
}
