//! Categories: what a feed calls one, matched to those of `shop.json`.

use super::super::CategoryEntry;
use crate::shop::code::Code;
use crate::shop::fields::Reader;
use crate::shop::place::{At, Place};
use std::collections::HashMap;

/// A category that a feed names and the shop does not know.
#[derive(Debug, Clone)]
pub(in crate::shop) struct Shelf {
    /// An id for it.
    pub(in crate::shop) id: String,
    /// As the feed calls it.
    pub(in crate::shop) title: String,
    /// How many products it has.
    pub(in crate::shop) products: u32,
    place: Place,
}

/// Finds the category of each product.
pub(super) struct Shelves {
    known: Option<HashMap<String, String>>,
    missing: Vec<Shelf>,
    /// Where each id stands among the missing.
    index: HashMap<String, usize>,
    /// Products that name no category: how many, and the first.
    nameless: Option<(Place, u32)>,
    /// How the links of new categories begin.
    below: &'static str,
}

impl Shelves {
    pub(super) fn new(categories: Option<&[CategoryEntry]>, below: &'static str) -> Self {
        let known = categories.map(|categories| {
            let mut known = HashMap::new();
            // Ids go before titles, and titles before pages, where two categories answer to one word.
            for category in categories {
                known.entry(key(&category.id.value)).or_insert_with(|| category.id.value.clone());
            }
            for category in categories {
                known.entry(key(&category.title)).or_insert_with(|| category.id.value.clone());
            }
            for category in categories {
                let last = category.url.value.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
                known.entry(key(last)).or_insert_with(|| category.id.value.clone());
            }
            known.remove("");
            known
        });
        Self { known, missing: Vec::new(), index: HashMap::new(), nameless: None, below }
    }

    /// The category that one of these texts names; each may be a path such as `Home > Kitchen > Kettles`, of which the last
    /// part says most.
    pub(super) fn find(&mut self, texts: &[At<String>], place: Place) -> At<String> {
        for text in texts {
            for part in parts(&text.value) {
                if let Some(found) = self.known.as_ref().and_then(|known| known.get(&key(part))) {
                    return At { value: found.clone(), place: text.place };
                }
            }
        }
        // A number is a code of Google's taxonomy, which says nothing to a shopper.
        let named = texts.iter().find_map(|text| {
            let part = parts(&text.value).next().filter(|part| part.parse::<u32>().is_err())?;
            Some((text.place, part))
        });
        let Some((place, title)) = named else {
            let count = self.nameless.map_or(0, |(_, count)| count);
            let first = self.nameless.map_or(place, |(first, _)| first);
            self.nameless = Some((first, count + 1));
            return At { value: String::new(), place };
        };
        let at = *self.index.entry(key(title)).or_insert_with(|| {
            let id = match slug(title) {
                id if id.is_empty() => format!("category-{}", self.missing.len() + 1),
                id => id,
            };
            self.missing.push(Shelf { id, title: title.to_string(), products: 0, place });
            self.missing.len() - 1
        });
        let mut value = String::new();
        if let Some(shelf) = self.missing.get_mut(at) {
            shelf.products += 1;
            // Where the shop's categories are known, this one is not; that is said once, and not for each product.
            if self.known.is_none() {
                value.clone_from(&shelf.id);
            }
        }
        At { value, place }
    }

    /// Notes what could not be matched: one error a category.
    pub(super) fn finish(self, reader: Reader<'_>, column: &str) -> Vec<Shelf> {
        if self.known.is_some() {
            for shelf in &self.missing {
                let Shelf { id, title, products, place } = shelf;
                let count = if *products == 1 { "1 product names".into() } else { format!("{products} products name") };
                let message = format!("{count} the category `{title}`, which `shop.json` does not know");
                let entry = format!(
                    "{{ \"id\": \"{id}\", \"title\": {}, \"url\": \"{}/{id}\" }}",
                    serde_json::Value::from(title.as_str()),
                    self.below
                );
                reader.notes.say(
                    Code::UnknownCategory,
                    *place,
                    message,
                    format!("add to `categories` in `shop.json`: {entry}"),
                );
            }
        }
        if let Some((place, count)) = self.nameless {
            let message = match count {
                1 => "1 product names no category".to_string(),
                count => format!("{count} products name no category"),
            };
            reader.notes.say(
                Code::MissingField,
                place,
                message,
                format!("fill in `{column}` where the products come from"),
            );
        }
        self.missing
    }
}

/// What two ways to write one category have in common.
fn key(text: &str) -> String {
    match slug(text) {
        slug if slug.is_empty() => text.trim().to_lowercase(),
        slug => slug,
    }
}

/// The parts of a path, the last first.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.rsplit('>').map(str::trim).filter(|part| !part.is_empty())
}

/// Words as an id: lower case, joined by `-`. Letters with accents become the plain ones.
pub(in crate::shop) fn slug(text: &str) -> String {
    let mut made = String::new();
    for letter in text.chars().flat_map(char::to_lowercase) {
        let plain = match letter {
            'a'..='z' | '0'..='9' => {
                made.push(letter);
                continue;
            }
            'ä' | 'æ' => "ae",
            'ö' | 'œ' | 'ø' => "oe",
            'ü' => "ue",
            'ß' => "ss",
            'à' | 'á' | 'â' | 'ã' | 'å' | 'ą' => "a",
            'ç' | 'ć' | 'č' => "c",
            'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' => "e",
            'ì' | 'í' | 'î' | 'ï' => "i",
            'ñ' | 'ń' | 'ň' => "n",
            'ò' | 'ó' | 'ô' | 'õ' => "o",
            'ù' | 'ú' | 'û' | 'ů' => "u",
            'ł' => "l",
            'ś' | 'š' => "s",
            'ź' | 'ż' | 'ž' => "z",
            '\'' | '’' => "",
            _ if made.ends_with('-') || made.is_empty() => "",
            _ => "-",
        };
        made.push_str(plain);
    }
    let mut made: String = made.chars().take(64).collect();
    made.truncate(made.trim_end_matches('-').len());
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_ids() {
        assert_eq!(slug("Töpfe & Pfannen"), "toepfe-pfannen");
        assert_eq!(slug("  Crème brûlée's "), "creme-brulees");
        assert_eq!(slug("A -- B"), "a-b");
        assert_eq!(slug("茶"), "");
        assert_eq!(slug(&"ab-".repeat(40)).len(), 64);
    }
}
