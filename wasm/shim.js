// What the runtime calls: the other half of src/worker.rs, which says why each of them does what it does.
//
// A request goes into the Wasm's memory as one text, a field a line, and the answer is read from there: no object of the
// runtime crosses. A fault of the Wasm (a panic is a trap) loses one instance and not the isolate: the request gets the
// baseline from a new instance, those that are still waiting for KV finish in the old one, and the next are answered by the new.
//
// fields: method url accept accept-language cookie sec-gpc sec-purpose user-agent country region purpose content-type origin referer sec-fetch-site if-none-match
import path_module from "./index_bg.wasm";
import pages_module from "./pages_bg.wasm";
import make_path from "./index.glue.js";
import make_pages from "./pages.glue.js";

// What `answer` says; src/isolate/numbers.rs has the same numbers, and those of a body.
const MUST_READ = 1;
const WANTS_BODY = 2;
const IS_FOR_PAGES = 3;
const DUE = 8;

// What is told of a body that is not there, is too long, or broke off.
const NO_BODY = -1;
const TOO_LONG = -2;
const BROKEN = -3;
const TOO_SLOW = -4;

// The longest body that is read, in bytes, and how long one may take, in milliseconds.
const MAX_BODY = 65536;
const BODY_MS = 10000;

// How long a request may take in all before it gets the last rung, in milliseconds. The Wasm gives up reading long before.
const MAX_MS = 8000;

// What the log says of a trap, and of an answer that the runtime does not take; src/edge/fault.rs has the same words.
const TRAPPED =
  '{"segue":"fault","code":"trapped","rung":"baseline","words":"the Wasm broke off; this request got the baseline; look for `panicked` before it","sampled":1}';
const REFUSED =
  '{"segue":"fault","code":"answer-refused","rung":"storefront","words":"the runtime refused to send an answer, so the storefront stayed as it is; report it","sampled":1}';

// How long the next line of the same kind waits, in milliseconds; of each, how many there were since the last, and when that was.
const TOLD_MS = 60000;
const lines = new Map();

// Never a fault's own words, which may hold what a request held.
function log(line) {
  const now = Date.now();
  const { left, told } = lines.get(line) ?? { left: 0, told: 0 };
  const due = now < told || now - told >= TOLD_MS;
  lines.set(line, due ? { left: 0, told: now } : { left: left + 1, told });
  if (due) console.error(line.replace('"sampled":1', `"sampled":${left + 1}`));
}

// A request that waited for too long, in an instance that is well.
class Late extends Error {}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

class Instance {
  constructor(make, module) {
    // Requests that wait for KV, by their numbers: what to do when the instance is lost in the middle of one.
    this.waiting = new Map();
    this.last = 0;
    // What is the same for many answers, by its number.
    this.heads = [];
    this.capacity = 0;
    this.memory = null;
    this.wasm = make(module, (fault) => this.lose(fault));
    this.outbox = this.wasm.outbox() >> 2;
    this.grow(16384);
    this.env = null;
  }

  configure(env) {
    this.wasm.configure(env);
    // In development only: where visitors are taken to be.
    this.place = env.SEGUE_COUNTRY;
    this.env = env;
  }

  grow(bytes) {
    this.inbox = this.wasm.room(bytes);
    this.capacity = bytes;
    this.view();
  }

  // The Wasm's memory moves when it grows.
  view() {
    const buffer = this.wasm.memory().buffer;
    if (buffer !== this.memory) {
      this.memory = buffer;
      this.bytes = new Uint8Array(buffer);
      this.numbers = new Uint32Array(buffer);
    }
  }

  // Hands over a request; `body` is its bytes, or a number that says why there are none.
  put(text, body) {
    const more = typeof body === "number" ? 0 : body.length;
    if (text.length * 3 + more > this.capacity) this.grow(text.length * 3 + more);
    this.view();
    const end = this.inbox + this.capacity;
    const length = encoder.encodeInto(text, this.bytes.subarray(this.inbox, end)).written;
    if (more > 0) this.bytes.set(body, this.inbox + length);
    return length;
  }

  ask(text, body) {
    return this.wasm.answer(this.put(text, body), typeof body === "number" ? body : body.length, Date.now());
  }

