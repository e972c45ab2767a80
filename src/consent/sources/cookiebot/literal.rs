//! The part of JavaScript's object literals that Cookiebot writes: names without quotes; `true`, `false`, whole numbers
//! and texts in single quotes without escapes; no spaces. A text may hold anything, so nothing is searched for: it is
//! read from the first character to the last.

/// Names in one literal. Cookiebot writes nine to eleven.
const MOST: usize = 32;

/// A value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// `true` or `false`.
    Flag(bool),
    /// A whole number that is not negative.
    Number(u64),
    /// What stands between single quotes.
    Text(&'a str),
}

/// An object literal in which every name stands once.
#[derive(Debug)]
pub(super) struct Literal<'a> {
    pairs: [Option<(&'a str, Value<'a>)>; MOST],
}

impl<'a> Literal<'a> {
    /// Reads all of `text`, or says why it cannot be read, as part of a sentence.
    pub(super) fn read(text: &'a str) -> Result<Self, &'static str> {
        let mut literal = Self { pairs: [None; MOST] };
        let mut rest = text.strip_prefix('{').ok_or("it does not begin with `{`")?;
        loop {
            let (name, after) = name(rest)?;
            let (value, after) = value(after)?;
            literal.add(name, value)?;
            rest = match after.strip_prefix(',') {
                Some(more) => more,
                None if after == "}" => return Ok(literal),
                None => return Err("it goes on with something else than `,` or a last `}`"),
            };
        }
    }

    /// The value of `name`.
    pub(super) fn get(&self, name: &str) -> Option<Value<'a>> {
        self.pairs.iter().flatten().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    fn add(&mut self, name: &'a str, value: Value<'a>) -> Result<(), &'static str> {
        for slot in &mut self.pairs {
            match slot {
                None => {
                    *slot = Some((name, value));
                    return Ok(());
                }
                Some((known, _)) if *known == name => return Err("it says the same thing twice"),
                Some(_) => {}
            }
        }
        Err("it says more than Cookiebot writes")
    }
}

/// The name before the next `:`, and what comes after it.
fn name(text: &str) -> Result<(&str, &str), &'static str> {
    let end = text.bytes().position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'_')).unwrap_or(text.len());
    match text.split_at_checked(end) {
        Some((name, rest)) if !name.is_empty() && !name.starts_with(|first: char| first.is_ascii_digit()) => {
            rest.strip_prefix(':').map(|rest| (name, rest))
        }
        _ => None,
    }
    .ok_or("a name with its `:` is missing in it")
}

/// The value at the beginning, and what comes after it.
fn value(text: &str) -> Result<(Value<'_>, &str), &'static str> {
    if let Some(inside) = text.strip_prefix('\'') {
        let (inside, rest) = inside.split_once('\'').ok_or("a text in it has no end")?;
        // Cookiebot escapes nothing; in JavaScript the quote after a backslash would be no end.
        return if inside.contains('\\') {
            Err("a text in it has a backslash")
        } else {
            Ok((Value::Text(inside), rest))
        };
    }
    let end = text.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    let value = match word {
        "true" => Some(Value::Flag(true)),
        "false" => Some(Value::Flag(false)),
        _ if word.bytes().all(|byte| byte.is_ascii_digit()) => word.parse().ok().map(Value::Number),
        _ => None,
    };
    value.map(|value| (value, rest)).ok_or("a value in it is neither `true` nor `false`, no number and no text")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;

    #[test]
    fn every_kind_of_value_is_read() {
        let literal = Literal::read("{a:true,b_2:false,c:0,d:18446744073709551615,e:'',f:'x,y:true}'}").unwrap();
        for (name, value) in [
            ("a", Some(Value::Flag(true))),
            ("b_2", Some(Value::Flag(false))),
            ("c", Some(Value::Number(0))),
            ("d", Some(Value::Number(u64::MAX))),
            ("e", Some(Value::Text(""))),
            ("f", Some(Value::Text("x,y:true}"))),
            ("y", None),
            ("", None),
        ] {
            assert_eq!(literal.get(name), value, "{name}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "{",
            "{}",
            "a:true",
            "{a:true",
            "{a:true,}",
            "{,a:true}",
            "{a:true}}",
            "{a:true} ",
            " {a:true}",
            "{a :true}",
            "{a: true}",
            "{a:true,b}",
            "{a:}",
            "{:true}",
            "{1:true}",
            "{'a':true}",
            "{\"a\":true}",
            "{a:\"x\"}",
            "{a:'x}",
            "{a:'x'y}",
            "{a:'x\\',b:true}",
            "{a:-1}",
            "{a:1.5}",
            "{a:1e3}",
            "{a:0x1}",
            "{a:18446744073709551616}",
            "{a:null}",
            "{a:TRUE}",
            "{a:true b:true}",
            "{a:{b:true}}",
            "{a:true;b:true}",
            "{a:true,a:true}",
            "{a:false,b:1,a:true}",
            "{ä:true}",
            "{a:trüe}",
            "{a:!0}",
        ] {
            assert!(Literal::read(text).is_err(), "{text}");
        }
        let many = |count: u32| {
            let pairs: alloc::vec::Vec<_> = (0..count).map(|n| alloc::format!("a{n}:true")).collect();
            alloc::format!("{{{}}}", pairs.join(","))
        };
        assert!(Literal::read(&many(32)).is_ok());
        assert!(Literal::read(&many(33)).is_err());
    }
}
