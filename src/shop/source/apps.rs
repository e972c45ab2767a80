//! `apps` of `shop.json`: what opens the shop's pages on a phone.

use crate::shop::fields::Reader;
use crate::shop::place::At;
use crate::snapshot::Apps;
use jsonc_parser::ast::Value;

/// The shop's apps.
#[derive(Debug)]
pub struct AppsEntry {
    /// The host of the shop's pages.
    pub host: At<String>,
    /// The package of the Android app.
    pub android: Option<At<String>>,
    /// The host of the universal links of the iOS app.
    pub ios: Option<At<String>>,
}

impl AppsEntry {
    /// The same as the Worker reads it.
    pub(in crate::shop) fn compile(&self) -> Apps {
        let text = |text: &Option<At<String>>| text.as_ref().map(|text| text.value.clone());
        Apps { host: self.host.value.clone(), android: text(&self.android), ios: text(&self.ios) }
    }
}

/// Characters of a package's name, at most.
pub(in crate::shop) const LONGEST_PACKAGE: usize = 150;

/// Reads the apps.
pub(super) fn read(reader: Reader<'_>, value: &Value<'_>) -> Option<AppsEntry> {
    let mut fields = reader.fields(value, "the apps")?;
    let host = fields.need("host", "\"shop.example\"", Reader::text);
    let android = fields.may("android", package);
    let ios = fields.may("ios", Reader::text);
    let none = !fields.names().any(|name| name == "android" || name == "ios");
    fields.finish();
    if none {
        let help = "add `\"android\": \"example.shop.app\"` or `\"ios\": \"app.shop.example\"`";
        reader.error(value, "the apps name no app", help);
        return None;
    }
    Some(AppsEntry { host: host?, android, ios })
}

/// The name of a package: at least two words, each of which begins with a letter ("Configure the app module: set the
/// application ID", Android Developers).
fn package(reader: Reader<'_>, value: &Value<'_>) -> Option<At<String>> {
    let text = reader.text(value)?;
    let word = |word: &str| {
        word.bytes().next().is_some_and(|b| b.is_ascii_alphabetic())
            && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    let name = &text.value;
    if name.len() > LONGEST_PACKAGE || !name.contains('.') || !name.split('.').all(word) {
        let message = format!("`{name}` is not the name of an Android package");
        reader.notes.error(text.place, message, "write the application id, such as `example.shop.app`");
        return None;
    }
    Some(text)
}
