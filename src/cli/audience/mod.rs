//! `segue audience`: lists of customers, made of hashed ids. No address and no id gets into a file that Segue writes.

mod entry;
mod ids;

use super::Failure;
use super::output::plain;
use crate::day::Day;
use crate::shop::{DIRECTORY, ENDING, Members, is_id, today};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// How long a list holds, in days, where nobody says.
const USUAL_DAYS: u16 = 30;

/// What `segue audience` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Make or replace a list from a file of hashed customer ids, as a CDP or a mail tool exports them
    Add(Add),
    /// Say which lists there are, how many are on them, and until when
    List(Dir),
    /// Take a list away; its name stays in `audiences.json`
    Remove(Remove),
}

#[derive(Debug, clap::Args)]
struct Dir {
    /// The shop folder
    #[arg(long, default_value = ".")]
    dir: PathBuf,
}

#[derive(Debug, clap::Args)]
struct Add {
    /// The audience's name, as rules write it
    name: String,
    /// SHA-256 hashes of customer ids, one a line or in a column of a CSV file, in hexadecimal digits or base64; plain or
    /// gzipped
    #[arg(long)]
    ids: PathBuf,
    /// The column that holds them, where there are several
    #[arg(long)]
    column: Option<String>,
    /// The last day on which a membership holds, such as 2026-12-24; without it, 30 days from now
    #[arg(long, value_parser = day)]
    until: Option<Day>,
    #[command(flatten)]
    folder: Dir,
}

#[derive(Debug, clap::Args)]
struct Remove {
    /// The audience's name
    name: String,
    #[command(flatten)]
    folder: Dir,
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "no such day; write it as `2026-12-24`".into())
}

/// Does what it is told.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    match &args.action {
        Action::Add(args) => add(args),
        Action::List(args) => list(&args.dir),
        Action::Remove(args) => remove(args),
    }
}

fn add(args: &Add) -> Result<(), Failure> {
    let (name, dir) = (args.name.as_str(), args.folder.dir.as_path());
    is_a_shop(dir)?;
    if !is_id(name) {
        let help = "write lower-case letters and digits, joined by `-` or `_`";
        return Err(miette::miette!(help = help, "`{name}` is no name for an audience").into());
    }
    let today = today();
    let until = args.until.unwrap_or_else(|| today.plus(USUAL_DAYS));
    if until < today {
        return Err(miette::miette!(help = "name a day that is still to come", "{until} is over").into());
    }
    // Looked at first: a list whose name cannot be written down is of no use.
    let entry = entry::Entry::find(dir, name)?;
    let read = ids::read(&args.ids, args.column.as_deref())?;
    let lines = read.lines;
    let members = Members::of(name, until, read.keys);
    let count = members.members;
    let bytes = members.to_bytes();
    let folder = dir.join(DIRECTORY);
    fs::create_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
    write(&file(dir, name), &bytes)?;
    let noted = entry.write()?;
    println!("`{name}` has {} until {until}: {}", people(count), size(bytes.len(), count));
    let repeated = lines.saturating_sub(u64::from(count));
    if repeated > 0 {
        println!("{repeated} of {lines} ids stood there more than once");
    }
    if read.empty > 0 {
        println!("{} lines hold no id and were passed over", read.empty);
    }
    if let Some(noted) = noted {
        println!("{noted}");
    }
    println!("it is published with the next `segue push`, if a rule reads it");
    Ok(())
}

fn list(dir: &Path) -> Result<(), Failure> {
    is_a_shop(dir)?;
    let folder = dir.join(DIRECTORY);
    let entries = fs::read_dir(&folder).map(|entries| entries.flatten().map(|entry| entry.file_name()).collect());
    let mut names: Vec<std::ffi::OsString> = entries.unwrap_or_default();
    names.sort_unstable();
    let names = names.iter().filter_map(|name| name.to_str()?.strip_suffix(ENDING));
    let mut any = false;
    for name in names {
        any = true;
        let path = file(dir, name);
        let bytes = fs::read(&path).map_err(|error| unreadable(&path, &error))?;
        match Members::read(name, &bytes) {
            Ok(members) => {
                let ended = if members.until < today() { "ended on" } else { "until" };
                let size = size(bytes.len(), members.members);
                println!("{name}: {}, {ended} {}, {size}", people(members.members), members.until);
            }
            Err(_) => println!("{name}: damaged; make it again with `segue audience add {name} --ids FILE`"),
        }
    }
    if !any {
        println!("there are no lists yet; make one with `segue audience add NAME --ids FILE`");
    }
    Ok(())
}

fn remove(args: &Remove) -> Result<(), Failure> {
    is_a_shop(&args.folder.dir)?;
    let path = file(&args.folder.dir, &args.name);
    if !is_id(&args.name) || !path.is_file() {
        let help = "`segue audience list` says which there are";
        return Err(miette::miette!(help = help, "there is no list `{}`", args.name).into());
    }
    fs::remove_file(&path).map_err(|error| unwritable(&path, &error))?;
    println!("the list `{}` is gone from the folder, and from the shop with the next `segue push`", args.name);
    println!("who is known to be on it stays so until the list's last day; rules may still name it");
    Ok(())
}

fn file(dir: &Path, name: &str) -> PathBuf {
    dir.join(DIRECTORY).join(format!("{name}{ENDING}"))
}

fn is_a_shop(dir: &Path) -> Result<(), Failure> {
    if dir.join("shop.json").is_file() {
        return Ok(());
    }
    let help = "name the folder that holds it with `--dir`";
    Err(miette::miette!(help = help, "there is no `shop.json` in `{}`", dir.display()).into())
}

fn people(count: u32) -> String {
    if count == 1 { "1 member".into() } else { format!("{count} members") }
}

fn size(bytes: usize, members: u32) -> String {
    let hundredths = (bytes * 100).checked_div(members as usize).unwrap_or(0);
    format!("{bytes} bytes, {}.{:02} a member", hundredths / 100, hundredths % 100)
}

/// Writes a file whole or not at all.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let next = path.with_extension(format!("next-{}", std::process::id()));
    let synced = fs::File::create(&next).and_then(|mut to| {
        to.write_all(bytes)?;
        to.sync_all()
    });
    let written = synced.and_then(|()| fs::rename(&next, path));
    written.map_err(|error| {
        // Half a file beside the old one is of no use to anybody.
        let _ = fs::remove_file(&next);
        unwritable(path, &error)
    })
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::outside(format!("`{}` cannot be written: {}", path.display(), plain(error)))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::outside(format!("`{}` cannot be read: {}", path.display(), plain(error)))
}

#[cfg(test)]
mod tests;
