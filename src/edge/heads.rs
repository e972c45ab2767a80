//! Heads of answers that cross into the runtime once.

use super::Response;
use super::response::is_own;
use alloc::vec::Vec;
use xxhash_rust::xxh64::Xxh64;

/// How many heads are known at once. A shop has a handful: one for each basis and rung, of each kind of answer.
const KNOWN: usize = 32;

/// Which heads the shim knows, by the hash of all that is in them. What is one answer's own is not in them, so that nobody
/// chooses what is hashed here.
#[derive(Debug, Default)]
pub struct Heads {
    known: Vec<u64>,
}

impl Heads {
    /// None yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { known: Vec::new() }
    }

    /// The number of an answer's head, from 1, and whether the shim has yet to be told what it is.
    pub fn number(&mut self, response: &Response) -> (u32, bool) {
        let mut hash = Xxh64::new(u64::from(response.status));
        for (name, value) in response.headers.iter().filter(|(name, _)| !is_own(name)) {
            hash.update(name.as_bytes());
            // No name and no value holds the end of a line.
            hash.update(b"\n");
            hash.update(value.as_bytes());
            hash.update(b"\n");
        }
        let hash = hash.digest();
        let place = |at: usize| u32::try_from(at + 1).unwrap_or(0);
        if let Some(at) = self.known.iter().position(|known| *known == hash) {
            return (place(at), false);
        }
        if self.known.len() >= KNOWN {
            self.known.clear();
        }
        self.known.push(hash);
        (place(self.known.len() - 1), true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::String;

    fn page(snapshot: &str) -> Response {
        let mut page = Response::private(200, "text/html", String::from("a body"));
        page.set("Segue-Snapshot", String::from(snapshot));
        page
    }

    #[test]
    fn a_head_is_told_once() {
        let mut heads = Heads::new();
        assert_eq!(heads.number(&page("a")), (1, true));
        assert_eq!(heads.number(&page("b")), (2, true));
        assert_eq!(heads.number(&page("a")), (1, false));
        let mut lost = page("a");
        lost.status = 404;
        assert_eq!(heads.number(&lost), (3, true));
        let mut named = page("a");
        named.set("Segue-Snapsho", "ta");
        assert_eq!(heads.number(&named), (4, true));
    }

    #[test]
    fn what_is_one_answers_own_is_beside_its_head() {
        let mut heads = Heads::new();
        assert_eq!(heads.number(&page("a")), (1, true));
        let mut own = page("a");
        own.set_cookie("a", "b", None);
        own.set_cookie("c", "d\"\n", Some(0));
        own.set("Location", "/a");
        own.exposure = Some("{\"blobs\":[]}".into());
        assert_eq!(heads.number(&own), (1, false));
        assert_eq!((own.init(), page("a").own()), (page("a").init(), String::new()));
        let read: Vec<serde_json::Value> = serde_json::from_str(&own.own()).unwrap_or_default();
        let cookies = [
            "a=b; Path=/; Secure; HttpOnly; SameSite=Lax",
            "c=d\"\n; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax",
        ];
        let expected = serde_json::json!(
            ["Set-Cookie", cookies.first(), "Set-Cookie", cookies.last(), "Location", "/a", "", { "blobs": [] }]
        );
        assert_eq!(serde_json::Value::from(read), expected);
    }

    #[test]
    fn however_many_there_are_each_number_means_one_head() {
        let mut heads = Heads::new();
        let mut told = [const { None }; KNOWN + 1];
        for round in 0..3 {
            for at in (0..2 * KNOWN).chain(0..KNOWN / 2) {
                let name = format!("{}", (at * 7 + round) % (KNOWN + 9));
                let (number, is_new) = heads.number(&page(&name));
                let known = told.get_mut(number as usize);
                match known {
                    Some(known) if is_new => *known = Some(name),
                    Some(known) => assert_eq!(known.as_ref(), Some(&name)),
                    None => assert!(number as usize <= KNOWN),
                }
            }
        }
    }
}
