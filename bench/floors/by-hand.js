// What a good engineer writes by hand for one shop, with everything in memory: it verifies the two signed cookies, reads
// what they remember, decides about 30 segments, picks three blocks and eight products, and renders 3 KB of HTML with the
// same headers. No framework, no configuration, no rule that anybody else could change.

import catalogue from "catalogue";

/* global SIGNING_KEY: base64url, put in by the bundler */

const encoder = new TextEncoder();
const BASE64URL = { alphabet: "base64url" };

const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escape = (text) => text.replace(/[&<>"]/g, (letter) => escapes[letter]);

/** Everything that is the same for every visitor is prepared once. */
const byId = new Map();
const byKey = new Map();
const byCategory = new Map(catalogue.categories.map((category) => [category.id, { ...category, best: [] }]));
const categoryByKey = new Map(catalogue.categories.map((category) => [category.key, category.id]));
for (const product of catalogue.products) {
  const price = `€${product.price.toFixed(2)}`;
  const was = product.list_price ? ` <s>€${product.list_price.toFixed(2)}</s>` : "";
  const id = encodeURIComponent(product.id);
  product.card =
    `<li class="segue-card"><a href="/products/${id}"><img src="/images/${id}.svg" alt="" loading="lazy" width="240" ` +
    `height="240"><span class="segue-title">${escape(product.title)}</span></a><p class="segue-rating">${product.rating ?? "-"} of 5, ` +
    `${product.reviews ?? 0} reviews</p><b class="segue-price">${price}</b>${was}</li>`;
  byId.set(product.id, product);
  byKey.set(product.high * 2 ** 21 + (product.low >>> 11), product);
  byCategory.get(product.category).best.push(product);
}
for (const { best } of byCategory.values()) best.sort((a, b) => (b.rating ?? 0) - (a.rating ?? 0));

let key;
const importKey = () =>
  crypto.subtle.importKey("raw", Uint8Array.fromBase64(SIGNING_KEY, BASE64URL), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);

/** The value of a cookie. */
function cookie(header, name) {
  const at = header.startsWith(`${name}=`) ? 0 : header.indexOf(`; ${name}=`) + 2;
  if (at === 1) return "";
  const end = header.indexOf(";", at);
  return header.slice(at + name.length + 1, end < 0 ? header.length : end);
}

/** The bytes that a cookie's value holds, if we signed it and it has not expired. */
async function verified(header, name, today) {
  const value = cookie(header, name);
  const cut = value.lastIndexOf(".");
  if (cut < 0 || value.length > 1500) return null;
  const signed = value.slice(0, cut);
  const [version, , expiry, payload] = signed.split(".");
  if (version !== "1" || Number(expiry) < today) return null;
  const signature = Uint8Array.fromBase64(value.slice(cut + 1), BASE64URL);
  const ours = await crypto.subtle.verify("HMAC", key, signature, encoder.encode(`${name}=${signed}`));
  return ours ? Uint8Array.fromBase64(payload, BASE64URL) : null;
}

/** Reads the fields of a cookie, which are those that the Worker in Rust reads. */
class Fields {
  constructor(bytes, at) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer);
    this.at = at;
  }
  byte() {
    return this.bytes[this.at++];
  }
  number() {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const next = this.bytes[this.at++];
      value |= (next & 127) << shift;
      if (next < 128) break;
    }
    return value;
  }
  uint32() {
    this.at += 4;
    return this.view.getUint32(this.at - 4, true);
  }
  product() {
    const low = this.uint32();
    return byKey.get(this.uint32() * 2 ** 21 + (low >>> 11));
  }
}

/** Whether a record of choices grants personalization. */
function grants(bytes) {
  const fields = new Fields(bytes, 1);
  for (let skipped = 0; skipped < 4; skipped += 1) fields.number();
  return bytes[0] === 2 && (fields.byte() & 8) !== 0;
}

