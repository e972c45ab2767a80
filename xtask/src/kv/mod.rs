//! A service that stands where the platform's KV stands: it answers what a KV binding of the runtime asks
//! (`GET /KEY?urlencoded=true`) over HTTP/1.1, from memory, on a port of this machine. Its values can be changed while it
//! runs, and it can be told to fail.

pub(crate) mod chance;
pub(crate) mod fault;
mod wire;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{self, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Context, Result};
use crate::http;
use chance::Chance;
use fault::{Fault, Rule};
use wire::Asked;

/// What chance begins with.
const SEED: u64 = 7;

/// How often a thread that waits looks whether it is over.
const GLANCE: Duration = Duration::from_millis(50);

/// What a thread that serves a connection may put on its stack, in bytes; it needs a few thousand.
const STACK: usize = 128 * 1024;

/// Keys and their values.
pub(crate) type Values = HashMap<String, Arc<[u8]>>;

/// A running service. Dropping it ends it.
pub(crate) struct Kv {
    shared: Arc<Shared>,
    port: u16,
}

/// What all connections see.
struct Shared {
    values: RwLock<Values>,
    /// The first value of each key that has had several.
    first: RwLock<Values>,
    rules: RwLock<Vec<Rule>>,
    chance: Chance,
    ended: AtomicBool,
    asked: AtomicU64,
    /// How often each fault was felt, by its name.
    felt: Mutex<BTreeMap<&'static str, u64>>,
}

impl Kv {
    /// Serves these values on a free port.
    pub(crate) fn serve(values: Values) -> Result<Self> {
        let doing = || "cannot serve a KV on this machine".to_owned();
        let listener = TcpListener::bind(http::local(0)).context(doing)?;
        let port = listener.local_addr().context(doing)?.port();
        let shared = Arc::new(Shared {
            values: RwLock::new(values),
            first: RwLock::default(),
            rules: RwLock::default(),
            chance: Chance::new(SEED),
            ended: AtomicBool::new(false),
            asked: AtomicU64::new(0),
            felt: Mutex::default(),
        });
        let all = Arc::clone(&shared);
        thread::spawn(move || accept(&listener, &all));
        Ok(Self { shared, port })
    }

    /// Serves the files of a folder as they are now, one file a key.
    pub(crate) fn serve_folder(folder: &Path) -> Result<Self> {
        Self::serve(read_folder(folder)?)
    }

    /// Where it listens, on 127.0.0.1.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// How many reads were asked for so far.
    pub(crate) fn asked(&self) -> u64 {
        self.shared.asked.load(Ordering::Relaxed)
    }

    /// Adds these values, all at once: nobody sees some of them without the others.
    pub(crate) fn put(&self, values: Values) {
        let mut held = self.shared.values.write().unwrap_or_else(PoisonError::into_inner);
        let mut first = self.shared.first.write().unwrap_or_else(PoisonError::into_inner);
        for (key, value) in values {
            if let Some(before) = held.insert(key.clone(), value) {
                first.entry(key).or_insert(before);
            }
        }
    }

    /// From now on reads fail as these rules say; without a rule, none does.
    pub(crate) fn fail(&self, rules: &[Rule]) {
        *self.shared.rules.write().unwrap_or_else(PoisonError::into_inner) = rules.to_vec();
    }

    /// How often each fault was felt so far.
    pub(crate) fn felt(&self) -> BTreeMap<&'static str, u64> {
        self.shared.felt.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Kv {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        // Whoever waits for a connection gets this one, and sees that it is over.
        let _nobody_listens = TcpStream::connect(http::local(self.port));
    }
}

/// The files of a folder as keys and values. A key's name is its file's.
pub(crate) fn read_folder(folder: &Path) -> Result<Values> {
    let shown = || format!("cannot read `{}`", folder.display());
    let mut values = Values::new();
    for entry in fs::read_dir(folder).context(shown)? {
        let entry = entry.context(shown)?;
        if entry.file_type().context(shown)?.is_file() {
            let bytes = fs::read(entry.path()).context(shown)?;
            values.insert(entry.file_name().to_string_lossy().into_owned(), bytes.into());
        }
    }
    Ok(values)
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming().flatten() {
        if shared.ended.load(Ordering::Relaxed) {
            return;
        }
        let shared = Arc::clone(shared);
        // Without a thread there is nobody to answer: the connection closes.
        let _refused = thread::Builder::new().stack_size(STACK).spawn(move || {
            // A connection that breaks is the other side's to notice.
            let _broken = shared.converse(&stream);
        });
    }
}

