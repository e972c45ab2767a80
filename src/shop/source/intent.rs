//! `intent/*.json`, and the phrases of `shop.json` and of campaigns.

use super::colleagues::Colleagues;
use crate::engine::{MOST_WORDS, shape};
use crate::shop::fields::{Fields, Reader};
use crate::shop::place::{At, Place};
use crate::snapshot::Says;
use jsonc_parser::ast::Value;

/// Lists of phrases, as they were written.
#[derive(Debug, Clone, Default)]
pub struct Lists(pub Vec<(Says, Vec<At<String>>)>);

impl Lists {
    /// The phrases of a list.
    pub fn of(&self, list: Says) -> impl Iterator<Item = &At<String>> {
        self.0.iter().filter(move |(other, _)| *other == list).flat_map(|(_, phrases)| phrases)
    }

    /// Every phrase with its list.
    pub fn all(&self) -> impl Iterator<Item = (Says, &At<String>)> {
        self.0.iter().flat_map(|(list, phrases)| phrases.iter().map(|phrase| (*list, phrase)))
    }
}

/// The phrases of a language.
#[derive(Debug)]
pub struct IntentFile {
    /// The whole file.
    pub place: Place,
    /// The language: the file's stem.
    pub language: String,
    /// The phrases.
    pub lists: Lists,
}

/// Reads a file of phrases.
pub(in crate::shop) fn read(reader: Reader<'_>, value: &Value<'_>, language: &str) -> Option<IntentFile> {
    let mut fields = reader.file(value, "the phrases of a language")?;
    let place = fields.place();
    let lists = lists(&mut fields);
    Colleagues::read(&mut fields);
    fields.finish();
    Some(IntentFile { place, language: language.into(), lists })
}

/// Reads the lists of a campaign's keywords.
pub(super) fn keywords(reader: Reader<'_>, value: &Value<'_>) -> Option<Lists> {
    let mut fields = reader.fields(value, "the keywords")?;
    let lists = lists(&mut fields);
    fields.finish();
    Some(lists)
}

fn lists(fields: &mut Fields<'_, '_>) -> Lists {
    let read = |list: Says| (list, fields.may(list.name(), Reader::texts).unwrap_or_default());
    Lists(Says::ALL.into_iter().map(read).collect())
}

/// Reads `intent` of `shop.json`, which has other names and fewer lists.
pub(super) fn of_shop(reader: Reader<'_>, value: &Value<'_>) -> Option<Lists> {
    let mut fields = reader.fields(value, "the intent words")?;
    let names = [
        ("problem_words", Says::ProblemAware),
        ("premium_words", Says::Premium),
        ("value_words", Says::Value),
        ("bundle_words", Says::Bundle),
        ("review_words", Says::ReviewLed),
        ("feature_words", Says::FeatureLed),
    ];
    let read = |(name, list)| (list, fields.may(name, Reader::texts).unwrap_or_default());
    let lists = Lists(names.into_iter().map(read).collect());
    fields.finish();
    Some(lists)
}

/// The languages of ISO 639-1, of which everybody who writes a file has one; three letters are taken as they are.
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz \
ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka \
kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr \
nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk \
tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Whether this is the code of a language, in small letters and without a country.
pub(in crate::shop) fn is_language(code: &str) -> bool {
    let small = code.bytes().all(|byte| byte.is_ascii_lowercase());
    small && (code.len() == 3 || LANGUAGES.split(' ').any(|known| known == code))
}

/// The language of a tag such as `de-AT`: its first part.
pub(crate) fn primary(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The longest phrase, in bytes. A search is looked at for 200 bytes.
const LONGEST: usize = 100;

/// Why a phrase is never found, and what to write instead.
pub(in crate::shop) fn never_found(phrase: &str) -> Option<(&'static str, &'static str)> {
    let Some((text, _)) = shape(phrase, false) else {
        return Some(("it has no letter and no digit", "write words, or take it away"));
    };
    let inner = phrase.trim().trim_end_matches('*');
    let (suffix, inner) = inner.strip_prefix('*').map_or((false, inner), |rest| (true, rest));
    if inner.contains('*') || phrase.trim().ends_with("**") {
        return Some(("`*` stands before a word or behind the last one", "write `kettle*` or `*kettle`"));
    }
    if suffix && (text.contains(' ') || text.contains('#')) {
        return Some(("`*` in front takes one word alone", "write the end of one word, such as `*set`"));
    }
    if suffix && phrase.trim().ends_with('*') {
        return Some(("`*` stands on both sides", "write `kettle*` or `*kettle`"));
    }
    if text.contains('#') && text.bytes().any(|byte| byte.is_ascii_digit()) {
        return Some((
            "`#` stands for every number, so a digit beside it is never found",
            "write `#` for the digits too",
        ));
    }
    if text.contains("##") {
        return Some(("one `#` is a whole number", "write `#` once"));
    }
    if text.split(' ').count() > MOST_WORDS {
        return Some(("it has more than 8 words", "write what tells the intent alone"));
    }
    (text.len() > LONGEST).then_some(("it is longer than 100 bytes", "write what tells the intent alone"))
}
