//! Why a command ends without having done its work.

use crate::shop::{Problem, Severity, Style, render};
use std::process::ExitCode;

/// Why a command failed.
#[derive(Debug)]
pub enum Failure {
    /// The folder has to be mended.
    Folder(Vec<Problem>),
    /// The folder has to be mended, and everything was said.
    Checked,
    /// Expectations do not hold: how many.
    Expectations(usize),
    /// Something outside the folder stands in the way: what, and what to do.
    Outside(String),
    /// What was given cannot be used, from a subcommand with reports of its own.
    Report(miette::Report),
}

impl Failure {
    /// Something outside the folder stands in the way.
    pub(super) fn outside(what: impl Into<String>) -> Self {
        Self::Outside(what.into())
    }

    /// What the command line says about it.
    #[must_use]
    pub fn render(&self, style: Style) -> String {
        match self {
            Self::Folder(problems) => {
                let errors = problems.iter().filter(|problem| problem.severity() == Severity::Error).count();
                let noun = if errors == 1 { "problem" } else { "problems" };
                format!("{}{errors} {noun}; nothing was written\n", render(problems, style))
            }
            Self::Checked => String::new(),
            Self::Expectations(1) => "1 expectation does not hold\n".into(),
            Self::Expectations(n) => format!("{n} expectations do not hold\n"),
            Self::Outside(what) => format!("error: {what}\n"),
            Self::Report(report) => format!("{report:?}\n"),
        }
    }

    /// The code for the shell, as `--help` lists them.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Folder(_) | Self::Checked | Self::Expectations(_) | Self::Report(_) => 1,
            Self::Outside(_) => 3,
        })
    }
}

impl From<miette::Report> for Failure {
    fn from(report: miette::Report) -> Self {
        Self::Report(report)
    }
}
