//! One publication: what the pointer says, and what the command line keeps beside it. The Worker reads the pointer's own
//! fields and passes over the rest.

use crate::snapshot::{Canary, Pointer, SealedPointer, SnapshotId, pointer_message, seal_pointer};
use serde::{Deserialize, Serialize};
use std::time::{SystemTime, UNIX_EPOCH};

use super::PublisherKey;

/// How many publications a pointer remembers.
pub(super) const MOST_PAST: usize = 20;

/// What somebody did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    /// Published a folder.
    #[default]
    Push,
    /// Put a snapshot on trial, or changed its share.
    Canary,
    /// Made the snapshot on trial the live one.
    Promote,
    /// Went back, or ended a trial.
    Rollback,
    /// What a later version of this program calls otherwise.
    #[serde(other)]
    Other,
}

/// A publication as the next ones remember it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// The snapshot that was live from then on.
    pub(super) snapshot: SnapshotId,
    /// When, in seconds since 1970-01-01 00:00 UTC.
    pub(super) published: u64,
    /// What was done.
    #[serde(default)]
    pub(super) kind: Kind,
    /// Who did it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) author: String,
    /// The commit of the shop folder.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) commit: String,
    /// In words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) message: String,
    /// What was on trial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) canary: Option<Canary>,
}

impl Entry {
    /// The snapshot that this was about.
    pub(super) fn subject(&self) -> SnapshotId {
        match (self.kind, self.canary) {
            (Kind::Canary, Some(canary)) => canary.snapshot,
            _ => self.snapshot,
        }
    }

    /// The key under which its record is kept; ten digits, so that the keys sort by time.
    pub(super) fn record_key(&self) -> String {
        format!("{RECORDS}{:010}-{}", self.published, self.subject())
    }
}

/// What the keys of records begin with.
pub(super) const RECORDS: &str = "publication-";
/// What the keys of drafts begin with: snapshots that were uploaded and not published.
pub(super) const DRAFTS: &str = "draft-";

/// What a publisher signs of a record's JSON. A pointer's message begins otherwise, so that no record passes for one.
pub(super) fn record_message(body: &[u8]) -> Vec<u8> {
    [b"segue record 1\n", body].concat()
}

/// The time and the snapshot in the key of a record or a draft.
pub(super) fn read_record_key(key: &str) -> Option<(u64, SnapshotId)> {
    let (time, id) = key.strip_prefix(RECORDS).or_else(|| key.strip_prefix(DRAFTS))?.split_once('-')?;
    if time.len() != 10 || !time.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    Some((time.parse().ok()?, SnapshotId::parse(id)?))
}

/// The pointer as the command line writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Publication {
    /// What the Worker reads.
    #[serde(flatten)]
    pub(super) pointer: Pointer,
    /// What was done.
    #[serde(default)]
    pub(super) kind: Kind,
    /// What was published before, newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) past: Vec<Entry>,
}

/// Who does something, and why.
#[derive(Debug, Clone, Default)]
pub(super) struct By {
    /// Who.
    pub(super) author: String,
    /// The commit of the shop folder.
    pub(super) commit: String,
    /// In words.
    pub(super) message: String,
}

impl Publication {
    /// The publication that follows `before`.
    pub(super) fn after(
        before: Option<&Self>,
        kind: Kind,
        snapshot: SnapshotId,
        canary: Option<Canary>,
        by: By,
        now: u64,
    ) -> Self {
        let past = before.map(|before| std::iter::once(before.entry()).chain(before.past.iter().cloned()));
        let parent = before.and_then(|before| {
            let same = before.pointer.snapshot == snapshot;
            if same { before.pointer.parent } else { Some(before.pointer.snapshot) }
        });
        let earliest = before.map_or(0, |before| before.pointer.published.saturating_add(1));
        let pointer = Pointer {
            snapshot,
            parent,
            published: now.max(earliest),
            message: by.message,
            author: by.author,
            commit: by.commit,
            canary,
        };
        Self { pointer, kind, past: past.map(|past| past.take(MOST_PAST).collect()).unwrap_or_default() }
    }

    /// As the next ones remember it.
    pub(super) fn entry(&self) -> Entry {
        let Pointer { snapshot, published, ref author, ref commit, ref message, canary, .. } = self.pointer;
        let (author, commit, message) = (author.clone(), commit.clone(), message.clone());
        Entry { snapshot, published, kind: self.kind, author, commit, message, canary }
    }

    /// This publication and those before it, newest first.
    pub(super) fn chain(&self) -> impl Iterator<Item = Entry> {
        std::iter::once(self.entry()).chain(self.past.iter().cloned())
    }

