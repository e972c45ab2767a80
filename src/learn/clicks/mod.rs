//! Click logs, on their way to [`Sessions`](super::Sessions): kept as numbers while they are read ([`Log`]), then put in
//! order and cleaned ([`clean`]). Whoever reads files gives the lines (`segue import`); who clicked is forgotten as soon
//! as the sessions are in order, and no message, no `Debug` and no file holds a session's or a visitor's id.

mod clean;
mod log;
mod tally;
mod time;

pub use clean::{Cleaned, LONGEST, SILENCE, clean};
pub use log::{Log, Who};
pub use tally::{Fault, Faulty, Tally};
pub use time::seconds;

#[cfg(test)]
mod tests;
