//! The first answer of a fresh isolate: a new process each time, so that nothing is warm.

use std::path::Path;
use std::time::{Duration, Instant};

use super::server::Server;
use crate::error::{Context, Error, Result};
use crate::http;

/// Times of one first answer.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct First {
    /// From the first byte of the request to the last of the answer.
    pub(crate) answer: Duration,
    /// From the start of the process to the last byte of the answer; the runtime reads and compiles the Worker in it.
    pub(crate) from_start: Duration,
}

/// Starts the Worker, asks it once, and ends it. The answer has to have this status.
pub(crate) fn once(workerd: &Path, config: &Path, port: u16, request: &[u8], status: u16) -> Result<First> {
    let server = Server::start(workerd, config, port)?;
    let sent = Instant::now();
    let asked = http::ask(server.address, request, Duration::from_secs(30));
    let first = First { answer: sent.elapsed(), from_start: server.started.elapsed() };
    server.stop();
    match asked.context(|| "no first answer".into())? {
        (answer, _) if answer.status == status => Ok(first),
        (answer, _) => Err(Error::new(format!("the first answer had status {}", answer.status))),
    }
}