  // Makes the answer that lies in the outbox into one of the runtime's.
  send() {
    this.view();
    const { bytes, numbers, outbox } = this;
    const text = (at) => decoder.decode(bytes.subarray(numbers[at], numbers[at] + numbers[at + 1]));
    const head = numbers[outbox + 1];
    let init;
    if (numbers[outbox + 3] > 0) {
      init = JSON.parse(text(outbox + 2));
      init.headers = new Headers(init.headers);
      if (head > 0) this.heads[head] = init;
    } else {
      init = this.heads[head];
      if (init === undefined) throw new TypeError("a head that was refused");
    }
    const at = numbers[outbox + 6];
    const size = numbers[outbox + 7];
    // A copy: the runtime sends it after this memory was written again.
    const body = size === 0 ? null : bytes.slice(at, at + size);
    if (numbers[outbox + 5] === 0) return new Response(body, init);
    // What is this answer's own stands among what many have while the runtime takes a copy of it, and no longer, whatever
    // happens: the answer's headers as an object would cost as much as all the rest of it.
    const own = JSON.parse(text(outbox + 4));
    try {
      for (let n = 0; n < own.length; n += 2) {
        if (own[n] === "") tell(this.env, own[n + 1]);
        else init.headers.append(own[n], own[n + 1]);
      }
      return new Response(body, init);
    } finally {
      for (let n = 0; n < own.length; n += 2) if (own[n] !== "") init.headers.delete(own[n]);
    }
  }

  // A promise of an answer, which fails when the instance is lost in the middle of it.
  later(env) {
    return this.wait((number) => this.wasm.later(env, () => this.send(), number));
  }

  look(env) {
    return this.wait((number) => this.wasm.look(env, number));
  }

  wait(begin) {
    const number = ++this.last;
    return new Promise((resolve, reject) => {
      this.waiting.set(number, reject);
      const timer = setTimeout(() => reject(new Late()), MAX_MS);
      const done = (settle) => (value) => {
        clearTimeout(timer);
        this.waiting.delete(number);
        settle(value);
      };
      begin(number).then(done(resolve), done(reject));
    });
  }

  // A trap in the background of a request: its number lies behind the outbox.
  lose(fault) {
    retire(this);
    // The memory may have grown since it was looked at, and then what was seen of it is empty.
    this.view();
    const reject = this.waiting.get(this.numbers[this.outbox + 8]);
    if (reject) reject(fault);
  }
}

// What every page of the shop waits for.
let path = new Instance(make_path, path_module);
// The visitor's page, previews and the program's files, from the first request for one of them on.
let pages = null;

// The instance for this request, with its settings.
function at_hand(env) {
  path ??= new Instance(make_path, path_module);
  if (path.env === null) path.configure(env);
  return path;
}

function pages_at_hand(env) {
  if (pages === null) {
    pages = new Instance(make_pages, pages_module);
    pages.configure({ ...env, SEGUE_SHARD_MB: "4" });
  }
  return pages;
}

// No request begins in this instance any more.
function retire(instance) {
  if (instance !== null && path === instance) path = null;
  if (instance !== null && pages === instance) pages = null;
  log(TRAPPED);
}

const ABSENT = "\n\0";

function describe(request, place) {
  const { method, url, headers } = request;
  const field = (name) => {
    const value = headers.get(name);
    return value === null ? ABSENT : "\n" + value;
  };
  const click = url.startsWith("/r/", url.indexOf("/", 8));
  let text = method + "\n" + url;
  // A redirect is the same whatever its reader accepts; what a preview shows of it is not.
  text += click && !url.includes("segue_preview") ? ABSENT : field("accept");
  text += field("accept-language") + field("cookie") + field("sec-gpc") + field("sec-purpose") + field("user-agent");
  if (place) {
    text += "\n" + (headers.get("segue-country") ?? place) + ABSENT;
  } else {
    const cf = request.cf;
    text += cf?.country ? "\n" + cf.country : ABSENT;
    text += cf?.regionCode ? "\n" + cf.regionCode : ABSENT;
  }
  if (click) {
    text += "\n" + (headers.get("purpose") ?? headers.get("x-purpose") ?? headers.get("x-moz") ?? "\0");
  } else if (method === "POST") {
    text += ABSENT + field("content-type") + field("origin") + field("referer") + field("sec-fetch-site");
  }
  return text;
}

// The same with what only the program's files look at. Ten fields are all that a GET has told; what stands between is of clicks
// and bodies.
function describe_whole(text, request) {
  const known = request.headers.get("if-none-match");
  return known === null || text.split("\n").length !== 10 ? text : text + ABSENT.repeat(5) + "\n" + known;
}

