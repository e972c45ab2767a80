//! Requests against running Workers, as a shop's pages make them.
//!
//! `cargo xtask test` starts them and sets `SEGUE_URL` (the sample shop is published) and `SEGUE_EMPTY_URL` (nothing is
//! published), and so on; this target is not part of plain `cargo test`.

mod authentic;
mod browser;
mod canary;
mod cases;
#[path = "../common/mod.rs"]
mod common;
mod counted;
mod headers;
mod health;
mod hostile;
mod hostile_bodies;
mod login;
mod logs;
mod lost;
mod preview;
mod publish;
mod raw;
mod redirects;
mod secrets;
mod sessions;
mod shared;
#[path = "../common/strings.rs"]
mod strings;
mod told;
mod wire;
mod withdraw;

/// The addresses of the running Workers.
mod workers {
    /// The Worker that serves the sample shop.
    pub(crate) fn with_shop() -> String {
        address("SEGUE_URL")
    }

    /// The Worker whose KV is empty.
    pub(crate) fn without_snapshot() -> String {
        address("SEGUE_EMPTY_URL")
    }

    /// A Worker of its own that serves the sample shop, and the folder of its local KV.
    pub(crate) fn to_publish_to() -> (String, String) {
        (address("SEGUE_PUBLISH_URL"), address("SEGUE_PUBLISH_STATE"))
    }

    /// A Worker of its own that gets a canary, and the folder of its local KV.
    pub(crate) fn to_try_out() -> (String, String) {
        (address("SEGUE_CANARY_URL"), address("SEGUE_CANARY_STATE"))
    }

    /// A Worker that serves nothing but what a publisher signed, the folder of its local KV, and the publisher's key.
    pub(crate) fn signed() -> (String, String, String) {
        (address("SEGUE_SIGNED_URL"), address("SEGUE_SIGNED_STATE"), address("SEGUE_PUBLISHER_KEY_FILE"))
    }

    /// A Worker that serves lists made from click sessions, its shop folder, and the file of sessions.
    pub(crate) fn of_sessions() -> (String, String, String) {
        (address("SEGUE_SESSIONS_URL"), address("SEGUE_SESSIONS_SHOP"), address("SEGUE_SESSIONS_CLICKS"))
    }

    /// The Workers whose KV somebody else has written to: what was done, and the address.
    pub(crate) fn with_forgeries() -> Vec<(String, String)> {
        let told = address("SEGUE_FORGERIES");
        let words = |line: &str| line.split_once(' ').map(|(name, url)| (name.to_owned(), url.to_owned()));
        told.lines().filter_map(words).collect()
    }

    /// A Worker in the runtime itself: `shop` serves the sample shop, `kv-down` has a KV that fails, `kv-slow` one that
    /// does not answer.
    pub(crate) fn attacked(name: &str) -> String {
        let told = address("SEGUE_ATTACKED");
        let named = told.lines().find_map(|line| line.split_once(' ').filter(|(other, _)| *other == name));
        named.map(|(_, url)| url.to_owned()).unwrap_or_default()
    }

    /// Workers that tell of clicks: `kept` to a stand-in, from which `arrived` gives them back, `broken` to nobody. `counted`
    /// tells how many requests there were, and `counts` gives that back.
    pub(crate) fn telling(name: &str) -> String {
        let told = address("SEGUE_TOLD");
        let named = told.lines().find_map(|line| line.split_once(' ').filter(|(other, _)| *other == name));
        named.map(|(_, url)| url.to_owned()).unwrap_or_default()
    }

    /// The Workers in which something is wrong: what it is, the address, and the file with all that the runtime wrote.
    pub(crate) fn with_faults() -> Vec<(String, String, String)> {
        let told = address("SEGUE_FAULTS");
        let words = |line: &str| {
            let mut words = line.splitn(3, ' ').map(str::to_owned);
            Some((words.next()?, words.next()?, words.next()?))
        };
        told.lines().filter_map(words).collect()
    }

    #[expect(clippy::panic, reason = "without a Worker there is nothing to test")]
    fn address(name: &str) -> String {
        match std::env::var(name) {
            Ok(url) => url,
            Err(_) => panic!("`{name}` is not set; run `cargo xtask test --only http`"),
        }
    }
}
