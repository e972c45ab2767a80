//! Who logs in, and which audiences they are in. The shop says who by the hash of the customer's id; it is hashed once more
//! as it is read, and is in no answer, no cookie and no log. One shard is read, once: the answer stays in the profile.

use super::Edge;
use crate::consent::{Admitted, Purpose};
use crate::json::{Json, Read};
use crate::snapshot::{MemberKey, Snapshot, SnapshotId, audience_shard_of, memberships};
use crate::visitor::Audience;
use alloc::vec::Vec;
use xxhash_rust::xxh64::Xxh64;

/// The `user_id` of an event. What is no hash, such as an address, is nobody.
#[derive(Clone, Copy, Default)]
pub(super) struct Who(Option<MemberKey>);

debug_says_presence!(Who);

impl Who {
    /// Takes what stands in the place of an id, whatever it is: a slip there must not lose the events.
    pub(super) fn read(json: &mut Json<'_>) -> Read<Self> {
        match json.peek() {
            Some(b'"') => Some(Self(MemberKey::read(&json.text()?))),
            _ => json.skip().map(|()| Self(None)),
        }
    }

    /// This one, or the other where this is nobody.
    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0.or(other.0))
    }
}

/// A login whose audiences have to be looked up.
pub(super) struct Question {
    member: MemberKey,
    shard: SnapshotId,
    /// What the profile remembers of having asked.
    asked: u16,
}

/// What comes of a question.
pub(super) enum Answer {
    /// The shard has to be read first.
    Read(SnapshotId),
    /// It could not be read or is damaged: nothing is remembered, not what an earlier login knew
    /// either, and the next login asks again.
    Unknown,
    /// The audiences, for [`crate::visitor::Profile::join`].
    Known(u16, Vec<Audience>),
}

/// What there is to look up: nothing without consent to advertising, and nothing that the profile knows already.
pub(super) fn question(snapshot: &Snapshot, admitted: &Admitted, who: Who) -> Option<Question> {
    let member = who.0?;
    if !admitted.visitor.grants().has(Purpose::Advertising) {
        return None;
    }
    let shards = &snapshot.core().audience_shards;
    let shard = *shards.get(usize::from(audience_shard_of(member, shards.len())?))?;
    let mut state = Xxh64::new(member.0);
    shards.iter().for_each(|shard| state.update(&shard.0));
    // Zero is of those who never asked.
    let asked = (state.digest() as u16).max(1);
    let known = admitted.visitor.profile().is_some_and(|profile| profile.asked == asked);
    (!known).then_some(Question { member, shard, asked })
}

impl Question {
    /// The answer, as far as it can be had now.
    pub(super) fn answer(&self, edge: &Edge<'_>) -> Answer {
        match edge.beside.audience {
            None if edge.last_try => Answer::Unknown,
            None => Answer::Read(self.shard),
            Some((shard, bytes)) => {
                let bytes = bytes.filter(|_| shard == self.shard);
                let found = bytes.and_then(|bytes| memberships(bytes, self.member, edge.now.day()));
                found.map_or(Answer::Unknown, |found| Answer::Known(self.asked, found))
            }
        }
    }
}
