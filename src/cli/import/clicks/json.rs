//! Click logs that are JSON, one object a line: the export of GA4 from BigQuery, and the shop's own events.

use std::borrow::Cow;
use std::io::{BufRead, BufReader};

use serde::Deserialize;

use super::super::columns::squeeze;
use super::super::open::{Source, cannot_read};
use super::super::problem::Problem;
use super::done::Done;
use super::table::is_nothing;
use crate::learn::clicks::{Fault, Log, Who, seconds};

/// Text, or a number as text: BigQuery writes its whole numbers in quotes.
#[derive(Deserialize)]
#[serde(untagged)]
enum Word<'a> {
    #[serde(borrow)]
    Text(Cow<'a, str>),
    Whole(i64),
    Large(u64),
    Real(f64),
}

impl Word<'_> {
    fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text.trim()),
            Self::Whole(number) => Cow::Owned(number.to_string()),
            Self::Large(number) => Cow::Owned(number.to_string()),
            Self::Real(number) => Cow::Owned(number.to_string()),
        }
    }
}

/// A line: either has `event_name` or `events`.
#[derive(Deserialize)]
struct Line<'a> {
    // GA4's.
    #[serde(borrow, default)]
    event_name: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    event_timestamp: Option<Word<'a>>,
    #[serde(borrow, default)]
    event_params: Option<Vec<Param<'a>>>,
    #[serde(borrow, default)]
    user_pseudo_id: Option<Word<'a>>,
    #[serde(borrow, default)]
    items: Option<Vec<Item<'a>>>,
    // The shop's own: what was posted, and who and when beside it.
    #[serde(borrow, default)]
    session: Option<Word<'a>>,
    #[serde(borrow, default)]
    visitor: Option<Word<'a>>,
    #[serde(borrow, default)]
    time: Option<Word<'a>>,
    #[serde(borrow, default)]
    events: Option<Vec<Event<'a>>>,
}

#[derive(Deserialize)]
struct Param<'a> {
    #[serde(borrow, default)]
    key: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    value: Option<ParamValue<'a>>,
}

#[derive(Deserialize)]
struct ParamValue<'a> {
    #[serde(borrow, default)]
    int_value: Option<Word<'a>>,
    #[serde(borrow, default)]
    string_value: Option<Word<'a>>,
}

#[derive(Deserialize)]
struct Item<'a> {
    #[serde(borrow, default)]
    item_id: Option<Word<'a>>,
}

#[derive(Deserialize)]
struct Event<'a> {
    #[serde(borrow, default)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    items: Option<Vec<Item<'a>>>,
}

/// Reads all lines.
pub(super) fn read(source: Source, log: &mut Log) -> Result<(), Problem> {
    let Source { name, bytes, since_line, progress: _progress, .. } = source;
    let mut bytes = BufReader::with_capacity(1 << 16, bytes);
    let mut buffer = Vec::new();
    let mut number = 0;
    loop {
        buffer.clear();
        since_line.set(0);
        let read = bytes.read_until(b'\n', &mut buffer);
        if read.map_err(|error| cannot_read(&name, &error, Some(number)))? == 0 {
            return Ok(());
        }
        number += 1;
        let text = buffer.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&buffer);
        if text.trim_ascii().is_empty() {
            continue;
        }
        log.tally.lines += 1;
        if let Err(fault) = line(text, log) {
            log.tally.unreadable(fault, number);
        }
    }
}

fn line(text: &[u8], log: &mut Log) -> Result<(), Fault> {
    let line: Line<'_> = serde_json::from_slice(text).map_err(|_| Fault::Json)?;
    match (&line.event_name, &line.events) {
        (Some(name), _) => ga4(&line, name, log),
        (None, Some(events)) => own(&line, events, log),
        (None, None) => Err(Fault::Unknown),
    }
}

fn ga4(line: &Line<'_>, name: &str, log: &mut Log) -> Result<(), Fault> {
    let done = Done::of(&squeeze(name));
    if done != Done::View {
        done.count(&mut log.tally);
        return Ok(());
    }
    let visitor = said(line.user_pseudo_id.as_ref());
    let session = line.event_params.iter().flatten().find(|param| param.key.as_deref() == Some("ga_session_id"));
    let session = session.and_then(|param| param.value.as_ref());
    let session = session.and_then(|value| said(value.int_value.as_ref()).or(said(value.string_value.as_ref())));
    // The number of a session is the second in which it began: many visitors have the same.
    let both = visitor.as_deref().zip(session.as_deref()).map(|(visitor, session)| format!("{visitor}.{session}"));
    let who = match (&both, &visitor) {
        (Some(session), _) => Who::Session(session),
        (None, Some(visitor)) => Who::Visitor(visitor),
        (None, None) => return Err(Fault::Session),
    };
    let time = line.event_timestamp.as_ref().and_then(|time| seconds(&time.text())).ok_or(Fault::Time)?;
    view(who, time, line.items.as_deref(), log)
}

fn own(line: &Line<'_>, events: &[Event<'_>], log: &mut Log) -> Result<(), Fault> {
    let (session, visitor) = (said(line.session.as_ref()), said(line.visitor.as_ref()));
    let who = match (&session, &visitor) {
        (Some(session), _) => Who::Session(session),
        (None, Some(visitor)) => Who::Visitor(visitor),
        (None, None) => return Err(Fault::Session),
    };
    let time = line.time.as_ref().and_then(|time| seconds(&time.text())).ok_or(Fault::Time)?;
    let mut sound = Ok(());
    for event in events {
        match Done::of(&squeeze(event.name.as_deref().unwrap_or_default())) {
            Done::View => sound = sound.and(view(who, time, event.items.as_deref(), log)),
            other => other.count(&mut log.tally),
        }
    }
    sound
}

/// A view of products: usually one.
fn view(who: Who<'_>, time: f64, items: Option<&[Item<'_>]>, log: &mut Log) -> Result<(), Fault> {
    let mut sound = Err(Fault::Product);
    for product in items.into_iter().flatten().filter_map(|item| said(item.item_id.as_ref())) {
        log.click(who, &product, time);
        sound = Ok(());
    }
    sound
}

/// What a field says, if it says anything.
fn said<'w>(word: Option<&'w Word<'_>>) -> Option<Cow<'w, str>> {
    word.map(Word::text).filter(|text| !is_nothing(text))
}
