//! The body of `POST /_segue/events`, in the names of Google Analytics 4. What is not asked for may be anything.

use super::audience::Who;
use crate::json::{Json, Read};
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// What was posted.
pub(super) struct Posted<'a> {
    pub(super) events: Vec<PostedEvent<'a>>,
    /// Who is logged in, as the Measurement Protocol of GA4 says it.
    pub(super) user_id: Who,
}

/// One event.
pub(super) struct PostedEvent<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) items: Vec<PostedItem<'a>>,
    /// Rounded; zero where none was sent.
    pub(super) value: u32,
    pub(super) currency: Option<Cow<'a, str>>,
    /// The set that the items were shown in.
    pub(super) item_list_id: Option<Cow<'a, str>>,
    /// Who logs in; of a `login` only.
    pub(super) user_id: Who,
}

/// One item of an event.
pub(super) struct PostedItem<'a> {
    pub(super) item_id: Cow<'a, str>,
    /// Rounded.
    pub(super) quantity: Option<u32>,
}

impl<'a> Posted<'a> {
    /// Reads a body; `None` when it is no list of events.
    pub(super) fn read(body: &'a [u8]) -> Option<Self> {
        let (mut events, mut user_id) = (None, None);
        Json::whole(body, |json| {
            json.object(&mut |json, key| match key {
                "events" => once(&mut events, list(json, PostedEvent::read)?),
                "user_id" => once(&mut user_id, Who::read(json)?),
                _ => json.skip(),
            })
        })?;
        Some(Self { events: events?, user_id: user_id.unwrap_or_default() })
    }
}

impl<'a> PostedEvent<'a> {
    fn read(json: &mut Json<'a>) -> Read<Self> {
        let (mut name, mut items, mut value, mut user_id) = (None, None, None, None);
        let (mut currency, mut item_list_id) = (None, None);
        json.object(&mut |json, key| match key {
            "name" => once(&mut name, json.text()?),
            "items" => once(&mut items, list(json, PostedItem::read)?),
            "value" => once(&mut value, rounded(json)?),
            "currency" => once(&mut currency, text(json)?),
            "item_list_id" => once(&mut item_list_id, text(json)?),
            "user_id" => once(&mut user_id, Who::read(json)?),
            _ => json.skip(),
        })?;
        Some(Self {
            name: name?,
            items: items.unwrap_or_default(),
            value: value.flatten().unwrap_or(0),
            currency: currency.flatten(),
            item_list_id: item_list_id.flatten(),
            user_id: user_id.unwrap_or_default(),
        })
    }
}

impl<'a> PostedItem<'a> {
    fn read(json: &mut Json<'a>) -> Read<Self> {
        let (mut item_id, mut quantity) = (None, None);
        json.object(&mut |json, key| match key {
            "item_id" => once(&mut item_id, json.text()?),
            "quantity" => once(&mut quantity, rounded(json)?),
            _ => json.skip(),
        })?;
        Some(Self { item_id: item_id?, quantity: quantity.flatten() })
    }
}

/// What is there twice means nobody knows what.
fn once<T>(slot: &mut Option<T>, value: T) -> Read {
    slot.replace(value).is_none().then_some(())
}

fn list<'a, T>(json: &mut Json<'a>, read: fn(&mut Json<'a>) -> Read<T>) -> Read<Vec<T>> {
    let mut all = Vec::new();
    json.list(&mut |json| read(json).map(|one| all.push(one)))?;
    Some(all)
}

/// A number, rounded; nothing for `null`.
fn rounded(json: &mut Json<'_>) -> Read<Option<u32>> {
    if json.null() { Some(None) } else { json.number()?.nearest().map(Some) }
}

