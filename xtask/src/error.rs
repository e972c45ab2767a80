//! One error for the whole command: a sentence that says what went wrong and what to do next.

use std::fmt;

/// What went wrong, as a sentence for the person at the keyboard.
#[derive(Debug)]
pub(crate) struct Error(String);

/// The result of everything here that can go wrong.
pub(crate) type Result<T = ()> = std::result::Result<T, Error>;

impl Error {
    /// An error with this text.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// Puts what was being done in front of what went wrong.
pub(crate) trait Context<T> {
    /// `doing` is the beginning of a sentence, such as "cannot read `x`".
    fn context(self, doing: impl FnOnce() -> String) -> Result<T>;
}

impl<T, E: fmt::Display> Context<T> for std::result::Result<T, E> {
    fn context(self, doing: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|error| Error(format!("{}: {error}", doing())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_comes_first() {
        let failed: std::result::Result<(), &str> = Err("no such file");
        let text = failed.context(|| "cannot read `a`".into()).map_err(|error| error.to_string());
        assert_eq!(text, Err("cannot read `a`: no such file".into()));
    }
}
