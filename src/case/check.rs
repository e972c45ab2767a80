//! Compares an answer with what was expected.

use super::file::{Expect, ExpectSet};
use crate::cookie::{Found, Keys, PROFILE, Unverified, verify_profile};
use crate::day::Day;
use crate::engine::Line;
use crate::key::{NameKey, ProductKey};
use crate::story;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use serde_json::Value;

/// An answer, wherever it came from.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The status.
    pub status: u16,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Seen {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// What an answer lets an ad's story go on in: `url`, `cookie`, `both` or `none`.
    fn story(&self) -> &'static str {
        let kept = self.cookie(story::COOKIE).is_some_and(|cookie| !cookie.contains("Max-Age=0"));
        let url = self.header("location").is_some_and(|url| story::without_parameter(url) != url);
        match (url, kept) {
            (true, true) => "both",
            (true, false) => "url",
            (false, true) => "cookie",
            (false, false) => "none",
        }
    }

    /// The `Set-Cookie` of this name.
    fn cookie(&self, name: &str) -> Option<&str> {
        let cookies = self.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case("set-cookie"));
        cookies
            .map(|(_, value)| value.as_str())
            .find(|value| value.split_once('=').is_some_and(|(other, _)| other == name))
    }
}

/// What is not as expected, one sentence each. `receipt` is there where the decision ran here.
#[must_use]
pub fn check(expect: &Expect, seen: &Seen, receipt: Option<&[Line]>) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut say = |sentence: String| wrong.push(sentence);
    if let Some(status) = expect.status
        && status != seen.status
    {
        say(format!("the status is {}, not {status}", seen.status));
    }
    if let Some(basis) = &expect.basis
        && seen.header("segue-basis") != Some(basis)
    {
        say(format!("the basis is `{}`, not `{basis}`", seen.header("segue-basis").unwrap_or_default()));
    }
    // The sealed story differs from day to day, so where it leads is said without it.
    let leads = seen.header("location").map(story::without_parameter);
    if let Some(location) = &expect.location
        && leads.as_ref() != Some(location)
    {
        say(format!("it leads to `{}`, not `{location}`", leads.as_deref().unwrap_or("nowhere")));
    }
    if let Some(story) = &expect.story
        && seen.story() != story
    {
        say(format!("the ad's story goes on in `{}`, not in `{story}`", seen.story()));
    }
    for (name, value) in &expect.headers {
        match (seen.header(name), value.as_str()) {
            (Some(_), "*") | (None, "") => {}
            (Some(found), wanted) if found == wanted => {}
            (found, wanted) => {
                say(format!("the header `{name}` is `{}`, not `{wanted}`", found.unwrap_or("absent")));
            }
        }
    }
    for text in expect.says.iter().filter(|text| !seen.body.contains(text.as_str())) {
        say(format!("the body does not hold `{text}`"));
    }
    for text in expect.says_not.iter().filter(|text| seen.body.contains(text.as_str())) {
        say(format!("the body holds `{text}`"));
    }
    cookies(expect, seen, &mut say);
    let body: Value = serde_json::from_str(&seen.body).unwrap_or_default();
    decision(expect, &body, &mut say);
    purposes(expect, &body, receipt, &mut say);
    if let Some(receipt) = receipt {
        reasons(expect, receipt, &mut say);
    }
    wrong
}

fn cookies(expect: &Expect, seen: &Seen, say: &mut impl FnMut(String)) {
    let dropped = |cookie: &str| cookie.contains("Max-Age=0");
    for name in &expect.sets_cookies {
        if seen.cookie(name).is_none_or(dropped) {
            say(format!("the cookie `{name}` is not set"));
        }
    }
    for name in &expect.drops_cookies {
        if !seen.cookie(name).is_some_and(dropped) {
            say(format!("the cookie `{name}` is not told to go"));
        }
    }
    if expect.no_cookies && seen.header("set-cookie").is_some() {
        say("a cookie is set".into());
    }
}

/// What is not as expected in the profile that the answer sets; `keys` are those that signed it.
#[must_use]
pub fn check_profile(expect: &Expect, seen: &Seen, keys: &Keys, today: Day) -> Vec<String> {
    let mut wrong = Vec::new();
    if expect.audiences.is_none() && expect.on_shelves.is_none() {
        return wrong;
    }
    let value = seen.cookie(PROFILE).and_then(|cookie| cookie.split([';', '=']).nth(1));
    let found = value.map_or(Found::Absent, |value| Found::One(Unverified::new(PROFILE, value)));
    let Ok(Some(profile)) = verify_profile(found, keys, today) else {
        wrong.push("no profile is set that could be looked into".into());
        return wrong;
    };
    if let Some(wanted) = &expect.audiences {
        let has = |name: &String| profile.audiences.iter().any(|member| member.audience == NameKey::of(name));
        if profile.audiences.len() != wanted.len() || !wanted.iter().all(has) {
            wrong.push(format!("the profile holds {} audiences, not {wanted:?}", profile.audiences.len()));
        }
    }
    if let Some(wanted) = &expect.on_shelves {
        let has = |(id, times): (&String, &u8)| {
            profile.shown.iter().any(|shown| shown.product == ProductKey::of(id).short() && shown.times == *times)
        };
        if profile.shown.len() != wanted.len() || !wanted.iter().all(has) {
            let times: Vec<u8> = profile.shown.iter().map(|shown| shown.times).collect();
            wrong
                .push(format!("the profile remembers {} products on shelves ({times:?}), not {wanted:?}", times.len()));
        }
    }
    wrong
}