    /// The bytes of the pointer, signed where there is a key.
    pub(super) fn seal(&self, key: Option<&PublisherKey>) -> Vec<u8> {
        self.sealed(key, pointer_message)
    }

    /// The bytes of its record, which tell the same and are no pointer: signed where there is a key, as a record.
    pub(super) fn seal_record(&self, key: Option<&PublisherKey>) -> Vec<u8> {
        self.sealed(key, record_message)
    }

    fn sealed(&self, key: Option<&PublisherKey>, message: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
        let mut body = serde_json::to_vec_pretty(self).unwrap_or_default();
        body.push(b'\n');
        let signature = key.map(|key| (key.name(), key.sign(&message(&body))));
        seal_pointer(&body, signature.as_ref().map(|(name, signature)| (*name, signature.as_str())))
    }

    /// Reads the bytes of a pointer, and who is said to have signed it.
    pub(super) fn read(bytes: &[u8]) -> Option<(Self, Option<String>)> {
        let sealed = SealedPointer::read(bytes)?;
        // The Worker has to be able to read it too.
        sealed.pointer()?;
        let publication = serde_json::from_slice(sealed.body()).ok()?;
        Some((publication, sealed.signature.map(|signature| signature.name.to_string())))
    }
}

/// Now, in seconds since 1970-01-01 00:00 UTC, or `SOURCE_DATE_EPOCH` where that is set.
pub(in crate::cli) fn now() -> u64 {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse().ok());
    fixed.unwrap_or_else(|| SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;

    fn id(name: &str) -> SnapshotId {
        SnapshotId::of(name.as_bytes())
    }

    fn by(author: &str) -> By {
        By { author: author.into(), ..By::default() }
    }

    #[test]
    fn each_is_later_than_the_one_before_and_remembers_twenty() {
        let mut live = Publication::after(None, Kind::Push, id("0"), None, by("Maya"), 100);
        assert_eq!((live.pointer.parent, live.pointer.published, live.past.len()), (None, 100, 0));
        for n in 1..=30 {
            // A clock that stands still, or goes wrong.
            let next = Publication::after(Some(&live), Kind::Push, id(&n.to_string()), None, by("Jonas"), 100);
            assert_eq!(next.pointer.published, live.pointer.published + 1);
            assert_eq!(next.pointer.parent, Some(live.pointer.snapshot));
            live = next;
        }
        assert_eq!(live.past.len(), MOST_PAST);
        assert_eq!(live.past.first().unwrap().snapshot, id("29"));
        let bytes = live.seal(None);
        assert_eq!(Publication::read(&bytes).unwrap(), (live.clone(), None));
        assert_eq!(SealedPointer::read(&bytes).unwrap().pointer().unwrap(), live.pointer, "the Worker reads its part");
        assert!(bytes.len() < 8_000, "{}", bytes.len());
    }

    #[test]
    fn a_trial_leaves_the_parent_and_the_live_one_alone() {
        let first = Publication::after(None, Kind::Push, id("a"), None, by(""), 1);
        let second = Publication::after(Some(&first), Kind::Push, id("b"), None, by(""), 2);
        let canary = Some(Canary { snapshot: id("c"), percent: 5 });
        let third = Publication::after(Some(&second), Kind::Canary, id("b"), canary, by(""), 3);
        assert_eq!((third.pointer.snapshot, third.pointer.parent), (id("b"), Some(id("a"))));
        assert_eq!(third.entry().subject(), id("c"));
        let key = third.entry().record_key();
        assert_eq!(read_record_key(&key), Some((3, id("c"))));
        let promoted = Publication::after(Some(&third), Kind::Promote, id("c"), None, by(""), 4);
        assert_eq!((promoted.pointer.parent, promoted.pointer.canary), (Some(id("b")), None));
    }

    #[test]
    fn what_is_signed_is_the_whole_pointer() {
        use ed25519_dalek::{Signature, Verifier as _, VerifyingKey};
        let key = PublisherKey::from_seed("maya", &[7; 32]).unwrap();
        let bytes = Publication::after(None, Kind::Push, id("a"), None, by("Maya"), 1).seal(Some(&key));
        assert_eq!(Publication::read(&bytes).unwrap().1.as_deref(), Some("maya"));
        let sealed = SealedPointer::read(&bytes).unwrap();
        let public = ed25519_dalek::SigningKey::from_bytes(&[7; 32]).verifying_key();
        let public = VerifyingKey::from_bytes(public.as_bytes()).unwrap();
        let signature = Signature::from_bytes(&sealed.signature.unwrap().bytes);
        assert!(public.verify(&sealed.signed(), &signature).is_ok());
    }
}
