//! `.dev.vars`: the keys that sign the visitor cookie and one-off links on this machine. Each machine makes its own.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;

use crate::error::{Context, Result};
use crate::say;

/// Bytes in a key: as many as the signature's hash has.
const KEY: usize = 32;

/// The key of one-off links in the tests, as `segue::case::LINK_KEYS` has it: the case files hold links that it signed.
const LINK_KEYS_OF_CASES: &str = "cases:Y2FzZXMtb25seS1saW5rLWtleS1uby1zZWNyZXQtYXQ";

/// Writes the file unless it is there, and into one that is there what it lacks. It is readable by its owner only.
pub(crate) fn ensure(file: &Path) -> Result<()> {
    if !file.exists() {
        say::now("making development keys in .dev.vars (git ignores it)");
        return write(file, &text(&random()?, &keys(&random()?)));
    }
    let shown = || format!("cannot write `{}`", file.display());
    let held = fs::read_to_string(file).context(shown)?;
    if held.lines().any(|line| line.starts_with("SEGUE_LINK_KEYS=")) {
        return Ok(());
    }
    let joint = if held.ends_with('\n') { "" } else { "\n" };
    let mut open = fs::OpenOptions::new().append(true).open(file).context(shown)?;
    write!(open, "{joint}{}", link_text(&keys(&random()?))).context(shown)
}

/// Writes keys that last as long as one run of the tests; gives back the value of `SEGUE_KEYS`.
pub(crate) fn for_one_run(file: &Path) -> Result<String> {
    let key = random()?;
    write(file, &text(&key, LINK_KEYS_OF_CASES))?;
    Ok(keys(&key))
}

fn write(file: &Path, text: &str) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let shown = || format!("cannot write `{}`", file.display());
    fs::write(file, text).context(shown)?;
    fs::set_permissions(file, fs::Permissions::from_mode(0o600)).context(shown)
}

fn text(key: &[u8; KEY], link_keys: &str) -> String {
    format!(
        "# Keys that sign the visitor cookie, for development on this machine only. `id:key`, separated by commas: the\n\
         # first one signs, all of them verify. Delete this file to get new ones.\nSEGUE_KEYS={}\n{}",
        keys(key),
        link_text(link_keys)
    )
}

fn link_text(keys: &str) -> String {
    format!("# Keys that sign one-off links, likewise; see docs/links.md.\nSEGUE_LINK_KEYS={keys}\n")
}

fn keys(key: &[u8; KEY]) -> String {
    format!("d1:{}", base64url(key))
}

fn random() -> Result<[u8; KEY]> {
    let mut key = [0; KEY];
    File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut key))
        .context(|| "cannot get random bytes from the system".into())?;
    Ok(key)
}

/// Base64 with `-` and `_`, without padding (RFC 4648, section 5).
fn base64url(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for letter in 0..=three.len() {
            let six = bits >> (18 - 6 * letter) & 63;
            let letter = usize::try_from(six).ok().and_then(|at| LETTERS.get(at)).copied().unwrap_or(b'A');
            text.push(char::from(letter));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;

    #[test]
    fn base64url_of_the_rfc() {
        for (bytes, text) in
            [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE")]
        {
            assert_eq!(base64url(bytes.as_bytes()), text);
        }
        assert_eq!(base64url(&[0xfb, 0xff, 0xfe]), "-__-");
    }

    #[test]
    fn the_file_is_made_once_and_is_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = std::env::temp_dir().join(format!("segue-vars-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join(".dev.vars");
        ensure(&file).unwrap();
        let first = fs::read_to_string(&file).unwrap();
        ensure(&file).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), first, "the keys stay");
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);

        let value = first.lines().find_map(|line| line.strip_prefix("SEGUE_KEYS=d1:")).unwrap();
        assert_eq!(value.len(), 43, "32 bytes");

        // One from before there were link keys gets them and keeps the rest.
        let before: String = first.lines().take(3).map(|line| format!("{line}\n")).collect();
        fs::write(&file, before.trim_end()).unwrap();
        ensure(&file).unwrap();
        let now = fs::read_to_string(&file).unwrap();
        assert!(now.starts_with(&before) && now.matches("\nSEGUE_LINK_KEYS=d1:").count() == 1, "{now}");

        let other = for_one_run(&file).unwrap();
        assert!(!first.contains(&other), "new keys are new");
        fs::remove_dir_all(&folder).unwrap();
    }
}
