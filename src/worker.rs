//! The runtime: the only file that waits, reads the clock, draws random numbers or names what only the runtime has.
//!
//! Its other half is the shim, `wasm/shim.js`, which the runtime calls. The shim writes what is looked at of a request into
//! this memory as one text, calls [`answer`], and finds the answer here too ([`outbox`]): one crossing in, one out, and no
//! promise. Only where KV has to be read there is one ([`later`]). What the isolate keeps between requests is bytes and what
//! was read from them, never a future: the runtime cancels futures that another request made.

use crate::day::Now;
use crate::edge::counted::Counts;
use crate::edge::fault::{At, Fault, Faults};
use crate::edge::patience::{DEADLINE, IN_THE_BACKGROUND, MOST_SHARDS, NAP, Patience, Underway};
#[cfg(feature = "pages")]
use crate::edge::preview::{Preview, Token, Unverified, persona_in, token_in};
use crate::edge::{
    self, Beside, Body, Configured, Edge, Heads, Need, Owned, OwnedBody, Request, Response, Rung, Step, Trial,
};
use crate::snapshot::{
    Live, Loaded, Memory, OnTrial, POINTER_KEY, PublisherSignature, SealedPointer, Snapshot, SnapshotId, core_key,
    shard_key,
};
use core::cell::{Cell, OnceCell, RefCell};
use js_sys::futures::{JsFuture, future_to_promise};
use js_sys::{Array, ArrayBuffer, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

/// How many shards are read at once: the runtime opens six connections for a request, and others would wait in line.
const AT_ONCE: usize = 6;
/// How often one request may read, each time all that it misses.
const ROUNDS: usize = 3;
/// `cacheTtl` of what never changes, and of the pointer, in seconds; KV takes at least 30. KV remembers also that a key
/// was not there, so that even what never changes is not remembered for long.
const FOREVER: u32 = 300;
const POINTER_TTL: u32 = 30;
/// The longest pointer that is looked at, in bytes; with its history one has about 6 KB.
const LONGEST_POINTER: u32 = 65_536;

/// What [`answer`] says. The shim has the same numbers.
const ANSWERED: u32 = 0;
const MUST_READ: u32 = 1;
const WANTS_BODY: u32 = 2;
#[cfg(not(feature = "pages"))]
const IS_FOR_PAGES: u32 = 3;
/// Added to the others: the pointer is due, and [`look`] wants to be called.
const DUE: u32 = 8;

#[wasm_bindgen]
extern "C" {
    type Kv;
    #[wasm_bindgen(method, catch)]
    fn get(this: &Kv, key: &str, options: &Object) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = digest, catch)]
    fn sha256(algorithm: &str, data: &ArrayBuffer) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = importKey, catch)]
    fn import_key(format: &str, key: &Uint8Array, algorithm: &str, may: bool, uses: &Array)
    -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = verify, catch)]
    fn verify(algorithm: &str, key: &JsValue, signature: &Uint8Array, of: &Uint8Array) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(then: &Function, milliseconds: i32);

    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn log_error(words: &str);
    #[wasm_bindgen(js_namespace = console, js_name = warn)]
    fn log_warning(words: &str);

    /// Workers Analytics Engine.
    type Dataset;
    #[wasm_bindgen(method, catch, js_name = writeDataPoint)]
    fn write(this: &Dataset, point: &JsValue) -> Result<(), JsValue>;
}

thread_local! {
    static SETTINGS: OnceCell<Configured> = const { OnceCell::new() };
    static MEMORY: RefCell<Memory> = RefCell::new(Memory::default());
    /// Where the shop's owner is told how many requests there were, if anywhere, and what was not told yet.
    static COUNTED: RefCell<Option<(Dataset, Counts)>> = const { RefCell::new(None) };
    static FAULTS: RefCell<Faults> = const { RefCell::new(Faults::new()) };
    static PATIENCE: RefCell<Patience> = const { RefCell::new(Patience::new()) };
    static UNDERWAY: RefCell<Underway> = const { RefCell::new(Underway::new()) };
    /// Where the shim writes a request: its text, then its body.
    static INBOX: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    /// The answer that the shim is sending, so that it stays where it is until the next one.
    static SENT: RefCell<(String, Response)> = RefCell::new((String::new(), Response::untouched()));
    /// Status, number of the head, address and length of its text, address and length of the body; then the number of the
    /// request that goes on now in the background, so that the shim knows whose it was when it stops.
    static OUTBOX: Cell<[u32; 7]> = const { Cell::new([0; 7]) };
    /// The heads that the shim knows by their numbers.
    static HEADS: RefCell<Heads> = const { RefCell::new(Heads::new()) };
    /// The request that said that it must read, until [`later`] takes it.
    static PENDING: RefCell<Option<Pending>> = const { RefCell::new(None) };
}

