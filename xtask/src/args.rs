//! The few words after `cargo xtask`, taken one by one; what nobody took is refused.

use std::str::FromStr;

use crate::error::{Error, Result};

/// The words that are still to be taken.
pub(crate) struct Args(Vec<String>);

impl Args {
    /// The words after the command's name.
    pub(crate) fn new(words: impl IntoIterator<Item = String>) -> Self {
        Self(words.into_iter().collect())
    }

    /// Takes the first word, unless it is an option.
    pub(crate) fn command(&mut self) -> Option<String> {
        match self.0.first() {
            Some(first) if !first.starts_with('-') => Some(self.0.remove(0)),
            _ => None,
        }
    }

    /// Takes `--name` and says whether it was there.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|word| word != name);
        self.0.len() < before
    }

    /// Takes `--name VALUE` or `--name=VALUE`.
    pub(crate) fn value(&mut self, name: &str) -> Result<Option<String>> {
        let with_equals = format!("{name}=");
        let Some(at) = self.0.iter().position(|word| word == name || word.starts_with(&with_equals)) else {
            return Ok(None);
        };
        let word = self.0.remove(at);
        if let Some(value) = word.strip_prefix(&with_equals) {
            return Ok(Some(value.to_owned()));
        }
        match self.0.get(at) {
            Some(value) if !value.starts_with("--") => Ok(Some(self.0.remove(at))),
            _ => Err(Error::new(format!("`{name}` needs a value after it"))),
        }
    }

    /// Takes `--name VALUE` and reads it; `wanted` says what it should have been.
    pub(crate) fn parsed<T: FromStr>(&mut self, name: &str, wanted: &str) -> Result<Option<T>> {
        let Some(text) = self.value(name)? else { return Ok(None) };
        match text.parse() {
            Ok(value) => Ok(Some(value)),
            Err(_) => Err(Error::new(format!("`{name} {text}`: write {wanted}"))),
        }
    }

    /// Takes `--name A,B,C`; absent is an empty list.
    pub(crate) fn list(&mut self, name: &str) -> Result<Vec<String>> {
        let text = self.value(name)?.unwrap_or_default();
        Ok(text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect())
    }

    /// Everything must have been taken.
    pub(crate) fn finish(self) -> Result<()> {
        match self.0.first() {
            None => Ok(()),
            Some(word) => Err(Error::new(format!("`{word}` is not known here; `cargo xtask help` lists what is"))),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;

    fn args(line: &str) -> Args {
        Args::new(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn takes_values_in_both_spellings_and_any_order() {
        let mut args = args("dev --port 9000 --keep-going --shop=a/b");
        assert_eq!(args.command().as_deref(), Some("dev"));
        assert_eq!(args.value("--shop").unwrap().as_deref(), Some("a/b"));
        assert_eq!(args.parsed::<u16>("--port", "a number").unwrap(), Some(9000));
        assert!(args.flag("--keep-going"));
        assert!(!args.flag("--keep-going"), "a word is taken once");
        args.finish().unwrap();
    }

    #[test]
    fn absent_is_none() {
        let mut args = args("");
        assert_eq!(args.command(), None);
        assert_eq!(args.value("--port").unwrap(), None);
        assert!(args.list("--only").unwrap().is_empty());
    }

    #[test]
    fn lists_are_split_at_commas() {
        assert_eq!(args("--only a,,b").list("--only").unwrap(), ["a", "b"]);
    }

    #[test]
    fn says_what_is_wrong() {
        assert_eq!(args("--port").value("--port").unwrap_err().to_string(), "`--port` needs a value after it");
        assert_eq!(args("--port --x").value("--port").unwrap_err().to_string(), "`--port` needs a value after it");
        let wrong = args("--port abc").parsed::<u16>("--port", "a number from 1 to 65535").unwrap_err().to_string();
        assert_eq!(wrong, "`--port abc`: write a number from 1 to 65535");
        assert!(args("--prot 1").finish().unwrap_err().to_string().starts_with("`--prot` is not known here"));
    }
}
