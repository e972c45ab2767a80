//! The Worker. `GET /{product}` answers that product's page; `?times=N` writes it N times over first, so that the time of
//! one can be told from outside (a Worker's own clock stands still while it computes). `GET /core?times=N` reads the core
//! N times over.

use std::cell::RefCell;
use std::hint::black_box;

use js_sys::{ArrayBuffer, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::{Context, Env, Request, Response, Result, event};

use crate::encoding::Encoding;
use crate::outline::Shard;
use crate::page::{self, Memory, Outcome};

#[cfg(feature = "json")]
type Chosen = crate::encoding::Json;
#[cfg(feature = "postcard")]
type Chosen = crate::encoding::Postcard;
#[cfg(feature = "rkyv")]
type Chosen = crate::encoding::Rkyv;

#[wasm_bindgen]
extern "C" {
    type Kv;
    #[wasm_bindgen(method, catch)]
    fn get(this: &Kv, key: &str, kind: &str) -> std::result::Result<Promise, JsValue>;
}

thread_local! {
    static MEMORY: RefCell<Option<Memory>> = const { RefCell::new(None) };
}

/// Answers a page, reading what it needs and the isolate does not have.
#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    console_error_panic_hook::set_once();
    let url = request.inner().url();
    let path = url.splitn(4, '/').nth(3).unwrap_or_default();
    let (id, query) = path.split_once('?').unwrap_or((path, ""));
    let times = query.strip_prefix("times=").and_then(|times| times.parse().ok()).unwrap_or(1_u32);
    match answer(&env, id, times).await {
        Some(body) => Response::ok(body),
        None => Response::error("the snapshot cannot be read, or has no such product", 404),
    }
}

async fn answer(env: &Env, id: &str, times: u32) -> Option<String> {
    if id == "core" {
        let core = read(env, "core")?.await?;
        let rules = (0..times).map(|_| Chosen::core(black_box(&core)).map_or(0, |core| core.rules.on())).max();
        return rules.map(|rules| rules.to_string());
    }
    if MEMORY.with_borrow(Option::is_none) {
        let memory = Memory::open::<Chosen>(&read(env, "core")?.await?)?;
        MEMORY.set(Some(memory));
    }
    let mut body = String::new();
    loop {
        let outcome =
            MEMORY.with_borrow(|memory| memory.as_ref().map(|memory| page::write::<Chosen>(memory, id, &mut body)));
        match outcome? {
            Outcome::Done => break,
            Outcome::Absent => return None,
            Outcome::Missing(shards) => load(env, &shards).await?,
        }
    }
    MEMORY.with_borrow(|memory| {
        let memory = memory.as_ref()?;
        for _ in 1..times {
            page::write::<Chosen>(memory, black_box(id), black_box(&mut body));
        }
        Some(())
    })?;
    Some(body)
}

/// Reads shards, all at once.
async fn load(env: &Env, shards: &[usize]) -> Option<()> {
    let keys: Vec<String> = MEMORY.with_borrow(|memory| {
        let infos = memory.iter().flat_map(|memory| shards.iter().filter_map(|at| memory.core.shards.get(*at)));
        infos.map(|info| format!("shard-{}", info.id)).collect()
    });
    let reads: Vec<_> = keys.iter().filter_map(|key| read(env, key)).collect();
    for (at, bytes) in shards.iter().zip(reads) {
        let shard = Shard::open(bytes.await?)?;
        MEMORY.with_borrow_mut(|memory| memory.as_mut()?.shards.get_mut(*at)?.replace(shard));
    }
    Some(())
}

/// Starts to read a value.
fn read(env: &Env, key: &str) -> Option<impl Future<Output = Option<Vec<u8>>> + use<>> {
    let kv: Kv = Reflect::get(env, &"SEGUE".into()).ok().filter(JsValue::is_object)?.unchecked_into();
    let value = JsFuture::from(kv.get(key, "arrayBuffer").ok()?);
    Some(async move {
        let value = value.await.ok()?;
        value.is_instance_of::<ArrayBuffer>().then(|| Uint8Array::new(&value).to_vec())
    })
}