/// The texts under `key` of the objects in `list`.
fn texts<'a>(list: &'a Value, key: &str) -> Vec<&'a str> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(|item| if key.is_empty() { item.as_str() } else { item.get(key)?.as_str() }).collect()
}

fn find<'a>(list: Option<&'a Value>, key: &str, id: &str) -> Option<&'a Value> {
    list?.as_array()?.iter().find(|item| item.get(key).and_then(Value::as_str) == Some(id))
}

fn decision(expect: &Expect, body: &Value, say: &mut impl FnMut(String)) {
    let segments = texts(body.get("segments").unwrap_or(&Value::Null), "");
    for id in expect.segments.iter().filter(|id| !segments.contains(&id.as_str())) {
        say(format!("the visitor is not in `{id}`, only in {segments:?}"));
    }
    for id in expect.not_segments.iter().filter(|id| segments.contains(&id.as_str())) {
        say(format!("the visitor is in `{id}`"));
    }
    let blocks = texts(body.get("blocks").unwrap_or(&Value::Null), "id");
    if let Some(wanted) = &expect.blocks
        && !blocks.iter().copied().take(wanted.len()).eq(wanted.iter().map(String::as_str))
    {
        say(format!("the blocks are {blocks:?}, not {wanted:?}"));
    }
    for id in expect.not_blocks.iter().filter(|id| blocks.contains(&id.as_str())) {
        say(format!("the block `{id}` is shown"));
    }
    for (id, why) in &expect.why {
        let found = find(body.get("blocks"), "id", id).and_then(|block| block.get("why")?.as_str());
        if found != Some(why) {
            say(format!("the block `{id}` says `{}`, not `{why}`", found.unwrap_or("nothing")));
        }
    }
    let recommendations = body.get("recommendations");
    for (id, wanted) in &expect.sets {
        // A set that was asked for by itself is the body itself.
        let alone = body.get("set").and_then(Value::as_str) == Some(id);
        match if alone { Some(body) } else { find(recommendations, "set", id) } {
            None => say(format!("the set `{id}` is not shown")),
            Some(set) => shelf(id, wanted, &texts(set.get("products").unwrap_or(&Value::Null), "id"), say),
        }
    }
    for id in expect.not_sets.iter().filter(|id| find(recommendations, "set", id).is_some()) {
        say(format!("the set `{id}` is shown"));
    }
    for (id, arm) in &expect.arms {
        let dealt = find(body.get("experiments"), "id", id);
        let enrolled = dealt.and_then(|dealt| dealt.get("enrolled")?.as_bool()) == Some(true);
        let found = dealt.filter(|_| enrolled).and_then(|dealt| dealt.get("arm")?.as_str()).unwrap_or("none");
        if found != arm {
            say(format!("the arm of `{id}` is `{found}`, not `{arm}`"));
        }
    }
}

fn shelf(id: &str, wanted: &ExpectSet, found: &[&str], say: &mut impl FnMut(String)) {
    if wanted.size.is_some_and(|size| size != found.len()) {
        say(format!("the set `{id}` has {} products: {found:?}", found.len()));
    }
    for product in wanted.has.iter().filter(|product| !found.contains(&product.as_str())) {
        say(format!("the set `{id}` lacks `{product}`: {found:?}"));
    }
    for product in wanted.lacks.iter().filter(|product| found.contains(&product.as_str())) {
        say(format!("the set `{id}` has `{product}`"));
    }
    if !found.iter().copied().take(wanted.first.len()).eq(wanted.first.iter().map(String::as_str)) {
        say(format!("the set `{id}` begins with {found:?}, not {:?}", wanted.first));
    }
}

fn reasons(expect: &Expect, receipt: &[Line], say: &mut impl FnMut(String)) {
    for (id, reason) in &expect.reasons {
        match receipt.iter().find(|line| line.kind != "purpose" && line.id == *id) {
            None => say(format!("nothing called `{id}` was looked at")),
            Some(line) if line.code != reason => {
                say(format!("`{id}`: {} ({}), not {reason}", line.code, line.words));
            }
            Some(_) => {}
        }
    }
}

/// The sentences about purposes, from the visitor's own page if this is one, else from the receipt; a running Worker hands
/// out no receipt, so there the other answers are not looked at.
fn purposes(expect: &Expect, body: &Value, receipt: Option<&[Line]>, say: &mut impl FnMut(String)) {
    let sources = body.get("sources");
    for (name, wanted) in &expect.purposes {
        let line = receipt.and_then(|lines| lines.iter().find(|line| line.kind == "purpose" && line.id == *name));
        let found = match sources {
            Some(sources) => sources.get(name).and_then(Value::as_str),
            None if receipt.is_none() => continue,
            None => line.map(|line| line.words.as_str()),
        };
        if found != Some(wanted) {
            say(format!("`{name}` is {}, not {wanted}", found.unwrap_or("not decided about")));
        }
    }
}
