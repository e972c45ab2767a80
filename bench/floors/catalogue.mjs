// Writes the sample shop's products as by-hand.js has them in memory, each with the key by which a cookie remembers it:
// node bench/floors/catalogue.mjs fixtures/shop OUT.json

import { readFileSync, writeFileSync } from "node:fs";

const [shop, out] = process.argv.slice(2);
const read = (name) => JSON.parse(readFileSync(`${shop}/${name}`, "utf8"));

const MASK = (1n << 64n) - 1n;
const P = [11400714785074694791n, 14029467366897019727n, 1609587929392839161n, 9650029242287828579n, 2870177450012600261n];
const rotate = (x, by) => ((x << by) | (x >> (64n - by))) & MASK;
const round = (acc, lane) => (rotate((acc + lane * P[1]) & MASK, 31n) * P[0]) & MASK;

/** XXH64 with seed 0 (https://xxhash.com) of a text of less than 32 bytes. */
function xxh64(text) {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length >= 32) throw new Error(`\`${text}\` is too long`);
  const view = new DataView(bytes.buffer);
  let hash = (P[4] + BigInt(bytes.length)) & MASK;
  let at = 0;
  for (; at + 8 <= bytes.length; at += 8) {
    hash = (rotate(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * P[0] + P[3]) & MASK;
  }
  if (at + 4 <= bytes.length) {
    hash = (rotate(hash ^ ((BigInt(view.getUint32(at, true)) * P[0]) & MASK), 23n) * P[1] + P[2]) & MASK;
    at += 4;
  }
  for (; at < bytes.length; at += 1) hash = (rotate(hash ^ ((BigInt(bytes[at]) * P[4]) & MASK), 11n) * P[0]) & MASK;
  hash = ((hash ^ (hash >> 33n)) * P[1]) & MASK;
  hash = ((hash ^ (hash >> 29n)) * P[2]) & MASK;
  return hash ^ (hash >> 32n);
}

const categories = read("shop.json").categories.map(({ id, title, complements }) => ({
  id, title, complements, key: Number(xxh64(id) >> 32n),
}));
const products = read("products.json").map((product) => {
  const { id, title, category, price, list_price, stock, rating, reviews, review, specs, use_cases, complements } = product;
  const [high, low] = [Number(xxh64(id) >> 32n), Number(xxh64(id) & 0xffffffffn)];
  return { id, title, category, price, list_price, stock, rating, reviews, review, specs, use_cases, complements, high, low };
});
writeFileSync(out, JSON.stringify({ categories, products }));
