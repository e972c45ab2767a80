//! The runtime: the only file that waits, reads the clock, draws random numbers or names what only the runtime has.
//!
//! Its other half is the shim, `wasm/shim.js`, which the runtime calls. The shim writes what is looked at of a request into
//! this memory as one text, calls [`answer`], and finds the answer here too ([`outbox`]): one crossing in, one out, and no
//! promise. Only where KV has to be read there is one ([`later`]). What the isolate keeps between requests is bytes and what
//! was read from them, never a future: the runtime cancels futures that another request made.

use crate::edge::counted::Counts;
use crate::edge::fault::{At, Fault, Faults};
use crate::edge::patience::{IN_THE_BACKGROUND, NAP};
#[cfg(feature = "pages")]
use crate::edge::preview::{Token, Unverified, token_in};
use crate::edge::{Configured, Need, Request, Response, Rung};
use crate::isolate::{Isolate, LONGEST_POINTER, Outbox, Pending, Sent, Unread, told};
use crate::snapshot::{POINTER_KEY, PublisherSignature, SealedPointer, Snapshot, SnapshotId, core_key, shard_key};
use core::cell::RefCell;
use js_sys::futures::{JsFuture, future_to_promise};
use js_sys::{Array, ArrayBuffer, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

/// How many shards are read at once: the runtime opens six connections for a request, and others would wait in line.
const AT_ONCE: usize = 6;
/// `cacheTtl` of what never changes, and of the pointer, in seconds; KV takes at least 30. KV remembers also that a key
/// was not there, so that even what never changes is not remembered for long.
const FOREVER: u32 = 300;
const POINTER_TTL: u32 = 30;

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
    static ISOLATE: RefCell<Isolate> = RefCell::new(Isolate::default());
    /// Where the shop's owner is told how many requests there were, if anywhere, and what was not told yet.
    static COUNTED: RefCell<Option<(Dataset, Counts)>> = const { RefCell::new(None) };
    static FAULTS: RefCell<Faults> = const { RefCell::new(Faults::new()) };
    /// Where the shim writes a request: its text, then its body.
    static INBOX: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    /// The answer that the shim is sending, so that it stays where it is until the next one.
    static SENT: RefCell<Sent> = RefCell::new(Sent::nothing());
    static OUTBOX: Outbox = const { Outbox::empty() };
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
    let bound = |name: &str| Reflect::get(env, &name.into()).ok().filter(JsValue::is_object);
    COUNTED.set(bound("SEGUE_COUNTS").map(|to| (to.unchecked_into(), Counts::new())));
    let text = |name: &str| Reflect::get(env, &name.into()).ok().and_then(|value| value.as_string());
    let (mut configured, faults) = Configured::read(text);
    configured.tells = bound("SEGUE_EXPOSURES").is_some();
    for (fault, part) in faults {
        report(fault, At { part, ..At::rung(Rung::Baseline) });
    }
    isolate(|isolate| isolate.settings = Some(configured));
}

/// Makes room for a request of so many bytes. Gives back where it is to be written, as an address in this memory.
#[wasm_bindgen]
pub fn room(bytes: usize) -> u32 {
    INBOX.with_borrow_mut(|inbox| {
        let most = inbox.len().max(bytes);
        inbox.resize(most, 0);
        inbox.as_ptr().addr() as u32
    })
}

/// Where the answer is found: the address of an [`Outbox`].
#[wasm_bindgen]
pub fn outbox() -> u32 {
    OUTBOX.with(Outbox::address)
}