/// A request that has to read.
struct Pending {
    request: Plain,
    missing: Option<Need>,
    cold: bool,
}

/// Reads the settings. The shim calls this once, before everything else.
#[wasm_bindgen]
pub fn configure(env: &JsValue) {
    // What a panic says may hold a piece of a request, so that its place alone is told.
    std::panic::set_hook(Box::new(|panic| {
        let Some(at) = panic.location() else { return };
        let line = FAULTS.with(|faults| faults.try_borrow_mut().ok()?.panicked(at.file(), at.line(), now()));
        line.iter().for_each(|line| log_error(line));
    }));
    SETTINGS.with(|settings| {
        settings.get_or_init(|| {
            let bound = |name: &str| Reflect::get(env, &name.into()).ok().filter(JsValue::is_object);
            COUNTED.set(bound("SEGUE_COUNTS").map(|to| (to.unchecked_into(), Counts::new())));
            let text = |name: &str| Reflect::get(env, &name.into()).ok().and_then(|value| value.as_string());
            let (mut configured, faults) = Configured::read(text);
            configured.tells = bound("SEGUE_EXPOSURES").is_some();
            for (fault, part) in faults {
                report(fault, At { part, ..At::rung(Rung::Baseline) });
            }
            configured
        });
    });
}

/// Makes room for a request of so many bytes. Gives back where it is to be written, as an address in this memory.
#[wasm_bindgen]
pub fn room(bytes: usize) -> u32 {
    INBOX.with_borrow_mut(|inbox| {
        if inbox.len() < bytes {
            inbox.resize(bytes, 0);
        }
        inbox.as_ptr().addr() as u32
    })
}

/// Where [`answer`] says what it found: numbers of 32 bits, see `OUTBOX`.
#[wasm_bindgen]
pub fn outbox() -> u32 {
    OUTBOX.with(|outbox| outbox.as_ptr().addr() as u32)
}

/// Answers the request whose text has so many bytes in the inbox. `body` is the length of its body behind it; -1 when it was
/// not read, -2 when it is too long, -3 when it broke off, -4 when it took too long. `now` is in milliseconds since 1970.
#[wasm_bindgen]
pub fn answer(text: usize, body: i32, now: f64) -> u32 {
    INBOX.with_borrow(|inbox| {
        let words = inbox.get(..text).and_then(|bytes| core::str::from_utf8(bytes).ok()).unwrap_or_default();
        let mut request = Request::told(words);
        // On purpose, in the Worker that a test builds.
        assert!(!cfg!(feature = "panics") || request.user_agent != "segue-panic-now");
        #[cfg(not(feature = "pages"))]
        if edge::is_for_pages(request.path, request.query) {
            return IS_FOR_PAGES;
        }
        if body == -1 && request.wants_body() {
            return WANTS_BODY;
        }
        request.body = match usize::try_from(body) {
            Ok(length) => inbox.get(text..text.saturating_add(length)).map_or(Body::Broken, Body::Bytes),
            Err(_) => match body {
                -1 => Body::None,
                -2 => Body::TooLarge,
                -4 => Body::TooSlow,
                _ => Body::Broken,
            },
        };
        let has_one = MEMORY.with_borrow(|memory| memory.live().is_some());
        let every = SETTINGS.with(|settings| settings.get().map_or(0, |settings| settings.look_every));
        let is_due =
            request.needs_snapshot() && PATIENCE.with_borrow_mut(|patience| patience.looks(now as u64, has_one, every));
        let due = if is_due && has_one { DUE } else { 0 };
        // Without a snapshot a request waits until one is read; a failure makes all go without for a while.
        let cold = is_due && !has_one;
        let missing = if cold || request.asks_for_preview() {
            None
        } else {
            match step(&request, &Beside::default(), &Reading::default(), now, false) {
                Step::Answer(response) => {
                    put(&request, response, true);
                    return ANSWERED + due;
                }
                Step::Read(need) => Some(need),
                #[cfg(not(feature = "pages"))]
                Step::Pages => return IS_FOR_PAGES + due,
            }
        };
        let request = Plain::of(words, request.body);
        PENDING.set(Some(Pending { request, missing, cold }));
        MUST_READ + due
    })
}

