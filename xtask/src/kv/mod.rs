//! A service that stands where the platform's KV stands: it answers what a KV binding of the runtime asks
//! (`GET /KEY?urlencoded=true`) over HTTP/1.1, from memory, on a port of this machine. Its values can be changed while it
//! runs, and it can be told to fail.

mod wire;

use std::collections::HashMap;
use std::fs;
use std::io;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;

use crate::error::{Context, Result};
use crate::http;
use wire::Asked;

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
    ended: AtomicBool,
    asked: AtomicU64,
}

impl Kv {
    /// Serves these values on a free port.
    pub(crate) fn serve(values: Values) -> Result<Self> {
        let doing = || "cannot serve a KV on this machine".to_owned();
        let listener = TcpListener::bind(http::local(0)).context(doing)?;
        let port = listener.local_addr().context(doing)?.port();
        let shared =
            Arc::new(Shared { values: RwLock::new(values), ended: AtomicBool::new(false), asked: AtomicU64::new(0) });
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
        self.shared.values.write().unwrap_or_else(PoisonError::into_inner).extend(values);
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

    fn answer(&self, stream: &TcpStream, asked: &Asked) -> io::Result<()> {
        let Asked::Key(key) = asked else { return wire::write(stream, 405, b"this KV is only read") };
        match self.value(key) {
            Some(value) => wire::write(stream, 200, &value),
            None => wire::write(stream, 404, b"no such key"),
        }
    }

    fn value(&self, key: &str) -> Option<Arc<[u8]>> {
        self.values.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use std::io::{Read, Write};

    use super::*;

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
    fn many_connections_are_served_at_once() {
        let kv = Kv::serve(values(&[("a", b"1")])).unwrap();
        let mut streams: Vec<TcpStream> =
            (0..40).map(|_| TcpStream::connect(http::local(kv.port())).unwrap()).collect();
        for stream in streams.iter_mut().rev() {
            assert_eq!(ask(stream, "GET /a").0, 200);
        }
    }
}