impl Shared {
    /// Answers one request after another until the other side closes.
    fn converse(&self, stream: &TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let mut reader = wire::Reader::new(stream);
        while let Some(asked) = reader.next()? {
            if self.ended.load(Ordering::Relaxed) {
                break;
            }
            self.asked.fetch_add(1, Ordering::Relaxed);
            self.answer(stream, &asked)?;
        }
        Ok(())
    }

    /// Answers, as the rules have it; an error where the connection ends.
    fn answer(&self, stream: &TcpStream, asked: &Asked) -> io::Result<()> {
        let Asked::Key(key) = asked else { return wire::write(stream, 405, b"this KV is only read") };
        let value = self.value(key);
        let rules = self.rules.read().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(fault) = fault::chosen(&rules, key, &self.chance) else { return wire::give(stream, value.as_deref()) };
        *self.felt.lock().unwrap_or_else(PoisonError::into_inner).entry(fault.name()).or_default() += 1;
        self.wait(fault.wait());
        match fault {
            Fault::Status(status) => wire::write(stream, status, b"this KV fails"),
            Fault::Missing => wire::give(stream, None),
            Fault::Late(_) => wire::give(stream, value.as_deref()),
            Fault::Old => {
                let first = self.first.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned();
                wire::give(stream, first.or(value).as_deref())
            }
            Fault::Cut => wire::give(stream, value.as_deref().and_then(|value| value.get(..value.len() / 2))),
            Fault::Flipped => {
                let mut bytes = value.as_deref().unwrap_or_default().to_vec();
                let at = self.chance.place(bytes.len());
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << self.chance.below(8);
                }
                wire::give(stream, Some(&bytes))
            }
            Fault::Mixed => wire::give(stream, self.another(key).or(value).as_deref()),
            Fault::Trickle => self.trickle(stream, value.as_deref().unwrap_or_default()),
            Fault::Silent => Err(io::ErrorKind::TimedOut.into()),
            Fault::Reset => {
                // Closed with something unsent to throw away, it is reset (RFC 9293, section 3.10.4 and `SO_LINGER`).
                rustix::net::sockopt::set_socket_linger(stream, Some(Duration::ZERO))?;
                Err(io::ErrorKind::ConnectionReset.into())
            }
        }
    }

    /// The value of another key of the same kind.
    fn another(&self, key: &str) -> Option<Arc<[u8]>> {
        let (kind, _) = key.split_once('-')?;
        let values = self.values.read().unwrap_or_else(PoisonError::into_inner);
        let is_other = |other: &str| other != key && other.split_once('-').is_some_and(|(its, _)| its == kind);
        let mut others: Vec<&String> = values.keys().filter(|other| is_other(other)).collect();
        others.sort();
        values.get(*self.chance.one(&others)?).cloned()
    }

    fn trickle(&self, mut stream: &TcpStream, value: &[u8]) -> io::Result<()> {
        stream.write_all(&wire::head(200, value.len()))?;
        for byte in value {
            self.wait(fault::DROP);
            if self.ended.load(Ordering::Relaxed) {
                return Err(io::ErrorKind::Interrupted.into());
            }
            stream.write_all(&[*byte])?;
        }
        Ok(())
    }

    /// Waits, unless it is over.
    fn wait(&self, time: Duration) {
        let until = Instant::now() + time;
        while !self.ended.load(Ordering::Relaxed) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            thread::sleep(left.min(GLANCE));
        }
    }

    fn value(&self, key: &str) -> Option<Arc<[u8]>> {
        self.values.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use std::io::Read;

    use super::*;
    use fault::On;

    fn values(pairs: &[(&str, &[u8])]) -> Values {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), Arc::from(*value))).collect()
    }

    /// Asks over a kept connection and gives back status and body.
    fn ask(stream: &mut TcpStream, line: &str) -> (u16, Vec<u8>) {
        stream.write_all(format!("{line} HTTP/1.1\r\nHost: kv\r\n\r\n").as_bytes()).unwrap();
        let mut received = Vec::new();
        loop {
            let mut piece = [0; 1024];
            let count = stream.read(&mut piece).unwrap();
            assert!(count > 0, "it closed");
            received.extend_from_slice(piece.get(..count).unwrap());
            if let Some(answer) = http::whole(&received).unwrap() {
                let end = received.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
                return (answer.status, received.get(end..).unwrap().to_vec());
            }
        }
    }

    #[test]
    fn serves_what_it_holds_over_a_kept_connection() {
        let kv = Kv::serve(values(&[("a", b"1"), ("b c/d", &[0, 255, 13, 10])])).unwrap();
        let mut stream = TcpStream::connect(http::local(kv.port())).unwrap();
        assert_eq!(ask(&mut stream, "GET /a?urlencoded=true"), (200, b"1".to_vec()));
        assert_eq!(ask(&mut stream, "GET /b%20c%2fd?urlencoded=true&cache_ttl=30"), (200, vec![0, 255, 13, 10]));
        assert_eq!(ask(&mut stream, "GET /z").0, 404);
        assert_eq!(ask(&mut stream, "PUT /a").0, 405);
        kv.put(values(&[("a", b"2")]));
        assert_eq!(ask(&mut stream, "GET /a"), (200, b"2".to_vec()));
        assert_eq!(kv.asked(), 5);
    }

    #[test]
    fn fails_as_it_is_told_and_counts_it() {
        let kv = Kv::serve(values(&[("pointer", b"old!"), ("core-1", b"one"), ("core-2", b"two")])).unwrap();
        kv.put(values(&[("pointer", b"new!")]));
        let mut stream = TcpStream::connect(http::local(kv.port())).unwrap();
        let mut with = |fault, line: &str| {
            kv.fail(&[Rule::always(fault, On::Everything)]);
            ask(&mut stream, line)
        };
        assert_eq!(with(Fault::Status(500), "GET /core-1").0, 500);
        assert_eq!(with(Fault::Status(429), "GET /core-1").0, 429);
        assert_eq!(with(Fault::Missing, "GET /core-1").0, 404);
        assert_eq!(with(Fault::Old, "GET /pointer").1, b"old!");
        assert_eq!(with(Fault::Cut, "GET /pointer").1, b"ne");
        assert_eq!(with(Fault::Mixed, "GET /core-1").1, b"two");
        let flipped = with(Fault::Flipped, "GET /pointer").1;
        let bits: u32 = flipped.iter().zip(b"new!").map(|(one, other)| (one ^ other).count_ones()).sum();
        assert_eq!((flipped.len(), bits), (4, 1));
        let started = Instant::now();
        assert_eq!(with(Fault::Trickle, "GET /pointer").1, b"new!");
        assert!(started.elapsed() >= fault::DROP * 4);
        let started = Instant::now();
        assert_eq!(with(Fault::Late(120), "GET /pointer").1, b"new!");
        assert!(started.elapsed() >= Duration::from_millis(120));
        kv.fail(&[]);
        assert_eq!(ask(&mut stream, "GET /core-1").1, b"one", "it is well again");
        kv.fail(&[Rule::always(Fault::Reset, On::Everything)]);
        stream.write_all(b"GET /core-1 HTTP/1.1\r\n\r\n").unwrap();
        let reset = stream.read(&mut [0; 16]).unwrap_err();
        assert_eq!(reset.kind(), io::ErrorKind::ConnectionReset);
        assert!(kv.felt().values().all(|count| *count == 1), "{:?}", kv.felt());
        assert_eq!(kv.felt().len(), 10);
    }

    #[test]
    fn many_connections_are_served_at_once() {
        let kv = Kv::serve(values(&[("a", b"1")])).unwrap();
        let mut streams: Vec<TcpStream> =
            (0..40).map(|_| TcpStream::connect(http::local(kv.port())).unwrap()).collect();
        for stream in streams.iter_mut().rev() {
            assert_eq!(ask(stream, "GET /a").0, 200);
        }
    }
}