/// Looks whether something else was published. The runtime is told to wait for it.
#[wasm_bindgen]
pub fn look(env: JsValue, number: u32) -> Promise {
    promised(number, async move {
        refresh(&env, now() + IN_THE_BACKGROUND).await;
        Ok(JsValue::UNDEFINED)
    })
}

/// A promise of what `future` gives. While it goes on, its number stands in the outbox.
fn promised(number: u32, future: impl Future<Output = Result<JsValue, JsValue>> + 'static) -> Promise {
    let mark = |number| {
        let [status, head, head_at, text, body_at, length, _] = OUTBOX.get();
        OUTBOX.set([status, head, head_at, text, body_at, length, number]);
    };
    let mut future = Box::pin(future);
    future_to_promise(core::future::poll_fn(move |context| {
        mark(number);
        let found = future.as_mut().poll(context);
        mark(0);
        found
    }))
}

/// Answers the request in the inbox as if there were no snapshot: what is left when an instance was lost.
#[wasm_bindgen]
pub fn baseline(text: usize, now: f64) {
    INBOX.with_borrow(|inbox| {
        let words = inbox.get(..text).and_then(|bytes| core::str::from_utf8(bytes).ok()).unwrap_or_default();
        let request = Request::told(words);
        let found = step(&request, &Beside::default(), &Reading::default(), now, true);
        let Step::Answer(response) = found else { return put(&request, Response::untouched(), false) };
        put(&request, response, false);
    });
}

/// Answers the request that must read. `send` is the shim's, and makes a `Response` of what is in the outbox at that moment.
#[wasm_bindgen]
pub fn later(env: JsValue, send: Function, number: u32) -> Promise {
    let pending = PENDING.take();
    promised(number, async move {
        let Some(Pending { mut request, mut missing, cold }) = pending else { return Err(JsValue::NULL) };
        let (started, mut read, mut came, mut left) = (now(), cold, true, MOST_SHARDS);
        let until = started + DEADLINE;
        if cold {
            begin(&env, until).await;
        }
        #[cfg(feature = "pages")]
        if let Some(query) = request.asks_for_preview() {
            request.preview = preview(&env, query, until).await;
        }
        for round in 0..=ROUNDS {
            if let Some(need) = missing.take() {
                read = true;
                request.drawn = need.drawn;
                // Begun first, so that both are read at once.
                let audience = need.audience.map(|id| (id, fetch_shard(env.clone(), id, until)));
                came = read_shards(&env, &need, until, &mut left).await || audience.is_some();
                if let Some((id, promise)) = audience {
                    request.audience = Some((id, shard_bytes(promise).await.ok()));
                    if matches!(request.audience, Some((_, None))) {
                        // Not which: that would tell something of who logged in.
                        report(Fault::AudienceUnreadable, At::rung(Rung::Memory));
                    }
                }
            }
            assert!(!cfg!(feature = "panics") || request.owned.request().user_agent != "segue-panic-later");
            let now = now();
            let took = read.then_some(now.saturating_sub(started) as u32);
            match request.step(took, round == ROUNDS || !came || now >= until, now) {
                Step::Answer(response) => {
                    put(&request.owned.request(), response, false);
                    return send.call0(&JsValue::UNDEFINED);
                }
                Step::Read(need) => missing = Some(need),
                #[cfg(not(feature = "pages"))]
                Step::Pages => break,
            }
        }
        put(&request.owned.request(), Response::untouched(), false);
        send.call0(&JsValue::UNDEFINED)
    })
}

