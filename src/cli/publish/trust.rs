//! Whose signature a pointer carries, and whether it is theirs.

use super::publication::record_message;
use crate::cli::Failure;
use crate::cli::output::plain;
use crate::cli::wrangler::Target;
use crate::snapshot::{Publishers, SealedPointer};
use ed25519_dalek::{Signature, VerifyingKey};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What is known of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Trust {
    /// A key of this publisher made it.
    Valid,
    /// It is not of a key that is listed under this name.
    Invalid,
    /// No publishers are listed, so nothing can be said.
    Unknown,
}

/// What bytes were read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The pointer.
    Pointer,
    /// A record: signed as one, or, before there was a difference, as a pointer.
    Record,
}

/// Checks the signature of a pointer's or a record's bytes: whose it is said to be, and whether it is.
pub(super) fn check(bytes: &[u8], publishers: &Publishers, form: Form) -> Option<(String, Trust)> {
    let sealed = SealedPointer::read(bytes)?;
    let signature = sealed.signature?;
    let ed25519 = Signature::from_bytes(&signature.bytes);
    let record = (form == Form::Record).then(|| record_message(sealed.body()));
    let messages: Vec<Vec<u8>> = std::iter::once(sealed.signed()).chain(record).collect();
    let holds = |key: &[u8; 32]| {
        let holds = |key: &VerifyingKey| messages.iter().any(|it| key.verify_strict(it, &ed25519).is_ok());
        VerifyingKey::from_bytes(key).is_ok_and(|key| holds(&key))
    };
    let trust = match !publishers.ask() {
        true => Trust::Unknown,
        false if publishers.keys(signature.name).any(holds) => Trust::Valid,
        false => Trust::Invalid,
    };
    Some((signature.name.to_string(), trust))
}

/// The publishers that were named, or those of Wrangler's configuration.
pub(super) fn publishers(named: Option<&str>, target: &Target) -> Result<Publishers, Failure> {
    read(&list(named, target)?)
}

/// The list of them, as text.
pub(super) fn list(named: Option<&str>, target: &Target) -> Result<String, Failure> {
    match named {
        Some(list) => Ok(list.to_string()),
        None => {
            let file = target.config.clone().unwrap_or_else(|| PathBuf::from("wrangler.toml"));
            Ok(configured(&file, target.env.as_deref())?.unwrap_or_default())
        }
    }
}

/// Reads a list.
pub(super) fn read(list: &str) -> Result<Publishers, Failure> {
    Publishers::parse(list).map_err(|at| {
        Failure::outside(format!(
            "publisher {at} of the list is not a name and a key; write `NAME:KEY` as `segue keygen` prints it"
        ))
    })
}

/// `SEGUE_PUBLISHERS` in the `[vars]` of a `wrangler.toml`, those of the environment where one is named.
fn configured(file: &Path, env: Option<&str>) -> Result<Option<String>, Failure> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::outside(format!("`{}` cannot be read: {}", file.display(), plain(&error)))),
    };
    Ok(in_toml(&text, env))
}

fn in_toml(text: &str, env: Option<&str>) -> Option<String> {
    let wanted = env.map_or_else(|| "vars".to_string(), |env| format!("env.{env}.vars"));
    let mut section = String::new();
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[') {
            section = name.split(']').next().unwrap_or_default().trim().to_string();
        } else if section == wanted
            && let Some((name, value)) = line.split_once('=')
            && name.trim() == "SEGUE_PUBLISHERS"
        {
            let value = value.trim();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            return value.get(1..)?.split(quote).next().map(str::to_string);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::super::PublisherKey;
    use super::super::publication::{By, Kind, Publication};
    use super::*;
    use crate::snapshot::SnapshotId;

    #[test]
    fn a_signature_is_of_the_listed_key_or_not() {
        let key = |seed| PublisherKey::from_seed("maya", &[seed; 32]).unwrap();
        let publication = Publication::after(None, Kind::Push, SnapshotId::of(b"a"), None, By::default(), 1);
        let bytes = publication.seal(Some(&key(1)));
        let list = |seeds: &[u8]| {
            let lines: Vec<String> = seeds.iter().map(|seed| key(*seed).public_line()).collect();
            Publishers::parse(&lines.join(",")).unwrap()
        };
        let said = |publishers| check(&bytes, &publishers, Form::Pointer).map(|(_, trust)| trust);
        assert_eq!(said(list(&[1])), Some(Trust::Valid));
        assert_eq!(said(list(&[2, 1])), Some(Trust::Valid), "while keys change there are two");
        assert_eq!(said(list(&[2])), Some(Trust::Invalid));
        assert_eq!(said(list(&[])), Some(Trust::Unknown));
        assert_eq!(check(&publication.seal(None), &list(&[1]), Form::Pointer), None);
        // A record's signature makes no pointer.
        let record = publication.seal_record(Some(&key(1)));
        let said = |form| check(&record, &list(&[1]), form).map(|(_, trust)| trust);
        assert_eq!((said(Form::Record), said(Form::Pointer)), (Some(Trust::Valid), Some(Trust::Invalid)));
        assert_eq!(check(&bytes, &list(&[1]), Form::Record).map(|(_, trust)| trust), Some(Trust::Valid));
    }

    #[test]
    fn the_list_is_found_in_the_configuration() {
        let text = "name = \"x\"\n[vars]\nA = \"1\"\nSEGUE_PUBLISHERS = \"maya:k\" # who\n[env.staging.vars]\nSEGUE_PUBLISHERS='s'\n";
        assert_eq!(in_toml(text, None).as_deref(), Some("maya:k"));
        assert_eq!(in_toml(text, Some("staging")).as_deref(), Some("s"));
        assert_eq!(in_toml(text, Some("other")), None);
        assert_eq!(in_toml("SEGUE_PUBLISHERS = \"no vars\"", None), None);
    }
}
