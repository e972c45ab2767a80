//! `audiences/NAME.members`: who is on a list, as `segue audience add` writes it.
//!
//! ```text
//! "SGM1"  until: u16  members: u32  values: u32  SHA-256 of all the rest: 32 bytes  values
//! ```
//!
//! Little-endian; the values are those of all members, as [`encode_members`] writes them. There is no hash of a customer in
//! it, only 64 bits of a hash of each, cut to what tells a member from others: about 2.7 bytes.

use super::code::Code;
use super::load::{Draft, listing};
use super::place::{At, File, Notes, Place};
use super::source::{Subject, When};
use super::text::plain;
use crate::day::{Day, Now};
use crate::snapshot::{MemberKey, decode_members, encode_members};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// The directory, and the ending of its files.
pub const DIRECTORY: &str = "audiences";
/// The ending of a list's file.
pub const ENDING: &str = ".members";
/// Members of one list, at most.
pub const MOST_MEMBERS: usize = 10_000_000;

const MAGIC: &[u8; 4] = b"SGM1";
/// Bytes before the digest, and before the values.
const FIELDS: usize = 14;
const HEAD: usize = FIELDS + 32;

/// A list of an audience's members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Members {
    /// The audience.
    pub name: String,
    /// The last day on which a membership holds.
    pub until: Day,
    /// How many members.
    pub members: u32,
    /// How many different values they have.
    values: u32,
    bytes: Vec<u8>,
}

/// Why bytes are no list of members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MembersError {
    /// They do not begin as one does.
    NotMembers,
    /// They are not what was written.
    Damaged,
}

impl Members {
    /// The list of these members; each counts once. `keys` is used up for it.
    #[must_use]
    pub fn of(name: &str, until: Day, mut keys: Vec<MemberKey>) -> Self {
        keys.sort_unstable();
        keys.dedup();
        let members = u32::try_from(keys.len()).unwrap_or(u32::MAX);
        let mut values: Vec<u64> = keys.into_iter().map(|key| key.on_list_of(members)).collect();
        values.dedup();
        let bytes = encode_members(&values);
        Self { name: name.into(), until, members, values: u32::try_from(values.len()).unwrap_or(u32::MAX), bytes }
    }

    /// The file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut file = MAGIC.to_vec();
        file.extend(self.until.0.to_le_bytes());
        file.extend(self.members.to_le_bytes());
        file.extend(self.values.to_le_bytes());
        let digest = digest(&file, &self.bytes);
        file.extend(digest);
        file.extend(&self.bytes);
        file
    }

    /// Reads a file; the values themselves are looked into by [`Members::values`].
    ///
    /// # Errors
    /// When it is not one, or not whole.
    pub fn read(name: &str, file: &[u8]) -> Result<Self, MembersError> {
        let fields = file.strip_prefix(MAGIC).ok_or(MembersError::NotMembers)?;
        let (head, bytes) = file.split_at_checked(HEAD).ok_or(MembersError::Damaged)?;
        let (before, sealed) = head.split_at(FIELDS);
        let number = |at: usize| -> Option<u32> { Some(u32::from_le_bytes(fields.get(at..at + 4)?.try_into().ok()?)) };
        let until = fields.first_chunk().map(|day| Day(u16::from_le_bytes(*day)));
        let (Some(until), Some(members), Some(values)) = (until, number(2), number(6)) else {
            return Err(MembersError::Damaged);
        };
        if digest(before, bytes) != sealed {
            return Err(MembersError::Damaged);
        }
        Ok(Self { name: name.into(), until, members, values, bytes: bytes.to_vec() })
    }

    /// The value of each member, ascending, each once; `None` when they are not what was written.
    #[must_use]
    pub fn values(&self) -> Option<Vec<u64>> {
        decode_members(&self.bytes, self.values as usize, u64::from(self.members) << 20)
    }
}

fn digest(fields: &[u8], values: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(fields).chain_update(values).finalize().into()
}

