//! The GPP string (`__gpp`): IAB Tech Lab, "Global Privacy Platform String", version 1.0, with the sections of Europe (2),
//! Canada (5), US Privacy (6), the United States (7) and the states (8 to 27).
//!
//! The IAB's library `@iabgpp/cmpapi` is the yardstick: what it reads is read the same, and what it refuses is refused.
//! One unreadable section makes the whole string unreadable. Refused beyond what the library refuses are strings of 8 KB
//! and more, section ids beyond 16 bits, a European section of another version than 2, a section with the same segment
//! twice, and answers in the US Privacy section that its standard does not have.

mod header;
mod layouts;
mod sid;
mod tcf_ca;
mod us;

pub use layouts::{Answers, Extra, Field, LAYOUTS, Layout};
pub use sid::Applicable;
pub use tcf_ca::TcfCa;
pub use us::{OptOut, UsSection};

use super::Unreadable;
use super::tcf::Tcf;
use super::unreadable::bounded;
use super::usp::Usp;
use alloc::boxed::Box;
use alloc::vec::Vec;

/// A section.
#[derive(Clone)]
pub enum Section<'a> {
    /// Europe: section 2.
    TcfEu(Box<Tcf<'a>>),
    /// Canada: section 5.
    TcfCa(Box<TcfCa<'a>>),
    /// US Privacy: section 6.
    Usp(Usp),
    /// The United States and the states: sections 7 to 27.
    Us(UsSection),
}

impl Section<'_> {
    /// The section's id.
    #[must_use]
    pub fn id(&self) -> u16 {
        match self {
            Self::TcfEu(_) => 2,
            Self::TcfCa(_) => 5,
            Self::Usp(_) => 6,
            Self::Us(us) => us.layout.id,
        }
    }

    /// Whether the section opts out of sale, of sharing or of targeted advertising.
    #[must_use]
    pub fn any_opt_out(&self) -> bool {
        match self {
            Self::TcfEu(_) | Self::TcfCa(_) => false,
            Self::Usp(usp) => usp.any_opt_out(),
            Self::Us(us) => us.any_opt_out(),
        }
    }
}

/// A GPP string.
#[derive(Clone)]
pub struct Gpp<'a> {
    /// The sections that are known here, by id.
    pub sections: Vec<Section<'a>>,
    /// The ids of the sections that the string has and nobody here can read, in order.
    pub unknown: Vec<u16>,
}

debug_says_presence!(Section<'_>, Gpp<'_>);

impl<'a> Gpp<'a> {
    /// Reads a GPP string as a cookie holds it. A bare TC string is taken for a string with section 2 alone.
    #[inline(never)]
    pub fn decode(text: &'a str) -> Result<Self, Unreadable> {
        let text = bounded(text)?;
        if text.starts_with('C') {
            let sections = [Section::TcfEu(Box::new(Tcf::section(text)?))].into();
            return Ok(Self { sections, unknown: Vec::new() });
        }
        if !text.starts_with("DB") {
            return Err(Unreadable::NotGpp);
        }
        let mut parts = text.split('~');
        let header = parts.next().unwrap_or_default();
        let ids = header::section_ids(header, parts.clone().count())?;
        let (mut sections, mut unknown) = (Vec::new(), Vec::new());
        for (id, part) in ids.into_iter().zip(parts) {
            if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(Unreadable::BlankSection);
            }
            match (id, Layout::of(id)) {
                (2, _) => sections.push(Section::TcfEu(Box::new(Tcf::section(part)?))),
                (5, _) => sections.push(Section::TcfCa(Box::new(TcfCa::section(part)?))),
                (6, _) => sections.push(Section::Usp(Usp::decode(part)?)),
                (_, Some(layout)) => sections.push(Section::Us(UsSection::decode(part, layout)?)),
                (_, None) => unknown.push(id),
            }
        }
        Ok(Self { sections, unknown })
    }

    /// Whether any section opts out of sale, of sharing or of targeted advertising.
    #[must_use]
    pub fn any_opt_out(&self) -> bool {
        self.sections.iter().any(Section::any_opt_out)
    }

    /// Whether any section says that the browser sent Global Privacy Control.
    #[must_use]
    pub fn any_gpc(&self) -> bool {
        self.us().any(|us| us.gpc() == Some(true))
    }

    /// The European section.
    #[must_use]
    pub fn tcf_eu(&self) -> Option<&Tcf<'a>> {
        self.sections.iter().find_map(|section| if let Section::TcfEu(tcf) = section { Some(&**tcf) } else { None })
    }

    /// The US Privacy section.
    #[must_use]
    pub fn usp(&self) -> Option<&Usp> {
        self.sections.iter().find_map(|section| if let Section::Usp(usp) = section { Some(usp) } else { None })
    }

    /// The sections of the United States and the states.
    pub fn us(&self) -> impl Iterator<Item = &UsSection> {
        self.sections.iter().filter_map(|section| if let Section::Us(us) = section { Some(us) } else { None })
    }
}
