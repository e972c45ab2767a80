//! Shopify: the cookie `_tracking_consent` of its Customer Privacy API, in three forms.
//! - Version 2.1, JSON: `{"v":"2.1","con":{"CMP":{"a":"1","m":"0","p":"1","s":""}},"region":"USCA",…}`. `a` is analytics,
//!   `m` marketing, `p` preferences, `s` the sale of data; `"1"` is yes, `"0"` no, `""` not answered.
//! - Version 2.0, JSON: `{"v":"2.0","con":{"GDPR":"1","CCPA":""},…}`. `GDPR` is about analytics, marketing and preferences
//!   at once, `CCPA` about the sale of data.
//! - Version 3, compact: `3aM.PS_USCA_f_f_…`. Before the dot stands what the visitor answered, a capital for yes and a
//!   small letter for no; after it what Shopify allows where nobody answered, by region, which is nobody's choice.
//!
//! Shopify says no to the sale of data when the visitor opts out of it, also by Global Privacy Control; its own script
//! then allows no marketing by third parties. So a no to `s` refuses advertising, whatever `m` says.

mod compact;
mod json;

use super::categories::{self, Said};
use super::escaped::{self, Plus};
use super::{Statement, Word};
use crate::consent::unreadable::bounded;
use crate::consent::{CategoryMap, Purpose, Source, Unreadable};

/// What the cookie says; `None`, when it holds no answer.
///
/// It has no date: the browser lets it expire after a year. The law where the visitor is makes no difference here: where
/// there is no answer, the law's default decides.
#[inline(never)]
pub(in crate::consent) fn read(value: &str, map: &CategoryMap) -> Option<Statement> {
    match of(value) {
        Ok(answers) => answers.statement(map),
        Err(why) => Some(Statement::all(Source::Shopify, Word::Unreadable(why))),
    }
}

fn of(value: &str) -> Result<Answers, &'static str> {
    let text = escaped::decode(bounded(value).map_err(Unreadable::words)?, Plus::Plus)?;
    if text.starts_with('{') { json::read(&text) } else { compact::read(&text) }
}

/// What the visitor answered; `None` is a purpose that the cookie does not mention.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Answers {
    analytics: Option<Answer>,
    marketing: Option<Answer>,
    preferences: Option<Answer>,
    sale: Option<Answer>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Yes,
    No,
    Open,
}

impl Answers {
    fn statement(self, map: &CategoryMap) -> Option<Statement> {
        let answers = [self.analytics, self.marketing, self.preferences, self.sale];
        if !answers.iter().any(|answer| matches!(answer, Some(Answer::Yes | Answer::No))) {
            return None;
        }
        Some(Statement::each(Source::Shopify, |purpose| {
            let categories = map.of(purpose);
            let sold_out = purpose == Purpose::Advertising && self.sale == Some(Answer::No);
            if sold_out && !categories.is_empty() {
                return Word::Refused;
            }
            categories::word(categories, true, &|category| self.say(category))
        }))
    }

    fn say(self, category: &str) -> Said {
        let answer = match category {
            "analytics" => self.analytics,
            "marketing" => self.marketing,
            "preferences" => self.preferences,
            "sale_of_data" => self.sale,
            _ => None,
        };
        match answer {
            Some(Answer::Yes) => Said::On,
            Some(Answer::No) => Said::Off,
            Some(Answer::Open) => Said::Open,
            None => Said::Unmentioned,
        }
    }
}

#[cfg(test)]
mod tests;
