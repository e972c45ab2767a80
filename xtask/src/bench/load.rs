//! The load: a fixed number of kept connections, each with one request on its way at any time.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::error::{Context, Error, Result};
use crate::{http, interrupt};

/// Connections held open. Enough to keep the Worker busy all the time, few enough for one thread here.
pub(crate) const CONNECTIONS: usize = 64;

/// No slice sends more requests than this, however fast the answers are.
const MOST: usize = 1_000_000;

/// How long sending a number of requests may take.
const LONGEST: Duration = Duration::from_secs(300);

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a slice of load came to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slice {
    /// Requests answered within the slice, a second.
    pub(crate) rate: f64,
    /// How long each answer took, in microseconds, unsorted.
    pub(crate) micros: Vec<u32>,
}

/// Keeps the Worker busy for `time` with these requests, one after the other on each connection. Every answer has to have
/// this status.
pub(crate) fn run(address: SocketAddr, requests: &[Vec<u8>], status: u16, time: Duration) -> Result<Slice> {
    Load { requests, status, next: 0, most: MOST, micros: Vec::new() }.run(address, time)
}

/// Sends so many requests, these in turn; ends when all are answered.
pub(crate) fn count(address: SocketAddr, requests: &[Vec<u8>], status: u16, most: usize) -> Result<Slice> {
    Load { requests, status, next: 0, most, micros: Vec::new() }.run(address, LONGEST)
}

/// Which connections have something to read.
fn ready(connections: &[Connection]) -> io::Result<Vec<usize>> {
    let mut waiting: Vec<PollFd<'_>> =
        connections.iter().map(|connection| PollFd::new(&connection.stream, PollFlags::IN)).collect();
    let patience = Timespec { tv_sec: PATIENCE.as_secs().cast_signed(), tv_nsec: 0 };
    match poll(&mut waiting, Some(&patience)) {
        Ok(0) => Err(io::Error::new(io::ErrorKind::TimedOut, "no answer within 10 s")),
        Ok(_) => Ok(waiting.iter().enumerate().filter(|(_, fd)| !fd.revents().is_empty()).map(|(at, _)| at).collect()),
        Err(rustix::io::Errno::INTR) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
    sent: Instant,
}

impl Connection {
    fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, received: Vec::new(), sent: Instant::now() })
    }
}

struct Load<'a> {
    requests: &'a [Vec<u8>],
    status: u16,
    next: usize,
    /// No more requests than this are sent.
    most: usize,
    micros: Vec<u32>,
}

impl Load<'_> {
    fn run(mut self, address: SocketAddr, time: Duration) -> Result<Slice> {
        let doing = || format!("the load on {address} broke off");
        let mut connections = Vec::new();
        for _ in 0..CONNECTIONS {
            connections.push(Connection::open(address).context(doing)?);
        }
        let started = Instant::now();
        for connection in &mut connections {
            self.send(connection).context(doing)?;
        }
        let deadline = started + time;
        while Instant::now() < deadline && self.micros.len() < self.most {
            if interrupt::requested() {
                return Err(Error::new("stopped"));
            }
            for at in ready(&connections).context(doing)? {
                let Some(connection) = connections.get_mut(at) else { continue };
                if self.receive(connection).context(doing)? {
                    self.send(connection).context(doing)?;
                }
            }
        }
        // Answers that are still on their way belong to no slice; closing the connections forgets them.
        let rate = f64::from(u32::try_from(self.micros.len()).unwrap_or(u32::MAX)) / started.elapsed().as_secs_f64();
        Ok(Slice { rate, micros: self.micros })
    }

    fn send(&mut self, connection: &mut Connection) -> io::Result<()> {
        if self.next >= self.most {
            return Ok(());
        }
        let at = self.next.checked_rem(self.requests.len()).unwrap_or_default();
        self.next += 1;
        connection.sent = Instant::now();
        connection.stream.write_all(self.requests.get(at).map(Vec::as_slice).unwrap_or_default())
    }

    /// Reads what is there; true when the answer is whole.
    fn receive(&mut self, connection: &mut Connection) -> io::Result<bool> {
        let mut piece = [0; 32 * 1024];
        let count = connection.stream.read(&mut piece)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        connection.received.extend_from_slice(piece.get(..count).unwrap_or_default());
        let Some(answer) = http::whole(&connection.received)? else { return Ok(false) };
        if answer.status != self.status {
            return Err(io::Error::other(format!("an answer had status {}", answer.status)));
        }
        self.micros.push(u32::try_from(connection.sent.elapsed().as_micros()).unwrap_or(u32::MAX));
        connection.received.clear();
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use std::net::TcpListener;
    use std::thread;

    use super::*;

    /// A server that answers `count` requests on each connection with this text, and then hangs up.
    fn serve(answer: &'static [u8], count: usize) -> SocketAddr {
        let listener = TcpListener::bind(http::local(0)).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                thread::spawn(move || {
                    let mut request = [0; 1024];
                    for _ in 0..count {
                        if stream.read(&mut request).unwrap_or(0) == 0 || stream.write_all(answer).is_err() {
                            break;
                        }
                    }
                });
            }
        });
        address
    }

    #[test]
    fn counts_answers_and_times_each() {
        let address = serve(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", usize::MAX);
        let slice = run(address, &[http::get(address, "/", "")], 200, Duration::from_millis(200)).unwrap();
        assert!(slice.micros.len() > CONNECTIONS, "{} answers", slice.micros.len());
        let counted = slice.rate * 0.2;
        let answers = f64::from(u32::try_from(slice.micros.len()).unwrap());
        assert!(counted <= answers && counted > answers * 0.5, "{counted} of {answers}");
    }

    #[test]
    fn as_many_are_sent_as_asked_for() {
        let address = serve(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", usize::MAX);
        let requests: Vec<_> = (0..CONNECTIONS + 7).map(|at| http::get(address, &format!("/{at}"), "")).collect();
        for most in [3, requests.len(), 500] {
            assert_eq!(count(address, &requests, 200, most).unwrap().micros.len(), most);
        }
    }

    #[test]
    fn an_answer_of_another_status_breaks_it_off() {
        let address = serve(b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", usize::MAX);
        let error = run(address, &[http::get(address, "/", "")], 200, Duration::from_millis(200)).unwrap_err();
        assert!(error.to_string().ends_with("an answer had status 500"), "{error}");
        let moved = serve(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", usize::MAX);
        let request = [http::get(moved, "/", "")];
        assert!(run(moved, &request, 200, Duration::from_millis(200)).is_err());
        assert!(!run(moved, &request, 302, Duration::from_millis(200)).unwrap().micros.is_empty());
    }

    #[test]
    fn a_server_that_hangs_up_breaks_it_off() {
        let address = serve(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", 3);
        assert!(run(address, &[http::get(address, "/", "")], 200, Duration::from_millis(500)).is_err());
    }
}
