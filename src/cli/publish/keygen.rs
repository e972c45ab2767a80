//! `segue keygen`.

use super::PublisherKey;
use crate::cli::Failure;
use crate::cli::output::plain;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// What `segue keygen` is told.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The publisher's name: 1 to 32 small letters, digits and hyphens
    #[arg(required_unless_present = "public")]
    name: Option<String>,
    /// Where to write the private key; without it, `NAME.key` here
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Make no key, and print the public line of this one
    #[arg(long, value_name = "FILE", conflicts_with_all = ["name", "out"])]
    public: Option<PathBuf>,
}

/// Makes a key.
pub(in crate::cli) fn run(args: &Args) -> Result<(), Failure> {
    if let Some(path) = &args.public {
        println!("{}", PublisherKey::load(path)?.public_line());
        return Ok(());
    }
    let name = args.name.as_deref().unwrap_or_default();
    let Some(key) = PublisherKey::generate(name)? else {
        return Err(Failure::outside(format!(
            "`{name}` is no publisher's name; write 1 to 32 small letters, digits and hyphens, such as `maya`"
        )));
    };
    let path = args.out.clone().unwrap_or_else(|| PathBuf::from(format!("{name}.key")));
    write(&path, &key.to_text())?;
    let (shown, line) = (path.display(), key.public_line());
    println!("the private key is in `{shown}`: keep it secret, and out of the repository\n");
    println!("the public line:\n\n    {line}\n");
    println!("put it into `wrangler.toml`, so that the Worker serves what this key signed and nothing else:\n");
    println!("    [vars]\n    SEGUE_PUBLISHERS = \"{line}\"\n");
    println!(
        "several publishers are separated by commas; then publish with `segue push DIR --key {shown}`, and deploy"
    );
    println!("the Worker after that: before, what is live is not signed");
    Ok(())
}

/// Writes a secret that only its owner may read, and never in the place of another.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let shown = path.display();
    let mut file = options.open(path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            Failure::outside(format!("`{shown}` is there already and is not replaced; name another file with `--out`"))
        }
        _ => Failure::outside(format!("`{shown}` cannot be written: {}", plain(&error))),
    })?;
    file.write_all(text.as_bytes())
        .map_err(|error| Failure::outside(format!("`{shown}` cannot be written: {}", plain(&error))))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;

    #[test]
    fn a_key_file_is_its_owners_alone_and_is_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("maya.key");
        let args = Args { name: Some("maya".into()), out: Some(path.clone()), public: None };
        run(&args).unwrap();
        assert_eq!(PublisherKey::load(&path).unwrap().name(), "maya");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
        let before = std::fs::read(&path).unwrap();
        assert!(run(&args).is_err());
        assert_eq!(std::fs::read(&path).unwrap(), before);
        assert!(run(&Args { name: Some("Maya".into()), out: None, public: None }).is_err());
    }
}
