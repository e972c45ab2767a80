//! The numbers in which the Wasm and `wasm/shim.js` speak of a request and its answer.

use crate::edge::{Body, Heads, Request, Response};
use alloc::string::String;
use core::cell::Cell;

/// The answer lies in the outbox.
pub const ANSWERED: u32 = 0;
/// Something has to be read first.
pub const MUST_READ: u32 = 1;
/// The body has to be read first, and the request told again with it.
pub const WANTS_BODY: u32 = 2;
/// The Wasm with the feature `pages` answers it.
pub const IS_FOR_PAGES: u32 = 3;
/// Added to the others: the pointer is due.
pub const DUE: u32 = 8;

// What stands for the length of a body that is not there; every other number below zero says that it broke off.
const NO_BODY: i32 = -1;
const TOO_LONG: i32 = -2;
const TOO_SLOW: i32 = -4;

/// The request that lies in the inbox, and its text: `text` is the length of that in bytes, `body` of the body behind it, or a
/// number that says why there is none. What lies there in another way is a request that says nothing.
#[must_use]
pub fn told(inbox: &[u8], text: usize, body: i32) -> (&str, Request<'_>) {
    let words = inbox.get(..text).and_then(|bytes| core::str::from_utf8(bytes).ok()).unwrap_or_default();
    let body = match usize::try_from(body) {
        Ok(length) => inbox.get(text..text.saturating_add(length)).map_or(Body::Broken, Body::Bytes),
        Err(_) => match body {
            NO_BODY => Body::None,
            TOO_LONG => Body::TooLarge,
            TOO_SLOW => Body::TooSlow,
            _ => Body::Broken,
        },
    };
    (words, Request { body, ..Request::told(words) })
}

/// An answer on its way: it stays where it is until the shim has taken it.
pub struct Sent {
    /// The head's number, or zero.
    head: u32,
    /// What the shim is told of the head: nothing where it knows the number.
    init: String,
    response: Response,
    /// How much of the body is sent.
    length: usize,
}

debug_says_presence!(Sent);

impl Sent {
    /// Nothing is.
    #[must_use]
    pub fn nothing() -> Self {
        Self { head: 0, init: String::new(), response: Response::untouched(), length: 0 }
    }

    /// The answer to a request. What is the same for many answers, their heads, is told once and is known by its number in
    /// `heads` afterwards; without them it is told.
    #[must_use]
    pub fn of(mut response: Response, request: &Request<'_>, heads: Option<&mut Heads>) -> Self {
        if cfg!(feature = "panics") && request.user_agent == "segue-answer-refused" {
            // No character of a header (Fetch Standard, "isomorphic encode").
            response.headers.push(("Segue-Refused", "\u{100}".into()));
        }
        let (head, is_new) = heads.map_or((0, true), |heads| heads.number(&response));
        let init = if is_new { response.init() } else { String::new() };
        let length = if request.method == "HEAD" { 0 } else { response.body.len() };
        Self { head, init, response, length }
    }
}

/// Where the shim finds an answer, at an address that stays: the status, the number of the head, address and length of what is
/// told of it, address and length of the body; then the number of the request that goes on now in the background, so that the
/// shim knows whose it was when it stops.
#[derive(Debug)]
pub struct Outbox(Cell<[u32; 7]>);

impl Outbox {
    /// Nothing.
    #[must_use]
    pub const fn empty() -> Self {
        Self(Cell::new([0; 7]))
    }

    /// Where it is.
    #[must_use]
    pub fn address(&self) -> u32 {
        self.0.as_ptr().addr() as u32
    }

    /// An answer lies in it.
    pub fn put(&self, sent: &Sent) {
        // An address of the Wasm's memory has 32 bits.
        let place = |text: &str| text.as_ptr().addr() as u32;
        let Sent { head, init, response, length } = sent;
        let [.., number] = self.0.get();
        let (status, told) = (u32::from(response.status), init.len() as u32);
        self.0.set([status, *head, place(init), told, place(&response.body), *length as u32, number]);
    }

    /// The request of this number goes on, or with zero none.
    pub fn goes_on(&self, number: u32) {
        let [status, head, init, told, body, length, _] = self.0.get();
        self.0.set([status, head, init, told, body, length, number]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GET: &str = "GET\nhttps://shop.example/_segue/pdp/K-101?a=b";

    #[test]
    fn a_body_is_what_lies_behind_the_text_or_why_there_is_none() {
        let inbox = [GET.as_bytes(), b"{body}left over"].concat();
        let body = |number| told(&inbox, GET.len(), number).1.body;
        assert!(body(6) == Body::Bytes(b"{body}") && body(0) == Body::Bytes(b""));
        assert!([-1, -2, -3, -4].map(body) == [Body::None, Body::TooLarge, Body::Broken, Body::TooSlow]);
        assert!([-5, i32::MIN, i32::MAX, 16].iter().all(|number| body(*number) == Body::Broken));
        let (words, request) = told(&inbox, GET.len(), 6);
        assert_eq!((words, request.method, request.path, request.query), (GET, "GET", "/_segue/pdp/K-101", "a=b"));
    }

    #[test]
    fn what_is_no_text_says_nothing() {
        for (inbox, text) in [(GET.as_bytes(), GET.len() + 1), (b"GET\xff\nhttps://a/", 9), (b"", 1), (b"", usize::MAX)]
        {
            let (words, request) = told(inbox, text, 3);
            assert!(words.is_empty() && request.method.is_empty());
        }
    }

    #[test]
    fn a_head_is_told_once_and_a_body_not_at_all_for_head() {
        let page = || {
            let mut page = Response::untouched();
            (page.status, page.body) = (200, String::from("a body"));
            page
        };
        let (mut heads, outbox) = (Heads::new(), Outbox::empty());
        let told = page().init().len() as u32;
        outbox.goes_on(7);
        let mut put = |method, known: bool| {
            let request = Request { method, ..Request::default() };
            outbox.put(&Sent::of(page(), &request, known.then_some(&mut heads)));
            let [status, head, _, told, _, length, number] = outbox.0.get();
            assert_eq!((status, number), (200, 7));
            (head, told, length)
        };
        assert_eq!(put("GET", true), (1, told, 6));
        assert_eq!(put("GET", true), (1, 0, 6));
        assert_eq!(put("GET", false), (0, told, 6));
        assert_eq!(put("HEAD", true), (1, 0, 0));
        outbox.goes_on(0);
        assert_eq!(outbox.0.get().last(), Some(&0));
    }
}