/// Tells the shop's owner that something is wrong, unless that was said a moment ago.
fn report(fault: Fault, at: At) {
    let Some(line) = FAULTS.with_borrow_mut(|faults| faults.line(fault, &at, now())) else { return };
    if fault.may_pass() { log_warning(&line) } else { log_error(&line) }
}

/// What is served now, whatever goes wrong.
fn served() -> At {
    let live = MEMORY.with_borrow(|memory| memory.live().is_some());
    At::rung(if live { Rung::Memory } else { Rung::Baseline })
}

/// Milliseconds since 1970-01-01 00:00 UTC. The clock stands still but while something is waited for.
fn now() -> u64 {
    js_sys::Date::now() as u64
}

/// Asks or tells what is remembered of how KV does, with the time.
fn patience<T>(with: impl FnOnce(&mut Patience, u64) -> T) -> T {
    PATIENCE.with_borrow_mut(|patience| with(patience, now()))
}

/// A number by chance.
fn drawn() -> u32 {
    getrandom::u32().unwrap_or_default()
}

/// Bytes of shards that this isolate keeps.
fn budget() -> usize {
    SETTINGS.with(|settings| settings.get().map_or(0, |settings| settings.shard_budget))
}

/// A request that is kept for as long as something has to be read.
struct Plain {
    owned: Owned,
    /// What the request's preview link says, once it was verified.
    #[cfg(feature = "pages")]
    preview: Option<Token>,
    /// The shard of audiences that was asked for, and its bytes if it could be read.
    audience: Option<(SnapshotId, Option<Vec<u8>>)>,
    /// The number that was drawn for this click.
    drawn: Option<u32>,
}

/// What was read for a request.
#[derive(Default)]
struct Reading<'a> {
    /// How long it took, in milliseconds, if anything was.
    ms: Option<u32>,
    #[cfg(feature = "pages")]
    preview: Option<&'a Token>,
    audience: Option<(SnapshotId, Option<&'a [u8]>)>,
}

impl Plain {
    fn of(words: &str, body: Body<'_>) -> Self {
        Self {
            owned: Owned { text: words.to_owned(), body: OwnedBody::of(body) },
            #[cfg(feature = "pages")]
            preview: None,
            audience: None,
            drawn: None,
        }
    }

    /// The query with a preview link, if the address holds one.
    #[cfg(feature = "pages")]
    fn asks_for_preview(&self) -> Option<&str> {
        let request = self.owned.request();
        request.asks_for_preview().then_some(request.query)
    }

    /// Asks the edge, with what is in memory now.
    fn step(&self, ms: Option<u32>, last_try: bool, now: u64) -> Step {
        let reading = Reading {
            ms,
            #[cfg(feature = "pages")]
            preview: self.preview.as_ref(),
            audience: self.audience.as_ref().map(|(id, bytes)| (*id, bytes.as_deref())),
        };
        let beside = Beside { drawn: self.drawn, ..Beside::default() };
        step(&self.owned.request(), &beside, &reading, now as f64, last_try)
    }
}

