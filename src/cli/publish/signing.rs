//! With which key something is published, and on whose word. Whoever has a token for KV and no key can write any pointer
//! and any record; with a key in use, nothing is taken from these, and so signed, before their own signature was checked.

use super::live::{Known, Live};
use super::named::is_whole;
use super::publication::now;
use super::record;
use super::say::{short, time, what, who};
use super::store::Store;
use super::trust::{Form, Trust, check, list, read};
use super::{KeyArgs, PublisherKey};
use crate::cli::Failure;
use crate::cli::wrangler::Target;
use crate::snapshot::{Publishers, SnapshotId};
use std::collections::BTreeSet;

/// How far ahead of this machine's clock the time of an untrusted pointer may be and still be gone past, in seconds.
const AHEAD: u64 = 86_400;

/// Who signs, and who is believed, as a command is told.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct SignArgs {
    #[command(flatten)]
    key: KeyArgs,
    /// Whose signatures are good beside one's own, as `SEGUE_PUBLISHERS` lists them; without it, those of `wrangler.toml`
    #[arg(long, value_name = "NAME:KEY,...")]
    publishers: Option<String>,
}

/// Who signs, and who is believed.
#[derive(Debug)]
pub(super) struct Signing {
    key: Option<PublisherKey>,
    /// The listed ones, and one's own key.
    believed: Publishers,
    /// Whether somebody is listed, so that nothing unsigned counts.
    listed: bool,
}

impl SignArgs {
    /// Reads the key, and, where there is one, the list.
    pub(super) fn load(&self, target: &Target) -> Result<Signing, Failure> {
        let key = self.key.load()?;
        let (mut believed, mut listed) = (Publishers::default(), false);
        if let Some(key) = &key {
            let text = list(self.publishers.as_deref(), target)?;
            let publishers = read(&text)?;
            listed = publishers.ask();
            // What an unlisted key signs, no Worker serves: better said now than seen by nobody.
            if listed && !text.split(',').any(|entry| entry.trim() == key.public_line()) {
                let (name, line) = (key.name(), key.public_line());
                return Err(Failure::outside(format!(
                    "`{name}` is not among the publishers that the Worker believes; add `{line}` to `SEGUE_PUBLISHERS` and \
                     deploy first"
                )));
            }
            believed = read(&format!("{text},{}", key.public_line()))?;
        }
        Ok(Signing { key, believed, listed })
    }
}

impl Signing {
    /// The key to sign with.
    pub(super) fn key(&self) -> Option<&PublisherKey> {
        self.key.as_ref()
    }

    /// Whether these bytes carry a signature of somebody who is believed. Without a key nobody is asked.
    pub(super) fn holds(&self, bytes: &[u8], form: Form) -> bool {
        self.key.is_none() || check(bytes, &self.believed, form).is_some_and(|(_, trust)| trust == Trust::Valid)
    }

    /// Whether the live pointer's word counts. One without a signature counts for the first publication that has one.
    pub(super) fn trusts(&self, store: &Store<'_>, live: &Known) -> Result<bool, Failure> {
        if self.holds(&live.bytes, Form::Pointer) {
            return Ok(true);
        }
        if self.listed || live.signer.is_some() {
            return Ok(false);
        }
        Ok(record::newest(store, &store.list(record::RECORDS)?, |record| Ok(record.signer.is_some()))?.is_none())
    }

    /// Refuses to take anything from a live pointer whose word does not count.
    pub(super) fn demand(&self, store: &Store<'_>, live: &Known) -> Result<(), Failure> {
        if self.trusts(store, live)? {
            return Ok(());
        }
        let signed = match &live.signer {
            Some(name) => format!("the signature of `{name}` on what is live is not of a publisher who is listed"),
            None => "what is live is not signed".into(),
        };
        Err(Failure::outside(format!(
            "{signed}, so that anybody with a token for KV may have written it; nothing was published; look at `segue \
             history`, then push again from a folder that you trust, or `segue rollback ID` to a snapshot that you know; if \
             it is a colleague's, list their key in `SEGUE_PUBLISHERS` of `wrangler.toml`, or name it with `--publishers`"
        )))
    }

    /// What the next publication follows: what is live, or where its word does not count or it can't be read, the newest
    /// record that counts and whose snapshots are there. Says so. `keys` are all that there are.
    pub(super) fn base(
        &self,
        store: &Store<'_>,
        live: &Live,
        keys: &BTreeSet<String>,
    ) -> Result<Option<Known>, Failure> {
        if let Some(known) = live.known() {
            if self.trusts(store, known)? {
                return Ok(Some(known.clone()));
            }
            eprintln!("what is live carries no signature that holds; nothing is taken over from it");
        }
        let found = record::newest(store, keys, |record| {
            if !self.holds(&record.bytes, Form::Record) {
                return Ok(false);
            }
            let pointer = &record.publication.pointer;
            for id in [Some(pointer.snapshot), pointer.canary.map(|canary| canary.snapshot)].into_iter().flatten() {
                if let Err(why) = is_whole(store, id, keys)? {
                    eprintln!("a record is passed over: {why}");
                    return Ok(false);
                }
            }
            Ok(true)
        })?;
        match &found {
            Some(known) => {
                let entry = known.publication.entry();
                let (id, when, by) = (short(entry.subject()), time(entry.published), who(&entry.author));
                eprintln!("the last publication that a record vouches for is {id} ({} by {by}, {when})", what(&entry));
            }
            None if live.known().is_some() => eprintln!("no record counts either; a new history begins"),
            None => (),
        }
        Ok(found)
    }

    /// What is live and signed is followed by nothing unsigned: a Worker that lists publishers would not take it.
    pub(super) fn follow(&self, base: Option<&Known>) -> Result<(), Failure> {
        match base.and_then(|base| base.signer.as_deref()) {
            Some(signer) if self.key.is_none() => Err(Failure::outside(format!(
                "what is live is signed by `{signer}`, and a Worker that lists publishers takes nothing unsigned after it; \
                 name your key with `--key FILE` or `SEGUE_PUBLISHER_KEY`, or make one with `segue keygen NAME`"
            ))),
            _ => Ok(()),
        }
    }

    /// Whether somebody who is believed published this: a few digits of an id are quickly found for another snapshot.
    pub(super) fn vouched(
        &self,
        store: &Store<'_>,
        id: SnapshotId,
        base: Option<&Known>,
        keys: &BTreeSet<String>,
    ) -> Result<bool, Failure> {
        let known = |known: &Known| known.publication.chain().any(|it| it.subject() == id || it.snapshot == id);
        if self.key.is_none() || base.is_some_and(known) {
            return Ok(true);
        }
        let about = |key: &&String| key.ends_with(&id.to_string());
        let keys: BTreeSet<String> = keys.iter().filter(about).cloned().collect();
        Ok(record::newest(store, &keys, |record| Ok(self.holds(&record.bytes, Form::Record)))?.is_some())
    }

    /// Now, or right after what is live: Workers that follow it, whoever wrote it, take nothing older. What is far ahead
    /// is not gone past, or one forged time would push all that follow into the future.
    pub(super) fn now(live: &Live) -> u64 {
        let published = live.known().map_or(0, |known| known.publication.pointer.published);
        let now = now();
        if published <= now.saturating_add(AHEAD) { now.max(published.saturating_add(1)) } else { now }
    }
}
