//! A crowd of visitors: a fixed number of kept connections, each with one request on its way at any time, and somebody who
//! says what is asked next and judges every answer.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::error::{Context, Error, Result};
use crate::{http, interrupt};

/// How long the crowd waits for anything to come back before it takes the server for dead.
const PATIENCE: Duration = Duration::from_secs(15);
/// How often it looks whether it is over.
const GLANCE: Duration = Duration::from_millis(100);

/// A request.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) bytes: Vec<u8>,
    /// What it is, for messages and for the judge.
    pub(crate) what: &'static str,
    /// The server may close the connection in place of an answer, or behind it: nobody can expect more of such a request.
    pub(crate) may_close: bool,
}

/// An answer with all that came of it.
#[derive(Debug)]
pub(crate) struct Answered<'a> {
    pub(crate) status: u16,
    /// Head and body, as they came.
    pub(crate) text: &'a [u8],
    pub(crate) took: Duration,
}

impl Answered<'_> {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        http::header_of(self.text, name)
    }
}

/// Who says what is asked, and judges.
pub(crate) trait Judge {
    /// The next request.
    fn next(&mut self) -> Asked;
    /// What came back; an error ends the crowd.
    fn answered(&mut self, asked: &Asked, answer: &Answered<'_>) -> Result<()>;
    /// The server closed the connection in place of an answer, as it may to such a request.
    fn closed(&mut self, asked: &Asked);
    /// Whether it goes on.
    fn goes_on(&mut self) -> bool;
}

/// Keeps so many requests on their way until the judge has enough; then waits for the answers that are missing.
pub(crate) fn run(address: SocketAddr, connections: usize, judge: &mut impl Judge) -> Result<()> {
    let doing = || format!("the crowd at {address} broke off");
    let mut visitors = Vec::new();
    for _ in 0..connections {
        let mut visitor = Visitor::arrive(address).context(doing)?;
        visitor.ask(judge.next()).context(doing)?;
        visitors.push(visitor);
    }
    let mut last = Instant::now();
    while visitors.iter().any(|visitor| visitor.asked.is_some()) {
        if interrupt::requested() {
            return Err(Error::new("stopped"));
        }
        let ready = ready(&visitors).context(doing)?;
        if ready.is_empty() {
            if last.elapsed() > PATIENCE {
                let what = visitors.iter().find_map(|visitor| visitor.asked.as_ref()).map_or("", |asked| asked.what);
                return Err(Error::new(format!("{address} gave no answer within 15 s, for one to `{what}`")));
            }
            continue;
        }
        last = Instant::now();
        for at in ready {
            let Some(visitor) = visitors.get_mut(at) else { continue };
            let Some(asked) = visitor.receive(judge)? else { continue };
            if visitor.closed {
                *visitor = Visitor::arrive(address).context(doing)?;
            }
            drop(asked);
            if judge.goes_on() {
                visitor.ask(judge.next()).context(doing)?;
            }
        }
    }
    Ok(())
}

/// Which of those who wait have something to read.
fn ready(visitors: &[Visitor]) -> io::Result<Vec<usize>> {
    let waiting: Vec<usize> =
        visitors.iter().enumerate().filter(|(_, visitor)| visitor.asked.is_some()).map(|(at, _)| at).collect();
    let mut polled: Vec<PollFd<'_>> = waiting
        .iter()
        .filter_map(|at| visitors.get(*at))
        .map(|visitor| PollFd::new(&visitor.stream, PollFlags::IN))
        .collect();
    let glance = Timespec { tv_sec: 0, tv_nsec: i64::from(GLANCE.subsec_nanos()) };
    match poll(&mut polled, Some(&glance)) {
        Ok(_) => {
            Ok(waiting.iter().zip(&polled).filter(|(_, fd)| !fd.revents().is_empty()).map(|(at, _)| *at).collect())
        }
        Err(rustix::io::Errno::INTR) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

struct Visitor {
    stream: TcpStream,
    received: Vec<u8>,
    asked: Option<Asked>,
    sent: Instant,
    closed: bool,
}

impl Visitor {
    fn arrive(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self { stream, received: Vec::new(), asked: None, sent: Instant::now(), closed: false })
    }

    fn ask(&mut self, asked: Asked) -> io::Result<()> {
        self.sent = Instant::now();
        let written = self.stream.write_all(&asked.bytes);
        let may_close = asked.may_close;
        self.asked = Some(asked);
        // It may have been refused before it was whole; what was said to it is still to be read.
        if may_close { Ok(()) } else { written }
    }

    /// Reads what is there; what was asked, when its answer is whole and judged, or when the server closed and may.
    fn receive(&mut self, judge: &mut impl Judge) -> Result<Option<Asked>> {
        let Some(asked) = &self.asked else { return Ok(None) };
        let mut piece = [0; 64 * 1024];
        let count = match self.stream.read(&mut piece) {
            Ok(count) => count,
            Err(_) if asked.may_close => 0,
            Err(error) => return Err(Error::new(format!("`{}` got no answer: {error}", asked.what))),
        };
        self.received.extend_from_slice(piece.get(..count).unwrap_or_default());
        let is_head = asked.bytes.starts_with(b"HEAD ");
        let whole = whole(&self.received, is_head).context(|| format!("`{}`", asked.what));
        let answer = match whole {
            Ok(answer) => answer,
            Err(_) if asked.may_close && count == 0 => None,
            Err(error) => return Err(error),
        };
        match answer {
            Some(answer) => {
                let text = self.received.get(..answer.length).unwrap_or_default();
                judge.answered(asked, &Answered { status: answer.status, text, took: self.sent.elapsed() })?;
                let closes =
                    http::header_of(text, "connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
                self.closed = closes || count == 0 || asked.may_close;
            }
            None if count > 0 => return Ok(None),
            None if asked.may_close => {
                judge.closed(asked);
                self.closed = true;
            }
            None => return Err(Error::new(format!("`{}` got no answer: the server closed", asked.what))),
        }
        self.received.clear();
        Ok(self.asked.take())
    }
}

/// The answer at the beginning, if it is whole; to HEAD there is no body.
fn whole(received: &[u8], is_head: bool) -> io::Result<Option<http::Answer>> {
    if !is_head {
        return http::whole(received);
    }
    let Some(end) = received.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let head = received.get(..end).unwrap_or_default();
    // The rest of the head says how long a body would be.
    let status = head.get(..12).unwrap_or_default();
    let short = [status, b" X\r\nContent-Length: 0\r\n\r\n"].concat();
    Ok(http::whole(&short)?.map(|answer| http::Answer { status: answer.status, length: end + 4 }))
}
