//! Who visits: the customers of an order export, samples, or the shop's personas.

mod orders;
mod personas;
mod samples;

use super::args::{Args, Consent};
use super::chance::{Chance, For};
use super::open::Source;
use crate::case::{Case, Persona};
use crate::cli::Failure;
use crate::consent::Purpose;
use crate::snapshot::Snapshot;
use crate::visitor::VisitorId;
use std::collections::BTreeMap;

/// Where the visitors come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Customers of an export.
    Orders,
    /// A file of samples.
    Samples,
    /// The shop's personas, whom nobody has to be protected from: they are made up.
    Personas,
}

impl Kind {
    /// Groups of fewer real people than this are not told apart.
    pub(super) fn smallest_group(self) -> u64 {
        if self == Self::Personas { 1 } else { 5 }
    }

    /// The name in JSON.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Samples => "samples",
            Self::Personas => "personas",
        }
    }
}

/// One visitor, as the cookie and the request describe them.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// What is known; the name is a persona's, and empty for everyone else.
    pub(super) who: Persona,
    /// The words that a link was searched with.
    pub(super) search: Option<String>,
    /// The first page that is opened.
    pub(super) product: Option<String>,
    /// How many such visitors this one stands for.
    pub(super) weight: u32,
    /// The random id that the cookie would hold.
    pub(super) id: Option<VisitorId>,
}

impl Person {
    /// This visitor asking for something; which page it is, the engine is told beside it.
    pub(super) fn asks(&self) -> Case {
        self.who.asks("/")
    }
}

/// All visitors.
#[derive(Debug)]
pub(super) struct Population {
    pub(super) kind: Kind,
    pub(super) people: Vec<Person>,
    /// What has to be known of it, a sentence each.
    pub(super) notes: Vec<String>,
}

impl Population {
    /// Reads the population that `args` name.
    pub(super) fn read(args: &Args, source: &Source, snapshot: &Snapshot) -> Result<Self, Failure> {
        let mut population = match (&args.orders, &args.samples) {
            (Some(file), _) => orders::read(file, args, snapshot)?,
            (None, Some(file)) => samples::read(file, args, snapshot)?,
            (None, None) => personas::read(&args.dir, source, snapshot)?,
        };
        let everyone = (population.kind == Kind::Orders).then_some(Consent::ALL);
        if let Some(mix) = args.consent.or(everyone) {
            for (who, person) in (0_u64..).zip(&mut population.people) {
                let drawn = Chance { seed: args.seed, who }.below(For::Consent, 0, 1_000_000);
                person.who.consent = Some(choice(drawn < u64::from(mix.millionths)));
            }
        }
        Ok(population)
    }
}

/// A choice that says the same of all purposes.
pub(super) fn choice(yes: bool) -> BTreeMap<String, bool> {
    let asked = Purpose::ALL.into_iter().filter(|purpose| *purpose != Purpose::Necessary);
    asked.map(|purpose| (purpose.name().to_string(), yes)).collect()
}

/// The random id of a visitor.
fn number(seed: u64, who: u64) -> VisitorId {
    let chance = Chance { seed, who };
    let mut id = [0; 16];
    let halves = chance.draw(For::Number, 0).to_le_bytes().into_iter().chain(chance.draw(For::Number, 1).to_le_bytes());
    id.iter_mut().zip(halves).for_each(|(to, from)| *to = from);
    VisitorId(id)
}
