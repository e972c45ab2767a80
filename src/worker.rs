//! The runtime: the only file that waits, reads the clock, draws random numbers or names what only the runtime has.
//!
//! Its other half is the shim, `wasm/shim.js`, which the runtime calls. The shim writes what is looked at of a request into
//! this memory as one text, calls [`answer`], and finds the answer here too ([`outbox`]): one crossing in, one out, and no
//! promise. Only where KV has to be read there is one ([`later`]). What the isolate keeps between requests is bytes and what
//! was read from them, never a future: the runtime cancels futures that another request made.

use crate::day::Now;
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

/// How long an isolate goes without asking for the pointer, in milliseconds.
const REVALIDATE_MS: f64 = 30_000.0;
/// How long a read may take before the request goes on without it, and how long a request goes on reading, in
/// milliseconds.
const DEADLINE_MS: i32 = 2_000;
/// How long an isolate without a snapshot goes without asking again after a failure, in milliseconds.
const BACK_OFF_MS: f64 = 1_000.0;
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
/// The request is not of this Wasm's path: the one with the pages answers it.
#[cfg(not(feature = "pages"))]
const FOR_PAGES: u32 = 3;
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
}

thread_local! {
    static SETTINGS: OnceCell<Configured> = const { OnceCell::new() };
    static MEMORY: RefCell<Memory> = RefCell::new(Memory::default());
    /// When the pointer was last asked for, in milliseconds since 1970.
    static ASKED: Cell<f64> = const { Cell::new(0.0) };
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

/// What a preview link says: here nobody asks for one.
#[cfg(not(feature = "pages"))]
enum Token {}

/// A request that has to read.
struct Pending {
    request: Plain,
    missing: Option<Need>,
    cold: bool,
}

/// Reads the settings. The shim calls this once, before everything else.
#[wasm_bindgen]
pub fn configure(env: &JsValue) {
    // Where, and not what: the words of a panic may hold what a request held.
    std::panic::set_hook(Box::new(|info| {
        if let Some(at) = info.location() {
            log_error(&format!("segue stopped at {}:{}", at.file(), at.line()));
        }
    }));
    SETTINGS.with(|settings| {
        settings.get_or_init(|| {
            let text = |name: &str| Reflect::get(env, &name.into()).ok().and_then(|value| value.as_string());
            let (mut configured, faults) = Configured::read(text);
            configured.tells = Reflect::get(env, &"SEGUE_EXPOSURES".into()).is_ok_and(|bound| bound.is_object());
            faults.iter().for_each(|fault| log_error(&fault.to_string()));
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
/// not read, -2 when it is too long, -3 when it broke off. `now` is in milliseconds since 1970.
#[wasm_bindgen]
pub fn answer(text: usize, body: i32, now: f64) -> u32 {
    INBOX.with_borrow(|inbox| {
        let words = inbox.get(..text).and_then(|bytes| core::str::from_utf8(bytes).ok()).unwrap_or_default();
        let mut request = Request::told(words);
        #[cfg(not(feature = "pages"))]
        if request.is_for_pages() {
            return FOR_PAGES;
        }
        if body == -1 && request.wants_body() {
            return WANTS_BODY;
        }
        request.body = match usize::try_from(body) {
            Ok(length) => inbox.get(text..text.saturating_add(length)).map_or(Body::Broken, Body::Bytes),
            Err(_) if body == -1 => Body::None,
            Err(_) if body == -2 => Body::TooLarge,
            Err(_) => Body::Broken,
        };
        let has_one = MEMORY.with_borrow(|memory| memory.live().is_some());
        let pause = if has_one { REVALIDATE_MS } else { BACK_OFF_MS };
        let is_due = request.needs_snapshot() && now - ASKED.get() >= pause;
        if is_due && has_one {
            ASKED.set(now);
        }
        let due = if is_due && has_one { DUE } else { 0 };
        // Without a snapshot every request reads for itself, since a future must not be shared; one that fails makes the
        // others go without for a while.
        let cold = is_due && !has_one;
        #[cfg(feature = "pages")]
        let previews = request.asks_for_preview();
        #[cfg(not(feature = "pages"))]
        let previews = false;
        let missing = if cold || previews {
            None
        } else {
            match step(&request, &Beside::default(), None, now, Rung::Memory, None, false) {
                Step::Answer(response) => {
                    put(&request, response, true);
                    return ANSWERED + due;
                }
                Step::Read(need) => Some(need),
                #[cfg(not(feature = "pages"))]
                Step::Pages => return FOR_PAGES,
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
        refresh(&env).await;
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
        let found = step(&request, &Beside::default(), None, now, Rung::Baseline, None, true);
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
        let started = js_sys::Date::now();
        let mut read = cold;
        if cold {
            refresh(&env).await;
            ASKED.set(js_sys::Date::now());
        }
        #[cfg(feature = "pages")]
        if let Some(url) = request.asks_for_preview() {
            request.preview = preview(&env, url).await;
        }
        for round in 0..=ROUNDS {
            if let Some(need) = missing.take() {
                read = true;
                request.drawn = need.drawn;
                // Begun first, so that both are read at once.
                let audience = need.audience.map(|id| (id, fetch_shard(env.clone(), id)));
                read_shards(&env, &need).await;
                if let Some((id, promise)) = audience {
                    request.audience = Some((id, shard_bytes(promise).await));
                    if matches!(request.audience, Some((_, None))) {
                        // Not which: that would tell something of who logged in.
                        log_error("a shard of the audiences cannot be read; the next login asks again");
                    }
                }
            }
            let rung = if read { Rung::Kv } else { Rung::Memory };
            let now = js_sys::Date::now();
            let took = read.then_some((now - started) as u32);
            let out_of_time = now - started >= f64::from(DEADLINE_MS);
            match request.step(rung, took, round == ROUNDS || out_of_time, now) {
                Step::Answer(response) => {
                    put(&request.owned.request(), response, false);
                    return send.call0(&JsValue::UNDEFINED);
                }
                Step::Read(need) => missing = Some(need),
                // It was asked before.
                #[cfg(not(feature = "pages"))]
                Step::Pages => return Err(JsValue::NULL),
            }
        }
        put(&request.owned.request(), Response::untouched(), false);
        send.call0(&JsValue::UNDEFINED)
    })
}

/// Bytes of shards that this isolate keeps.
fn budget() -> usize {
    SETTINGS.with(|settings| settings.get().map_or(0, |settings| settings.shard_budget))
}

/// A request that is kept for as long as something has to be read.
struct Plain {
    owned: Owned,
    /// What the request's preview link says, once it was verified.
    preview: Option<Token>,
    /// The shard of audiences that was asked for, and its bytes if it could be read.
    audience: Option<(SnapshotId, Option<Vec<u8>>)>,
    /// The number that was drawn for this click.
    drawn: Option<u32>,
}

impl Plain {
    fn of(words: &str, body: Body<'_>) -> Self {
        let owned = Owned { text: words.to_owned(), body: OwnedBody::of(body) };
        Self { owned, preview: None, audience: None, drawn: None }
    }

    /// The query with a preview link, if the address holds one.
    #[cfg(feature = "pages")]
    fn asks_for_preview(&self) -> Option<&str> {
        let request = self.owned.request();
        request.asks_for_preview().then_some(request.query)
    }

    /// Asks the edge, with what is in memory now.
    fn step(&self, rung: Rung, read_ms: Option<u32>, last_try: bool, now: f64) -> Step {
        let audience = self.audience.as_ref().map(|(id, bytes)| (*id, bytes.as_deref()));
        let beside = Beside { audience, drawn: self.drawn, ..Beside::default() };
        step(&self.owned.request(), &beside, self.preview.as_ref(), now, rung, read_ms, last_try)
    }
}

/// Asks the edge, with what is in memory now.
fn step(
    request: &Request<'_>,
    beside: &Beside<'_>,
    preview: Option<&Token>,
    now: f64,
    rung: Rung,
    read_ms: Option<u32>,
    last_try: bool,
) -> Step {
    SETTINGS.with(|settings| {
        let Some(settings) = settings.get() else { return Step::Answer(Response::untouched()) };
        MEMORY.with_borrow(|memory| {
            let live = memory.live();
            let snapshot = live.map(|live| &live.snapshot);
            #[cfg(feature = "pages")]
            let token = preview.zip(token_in(request.query));
            #[cfg(feature = "pages")]
            let preview = token.and_then(|(token, text)| {
                let live = token.snapshot.is_none_or(|id| live.is_some_and(|live| live.snapshot.id() == id));
                Some(Preview { token, text, seen: persona_in(request.query, token)?, live })
            });
            #[cfg(feature = "pages")]
            let snapshot = match preview.and_then(|preview| preview.token.snapshot) {
                Some(id) => memory.snapshot(id),
                None => snapshot,
            };
            #[cfg(not(feature = "pages"))]
            let _: Option<&Token> = preview;
            let trial = memory.canary().map(|on| Trial { snapshot: &on.snapshot, percent: on.percent });
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
                read_ms,
                last_try,
                beside: Beside {
                    trial,
                    #[cfg(feature = "pages")]
                    preview,
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
fn put(request: &Request<'_>, response: Response, may_repeat: bool) {
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

/// Asks for the pointer, and takes the snapshot that it names if a publisher who is believed signed it, if it is no older
/// than what is served, and if all of it that is needed can be read. Otherwise the one in memory stays.
async fn refresh(env: &JsValue) {
    let Some(bytes) = read(env, POINTER_KEY, POINTER_TTL).await else { return };
    if bytes.length() > LONGEST_POINTER {
        return log_error("the pointer in kv is longer than one is ever written");
    }
    let bytes = bytes.to_vec();
    let Some(sealed) = SealedPointer::read(&bytes) else {
        log_error("the pointer in kv is damaged; publish again with `segue push`, or `segue rollback`");
        return;
    };
    if asks_for_signatures() && !is_believed(sealed.signature, &sealed.signed()).await {
        return log_error("no publisher of this shop signed the pointer in kv; the last good one stays");
    }
    let Some(pointer) = sealed.pointer() else { return };
    let not_before = SETTINGS.with(|settings| settings.get().map_or(0, |settings| settings.not_before));
    let may_follow = || MEMORY.with_borrow(|memory| memory.may_follow(pointer.published));
    if pointer.published < not_before || !may_follow() {
        log_warning("the pointer in kv is older than what is served, which stays");
        return;
    }
    let trial = pointer.canary.map(|canary| canary.snapshot);
    let take_back = sealed.takes_back();
    let current = MEMORY.with_borrow(|memory| memory.live().map(|live| live.snapshot.id()));
    let is_new = current != Some(pointer.snapshot);
    if is_new && !MEMORY.with_borrow_mut(|memory| memory.promote(pointer.snapshot, pointer.published)) {
        let Some(snapshot) = open(env, pointer.snapshot).await else {
            // What is no longer on trial ends all the same.
            return MEMORY.with_borrow_mut(|memory| memory.end_trial(trial));
        };
        // Another request may have followed a later pointer in the meantime.
        if !may_follow() {
            return;
        }
        MEMORY.with_borrow_mut(|memory| memory.take(Live { snapshot, published: pointer.published }));
    }
    MEMORY.with_borrow_mut(|memory| memory.follow(pointer.published, trial, take_back));
    let Some(canary) = pointer.canary else { return };
    if MEMORY.with_borrow_mut(|memory| memory.set_share(canary.snapshot, canary.percent)) {
        return;
    }
    let Some(snapshot) = open(env, canary.snapshot).await else { return };
    MEMORY.with_borrow_mut(|memory| {
        if memory.follows(pointer.published) {
            memory.try_out(Some(OnTrial { snapshot, percent: canary.percent }));
        }
    });
}

/// Reads a snapshot's core, and of its shards what is in use now, so that a change is not felt and an incomplete snapshot is
/// not taken.
async fn open(env: &JsValue, id: SnapshotId) -> Option<Snapshot> {
    let core = read(env, &core_key(id), FOREVER).await?;
    if named(&core).await != Some(id) {
        log_error(&format!("the core of snapshot {} is damaged in kv; the last good one stays", id));
        return None;
    }
    let (mut snapshot, warnings) = Snapshot::begin(id, &core.to_vec()).ok()?;
    warnings.iter().for_each(|warning| log_warning(&warning.0.to_string()));
    let wanted = MEMORY.with_borrow(|memory| memory.needed_by(&snapshot));
    for (at, bytes) in fetch_shards(env, &wanted).await {
        let loaded = bytes.and_then(|bytes| snapshot.load(at, bytes, budget()).ok());
        if loaded.is_none() {
            log_warning(&format!("snapshot {} is not complete in kv yet; the last good one stays", id));
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
async fn preview(env: &JsValue, query: &str) -> Option<Token> {
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
        && let Some(snapshot) = open(env, id).await
    {
        MEMORY.with_borrow_mut(|memory| memory.show(snapshot));
    }
    Some(token)
}

/// Reads what a request needs of a snapshot. When a shard of the live one cannot be read, the one before takes its place
/// until the next look at the pointer: a whole snapshot or the previous one, never a mixture.
async fn read_shards(env: &JsValue, need: &Need) {
    let Some(id) = need.snapshot else { return };
    let wanted = MEMORY.with_borrow(|memory| memory.addresses(id, &need.shards));
    for (at, bytes) in fetch_shards(env, &wanted).await {
        match MEMORY.with_borrow_mut(|memory| memory.load(id, at, bytes, budget())) {
            Loaded::Kept | Loaded::Outdated => {}
            Loaded::FellBack => {
                log_error(&format!("shard {} of snapshot {} cannot be read; the one before is served", at, id));
            }
            Loaded::TrialEnded => {
                log_error(&format!("shard {} of the canary {} cannot be read; the live one is served", at, id));
            }
            Loaded::GoesWithout => log_error(&format!("shard {} of snapshot {} cannot be read", at, id)),
        }
    }
}

/// Reads shards, a few at once, and checks that each is what its name says.
async fn fetch_shards(env: &JsValue, wanted: &[(u16, SnapshotId)]) -> Vec<(u16, Option<Vec<u8>>)> {
    let mut shards = Vec::with_capacity(wanted.len());
    for some in wanted.chunks(AT_ONCE) {
        let promises: Vec<_> = some.iter().map(|(at, id)| (*at, fetch_shard(env.clone(), *id))).collect();
        for (at, promise) in promises {
            shards.push((at, shard_bytes(promise).await));
        }
    }
    shards
}

async fn shard_bytes(promise: Promise) -> Option<Vec<u8>> {
    JsFuture::from(promise).await.ok().map(|bytes| bytes.unchecked_into::<Uint8Array>().to_vec())
}

/// A promise of a shard's bytes; it fails when they are not there or not what their name says.
fn fetch_shard(env: JsValue, id: SnapshotId) -> Promise {
    future_to_promise(async move {
        let bytes = read(&env, &shard_key(id), FOREVER).await.ok_or(JsValue::NULL)?;
        if named(&bytes).await == Some(id) { Ok(bytes.into()) } else { Err(JsValue::NULL) }
    })
}

/// The name that these bytes have by their content. The runtime digests faster than what is compiled to Wasm.
async fn named(bytes: &Uint8Array) -> Option<SnapshotId> {
    let digest = JsFuture::from(sha256("SHA-256", &bytes.buffer()).ok()?).await.ok()?;
    let digest: [u8; 32] = Uint8Array::new(&digest).to_vec().try_into().ok()?;
    Some(SnapshotId::from_sha256(&digest))
}

/// Reads a value; `None` when it is not there, when KV fails, and when the deadline passes.
async fn read(env: &JsValue, key: &str, ttl: u32) -> Option<Uint8Array> {
    let kv: Kv = Reflect::get(env, &"SEGUE".into()).ok().filter(JsValue::is_object)?.unchecked_into();
    let options = Object::new();
    Reflect::set(&options, &"type".into(), &"arrayBuffer".into()).ok()?;
    Reflect::set(&options, &"cacheTtl".into(), &ttl.into()).ok()?;
    let value = kv.get(key, &options).ok()?;
    let deadline = Promise::new(&mut |resolve, _| set_timeout(&resolve, DEADLINE_MS));
    let first = JsFuture::from(Promise::race(&Array::of2(&value, &deadline))).await.ok()?;
    first.is_instance_of::<ArrayBuffer>().then(|| Uint8Array::new(&first))
}
