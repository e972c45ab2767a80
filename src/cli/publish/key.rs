//! A publisher's private key: Ed25519 (RFC 8032), kept in a file of one line.
//!
//! ```text
//! segue-private-key:NAME:SEED      32 bytes in base64url without padding
//! ```

use crate::cli::Failure;
use crate::cli::output::plain;
use crate::snapshot::is_publisher_name;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer as _, SigningKey};
use std::path::{Path, PathBuf};

/// The variable that holds the path of a key file, or the key's text itself.
pub(in crate::cli) const KEY_VARIABLE: &str = "SEGUE_PUBLISHER_KEY";

const PREFIX: &str = "segue-private-key:";

/// With which key something is signed, as a command is told.
#[derive(Debug, Clone, Default, clap::Args)]
pub(in crate::cli) struct KeyArgs {
    /// The publisher's private key, as `segue keygen` made it; without it, the one that `SEGUE_PUBLISHER_KEY` holds
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
}

impl KeyArgs {
    /// The key, if one is named.
    ///
    /// # Errors
    /// When one is named and cannot be read.
    pub(in crate::cli) fn load(&self) -> Result<Option<PublisherKey>, Failure> {
        if let Some(path) = &self.key {
            return PublisherKey::load(path).map(Some);
        }
        let Some(named) = std::env::var_os(KEY_VARIABLE).filter(|value| !value.is_empty()) else { return Ok(None) };
        match named.to_str().filter(|text| text.trim().starts_with(PREFIX)) {
            Some(text) => PublisherKey::parse(text)
                .map(Some)
                .ok_or_else(|| Failure::outside(format!("`{KEY_VARIABLE}` holds no whole private key; {HOW}"))),
            None => PublisherKey::load(Path::new(&named)).map(Some),
        }
    }
}

const HOW: &str = "make one with `segue keygen NAME`";

/// A publisher's name and private key.
pub(in crate::cli) struct PublisherKey {
    name: String,
    key: SigningKey,
}

impl core::fmt::Debug for PublisherKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("PublisherKey(..)")
    }
}

impl PublisherKey {
    /// A new key from the system's entropy. `None` when `name` is no publisher's name.
    ///
    /// # Errors
    /// When the system gives no entropy.
    pub(super) fn generate(name: &str) -> Result<Option<Self>, Failure> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed)
            .map_err(|error| Failure::outside(format!("the system gives no random bytes: {error}")))?;
        Ok(Self::from_seed(name, &seed))
    }

    /// The key with this seed. `None` when `name` is no publisher's name.
    #[must_use]
    pub(in crate::cli) fn from_seed(name: &str, seed: &[u8; 32]) -> Option<Self> {
        is_publisher_name(name).then(|| Self { name: name.into(), key: SigningKey::from_bytes(seed) })
    }

    /// Reads a key's text.
    #[must_use]
    pub(in crate::cli) fn parse(text: &str) -> Option<Self> {
        let (name, seed) = text.trim().strip_prefix(PREFIX)?.split_once(':')?;
        let seed: [u8; 32] = URL_SAFE_NO_PAD.decode(seed).ok()?.try_into().ok()?;
        Self::from_seed(name, &seed)
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// When it cannot be read, or is no key file.
    pub(in crate::cli) fn load(path: &Path) -> Result<Self, Failure> {
        let shown = path.display();
        let text = std::fs::read_to_string(path)
            .map_err(|error| Failure::outside(format!("the key `{shown}` cannot be read: {}", plain(&error))))?;
        Self::parse(&text).ok_or_else(|| Failure::outside(format!("`{shown}` holds no private key; {HOW}")))
    }

    /// The publisher's name.
    #[must_use]
    pub(in crate::cli) fn name(&self) -> &str {
        &self.name
    }

    /// The signature of `message`, in base64url without padding.
    #[must_use]
    pub(in crate::cli) fn sign(&self, message: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(self.key.sign(message).to_bytes())
    }

    /// The public half as `SEGUE_PUBLISHERS` lists it: `NAME:KEY`.
    #[must_use]
    pub(in crate::cli) fn public_line(&self) -> String {
        format!("{}:{}", self.name, URL_SAFE_NO_PAD.encode(self.key.verifying_key().to_bytes()))
    }

    /// What the key file holds. This is the secret.
    pub(super) fn to_text(&self) -> String {
        format!("{PREFIX}{}:{}\n", self.name, URL_SAFE_NO_PAD.encode(self.key.to_bytes()))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;

    #[test]
    fn signatures_are_those_of_rfc_8032() {
        // Section 7.1, test 2: the secret key, the public key, the message of one byte and its signature.
        let seed = URL_SAFE_NO_PAD.decode("TM0Imyj_ltqdtsNG7BFOD1uKMZ81q6Yk2oz27U-4pvs").unwrap();
        let key = PublisherKey::from_seed("maya", &seed.try_into().unwrap()).unwrap();
        assert_eq!(key.public_line(), "maya:PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw");
        let wanted = "kqAJqfDUyrhyDoILX2QlQKKye1QWUD-Ps3YiI-vbadoIWsHkPhWZbkWPNhPQ8R2MOHsurrQwKu6wDSkWErsMAA";
        assert_eq!(key.sign(&[0x72]), wanted);
    }

    #[test]
    fn a_key_comes_back_from_its_text_and_is_never_printed() {
        let key = PublisherKey::generate("maya").unwrap().unwrap();
        let text = key.to_text();
        let again = PublisherKey::parse(&text).unwrap();
        assert_eq!((again.name(), again.public_line()), ("maya", key.public_line()));
        assert_eq!(format!("{key:?}"), "PublisherKey(..)");
        for wrong in ["", "segue-private-key:maya", "segue-private-key:Maya:x", &text.replace("private", "public")] {
            assert!(PublisherKey::parse(wrong).is_none(), "{wrong}");
        }
        assert!(PublisherKey::parse(text.trim().get(..60).unwrap()).is_none(), "cut");
        assert!(PublisherKey::generate("Maya!").unwrap().is_none());
    }
}
