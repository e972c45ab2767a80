//! Visitors who come with the cookies of a consent platform.

use super::rows::Row;
use crate::error::{Error, Result};
use crate::paths::Paths;
use crate::proc;

/// The row without any such cookie: what the others cost is said in relation to it.
pub(crate) const WITHOUT: &str = "pdp-consent-none";

/// How the names of these rows begin.
const PREFIX: &str = "pdp-consent-";

/// Whose cookies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    /// Nobody's.
    None,
    /// A TC string with 200 vendors and all purposes.
    Tcf,
    /// A GPP string with five sections.
    Gpp,
    /// OneTrust's two cookies.
    Onetrust,
}

impl Signal {
    /// The value of the `Cookie` header, if there is one. The script makes it anew, with a choice of yesterday, because one
    /// that is too old counts for nothing.
    pub(crate) fn cookies(self, paths: &Paths) -> Result<Option<String>> {
        let name = match self {
            Self::None => return Ok(None),
            Self::Tcf => "tcf",
            Self::Gpp => "gpp",
            Self::Onetrust => "onetrust",
        };
        let script = paths.at("xtask/src/bench/consent.mjs");
        let text = proc::output(proc::command(paths, paths.npm_bin("node")).arg(script).arg(name));
        let cookies = text.as_deref().map(str::trim).filter(|text| text.contains('=') && !text.contains(['\r', '\n']));
        let failed =
            || Error::new(format!("`node xtask/src/bench/consent.mjs {name}` did not print one line of cookies"));
        cookies.map(|cookies| Some(cookies.to_owned())).ok_or_else(failed)
    }
}

impl Signal {
    /// What the visitor's own page says of it.
    pub(crate) fn says(self) -> &'static str {
        match self {
            Self::None => "nobody has objected",
            Self::Tcf => "granted by the consent string (TCF)",
            Self::Gpp => "granted by the privacy string (GPP)",
            Self::Onetrust => "granted by the choice that OneTrust keeps",
        }
    }
}

/// Whether the row is to be compared with the one without cookies.
pub(crate) fn is_compared(row: &Row) -> bool {
    row.name.starts_with(PREFIX) && row.name != WITHOUT
}