/// Asks the edge, with what is in memory now.
fn step(request: &Request<'_>, beside: &Beside<'_>, reading: &Reading<'_>, now: f64, last_try: bool) -> Step {
    SETTINGS.with(|settings| {
        let Some(settings) = settings.get() else { return Step::Answer(Response::untouched()) };
        MEMORY.with_borrow(|memory| {
            let live = memory.live();
            #[cfg(feature = "pages")]
            let token = reading.preview.zip(token_in(request.query));
            #[cfg(feature = "pages")]
            let preview = token.and_then(|(token, text)| {
                let live = token.snapshot.is_none_or(|id| live.is_some_and(|live| live.snapshot.id() == id));
                Some(Preview { token, text, seen: persona_in(request.query, token)?, live })
            });
            let snapshot = live.map(|live| &live.snapshot);
            #[cfg(feature = "pages")]
            let snapshot = match preview.and_then(|preview| preview.token.snapshot) {
                Some(id) => memory.snapshot(id),
                None => snapshot,
            };
            let rung = if reading.ms.is_some() { Rung::Kv } else { Rung::Memory };
            let edge = Edge {
                snapshot,
                published: live.map_or(0, |live| live.published),
                rung: if snapshot.is_some() { rung } else { Rung::Baseline },
                keys: &settings.keys,
                now: Now::from_unix_seconds((now / 1_000.0) as u64),
                entropy: &|| {
                    let mut bytes = [0; 16];
                    getrandom::fill(&mut bytes).ok().map(|()| bytes)
                },
                fallback_url: &settings.fallback_url,
                read_ms: reading.ms,
                last_try,
                beside: Beside {
                    trial: memory.canary().map(|on| Trial { snapshot: &on.snapshot, percent: on.percent }),
                    #[cfg(feature = "pages")]
                    preview,
                    audience: reading.audience,
                    link_keys: Some(&settings.link_keys),
                    tells: settings.tells,
                    ..*beside
                },
            };
            edge::handle(&edge, request)
        })
    })
}

/// Puts an answer where the shim finds it. What is the same for many answers, their heads, crosses once and is known by its
/// number afterwards.
fn put(request: &Request<'_>, mut response: Response, may_repeat: bool) {
    count(&response);
    if cfg!(feature = "panics") && request.user_agent == "segue-answer-refused" {
        // No character of a header (Fetch Standard, "isomorphic encode").
        response.headers.push(("Segue-Refused", "\u{100}".into()));
    }
    let (head, is_new) = if may_repeat { HEADS.with_borrow_mut(|heads| heads.number(&response)) } else { (0, true) };
    let text = if is_new { response.init() } else { String::new() };
    let status = u32::from(response.status);
    let length = if request.method == "HEAD" { 0 } else { response.body.len() };
    SENT.set((text, response));
    SENT.with_borrow(|(text, response)| {
        let (head_at, body_at) = (text.as_ptr().addr() as u32, response.body.as_ptr().addr() as u32);
        let [.., number] = OUTBOX.get();
        OUTBOX.set([status, head, head_at, text.len() as u32, body_at, length as u32, number]);
    });
}

/// Counts an answer, and once in a while writes what was counted.
fn count(response: &Response) {
    COUNTED.with_borrow_mut(|counted| {
        let Some((to, counts)) = counted else { return };
        if !counts.add(&response.seen, response.status) {
            return;
        }
        let (points, some) = counts.points();
        let points: Option<Array> = js_sys::JSON::parse(&points).ok().and_then(|points| points.dyn_into().ok());
        let written = points.map_or(0, |points| points.iter().take_while(|point| to.write(point).is_ok()).count());
        counts.written(written);
        if written < some {
            report(Fault::CountsRefused, At::rung(response.seen.rung));
        }
    });
}

/// Looks at the pointer, and remembers how that ended: a look that failed is not repeated at once.
async fn refresh(env: &JsValue, until: u64) {
    let began = now();
    let ended_well = follow(env, until).await.is_some();
    patience(|patience, now| patience.looked(ended_well, began, now, drawn()));
}

/// What an isolate without a snapshot begins with. One request reads, and the others that come meanwhile wait for it.
async fn begin(env: &JsValue, until: u64) {
    let mut has_waited = false;
    while MEMORY.with_borrow(|memory| memory.live().is_none()) && now() < until {
        if UNDERWAY.with_borrow_mut(|underway| underway.waits(None, now())) {
            nap().await;
            has_waited = true;
            continue;
        }
        // Who read it has failed: then it is left alone for a while.
        if !has_waited || patience(|patience, now| patience.looks(now, false, 0)) {
            refresh(env, until).await;
        }
        return UNDERWAY.with_borrow_mut(|underway| underway.ended(None));
    }
}

/// Lets others go on.
async fn nap() {
    let slept = Promise::new(&mut |resolve, _| set_timeout(&resolve, NAP));
    let _ = JsFuture::from(slept).await;
}

