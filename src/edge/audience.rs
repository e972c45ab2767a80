//! Who logs in, and which audiences they are in. The shop says who by the hash of the customer's id; it is hashed once more
//! as it is read, and is in no answer, no cookie and no log. One shard is read, once: the answer stays in the profile.

use super::Edge;
use crate::consent::{Admitted, Purpose};
use crate::snapshot::{MemberKey, Snapshot, SnapshotId, audience_shard_of, memberships};
use crate::visitor::Audience;
use alloc::vec::Vec;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use xxhash_rust::xxh64::Xxh64;

/// The `user_id` of an event. What is no hash, such as an address, is nobody.
#[derive(Clone, Copy, Default)]
pub(super) struct Who(Option<MemberKey>);

debug_says_presence!(Who);

impl Who {
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

impl<'de> Deserialize<'de> for Who {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Anything)
    }
}

/// Takes what stands in the place of an id, whatever it is: a slip there must not lose the events.
struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Who;

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("a hash")
    }

    fn visit_str<E>(self, text: &str) -> Result<Who, E> {
        Ok(Who(MemberKey::read(text)))
    }

    fn visit_unit<E>(self) -> Result<Who, E> {
        Ok(Who(None))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Who, E> {
        Ok(Who(None))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Who, E> {
        Ok(Who(None))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Who, E> {
        Ok(Who(None))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Who, E> {
        Ok(Who(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Who, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Who(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Who, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Who(None))
    }
}