/// The lists that go into a snapshot: those that a rule reads, and that have not ended. The others are warned of, and so is
/// an audience that a rule reads and nobody is in.
pub(super) fn read(notes: &Notes, dir: &Path, draft: &Draft) -> Vec<Members> {
    let read = mentioned(draft);
    let known: HashSet<&str> = draft.audiences.iter().flatten().map(|name| name.value.as_str()).collect();
    let mut found: Vec<Members> = Vec::new();
    for entry in listing(notes, &dir.join(DIRECTORY), DIRECTORY) {
        let file = format!("{DIRECTORY}/{entry}");
        let Some(name) = entry.strip_suffix(ENDING) else {
            warn(
                notes,
                Code::StrayFile,
                &file,
                format!("`{file}` is not read"),
                "lists are made by `segue audience add NAME --ids FILE`",
            );
            continue;
        };
        let again = format!("make it again: `segue audience add {name} --ids FILE`");
        let bytes = match std::fs::read(dir.join(&file)) {
            Ok(bytes) => bytes,
            Err(error) => {
                notes.missing(&file, format!("`{file}` cannot be read: {}", plain(&error)), again);
                continue;
            }
        };
        match Members::read(name, &bytes) {
            Err(MembersError::NotMembers) => notes.missing(&file, format!("`{file}` is no list of members"), again),
            Err(MembersError::Damaged) => notes.missing(&file, format!("`{file}` is damaged"), again),
            Ok(_) if !known.contains(name) => {
                let message = format!("there is no audience `{name}`, so `{file}` is not read");
                warn(notes, Code::StrayFile, &file, message, "add it to `audiences.json`, or remove the file");
            }
            Ok(members) => found.push(members),
        }
    }
    let today = today();
    for (name, place) in &read {
        match found.iter().find(|members| members.name == **name) {
            // One that cannot be read was noted above.
            None if dir.join(DIRECTORY).join(format!("{name}{ENDING}")).exists() => {}
            None => {
                let message = format!("nobody is in the audience `{name}`: no file says who is");
                notes.say(
                    Code::NoMembers,
                    *place,
                    message,
                    format!("write it with `segue audience add {name} --ids FILE`"),
                );
            }
            Some(ended) if ended.until < today => {
                let message = format!("the list of the audience `{name}` ended on {}, and is left out", ended.until);
                let help = format!("make it again with `segue audience add {name} --ids FILE`");
                warn(notes, Code::ListEnded, &format!("{DIRECTORY}/{name}{ENDING}"), message, help);
            }
            Some(_) => {}
        }
    }
    for idle in found.iter().filter(|members| !read.contains_key(members.name.as_str())) {
        // Nobody's membership is published for nothing.
        let message = format!("no rule reads the audience `{}`, so its list is left out", idle.name);
        let help = format!("name it in a condition, or `segue audience remove {}`", idle.name);
        warn(notes, Code::IdleList, &format!("{DIRECTORY}/{}{ENDING}", idle.name), message, help);
    }
    found.retain(|members| members.until >= today && read.contains_key(members.name.as_str()));
    found
}

fn warn(notes: &Notes, code: Code, name: &str, message: String, help: impl Into<String>) {
    let (file, _) = notes.keep(File { name: name.into(), text: String::new() });
    notes.say(code, Place { file, start: 0, end: 0 }, message, help);
}

/// Today, or the day of `SOURCE_DATE_EPOCH` where that is set.
#[must_use]
pub fn today() -> Day {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse().ok());
    let clock = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    Now::from_unix_seconds(fixed.unwrap_or_else(clock)).day()
}

/// The audiences that rules read, each with the place that names it first.
fn mentioned(draft: &Draft) -> BTreeMap<&str, Place> {
    let mut found = Vec::new();
    draft.segments.files.iter().for_each(|file| audiences(&file.when, &mut found));
    draft.blocks.files.iter().filter_map(|file| file.when.as_ref()).for_each(|when| audiences(when, &mut found));
    draft.sets.files.iter().filter_map(|file| file.when.as_ref()).for_each(|when| audiences(when, &mut found));
    let candidates = draft.campaigns.files.iter().flat_map(|file| &file.candidates);
    candidates.filter_map(|entry| entry.when.as_ref()).for_each(|when| audiences(when, &mut found));
    found.into_iter().rev().map(|id| (id.value.as_str(), id.place)).collect()
}

fn audiences<'w>(when: &'w When, found: &mut Vec<&'w At<String>>) {
    match when {
        When::All(parts) | When::Any(parts) => parts.iter().for_each(|part| audiences(part, found)),
        When::Not(part) => audiences(part, found),
        When::Segment(_) => {}
        When::Test(_, mentions, _) => {
            let named = mentions.iter().filter(|mention| matches!(mention.subject, Subject::Audience));
            found.extend(named.map(|mention| &mention.id));
        }
    }
}
