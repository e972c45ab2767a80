//! Versions 2.0 and 2.1: JSON.

use super::{Answer, Answers};
use core::fmt;
use core::marker::PhantomData;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

/// What is read of the whole; the rest may be anything.
#[derive(serde::Deserialize)]
struct Whole<'a> {
    v: &'a str,
    #[serde(borrow)]
    con: Object<Consent<'a>>,
}

#[derive(serde::Deserialize)]
struct Consent<'a> {
    #[serde(rename = "CMP", borrow)]
    cmp: Option<Object<Purposes<'a>>>,
    #[serde(rename = "GDPR", borrow)]
    gdpr: Option<&'a str>,
    #[serde(rename = "CCPA", borrow)]
    ccpa: Option<&'a str>,
}

#[derive(serde::Deserialize)]
struct Purposes<'a> {
    #[serde(borrow)]
    a: Option<&'a str>,
    #[serde(borrow)]
    m: Option<&'a str>,
    #[serde(borrow)]
    p: Option<&'a str>,
    #[serde(borrow)]
    s: Option<&'a str>,
}

/// Reads the JSON. Anything twice, and anything of a wrong type, makes it unreadable.
pub(super) fn read(text: &str) -> Result<Answers, &'static str> {
    // Of bytes, not of text, because the Worker reads its other JSON so: a second reader would be 4 KB more, gzipped.
    let Ok(Object(whole)) = serde_json::from_slice::<Object<Whole<'_>>>(text.as_bytes()) else {
        return Err("it is not the JSON that Shopify writes");
    };
    let Object(consent) = whole.con;
    match (whole.v, consent) {
        ("2.1", Consent { cmp: Some(Object(cmp)), .. }) => Ok(Answers {
            analytics: answer(cmp.a)?,
            marketing: answer(cmp.m)?,
            preferences: answer(cmp.p)?,
            sale: answer(cmp.s)?,
        }),
        ("2.0", Consent { cmp: None, gdpr, ccpa }) if gdpr.is_some() || ccpa.is_some() => {
            let tracking = answer(gdpr)?.or(Some(Answer::Open));
            let sale = answer(ccpa)?.or(Some(Answer::Open));
            Ok(Answers { analytics: tracking, marketing: tracking, preferences: tracking, sale })
        }
        ("2.0" | "2.1", _) => Err("its version says other things"),
        _ => Err("its version is not one that can be read here"),
    }
}

fn answer(text: Option<&str>) -> Result<Option<Answer>, &'static str> {
    Ok(match text {
        None => None,
        Some("1") => Some(Answer::Yes),
        Some("0") => Some(Answer::No),
        Some("") => Some(Answer::Open),
        Some(_) => return Err("it holds something else where only `1`, `0` or nothing can stand"),
    })
}

/// A JSON object. Without this, a derived reader also takes an array for one, by the order of its fields.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Only<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Only<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Object)
            }
        }
        deserializer.deserialize_map(Only(PhantomData))
    }
}