/// Asks for the pointer, and takes the snapshot that it names if a publisher who is believed signed it, if it is no older
/// than what is served, and if all of it that is needed can be read. Otherwise the one in memory stays.
async fn follow(env: &JsValue, until: u64) -> Option<()> {
    let bytes = read(env, POINTER_KEY, POINTER_TTL, until).await;
    let bytes = found(bytes, Fault::PointerMissing, served())?;
    if bytes.length() > LONGEST_POINTER {
        report(Fault::PointerLong, served());
        return None;
    }
    let bytes = bytes.to_vec();
    let Some(sealed) = SealedPointer::read(&bytes) else {
        report(Fault::PointerDamaged, served());
        return None;
    };
    if asks_for_signatures() && !is_believed(sealed.signature, &sealed.signed()).await {
        report(Fault::PointerUnsigned, served());
        return None;
    }
    let pointer = sealed.pointer()?;
    let not_before = SETTINGS.with(|settings| settings.get().map_or(0, |settings| settings.not_before));
    let may_follow = || MEMORY.with_borrow(|memory| memory.may_follow(pointer.published));
    if pointer.published < not_before || !may_follow() {
        report(Fault::PointerOld, served());
        return None;
    }
    let trial = pointer.canary.map(|canary| canary.snapshot);
    let take_back = sealed.takes_back();
    let current = MEMORY.with_borrow(|memory| memory.live().map(|live| live.snapshot.id()));
    let is_new = current != Some(pointer.snapshot);
    if is_new && !MEMORY.with_borrow_mut(|memory| memory.promote(pointer.snapshot, pointer.published)) {
        let Some(snapshot) = open(env, pointer.snapshot, until).await else {
            // What is no longer on trial ends all the same.
            MEMORY.with_borrow_mut(|memory| memory.end_trial(trial));
            return None;
        };
        // Another request may have followed a later pointer in the meantime.
        if !may_follow() {
            return Some(());
        }
        MEMORY.with_borrow_mut(|memory| memory.take(Live { snapshot, published: pointer.published }));
    }
    MEMORY.with_borrow_mut(|memory| memory.follow(pointer.published, trial, take_back));
    let Some(canary) = pointer.canary else { return Some(()) };
    if MEMORY.with_borrow_mut(|memory| memory.set_share(canary.snapshot, canary.percent)) {
        return Some(());
    }
    let snapshot = open(env, canary.snapshot, until).await?;
    MEMORY.with_borrow_mut(|memory| {
        if memory.follows(pointer.published) {
            memory.try_out(Some(OnTrial { snapshot, percent: canary.percent }));
        }
    });
    Some(())
}

/// Reads a snapshot's core, and of its shards what is in use now, so that a change is not felt and an incomplete snapshot is
/// not taken.
async fn open(env: &JsValue, id: SnapshotId, until: u64) -> Option<Snapshot> {
    let core = found(read(env, &core_key(id), FOREVER, until).await, Fault::CoreMissing, served().of(id))?;
    if named(&core).await != Some(id) {
        report(Fault::CoreDamaged, served().of(id));
        return None;
    }
    let Ok((mut snapshot, warnings)) = Snapshot::begin(id, &core.to_vec()) else {
        report(Fault::CoreUnreadable, served().of(id));
        return None;
    };
    if !warnings.is_empty() {
        report(Fault::RulesOff, served().of(id).part(warnings.len() as u32));
    }
    let wanted = MEMORY.with_borrow(|memory| memory.needed_by(&snapshot));
    for (at, bytes) in fetch_shards(env, &wanted, until).await {
        let loaded = bytes.ok().and_then(|bytes| snapshot.load(at, bytes, budget()).ok());
        if loaded.is_none() {
            report(Fault::SnapshotIncomplete, served().of(id).part(at.into()));
            return None;
        }
    }
    Some(snapshot)
}

/// Whether only what is signed counts.
fn asks_for_signatures() -> bool {
    SETTINGS.with(|settings| settings.get().is_none_or(|settings| settings.publishers.ask()))
}

