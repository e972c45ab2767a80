//! The marketer's files, on their way to a snapshot: read, checked, compiled. Native only.
//!
//! [`read`] turns a folder into values in which every word still knows its file, line and column, and collects every
//! problem rather than the first. [`compile`] lays what was checked out as the Worker reads it.
//! `docs/shop-folder.md` is the format.

mod begin;
mod catalogue;
mod check;
mod code;
mod compile;
mod fields;
mod known;
mod learned;
mod load;
mod members;
mod names;
mod place;
mod problem;
pub mod schema;
mod shown;
pub mod source;
pub mod synth;
mod text;
mod values;

pub use begin::{Catalogue, catalogue};
pub use code::Code;
pub use compile::{Compiled, LARGEST_VALUE, SHARD_BYTES, compile, compile_into};
pub use known::known_visitor;
pub use learned::{kept, product_ids, tuned};
pub use load::{Folder, Spent, read, read_on, read_timed};
pub use members::{DIRECTORY, ENDING, MOST_MEMBERS, Members, MembersError};
pub(crate) use names::{instead, is_id};
pub use place::{At, File, Place};
pub use problem::{Problem, Severity, Style, render};
pub(crate) use text::plain as plain_io;

#[cfg(test)]
mod tests;