// Reads a body, never more than the limit and never for ever.
async function read(request) {
  const declared = request.headers.get("content-length");
  if (declared !== null && !(Number(declared) <= MAX_BODY)) return TOO_LONG;
  if (request.body === null) return new Uint8Array(0);
  if (declared !== null) {
    // It cannot be longer than it says, so that one promise reads all of it.
    let timer;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, BODY_MS, null)));
    try {
      const all = await Promise.race([request.arrayBuffer(), late]);
      return all === null ? TOO_SLOW : new Uint8Array(all);
    } catch {
      return BROKEN;
    } finally {
      clearTimeout(timer);
    }
  }
  const reader = request.body.getReader();
  const timer = setTimeout(() => reader.cancel().catch(() => {}), BODY_MS);
  const started = Date.now();
  try {
    const chunks = [];
    let size = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > MAX_BODY) {
        reader.cancel().catch(() => {});
        return TOO_LONG;
      }
      chunks.push(value);
    }
    if (Date.now() - started >= BODY_MS) return TOO_SLOW;
    if (chunks.length === 1) return chunks[0];
    const body = new Uint8Array(size);
    let at = 0;
    for (const chunk of chunks) {
      body.set(chunk, at);
      at += chunk.length;
    }
    return body;
  } catch {
    // What is given up ends as what breaks off does.
    return Date.now() - started >= BODY_MS ? TOO_SLOW : BROKEN;
  } finally {
    clearTimeout(timer);
  }
}

// It is written in the background. What the runtime does not take is not told, and the shopper goes on.
function tell(env, point) {
  try {
    env.SEGUE_EXPOSURES.writeDataPoint(point);
  } catch {}
}

// Whether an instance can't go on: it trapped, or has no memory or stack left.
const is_lost = (fault) => fault instanceof WebAssembly.RuntimeError || fault instanceof RangeError;

// What a request gets that could not be answered: the baseline, of a new instance if its own was lost; or the storefront as it is.
function fallen(instance, fault, request, env) {
  if (instance === null || is_lost(fault)) {
    retire(instance);
  } else if (!(fault instanceof Late)) {
    log(REFUSED);
    return untouched(request, env);
  }
  if (request.method !== "GET" && request.method !== "HEAD") return untouched(request, env);
  let next = null;
  try {
    next = at_hand(env);
    next.wasm.baseline(next.put(describe(request, next.place), NO_BODY), Date.now());
    return next.send();
  } catch (again) {
    if (next === null || is_lost(again)) retire(next);
    return untouched(request, env);
  }
}

// The last rung: nothing to show, and a link leads to the shop all the same.
function untouched(request, env) {
  const headers = {
    "Cache-Control": "private, no-store",
    "Segue-Snapshot": "none",
    "Segue-Basis": "default",
    "Segue-Rung": "storefront",
    "Server-Timing": "memory",
  };
  if (!request.url.startsWith("/r/", request.url.indexOf("/", 8))) return new Response(null, { status: 204, headers });
  const to = env.SEGUE_FALLBACK_URL;
  headers.Location = typeof to === "string" && /^(https:\/\/[a-z0-9.-]+)?(\/(?![/\\])[\x21-\x5b\x5d-\x7e]*)?$/.test(to) && to ? to : "/";
  return new Response(null, { status: 302, headers });
}

// What is not answered at once.
async function slowly(instance, found, text, request, env, ctx) {
  try {
    const is_for_pages = (found & ~DUE) === IS_FOR_PAGES;
    let body = NO_BODY;
    if (is_for_pages) {
      instance = pages_at_hand(env);
      text = describe_whole(text, request);
      found = instance.ask(text, NO_BODY);
    }
    if (found === WANTS_BODY) {
      body = await read(request);
      // Another instance may have taken its place in the meantime.
      instance = is_for_pages ? pages_at_hand(env) : at_hand(env);
      found = instance.ask(text, body);
    }
    if ((found & ~DUE) === IS_FOR_PAGES && !is_for_pages) {
      instance = pages_at_hand(env);
      found = instance.ask(text, body);
    }
    const answer = found & MUST_READ ? instance.later(env) : instance.send();
    if (found & DUE) ctx.waitUntil(instance.look(env).catch(() => {}));
    return await answer;
  } catch (fault) {
    return fallen(instance, fault, request, env);
  }
}

export default {
  fetch(request, env, ctx) {
    let instance = null;
    try {
      instance = at_hand(env);
      const text = describe(request, instance.place);
      const found = instance.ask(text, NO_BODY);
      return found === 0 ? instance.send() : slowly(instance, found, text, request, env, ctx);
    } catch (fault) {
      return fallen(instance, fault, request, env);
    }
  },
};