/// Answers the request whose text has so many bytes in the inbox, with its body behind it ([`told`]). `now` is in milliseconds
/// since 1970. What it says are the numbers of [`Isolate::answer`].
#[wasm_bindgen]
pub fn answer(text: usize, body: i32, now: f64) -> u32 {
    INBOX.with_borrow(|inbox| {
        let (words, request) = told(inbox, text, body);
        // On purpose, in the Worker that a test builds.
        assert!(!cfg!(feature = "panics") || request.user_agent != "segue-panic-now");
        let (number, response) = isolate(|isolate| isolate.answer(words, &request, now as u64, &entropy));
        if let Some(response) = response {
            put(&request, response, true);
        }
        number
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
    let mut future = Box::pin(future);
    future_to_promise(core::future::poll_fn(move |context| {
        OUTBOX.with(|outbox| outbox.goes_on(number));
        let found = future.as_mut().poll(context);
        OUTBOX.with(|outbox| outbox.goes_on(0));
        found
    }))
}

/// Answers the request in the inbox as if there were no snapshot: what is left when an instance was lost.
#[wasm_bindgen]
pub fn baseline(text: usize, now: f64) {
    INBOX.with_borrow(|inbox| {
        let (_, request) = told(inbox, text, -1);
        put(&request, isolate(|isolate| isolate.baseline(&request, now as u64, &entropy)), false);
    });
}

/// Answers the request that must read. `send` is the shim's, and makes a `Response` of what is in the outbox at that moment.
#[wasm_bindgen]
pub fn later(env: JsValue, send: Function, number: u32) -> Promise {
    let pending = isolate(|isolate| isolate.pending.take());
    promised(number, async move {
        let Some(mut pending) = pending else { return Err(JsValue::NULL) };
        let response = read_for(&env, &mut pending).await;
        put(&pending.request(), response, false);
        send.call0(&JsValue::UNDEFINED)
    })
}

/// Reads what a request needs, round by round, and answers it.
async fn read_for(env: &JsValue, pending: &mut Pending) -> Response {
    let until = pending.until();
    if pending.cold {
        begin(env, until).await;
    }
    #[cfg(feature = "pages")]
    if let Some(query) = pending.asks_for_preview() {
        pending.preview = preview(env, query, until).await;
    }
    loop {
        if let Some(need) = pending.need() {
            // Begun first, so that both are read at once.
            let audience = need.audience.map(|id| (id, fetch_shard(env.clone(), id, until)));
            pending.came = read_shards(env, &need, until, &mut pending.left).await || audience.is_some();
            if let Some((id, promise)) = audience {
                let bytes = shard_bytes(promise).await.ok();
                if bytes.is_none() {
                    // Not which: that would tell something of who logged in.
                    report(Fault::AudienceUnreadable, At::rung(Rung::Memory));
                }
                pending.audience = Some((id, bytes));
            }
        }
        assert!(!cfg!(feature = "panics") || pending.request().user_agent != "segue-panic-later");
        if let Some(response) = isolate(|isolate| isolate.again(pending, now(), &entropy)) {
            return response;
        }
    }
}

/// What the isolate keeps. Nobody may ask for it while it is asked.
fn isolate<T>(with: impl FnOnce(&mut Isolate) -> T) -> T {
    ISOLATE.with_borrow_mut(with)
}

/// Tells the shop's owner that something is wrong, unless that was said a moment ago.
fn report(fault: Fault, at: At) {
    let Some(line) = FAULTS.with_borrow_mut(|faults| faults.line(fault, &at, now())) else { return };
    if fault.may_pass() { log_warning(&line) } else { log_error(&line) }
}

/// Tells it, and gives up.
fn wrong<T>(fault: Fault, at: At) -> Option<T> {
    report(fault, at);
    None
}

/// What is served now, whatever goes wrong.
fn served() -> At {
    isolate(|isolate| isolate.served())
}

/// Milliseconds since 1970-01-01 00:00 UTC. The clock stands still but while something is waited for.
fn now() -> u64 {
    js_sys::Date::now() as u64
}

/// A number by chance.
fn drawn() -> u32 {
    getrandom::u32().unwrap_or_default()
}

/// 16 random bytes, if there are any.
fn entropy() -> Option<[u8; 16]> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok().map(|()| bytes)
}

/// Puts an answer where the shim finds it. Where its head may be that of other answers too, it crosses once.
fn put(request: &Request<'_>, response: Response, may_repeat: bool) {
    count(&response);
    let sent = isolate(|isolate| Sent::of(response, request, may_repeat.then_some(&mut isolate.heads)));
    OUTBOX.with(|outbox| outbox.put(&sent));
    SENT.set(sent);
}

/// Counts an answer, and once in a while writes what was counted.
fn count(response: &Response) {
    COUNTED.with_borrow_mut(|counted| {
        let Some((to, counts)) = counted else { return };
        let told = counts.tell(&response.seen, response.status, |points| {
            let points: Option<Array> = js_sys::JSON::parse(points).ok().and_then(|points| points.dyn_into().ok());
            points.map_or(0, |points| points.iter().take_while(|point| to.write(point).is_ok()).count())
        });
        if !told {
            report(Fault::CountsRefused, At::rung(response.seen.rung));
        }
    });
}

/// Looks at the pointer, and remembers how that ended: a look that failed is not repeated at once.
async fn refresh(env: &JsValue, until: u64) {
    let began = now();
    let ended_well = follow(env, until).await.is_some();
    isolate(|isolate| isolate.patience.looked(ended_well, began, now(), drawn()));
}

/// What an isolate without a snapshot begins with. One request reads, and the others that come meanwhile wait for it.
async fn begin(env: &JsValue, until: u64) {
    let mut has_waited = false;
    while let Some(reads) = isolate(|isolate| isolate.begins(has_waited, until, now())) {
        if reads {
            refresh(env, until).await;
            return isolate(|isolate| isolate.underway.ended(None));
        }
        let _ = JsFuture::from(after(NAP)).await;
        has_waited = true;
    }
}

/// A promise of nothing, in so many milliseconds.
fn after(milliseconds: i32) -> Promise {
    Promise::new(&mut |resolve, _| set_timeout(&resolve, milliseconds))
}

/// Asks for the pointer, and takes the snapshot that it names if a publisher who is believed signed it, if it is no older
/// than what is served, and if all of it that is needed can be read. Otherwise the one in memory stays.
async fn follow(env: &JsValue, until: u64) -> Option<()> {
    let bytes = read(env, POINTER_KEY, POINTER_TTL, until).await;
    let bytes = found(bytes, Fault::PointerMissing, served())?;
    if bytes.length() > LONGEST_POINTER {
        return wrong(Fault::PointerLong, served());
    }
    let bytes = bytes.to_vec();
    let Some(sealed) = SealedPointer::read(&bytes) else { return wrong(Fault::PointerDamaged, served()) };
    if isolate(|isolate| isolate.asks_for_signatures()) && !is_believed(sealed.signature, &sealed.signed()).await {
        return wrong(Fault::PointerUnsigned, served());
    }
    let mut following = isolate(|isolate| isolate.follow(&sealed)).map_err(|fault| report(fault, served())).ok()?;
    while let Some(id) = isolate(|isolate| following.next(&mut isolate.memory)) {
        let read = open(env, id, until).await;
        isolate(|isolate| following.take(&mut isolate.memory, read))?;
    }
    Some(())
}

/// Reads a snapshot's core, and of its shards what is in use now, so that a change is not felt and an incomplete snapshot is
/// not taken.
async fn open(env: &JsValue, id: SnapshotId, until: u64) -> Option<Snapshot> {
    let core = found(read(env, &core_key(id), FOREVER, until).await, Fault::CoreMissing, served().of(id))?;
    if named(&core).await != Some(id) {
        return wrong(Fault::CoreDamaged, served().of(id));
    }
    let Ok((mut snapshot, warnings)) = Snapshot::begin(id, &core.to_vec()) else {
        return wrong(Fault::CoreUnreadable, served().of(id));
    };
    if !warnings.is_empty() {
        report(Fault::RulesOff, served().of(id).part(warnings.len() as u32));
    }
    let (wanted, budget) = isolate(|isolate| (isolate.memory.needed_by(&snapshot), isolate.budget()));
    for (bytes, (at, _)) in fetch_shards(env, &wanted, until).await.into_iter().zip(wanted) {
        if !bytes.is_ok_and(|bytes| snapshot.load(at, bytes, budget).is_ok()) {
            return wrong(Fault::SnapshotIncomplete, served().of(id).part(at.into()));
        }
    }
    Some(snapshot)
}

/// Whether a publisher of this shop made this signature (Ed25519, RFC 8032) of these bytes.
async fn is_believed(signature: Option<PublisherSignature<'_>>, of: &[u8]) -> bool {
    let Some(signature) = signature else { return false };
    let keys = isolate(|isolate| isolate.keys_of(signature.name));
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
    if let Some(id) = isolate(|isolate| isolate.lacks(&token, now()))
        && let Some(snapshot) = open(env, id, until).await
    {
        isolate(|isolate| isolate.memory.show(snapshot));
    }
    Some(token)
}

/// Reads what a request needs of a snapshot, as far as it is asked for now; whether something came of it.
async fn read_shards(env: &JsValue, need: &Need, until: u64, left: &mut usize) -> bool {
    let Some(id) = need.snapshot else { return false };
    let (ours, theirs) = isolate(|isolate| isolate.share_out(id, need, left, now()));
    let mut came = !theirs.is_empty();
    for (bytes, shard) in fetch_shards(env, &ours, until).await.into_iter().zip(ours) {
        let (changed, fault) = isolate(|isolate| isolate.take(id, shard, bytes));
        came |= changed;
        if let Some(fault) = fault {
            report(fault, served().of(id).part(shard.0.into()));
        }
    }
    while now() < until && isolate(|isolate| isolate.are_read(&theirs, now())) {
        let _ = JsFuture::from(after(NAP)).await;
    }
    came
}

/// Reads shards, a few at once, and checks that each is what its name says.
async fn fetch_shards(env: &JsValue, wanted: &[(u16, SnapshotId)], until: u64) -> Vec<Result<Vec<u8>, Unread>> {
    let mut shards = Vec::with_capacity(wanted.len());
    for some in wanted.chunks(AT_ONCE) {
        if now() >= until {
            shards.extend(some.iter().map(|_| Err(Unread::Failed)));
            continue;
        }
        let promises: Vec<_> = some.iter().map(|(_, id)| fetch_shard(env.clone(), *id, until)).collect();
        for promise in promises {
            shards.push(shard_bytes(promise).await);
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
        isolate(|isolate| isolate.patience.shard(id, read.is_ok(), began, now(), drawn()));
        read
    })
}

/// The name that these bytes have by their content. The runtime digests faster than what is compiled to Wasm.
async fn named(bytes: &Uint8Array) -> Option<SnapshotId> {
    let digest = JsFuture::from(sha256("SHA-256", &bytes.buffer()).ok()?).await.ok()?;
    let digest: [u8; 32] = Uint8Array::new(&digest).to_vec().try_into().ok()?;
    Some(SnapshotId::from_sha256(&digest))
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
    let Some(time) = isolate(|isolate| isolate.begins_read(until, began)) else { return Err(Unread::Failed) };
    let fault = match ask(env, key, ttl, time as i32).map(JsFuture::from) {
        None => Fault::KvUnbound,
        Some(asked) => match asked.await {
            Ok(value) if !value.is_undefined() => {
                isolate(|isolate| isolate.patience.answered());
                return value.dyn_into().map(|bytes: ArrayBuffer| Uint8Array::new(&bytes)).map_err(|_| Unread::Gone);
            }
            Ok(_) => Fault::KvSlow,
            Err(_) => Fault::KvFailed,
        },
    };
    report(fault, served());
    isolate(|isolate| isolate.patience.failed(began, now(), drawn()));
    Err(Unread::Failed)
}

/// A promise of a value, which is null when it is not there, and undefined when the time has passed.
fn ask(env: &JsValue, key: &str, ttl: u32, time: i32) -> Option<Promise> {
    let kv: Kv = Reflect::get(env, &"SEGUE".into()).ok().filter(JsValue::is_object)?.unchecked_into();
    let options = Object::new();
    Reflect::set(&options, &"type".into(), &"arrayBuffer".into()).ok()?;
    Reflect::set(&options, &"cacheTtl".into(), &ttl.into()).ok()?;
    let value = kv.get(key, &options).ok()?;
    Some(Promise::race(&Array::of2(&value, &after(time))))
}
