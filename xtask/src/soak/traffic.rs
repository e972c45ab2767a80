//! What a crowd asks for: what shops' pages ask, and what nobody should.

use std::net::SocketAddr;

use super::crowd::Asked;
use crate::kv::chance::Chance;

/// Products of the shop: enough for several shards.
pub(crate) const IN_THE_SHOP: u64 = 2_000;
/// Those that are asked for: one in fifty is not there.
const PRODUCTS: u64 = IN_THE_SHOP + IN_THE_SHOP / 50;
/// A body that is longer than one that is read.
const TOO_LONG: usize = 70 * 1024;

/// Makes requests.
pub(crate) struct Traffic {
    address: SocketAddr,
    cookies: String,
    chance: Chance,
}

impl Traffic {
    /// To this server, with the cookies of somebody who is known; the seed says what is asked in which order.
    pub(crate) fn to(address: SocketAddr, cookies: &str, seed: u64) -> Self {
        Self { address, cookies: cookies.to_owned(), chance: Chance::new(seed) }
    }

    /// A number below this one.
    pub(crate) fn below(&self, end: u64) -> u64 {
        self.chance.below(end)
    }

    /// What a shop's page asks: a product's page, a shelf, a click on an ad, an event.
    pub(crate) fn good(&self) -> Asked {
        let product = format!("S-{:06}", self.below(PRODUCTS));
        let mut headers = String::new();
        if self.below(2) == 0 {
            headers = format!("Cookie: {}\r\n", self.cookies);
        }
        if self.below(2) == 0 {
            headers.push_str("Accept: application/json\r\n");
        }
        match self.below(10) {
            0..=4 => self.get("a page", &format!("/_segue/pdp/{product}?q=best+kettle"), &headers),
            5..=6 => {
                let set = ["best", "bought-together", "for-you"];
                let set = self.chance.one(&set).copied().unwrap_or_default();
                self.get("a shelf", &format!("/_segue/recs/{set}?product={product}"), &headers)
            }
            7 => {
                headers.push_str("User-Agent: Mozilla/5.0 (Linux; Android 15) Mobile\r\n");
                let link = format!("/r/ad-000{}?product={product}&q=cheap+mug+set&gclid=x", self.below(10));
                self.get("a click", &link, &headers)
            }
            _ => {
                let body = format!(r#"{{"events":[{{"name":"view_item","items":[{{"item_id":"{product}"}}]}}]}}"#);
                self.post("an event", &headers, body.as_bytes())
            }
        }
    }

    /// A page, asked for with this `User-Agent`.
    pub(crate) fn page(&self, agent: &str) -> Asked {
        let product = format!("S-{:06}", self.below(PRODUCTS));
        self.get("a page", &format!("/_segue/pdp/{product}"), &format!("User-Agent: {agent}\r\n"))
    }

    /// As many events as count, of products from all over a catalogue of so many, of somebody who is known.
    pub(crate) fn events_all_over(&self, products: u64) -> Asked {
        let item = |at: u64| format!(r#"{{"item_id":"S-{:06}"}}"#, at * products / 625);
        let event = |at: u64| {
            let items: Vec<String> = (at * 25..at * 25 + 25).map(item).collect();
            format!(r#"{{"name":"add_to_cart","items":[{}]}}"#, items.join(","))
        };
        let events: Vec<String> = (0..25).map(event).collect();
        let body = format!(r#"{{"events":[{}]}}"#, events.join(","));
        self.post("events all over", &format!("Cookie: {}\r\n", self.cookies), body.as_bytes())
    }

    /// What nobody should ask.
    pub(crate) fn hostile(&self) -> Asked {
        let product = format!("S-{:06}", self.below(PRODUCTS));
        let page = format!("/_segue/pdp/{product}");
        let (long, junk) = ("x".repeat(16 * 1024), self.junk(200));
        let mut asked = match self.below(20) {
            0 => self.get("a header of 16 KB", &page, &format!("Cookie: segue_p={long}\r\n")),
            1 => {
                let many: String = (0..2_000).map(|at| format!("c{at}={at}; ")).collect();
                self.get("thousands of cookies", &page, &format!("Cookie: {many}\r\n"))
            }
            2 => self.get(
                "cookies without sense",
                &page,
                &format!("Cookie: segue_c={junk}; segue_p={junk}; euconsent-v2={junk}; usprivacy={junk}\r\n"),
            ),
            3 => {
                let changed = self.cookies.replacen(['A', 'e'], "b", 3);
                self.get("forged cookies", &page, &format!("Cookie: {changed}; {}\r\n", self.cookies))
            }
            4 => self.get("a long address", &format!("{page}?q={}", "a%20".repeat(2_000)), ""),
            5 => self.get(
                "doubled keys",
                &format!("{page}?q=1&q=2&q[]=3&q=%00&q=%ff&product=a&product=b&limit=9e99"),
                "",
            ),
            6 => self.get("no product", "/_segue/pdp/..%2f..%2fetc%2fpasswd%00", ""),
            7 => self.get("no campaign", &format!("/r/{}?to=https://evil.example/&exp=1&sig=AAAA", self.word()), ""),
            8 => self.get("no path", &format!("/{}", self.word()), ""),
            9 => self.get("an absolute form", &format!("http://evil.example{page}"), ""),
            10 => self.other("PUT", &page),
            11 => self.other("DELETE", "/_segue/events"),
            12 => self.other("OPTIONS", &page),
            13 => self.other("HEAD", &page),
            14 => self.get("a range", &page, "Range: bytes=0-10\r\nIf-None-Match: \"x\"\r\nIf-Modified-Since: x\r\n"),
            15 => self.post("no JSON", "", self.junk(2_000).as_bytes()),
            16 => self.post("deep JSON", "", "[{\"events\":".repeat(2_000).as_bytes()),
            17 => self.post("too long a body", "", &vec![b'['; TOO_LONG]),
            18 => {
                let events: String = (0..400)
                    .map(|at| format!(r#"{{"name":"purchase","value":1e308,"items":[{{"item_id":"{at}"}}]}},"#))
                    .collect();
                let cookies = format!("Cookie: {}\r\n", self.cookies);
                self.post("many events", &cookies, format!(r#"{{"events":[{events}{{"name":"x"}}]}}"#).as_bytes())
            }
            _ => self.get("a link of nobody", &format!("{page}?segue_preview={junk}"), ""),
        };
        // The runtime itself refuses some of it.
        asked.may_close = true;
        asked
    }

    fn get(&self, what: &'static str, path: &str, headers: &str) -> Asked {
        let bytes = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n{headers}\r\n", self.address).into_bytes();
        Asked { bytes, what, may_close: false }
    }

    fn other(&self, method: &str, path: &str) -> Asked {
        let bytes = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nContent-Length: 0\r\n\r\n", self.address);
        Asked { bytes: bytes.into_bytes(), what: "another method", may_close: false }
    }

    fn post(&self, what: &'static str, headers: &str, body: &[u8]) -> Asked {
        let head = format!(
            "POST /_segue/events HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{headers}\r\n",
            self.address,
            body.len()
        );
        Asked { bytes: [head.as_bytes(), body].concat(), what, may_close: false }
    }

    /// Letters that may stand in a header and in an address.
    fn junk(&self, length: usize) -> String {
        const LETTERS: [char; 16] = ['A', 'z', '0', '9', '-', '_', '.', '~', '%', '!', '*', '(', '{', 'C', 'Y', '='];
        (0..length).filter_map(|_| self.chance.one(&LETTERS)).collect()
    }

    fn word(&self) -> String {
        (0..8).filter_map(|_| char::from_digit(u32::try_from(self.below(36)).ok()?, 36)).collect()
    }
}