/// A text; nothing for `null`.
fn text<'a>(json: &mut Json<'a>) -> Read<Option<Cow<'a, str>>> {
    if json.null() { Some(None) } else { json.text().map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde::Deserialize;

    /// The same by serde, which takes a list for an object as well.
    #[derive(Deserialize)]
    struct Reference<'a> {
        #[serde(borrow)]
        events: Vec<ReferenceEvent<'a>>,
    }

    #[derive(Deserialize)]
    struct ReferenceEvent<'a> {
        #[serde(borrow)]
        name: Cow<'a, str>,
        #[serde(borrow, default)]
        items: Vec<ReferenceItem<'a>>,
        #[serde(default)]
        value: Option<f64>,
        #[serde(borrow, default)]
        currency: Option<Cow<'a, str>>,
        #[serde(borrow, default)]
        item_list_id: Option<Cow<'a, str>>,
    }

    #[derive(Deserialize)]
    struct ReferenceItem<'a> {
        #[serde(borrow)]
        item_id: Cow<'a, str>,
        #[serde(default)]
        quantity: Option<f64>,
    }

    /// `as` saturates and takes NaN to zero.
    fn whole(value: f64) -> u32 {
        (value + 0.5) as u32
    }

    fn agree(body: &[u8]) {
        let (ours, theirs) = (Posted::read(body), serde_json::from_slice::<Reference<'_>>(body).ok());
        let text = String::from_utf8_lossy(body);
        assert_eq!(ours.is_some(), theirs.is_some(), "{text}");
        let (Some(ours), Some(theirs)) = (ours, theirs) else { return };
        assert_eq!(ours.events.len(), theirs.events.len(), "{text}");
        for (ours, theirs) in ours.events.iter().zip(&theirs.events) {
            assert_eq!(ours.name, theirs.name, "{text}");
            assert_eq!((&ours.currency, &ours.item_list_id), (&theirs.currency, &theirs.item_list_id), "{text}");
            assert_eq!(ours.value, whole(theirs.value.unwrap_or(0.0)), "{text}");
            let items = ours.items.iter().map(|item| (&*item.item_id, item.quantity));
            let same = theirs.items.iter().map(|item| (&*item.item_id, item.quantity.map(whole)));
            assert!(items.eq(same), "{text}");
        }
    }

    #[test]
    fn bodies_are_read_as_serde_reads_them() {
        for body in [
            r#"{"events":[]}"#,
            r#" { "events" : [ { "name" : "a" , "items":[{"item_id":"b","quantity":2.5e0}] } ] } "#,
            r#"{"events":[{"name":"\u00e9\ud83d\ude00\n\/","value":1e2,"currency":null}]}"#,
            r#"{"events":[{"name":"a","value":null,"items":[]}],"more":[[{"a":{"b":[1,-2.5e-3,true,false,null,"\""]}}],{},[]]}"#,
            r#"{"events":[{"name":"a","name":"b"}]}"#,
            r#"{"events":[{"value":1}]}"#,
            r#"{"events":[{"name":"a","items":null}]}"#,
            r#"{"events":[{"name":"a","value":"1"}]}"#,
            r#"{"events":[{"name":"\ud83d"}]}"#,
            r#"{"events":[{"name":"\ud83dx"}]}"#,
            r#"{"events":[{"name":"\ude00"}]}"#,
            r#"{"events":[{"name":"a","x":01}]}"#,
            r#"{"events":[{"name":"a","x":1.}]}"#,
            r#"{"events":[{"name":"a","value":-0.4}]}"#,
            r#"{"events":[{"name":"a","value":99999999999999999999999999}]}"#,
            r#"{"events":[{"name":"a","value":0.00000000000000000000000001}]}"#,
            r#"{"events":[{"name":"a","value":1e999}]}"#,
            r#"{"events":[{"name":"a","value":0e999}]}"#,
            r#"{"events":[{"name":"a","value":4294967295.5}]}"#,
            r#"{"events":[{"name":"a","value":429496729549e-2}]}"#,
            r#"{"events":[{"name":"a","value":n.435e-27}]}"#,
            r#"{"events":[{"name":"a","currency":nul "EUR"}]}"#,
            r#"{"events":[{"name":"a"},]}"#,
            r#"{"events":[],}"#,
            r#"{"events":[]} x"#,
            "{\"events\":[{\"name\":\"a\tb\"}]}",
            r#"{"events":{}}"#,
            "[]",
            "",
            "nul",
        ] {
            agree(body.as_bytes());
        }
    }

    #[test]
    fn however_deep_it_is_passed_over() {
        let deep = ["{\"a\":", &"[".repeat(30_000), &"]".repeat(30_000), ",\"events\":[]}"].concat();
        assert!(Posted::read(deep.as_bytes()).is_some_and(|posted| posted.events.is_empty()));
        assert!(Posted::read("[".repeat(60_000).as_bytes()).is_none());
    }

    fn value() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<f64>().prop_map(Into::into),
            any::<i32>().prop_map(Into::into),
            (0..100_000_i64).prop_map(|cents| (cents as f64 / 100.0).into()),
            "\\PC{0,6}|[\"\\\\/\u{8}\n]{0,3}|item_id|login".prop_map(Into::into),
        ];
        let key = "events|name|items|value|currency|item_list_id|item_id|quantity|x";
        leaf.prop_recursive(5, 40, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
                prop::collection::vec((key, inner), 0..5).prop_map(|all| all.into_iter().collect()),
            ]
        })
    }

    fn event() -> impl Strategy<Value = serde_json::Value> {
        let item = (".{0,5}", any::<Option<f64>>(), value())
            .prop_map(|(id, quantity, more)| serde_json::json!({ "item_id": id, "quantity": quantity, "more": more }));
        let items = prop::collection::vec(item, 0..3);
        (".{0,8}", items, any::<Option<f64>>(), any::<Option<String>>(), value()).prop_map(
            |(name, items, value, currency, more)| {
                serde_json::json!({ "more": more, "name": name, "items": items, "value": value, "currency": currency })
            },
        )
    }

    proptest! {
        #[test]
        fn whatever_is_posted_is_read_as_serde_reads_it(
            events in prop::collection::vec(event(), 0..3),
            other in value(),
            changes in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(b"{}[]\":,\\0-.eEu n\n".to_vec())), 0..2),
        ) {
            let mut body = serde_json::to_vec(&serde_json::json!({ "events": events, "other": other })).unwrap_or_default();
            agree(&body);
            for (at, byte) in changes {
                let at = at.index(body.len());
                if let Some(old) = body.get_mut(at).filter(|old| old.is_ascii()) {
                    *old = byte;
                }
            }
            agree(&body);
        }
    }
}