/** What is remembered of a visitor; behind the version there are 16 bytes of an id. */
function read(bytes) {
  if (bytes[0] !== 4) return null;
  const fields = new Fields(bytes, 17);
  const visitor = { first: fields.number(), last: fields.number(), visits: fields.number(), viewed: [], cart: [] };
  for (let left = fields.number(); left > 0; left -= 1) {
    visitor.viewed.push({
      product: fields.product(), category: categoryByKey.get(fields.uint32()), day: fields.number(), band: fields.byte(),
      sale: fields.byte(),
    });
  }
  // What was liked over longer than the views: no segment here asks about it.
  for (let left = fields.number(); left > 0; left -= 1) {
    fields.uint32();
    fields.byte();
    fields.number();
  }
  for (let left = fields.number(); left > 0; left -= 1) visitor.cart.push({ product: fields.product(), quantity: fields.byte() });
  visitor.cartDay = fields.number();
  visitor.orders = fields.byte();
  visitor.spent = fields.number() * 10;
  visitor.ordered = fields.number();
  return visitor;
}

/** What the segments ask about, counted once. */
function facts(visitor, product, today) {
  const views = new Map();
  let [sales, dear, cheap, ofThis, week] = [0, 0, 0, 0, 0];
  for (const view of visitor.viewed) {
    views.set(view.category, (views.get(view.category) ?? 0) + 1);
    if (view.sale) sales += 1;
    if (view.band === 2) dear += 1;
    if (view.band === 0) cheap += 1;
    if (view.product === product) ofThis += 1;
    if (today - view.day <= 7) week += 1;
  }
  let [top, most] = [null, 0];
  for (const [category, count] of views) if (count > most) [top, most] = [category, count];
  return {
    visits: visitor.visits, age: today - visitor.first, away: today - visitor.last, viewed: visitor.viewed.length,
    inCategory: views.get(product.category) ?? 0, categories: views.size, top, most, sales, dear, cheap, ofThis, week,
    cart: visitor.cart.length, cartAge: today - visitor.cartDay, orders: visitor.orders, spent: visitor.spent,
    ordered: today - visitor.ordered, inCart: visitor.cart.some((line) => line.product === product),
    price: product.price, sale: product.list_price > product.price, stock: product.stock ?? 0, category: product.category,
  };
}

const SEGMENTS = {
  new_visitor: (f) => f.visits < 2,
  second_look: (f) => f.visits === 2,
  regular: (f) => f.visits >= 5 && f.age >= 30,
  old_friend: (f) => f.visits >= 20 && f.age >= 180,
  first_time_buyer: (f) => f.orders === 1 && f.ordered <= 60,
  repeat_buyer: (f) => f.orders >= 2,
  high_value: (f) => f.orders >= 2 && f.spent >= 300,
  promising: (f) => f.orders === 0 && f.visits >= 3 && f.week >= 3,
  at_risk: (f) => f.orders >= 2 && f.ordered > 90 && f.ordered <= 180,
  lapsed: (f) => f.orders >= 1 && f.ordered > 180,
  cart_abandoner: (f) => f.cart > 0 && f.cartAge >= 1 && f.cartAge <= 14,
  cart_of_today: (f) => f.cart > 0 && f.cartAge === 0,
  in_cart: (f) => f.inCart,
  repeat_category_browser: (f) => f.inCategory >= 3 && f.week >= 1,
  browser_elsewhere: (f) => f.most >= 3 && f.top !== f.category,
  comparison_researcher: (f) => f.inCategory >= 4 && f.orders === 0,
  wide_browser: (f) => f.categories >= 5,
  discount_sensitive: (f) => f.viewed >= 4 && f.sales * 2 >= f.viewed,
  no_discount_pressure: (f) => f.viewed >= 4 && f.sales === 0,
  premium_browser: (f) => f.viewed >= 4 && f.dear * 2 >= f.viewed,
  value_browser: (f) => f.viewed >= 4 && f.cheap * 2 >= f.viewed,
  seen_before: (f) => f.ofThis >= 1,
  back_soon: (f) => f.away <= 3,
  back_again: (f) => f.away > 30,
  on_sale_now: (f) => f.sale,
  sold_out_now: (f) => f.stock === 0,
  dear_thing: (f) => f.price >= 100,
  tea_drinker: (f) => f.top === "tea" || f.category === "tea",
  coffee_drinker: (f) => f.top === "coffee" || f.category === "coffee",
  baker: (f) => f.top === "baking",
};
const NAMES = Object.keys(SEGMENTS);
const HOLDS = Object.values(SEGMENTS);

