//! How long to wait for a network, and for what not to wait at all.

use std::time::Duration;

/// The variable that holds the first wait in milliseconds, for whoever knows their network.
const VARIABLE: &str = "SEGUE_BACKOFF_MS";
const FIRST_WAIT: u64 = 1_000;

/// How often a command is run again.
const RETRIES: u32 = 4;
/// How often when KV says that it was asked too often: it takes one write a second for a key.
const RETRIES_WHEN_LIMITED: u32 = 8;

/// What no waiting mends, in small letters.
const FINAL: [&str; 7] = [
    "unknown argument",
    "no kv namespaces",
    "no kv namespace",
    "binding name",
    "could not be found",
    "code: 10013",
    "code: 10014",
];

/// How long to wait for the first time.
pub(in crate::cli) fn first_wait() -> Duration {
    let told = std::env::var(VARIABLE).ok().and_then(|text| text.parse().ok());
    Duration::from_millis(told.unwrap_or(FIRST_WAIT))
}

/// What is left of the patience for one command.
#[derive(Debug)]
pub(super) struct Patience {
    first: Duration,
    failures: u32,
}

impl Patience {
    /// As patient as one can be.
    pub(super) fn new() -> Self {
        Self { first: first_wait(), failures: 0 }
    }

    /// How long to wait after one more failure; `None` when it is enough.
    pub(super) fn after(&mut self, said: &str) -> Option<Duration> {
        let said = said.to_lowercase();
        if is_login(&said) || FINAL.iter().any(|words| said.contains(words)) {
            return None;
        }
        let limited = said.contains("429") || said.contains("too many requests") || said.contains("rate limit");
        let most = if limited { RETRIES_WHEN_LIMITED } else { RETRIES };
        self.failures += 1;
        let doubled = self.first * 2_u32.pow((self.failures - 1).min(4));
        (self.failures <= most).then_some(doubled)
    }
}

/// Whether Wrangler is not logged in.
pub(super) fn is_login(said: &str) -> bool {
    let said = said.to_lowercase();
    ["not logged in", "authentication error", "code: 10000", "cloudflare_api_token"]
        .iter()
        .any(|words| said.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(said: &str) -> Vec<u64> {
        let mut patience = Patience { first: Duration::from_millis(1_000), failures: 0 };
        std::iter::from_fn(|| patience.after(said)).map(|wait| wait.as_secs()).collect()
    }

    #[test]
    fn waits_double_and_end() {
        assert_eq!(waits("fetch failed"), [1, 2, 4, 8]);
        assert_eq!(waits("429 Too Many Requests"), [1, 2, 4, 8, 16, 16, 16, 16]);
        assert_eq!(waits("You are not logged in."), [0; 0]);
        assert_eq!(waits("Authentication error [code: 10000]"), [0; 0]);
        assert_eq!(waits("Unknown argument: foo"), [0; 0]);
    }
}