/// Whether a publisher of this shop made this signature (Ed25519, RFC 8032) of these bytes.
async fn is_believed(signature: Option<PublisherSignature<'_>>, of: &[u8]) -> bool {
    let Some(signature) = signature else { return false };
    let keys: Vec<[u8; 32]> = SETTINGS.with(|settings| {
        settings.get().map(|settings| settings.publishers.keys(signature.name).copied().collect()).unwrap_or_default()
    });
    let (bytes, of) = (Uint8Array::from(signature.bytes.as_slice()), Uint8Array::from(of));
    for key in keys {
        let uses = Array::of1(&"verify".into());
        let Ok(key) = import_key("raw", &Uint8Array::from(key.as_slice()), "Ed25519", false, &uses) else { continue };
        let Ok(key) = JsFuture::from(key).await else { continue };
        let Ok(answer) = verify("Ed25519", &key, &bytes, &of) else { continue };
        if JsFuture::from(answer).await.is_ok_and(|answer| answer.is_truthy()) {
            return true;
        }
    }
    false
}

#[cfg(feature = "pages")]
/// What the preview link in an address says, if a publisher of this shop signed it, with its snapshot at hand.
async fn preview(env: &JsValue, query: &str, until: u64) -> Option<Token> {
    let link = Unverified::read(token_in(query)?)?;
    if !is_believed(Some(link.signature), &link.signed()).await {
        return None;
    }
    let token = link.believe()?;
    if js_sys::Date::now() / 1_000.0 > token.until as f64 {
        // It has ended, and says so; nothing is read for it.
        return Some(token);
    }
    if let Some(id) = token.snapshot
        && MEMORY.with_borrow(|memory| memory.snapshot(id).is_none())
        && let Some(snapshot) = open(env, id, until).await
    {
        MEMORY.with_borrow_mut(|memory| memory.show(snapshot));
    }
    Some(token)
}

/// Reads what a request needs of a snapshot, as far as it is asked for now; whether something came of it. When a shard of the
/// live one is not there, the one before takes its place until the next look at the pointer: a whole snapshot or the
/// previous one, never a mixture. When KV fails, the request goes without the shard, and what is in memory stays.
async fn read_shards(env: &JsValue, need: &Need, until: u64, left: &mut usize) -> bool {
    let Some(id) = need.snapshot else { return false };
    let mut wanted = MEMORY.with_borrow(|memory| memory.addresses(id, &need.shards));
    wanted.retain(|(_, shard)| patience(|patience, now| patience.may_read_shard(*shard, now)));
    wanted.truncate(*left);
    *left -= wanted.len();
    let is_theirs =
        |(_, shard): &(u16, SnapshotId)| UNDERWAY.with_borrow_mut(|underway| underway.waits(Some(*shard), now()));
    let (theirs, wanted): (Vec<_>, Vec<_>) = wanted.into_iter().partition(is_theirs);
    let mut came = !theirs.is_empty();
    for ((at, bytes), (_, shard)) in fetch_shards(env, &wanted, until).await.into_iter().zip(&wanted) {
        UNDERWAY.with_borrow_mut(|underway| underway.ended(Some(*shard)));
        if bytes == Err(Unread::Failed) {
            continue;
        }
        came = true;
        let fault = match MEMORY.with_borrow_mut(|memory| memory.load(id, at, bytes.ok(), budget())) {
            Loaded::Kept | Loaded::Outdated => continue,
            Loaded::FellBack => Fault::ShardFellBack,
            Loaded::TrialEnded => Fault::CanaryEnded,
            Loaded::GoesWithout => Fault::ShardMissing,
        };
        report(fault, served().of(id).part(at.into()));
    }
    let is_read =
        |(_, shard): &(u16, SnapshotId)| UNDERWAY.with_borrow(|underway| underway.is_read(Some(*shard), now()));
    while now() < until && theirs.iter().any(is_read) {
        nap().await;
    }
    came
}

/// Reads shards, a few at once, and checks that each is what its name says.
async fn fetch_shards(env: &JsValue, wanted: &[(u16, SnapshotId)], until: u64) -> Vec<(u16, Result<Vec<u8>, Unread>)> {
    let mut shards = Vec::with_capacity(wanted.len());
    for some in wanted.chunks(AT_ONCE) {
        if now() >= until {
            shards.extend(some.iter().map(|(at, _)| (*at, Err(Unread::Failed))));
            continue;
        }
        let promises: Vec<_> = some.iter().map(|(at, id)| (*at, fetch_shard(env.clone(), *id, until))).collect();
        for (at, promise) in promises {
            shards.push((at, shard_bytes(promise).await));
        }
    }
    shards
}

