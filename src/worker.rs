//! The runtime: the only file that waits, reads the clock, draws random numbers or names `worker::`.
//!
//! When the snapshot is in memory, a request is answered without a promise: [`fetch`] returns a `Response`. It returns a
//! promise only when a body or KV has to be read. What the isolate keeps between requests is bytes and what was read from
//! them, never a future: the runtime cancels futures that another request made.

use crate::day::Now;
use crate::edge::counted::Counts;
use crate::edge::fault::{At, Fault, Faults};
use crate::edge::patience::{DEADLINE, IN_THE_BACKGROUND, MOST_SHARDS, Patience};
use crate::edge::preview::{Preview, Token, Unverified, persona_in, token_in};
use crate::edge::{self, Beside, Configured, Edge, MAX_BODY, Need, Owned, OwnedBody, Response, Rung, Step, Trial};
use crate::snapshot::{
    Live, Loaded, Memory, OnTrial, POINTER_KEY, PublisherSignature, SealedPointer, Snapshot, SnapshotId, core_key,
    shard_key,
};
use core::cell::{OnceCell, RefCell};
use js_sys::{Array, ArrayBuffer, Function, JsString, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use worker::Env;
use worker::worker_sys::Context;

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

    /// The headers, asked for by names that are texts of the runtime already: no name crosses with each look.
    type Headers;
    #[wasm_bindgen(method)]
    fn get(this: &Headers, name: &JsString) -> Option<String>;

    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(then: &Function, milliseconds: i32);

    /// The request with the runtime's own `cf`, which may be null.
    #[wasm_bindgen(extends = web_sys::Request)]
    type Incoming;
    #[wasm_bindgen(method, getter)]
    fn cf(this: &Incoming) -> Option<Cf>;

    /// Workers Analytics Engine.
    type Dataset;
    #[wasm_bindgen(method, catch, js_name = writeDataPoint)]
    fn write(this: &Dataset, point: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(extends = Object)]
    type Init;
    #[wasm_bindgen(method, getter, catch)]
    fn exposure(this: &Init) -> Result<JsValue, JsValue>;

    type Cf;
    #[wasm_bindgen(method, getter)]
    fn country(this: &Cf) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = regionCode)]
    fn region_code(this: &Cf) -> Option<String>;
}

thread_local! {
    static NAMES: [JsString; edge::LOOKED_AT.len()] = edge::LOOKED_AT.map(JsString::from);
    /// Where the shop's owner is told of clicks, if anywhere.
    static EXPOSURES: RefCell<Option<Dataset>> = const { RefCell::new(None) };
    /// Where the shop's owner is told how many requests there were, if anywhere, and what was not told yet.
    static COUNTED: RefCell<Option<(Dataset, Counts)>> = const { RefCell::new(None) };
    static SETTINGS: OnceCell<Configured> = const { OnceCell::new() };
    static FAULTS: RefCell<Faults> = const { RefCell::new(Faults::new()) };
    static MEMORY: RefCell<Memory> = RefCell::new(Memory::default());
    static PATIENCE: RefCell<Patience> = const { RefCell::new(Patience::new()) };
}

/// Answers a request: a `Response`, or a promise of one where something has to be read first.
#[wasm_bindgen]
pub fn fetch(request: web_sys::Request, env: Env, ctx: Context) -> JsValue {
    configure(&env);
    let request = Plain::of(request.unchecked_into());
    let has_one = MEMORY.with_borrow(|memory| memory.live().is_some());
    let every = SETTINGS.with(|settings| settings.get().map_or(0, |settings| settings.look_every));
    let due = request.plain.needs_snapshot() && patience(|patience, now| patience.looks(now, has_one, every));
    // Without a snapshot every request reads for itself, since a future must not be shared; one that fails makes the
    // others go without for a while.
    let cold = due && !has_one;
    if due && has_one {
        let env = env.clone();
        let refresh = future_to_promise(async move {
            refresh(&env, now() + IN_THE_BACKGROUND).await;
            Ok(JsValue::UNDEFINED)
        });
        // Nothing is lost when the runtime refuses: the next request asks again.
        let _ = ctx.wait_until(&refresh);
    }
    if !cold && !request.plain.wants_body() && !request.asks_for_preview() {
        match request.step(Rung::Memory, None, false) {
            Step::Answer(response) => return send(&request, &response),
            Step::Read(need) => return later(request, env, Some(need), cold),
        }
    }
    later(request, env, None, cold)
}