/** By priority; `who` is any of these segments, or nobody in particular. */
const BLOCKS = [
  ["sold-out-paths", ["sold_out_now"], "Nearly the same, and in stock", (p) => `${escape(p.title)} is sold out. These are close.`],
  ["where-you-left-off", ["cart_abandoner", "cart_of_today"], "Where you left off", () => "Your cart is as you left it."],
  ["reviews-first", ["second_look", "comparison_researcher", "seen_before"], "What buyers say", (p) => `“${escape(p.review ?? "")}” ${p.rating} of 5 from ${p.reviews} reviews.`],
  ["why-it-costs-more", ["dear_thing"], "Why it costs what it costs", (p) => Object.entries(p.specs ?? {}).slice(0, 3).map(([name, value]) => `${escape(name)}: ${escape(value)}`).join("; ")],
  ["lower-prices", ["discount_sensitive"], "Reduced now", () => "What is reduced in this category, and until when."],
  ["thank-you", ["repeat_buyer", "high_value", "old_friend"], "Good to see you again", () => "Delivery is on us for your next order."],
  ["we-missed-you", ["lapsed", "at_risk", "back_again"], "New since you left", () => "What came in since your last visit."],
  ["welcome", ["new_visitor"], "Welcome", () => "We send back what does not fit, at our cost, for 60 days."],
  ["picks", ["repeat_category_browser", "tea_drinker", "coffee_drinker"], "More of what you look at", (p) => `The best of ${escape(p.category)}, by the people who use it.`],
  ["good-for", null, "Good for", (p) => (p.use_cases ?? []).map(escape).join("; ")],
  ["what-is-in-it", null, "What is in it", (p) => Object.entries(p.specs ?? {}).map(([name, value]) => `${escape(name)}: ${escape(value)}`).join("; ")],
  ["delivery", null, "Delivery", () => "Ordered by noon, sent the same day. Free from €50."],
].map(([id, who, title, text]) => ({ id, who: who?.map((name) => NAMES.indexOf(name)), title, text }));

function page(product, visitor, today) {
  const known = visitor && facts(visitor, product, today);
  const within = known ? HOLDS.map((holds) => holds(known)) : HOLDS.map(() => false);
  let html = `<section class="segue" data-product="${encodeURIComponent(product.id)}">\n`;
  let shown = 0;
  for (const block of BLOCKS) {
    if (block.who && !block.who.some((at) => within[at])) continue;
    html += `<article class="segue-block" data-segue-block="${block.id}"><h3>${block.title}</h3><p>${block.text(product)}</p></article>\n`;
    shown += 1;
    if (shown === 3) break;
  }
  const category = byCategory.get(product.category);
  const [similar, beside] = [[], []];
  for (const other of category.best) {
    if (other !== product && other.stock !== 0 && similar.push(other) === 4) break;
  }
  const viewed = visitor ? visitor.viewed.map((view) => view.product) : [];
  const complements = (product.complements ?? []).map((id) => byId.get(id));
  const others = byCategory.get(category.complements[0])?.best ?? [];
  for (const other of [...complements, ...viewed, ...others]) {
    if (!other || other === product || other.stock === 0 || similar.includes(other) || beside.includes(other)) continue;
    if (beside.push(other) === 4) break;
  }
  html += `<h3>More like this</h3><ul>${similar.map((other) => other.card).join("\n")}</ul>\n`;
  html += `<h3>Goes with it</h3><ul>${beside.map((other) => other.card).join("\n")}</ul>\n</section>\n`;
  return html;
}

export default {
  async fetch(request) {
    const began = Date.now();
    const { pathname } = new URL(request.url);
    const product = pathname.startsWith("/_segue/pdp/") && byId.get(decodeURIComponent(pathname.slice(12)));
    if (!product) return new Response(null, { status: 404 });
    const today = Math.floor(began / 86_400_000);
    const header = request.headers.get("cookie");
    let visitor = null;
    if (header && request.headers.get("sec-gpc") !== "1") {
      key ??= await importKey();
      const [consent, profile] = await Promise.all([
        verified(header, "__Host-segue-consent", today), verified(header, "__Host-segue", today),
      ]);
      if (consent && profile && grants(consent)) visitor = read(profile);
    }
    return new Response(page(product, visitor, today), {
      headers: {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": visitor ? "private, no-store" : "public, max-age=60",
        "Segue-Snapshot": "by-hand",
        "Segue-Basis": visitor ? "full" : "default",
        "Segue-Rung": "memory",
        "Server-Timing": `edge;dur=${Date.now() - began}`,
      },
    });
  },
};
