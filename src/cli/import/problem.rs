//! What stops an import: a sentence, and what to do next. No field of a data line is ever put into either, because it
//! could be a customer number.

use std::fmt;

use miette::Diagnostic;

/// An import that can't go on.
#[derive(Debug)]
pub struct Problem {
    message: String,
    help: Option<String>,
}

impl Problem {
    /// A sentence in lower case that says what is wrong.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    /// Adds what to do next.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What to do next, if there is something.
    pub fn advice(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

impl Diagnostic for Problem {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }
}