/// Answers after reading.
fn later(mut request: Plain, env: Env, mut missing: Option<Need>, cold: bool) -> JsValue {
    let answer = async move {
        if request.plain.wants_body() {
            request.plain.body = read_body(&request.raw).await.map_or_else(|fault| fault, OwnedBody::Bytes);
        }
        let (started, mut read, mut came, mut left) = (now(), cold, true, MOST_SHARDS);
        let until = started + DEADLINE;
        if cold {
            refresh(&env, until).await;
        }
        if request.asks_for_preview() {
            request.preview = preview(&env, &request.plain.url, until).await;
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
            let rung = if read { Rung::Kv } else { Rung::Memory };
            let took = read.then(|| now().saturating_sub(started) as u32);
            match request.step(rung, took, round == ROUNDS || !came || now() >= until) {
                Step::Answer(response) => return Ok(send(&request, &response)),
                Step::Read(need) => missing = Some(need),
            }
        }
        Ok(send(&request, &Response::untouched()))
    };
    future_to_promise(answer).into()
}

fn configure(env: &Env) {
    SETTINGS.with(|settings| {
        settings.get_or_init(|| {
            // What a panic says may hold a piece of a request, so that its place alone is told.
            std::panic::set_hook(Box::new(|panic| {
                let Some(at) = panic.location() else { return };
                let now = js_sys::Date::now() as u64;
                let line = FAULTS.with(|faults| faults.try_borrow_mut().ok()?.panicked(at.file(), at.line(), now));
                line.iter().for_each(|line| worker::console_error!("{}", line));
            }));
            let bound = |name: &str| Reflect::get(env, &name.into()).ok().filter(JsValue::is_object);
            EXPOSURES.set(bound("SEGUE_EXPOSURES").map(JsCast::unchecked_into));
            COUNTED.set(bound("SEGUE_COUNTS").map(|to| (to.unchecked_into(), Counts::new())));
            let text = |name: &str| Reflect::get(env, &name.into()).ok().and_then(|value| value.as_string());
            let (configured, faults) = Configured::read(text);
            for (fault, part) in faults {
                report(fault, At { part, ..At::rung(Rung::Baseline) });
            }
            configured
        });
    });
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

/// Tells the shop's owner that something is wrong, unless that was said a moment ago.
fn report(fault: Fault, at: At) {
    let Some(line) = FAULTS.with_borrow_mut(|faults| faults.line(fault, &at, now())) else { return };
    if fault.may_pass() { worker::console_warn!("{}", line) } else { worker::console_error!("{}", line) }
}

/// What is served now, whatever goes wrong.
fn served() -> At {
    let live = MEMORY.with_borrow(|memory| memory.live().is_some());
    At::rung(if live { Rung::Memory } else { Rung::Baseline })
}

/// Bytes of shards that this isolate keeps.
fn budget() -> usize {
    SETTINGS.with(|settings| settings.get().map_or(0, |settings| settings.shard_budget))
}

/// A request in Rust's own memory, and the runtime's own for its body.
struct Plain {
    raw: Incoming,
    plain: Owned,
    /// What the request's preview link says, once it was verified.
    preview: Option<Token>,
    /// The shard of audiences that was asked for, and its bytes if it could be read.
    audience: Option<(SnapshotId, Option<Vec<u8>>)>,
    /// The number that was drawn for this click.
    drawn: Option<u32>,
}

impl Plain {
    fn of(raw: Incoming) -> Self {
        let headers: Headers = raw.headers().unchecked_into();
        let mut plain = Owned { method: raw.method(), url: raw.url(), ..Owned::default() };
        let is_link = plain.is_link();
        let country = SETTINGS.with(|settings| settings.get().and_then(|settings| settings.country.clone()));
        NAMES.with(|[accept, language, cookie, gpc, purpose, agent, place, older @ ..]| {
            plain.accept_language = headers.get(language);
            plain.cookies = headers.get(cookie);
            plain.gpc = headers.get(gpc);
            plain.sec_purpose = headers.get(purpose);
            plain.user_agent = headers.get(agent);
            // A redirect is the same whatever its reader accepts; what a preview shows of it is not.
            if !is_link || plain.url.contains(edge::preview::PARAMETER) {
                plain.accept = headers.get(accept);
            }
            if is_link {
                plain.purpose = older.iter().find_map(|name| headers.get(name));
            }
            // In development only: `Segue-Country` says where this one request comes from.
            plain.country = country.map(|country| headers.get(place).unwrap_or(country));
        });
        // Each look crosses into the runtime, so what only matters to a body is looked at only where there is one.
        let rare = |name: &str| headers.get(&JsString::from(name));
        if plain.wants_body() {
            plain.content_type = rare("content-type");
            plain.origin = rare("origin");
            plain.referer = rare("referer");
            plain.sec_fetch_site = rare("sec-fetch-site");
        }
        if let Some(place) = plain.country.is_none().then(|| raw.cf()).flatten() {
            (plain.country, plain.region) = (place.country(), place.region_code());
        }
        Self { raw, plain, preview: None, audience: None, drawn: None }
    }

    /// Whether the address holds a preview link.
    fn asks_for_preview(&self) -> bool {
        self.plain.url.contains(edge::preview::PARAMETER)
    }

    /// Asks the edge, with what is in memory now.
    fn step(&self, rung: Rung, read_ms: Option<u32>, last_try: bool) -> Step {
        SETTINGS.with(|settings| {
            let Some(settings) = settings.get() else { return Step::Answer(Response::untouched()) };
            MEMORY.with_borrow(|memory| {
                let live = memory.live();
                let request = self.plain.request();
                let token = self.preview.as_ref().zip(token_in(request.query));
                let preview = token.and_then(|(token, text)| {
                    let live = token.snapshot.is_none_or(|id| live.is_some_and(|live| live.snapshot.id() == id));
                    Some(Preview { token, text, seen: persona_in(request.query, token)?, live })
                });
                let snapshot = match preview.and_then(|preview| preview.token.snapshot) {
                    Some(id) => memory.snapshot(id),
                    None => live.map(|live| &live.snapshot),
                };
                let trial = memory.canary().map(|on| Trial { snapshot: &on.snapshot, percent: on.percent });
                let audience = self.audience.as_ref().map(|(id, bytes)| (*id, bytes.as_deref()));
                let (drawn, link_keys) = (self.drawn, Some(&settings.link_keys));
                let tells = EXPOSURES.with_borrow(Option::is_some);
                let edge = Edge {
                    snapshot,
                    published: live.map_or(0, |live| live.published),
                    rung: if snapshot.is_some() { rung } else { Rung::Baseline },
                    keys: &settings.keys,
                    now: Now::from_unix_seconds((js_sys::Date::now() / 1_000.0) as u64),
                    entropy: &|| {
                        let mut bytes = [0; 16];
                        getrandom::fill(&mut bytes).ok().map(|()| bytes)
                    },
                    fallback_url: &settings.fallback_url,
                    read_ms,
                    last_try,
                    beside: Beside { trial, preview, audience, link_keys, tells, drawn, ..Beside::default() },
                };
                edge::handle(&edge, &request)
            })
        })
    }
}

/// Reads the body, never more than the limit.
async fn read_body(request: &Incoming) -> Result<Vec<u8>, OwnedBody> {
    let declared = request.headers().get("content-length").ok().flatten().and_then(|length| length.parse().ok());
    if declared.is_some_and(|length: u64| length > MAX_BODY as u64) {
        return Err(OwnedBody::TooLarge);
    }
    let Some(stream) = request.body() else { return Ok(Vec::new()) };
    let reader: web_sys::ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut body = Vec::new();
    loop {
        let chunk = JsFuture::from(reader.read()).await.map_err(|_| OwnedBody::Broken)?;
        let done = Reflect::get(&chunk, &"done".into()).is_ok_and(|done| done.is_truthy());
        if done {
            return Ok(body);
        }
        let bytes: Uint8Array = Reflect::get(&chunk, &"value".into()).map_err(|_| OwnedBody::Broken)?.unchecked_into();
        if body.len() + bytes.length() as usize > MAX_BODY {
            let _ = reader.cancel();
            return Err(OwnedBody::TooLarge);
        }
        body.extend(bytes.to_vec());
    }
}

/// Turns an answer into the runtime's own. Status and headers cross as one JSON text, which the runtime parses: a call
/// for each header costs more than the whole decision.
fn send(request: &Plain, response: &Response) -> JsValue {
    let init: Init = js_sys::JSON::parse(&response.init()).unwrap_or_default().unchecked_into();
    if response.exposure.is_some() {
        // It is written in the background. What the runtime does not take is not told, and the shopper goes on.
        let _ = EXPOSURES.with_borrow(|to| to.as_ref().map(|to| to.write(&Init::exposure(&init)?)));
    }
    count(response);
    let init = init.unchecked_ref();
    let answer = if response.body.is_empty() || request.plain.method == "HEAD" {
        web_sys::Response::new_with_opt_str_and_init(None, init)
    } else {
        // As bytes: a text would be decoded here only to be encoded again by the runtime.
        let body = Uint8Array::from(response.body.as_bytes());
        web_sys::Response::new_with_opt_buffer_source_and_init(Some(&body), init)
    };
    // What the runtime refuses to send becomes the last rung, never an error.
    let last_rung = |_| {
        report(Fault::AnswerRefused, At::rung(Rung::Storefront));
        web_sys::Response::new()
    };
    answer.or_else(last_rung).map_or(JsValue::UNDEFINED, JsValue::from)
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
async fn refresh(env: &Env, until: u64) {
    let began = now();
    let ended = follow(env, until).await;
    patience(|patience, now| patience.looked(ended.is_ok(), began, now, drawn()));
    if let Err((fault, at)) = ended {
        report(fault, at);
    }
}

/// Asks for the pointer, and takes the snapshot that it names if a publisher who is believed signed it, if it is no older
/// than what is served, and if all of it that is needed can be read. Otherwise the one in memory stays.
async fn follow(env: &Env, until: u64) -> Result<(), (Fault, At)> {
    let because = |fault| (fault, served());
    let bytes = read(env, POINTER_KEY, POINTER_TTL, until).await;
    let bytes = bytes.map_err(|why| because(why.or(Fault::PointerMissing)))?;
    if bytes.length() > LONGEST_POINTER {
        return Err(because(Fault::PointerLong));
    }
    let bytes = bytes.to_vec();
    let sealed = SealedPointer::read(&bytes).ok_or_else(|| because(Fault::PointerDamaged))?;
    if asks_for_signatures() && !is_believed(sealed.signature, &sealed.signed()).await {
        return Err(because(Fault::PointerUnsigned));
    }
    let pointer = sealed.pointer().ok_or_else(|| because(Fault::PointerDamaged))?;
    let not_before = SETTINGS.with(|settings| settings.get().map_or(0, |settings| settings.not_before));
    let may_follow = || MEMORY.with_borrow(|memory| memory.may_follow(pointer.published));
    if pointer.published < not_before || !may_follow() {
        return Err(because(Fault::PointerOld));
    }
    let trial = pointer.canary.map(|canary| canary.snapshot);
    let take_back = sealed.takes_back();
    let current = MEMORY.with_borrow(|memory| memory.live().map(|live| live.snapshot.id()));
    let is_new = current != Some(pointer.snapshot);
    if is_new && !MEMORY.with_borrow_mut(|memory| memory.promote(pointer.snapshot, pointer.published)) {
        let opened = open(env, pointer.snapshot, until).await;
        // What is no longer on trial ends all the same.
        let snapshot = opened.inspect_err(|_| MEMORY.with_borrow_mut(|memory| memory.end_trial(trial)))?;
        // Another request may have followed a later pointer in the meantime.
        if !may_follow() {
            return Ok(());
        }
        MEMORY.with_borrow_mut(|memory| memory.take(Live { snapshot, published: pointer.published }));
    }
    MEMORY.with_borrow_mut(|memory| memory.follow(pointer.published, trial, take_back));
    let Some(canary) = pointer.canary else { return Ok(()) };
    if MEMORY.with_borrow_mut(|memory| memory.set_share(canary.snapshot, canary.percent)) {
        return Ok(());
    }
    let snapshot = open(env, canary.snapshot, until).await?;
    MEMORY.with_borrow_mut(|memory| {
        if memory.follows(pointer.published) {
            memory.try_out(Some(OnTrial { snapshot, percent: canary.percent }));
        }
    });
    Ok(())
}

/// Reads a snapshot's core, and of its shards what is in use now, so that a change is not felt and an incomplete snapshot is
/// not taken.
async fn open(env: &Env, id: SnapshotId, until: u64) -> Result<Snapshot, (Fault, At)> {
    let because = |fault| (fault, served().of(id));
    let core = read(env, &core_key(id), FOREVER, until).await;
    let core = core.map_err(|why| because(why.or(Fault::CoreMissing)))?;
    if named(&core).await != Some(id) {
        return Err(because(Fault::CoreDamaged));
    }
    let begun = Snapshot::begin(id, &core.to_vec());
    let (mut snapshot, warnings) = begun.map_err(|_| because(Fault::CoreUnreadable))?;
    if !warnings.is_empty() {
        report(Fault::RulesOff, served().of(id).part(warnings.len() as u32));
    }
    let wanted = MEMORY.with_borrow(|memory| memory.needed_by(&snapshot));
    for (at, bytes) in fetch_shards(env, &wanted, until).await {
        let loaded = bytes.ok().and_then(|bytes| snapshot.load(at, bytes, budget()).ok());
        loaded.ok_or_else(|| (Fault::SnapshotIncomplete, served().of(id).part(at.into())))?;
    }
    Ok(snapshot)
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

/// What the preview link in an address says, if a publisher of this shop signed it, with its snapshot at hand.
async fn preview(env: &Env, url: &str, until: u64) -> Option<Token> {
    let link = Unverified::read(token_in(url.split_once('?')?.1)?)?;
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
    {
        match open(env, id, until).await {
            Ok(snapshot) => MEMORY.with_borrow_mut(|memory| memory.show(snapshot)),
            Err((fault, at)) => report(fault, at),
        }
    }
    Some(token)
}

/// Reads what a request needs of a snapshot, as far as it is asked for now; whether something came of it. When a shard of the
/// live one is not there, the one before takes its place until the next look at the pointer: a whole snapshot or the
/// previous one, never a mixture. When KV fails, the request goes without the shard, and what is in memory stays.
async fn read_shards(env: &Env, need: &Need, until: u64, left: &mut usize) -> bool {
    let Some(id) = need.snapshot else { return false };
    let mut wanted = MEMORY.with_borrow(|memory| memory.addresses(id, &need.shards));
    wanted.retain(|(_, shard)| patience(|patience, now| patience.may_read_shard(*shard, now)));
    wanted.truncate(*left);
    *left -= wanted.len();
    let mut came = false;
    for (at, bytes) in fetch_shards(env, &wanted, until).await {
        if matches!(bytes, Err(Unread::Failed(_))) {
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
    came
}

/// Reads shards, a few at once, and checks that each is what its name says.
async fn fetch_shards(env: &Env, wanted: &[(u16, SnapshotId)], until: u64) -> Vec<(u16, Result<Vec<u8>, Unread>)> {
    let mut shards = Vec::with_capacity(wanted.len());
    for some in wanted.chunks(AT_ONCE) {
        if now() >= until {
            shards.extend(some.iter().map(|(at, _)| (*at, Err(Unread::Failed(Fault::KvSlow)))));
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
    let failed = |why: JsValue| if why.is_null() { Unread::Gone } else { Unread::Failed(Fault::KvFailed) };
    Ok(JsFuture::from(promise).await.map_err(failed)?.unchecked_into::<Uint8Array>().to_vec())
}

/// A promise of a shard's bytes; it fails with null when they are not there or not what their name says.
fn fetch_shard(env: Env, id: SnapshotId, until: u64) -> Promise {
    future_to_promise(async move {
        let began = now();
        let read = match read(&env, &shard_key(id), FOREVER, until).await {
            Ok(bytes) if named(&bytes).await == Some(id) => Ok(bytes.into()),
            Ok(_) | Err(Unread::Gone) => Err(JsValue::NULL),
            Err(Unread::Failed(fault)) => {
                report(fault, served());
                Err(JsValue::UNDEFINED)
            }
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
    Failed(Fault),
}

impl Unread {
    /// The fault, where it is `gone` that KV has none.
    fn or(self, gone: Fault) -> Fault {
        match self {
            Self::Gone => gone,
            Self::Failed(fault) => fault,
        }
    }
}

/// Reads a value, for no longer than a read may take, and not beyond the time until which is read at all.
async fn read(env: &Env, key: &str, ttl: u32, until: u64) -> Result<Uint8Array, Unread> {
    let began = now();
    let time = until.saturating_sub(began).min(DEADLINE);
    if time == 0 || !patience(|patience, now| patience.may_read(now)) {
        return Err(Unread::Failed(Fault::KvSlow));
    }
    let Some(asked) = ask(env, key, ttl, time as i32) else { return Err(Unread::Failed(Fault::KvUnbound)) };
    patience(|patience, now| patience.begins(now));
    let fault = match JsFuture::from(asked).await {
        Ok(value) if !value.is_undefined() => {
            patience(|patience, _| patience.answered());
            let bytes = value.is_instance_of::<ArrayBuffer>().then(|| Uint8Array::new(&value));
            return bytes.ok_or(Unread::Gone);
        }
        Ok(_) => Fault::KvSlow,
        Err(_) => Fault::KvFailed,
    };
    patience(|patience, now| patience.failed(began, now, drawn()));
    Err(Unread::Failed(fault))
}

/// A promise of a value, which is null when it is not there, and undefined when the time has passed.
fn ask(env: &Env, key: &str, ttl: u32, time: i32) -> Option<Promise> {
    let kv: Kv = Reflect::get(env, &"SEGUE".into()).ok().filter(JsValue::is_object)?.unchecked_into();
    let options = Object::new();
    Reflect::set(&options, &"type".into(), &"arrayBuffer".into()).ok()?;
    Reflect::set(&options, &"cacheTtl".into(), &ttl.into()).ok()?;
    let value = kv.get(key, &options).ok()?;
    let deadline = Promise::new(&mut |resolve, _| set_timeout(&resolve, time));
    Some(Promise::race(&Array::of2(&value, &deadline)))
}