async fn shard_bytes(promise: Promise) -> Result<Vec<u8>, Unread> {
    let bytes =
        JsFuture::from(promise).await.map_err(|why| if why.is_null() { Unread::Gone } else { Unread::Failed })?;
    Ok(bytes.unchecked_into::<Uint8Array>().to_vec())
}

/// A promise of a shard's bytes; it fails with null when they are not there or not what their name says.
fn fetch_shard(env: JsValue, id: SnapshotId, until: u64) -> Promise {
    future_to_promise(async move {
        let began = now();
        let read = match read(&env, &shard_key(id), FOREVER, until).await {
            Ok(bytes) if named(&bytes).await == Some(id) => Ok(bytes.into()),
            Ok(_) | Err(Unread::Gone) => Err(JsValue::NULL),
            Err(Unread::Failed) => Err(JsValue::UNDEFINED),
        };
        patience(|patience, now| patience.shard(id, read.is_ok(), began, now, drawn()));
        read
    })
}

/// The name that these bytes have by their content. The runtime digests faster than what is compiled to Wasm.
async fn named(bytes: &Uint8Array) -> Option<SnapshotId> {
    let digest = JsFuture::from(sha256("SHA-256", &bytes.buffer()).ok()?).await.ok()?;
    let digest: [u8; 32] = Uint8Array::new(&digest).to_vec().try_into().ok()?;
    Some(SnapshotId::from_sha256(&digest))
}

/// Why there are no bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unread {
    /// KV says that there are none, or they are others than their name says.
    Gone,
    /// KV failed, took too long, or was not asked because it fails.
    Failed,
}

/// What was read, if it is there; otherwise `gone` is told. Of a failure it was told already.
fn found(read: Result<Uint8Array, Unread>, gone: Fault, at: At) -> Option<Uint8Array> {
    if matches!(read, Err(Unread::Gone)) {
        report(gone, at);
    }
    read.ok()
}

/// Reads a value, for no longer than a read may take, and not beyond the time until which is read at all.
async fn read(env: &JsValue, key: &str, ttl: u32, until: u64) -> Result<Uint8Array, Unread> {
    let began = now();
    let time = until.saturating_sub(began).min(DEADLINE);
    if time == 0 || !patience(|patience, now| patience.may_read(now)) {
        return Err(Unread::Failed);
    }
    patience(|patience, now| patience.begins(now));
    let fault = match ask(env, key, ttl, time as i32).map(JsFuture::from) {
        None => Fault::KvUnbound,
        Some(asked) => match asked.await {
            Ok(value) if !value.is_undefined() => {
                patience(|patience, _| patience.answered());
                return value.dyn_into().map(|bytes: ArrayBuffer| Uint8Array::new(&bytes)).map_err(|_| Unread::Gone);
            }
            Ok(_) => Fault::KvSlow,
            Err(_) => Fault::KvFailed,
        },
    };
    report(fault, served());
    patience(|patience, now| patience.failed(began, now, drawn()));
    Err(Unread::Failed)
}

/// A promise of a value, which is null when it is not there, and undefined when the time has passed.
fn ask(env: &JsValue, key: &str, ttl: u32, time: i32) -> Option<Promise> {
    let kv: Kv = Reflect::get(env, &"SEGUE".into()).ok().filter(JsValue::is_object)?.unchecked_into();
    let options = Object::new();
    Reflect::set(&options, &"type".into(), &"arrayBuffer".into()).ok()?;
    Reflect::set(&options, &"cacheTtl".into(), &ttl.into()).ok()?;
    let value = kv.get(key, &options).ok()?;
    let deadline = Promise::new(&mut |resolve, _| set_timeout(&resolve, time));
    Some(Promise::race(&Array::of2(&value, &deadline)))
}
