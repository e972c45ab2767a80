// Valid strings made invalid, or into others.

import { noise } from "./bits.mjs";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const FOREIGN = ["+", "/", "=", " ", "%", ".", "~", "\u0000", "\n", "é", "𝒞", "\ufeff", "\ud800", ","];

const put = (text, at, count, what) => text.slice(0, at) + what + text.slice(at + count);
const place = (random, text) => random.between(0, Math.max(0, text.length - 1));

function flip(random, text) {
  const at = place(random, text);
  const value = ALPHABET.indexOf(text[at]);
  return value < 0 ? text : put(text, at, 1, ALPHABET[value ^ (1 << random.between(0, 5))]);
}

/** The parts between `separator`, shuffled, doubled or thinned. */
function parts(random, text, separator) {
  const all = text.split(separator);
  const at = random.between(0, all.length - 1);
  switch (random.between(0, 3)) {
    case 0:
      return all.reverse().join(separator);
    case 1:
      return [...all, all[at]].join(separator);
    case 2:
      return all.filter((_, n) => n !== at).join(separator);
    default:
      return all.map((one, n) => (n === at ? "" : one)).join(separator);
  }
}

const WAYS = {
  "a bit flipped": flip,
  "several bits flipped": (random, text) => [1, 2, 3, 4, 5].reduce((now) => flip(random, now), text),
  "a bit flipped near the start": (random, text) => flip(random, text.slice(0, 40)) + text.slice(40),
  "cut": (random, text) => text.slice(0, place(random, text)),
  "cut by little": (random, text) => text.slice(0, -random.between(1, 6)),
  "the start cut": (random, text) => text.slice(random.between(1, 6)),
  "appended": (random, text) => text + noise(random, random.between(1, 40)),
  "a part appended": (random, text) => text + random.pick([".", "~", "..", "~~", ".~"]) + noise(random, random.between(0, 20)),
  "another alphabet": (random, text) => put(text, place(random, text), random.between(0, 1), random.pick(FOREIGN)),
  "standard base64": (_, text) => text.replaceAll("-", "+").replaceAll("_", "/") + "==",
  "escaped": (_, text) => encodeURIComponent(text.replaceAll("-", "+")),
  "small letters": (_, text) => text.toLowerCase(),
  "a character taken": (random, text) => put(text, place(random, text), 1, ""),
  "a character more": (random, text) => put(text, place(random, text), 0, noise(random, 1)),
  "segments moved": (random, text) => parts(random, text, "."),
  "sections moved": (random, text) => parts(random, text, "~"),
  "blanks around": (random, text) => random.pick([` ${text}`, `${text} `, `${text}\n`, `"${text}"`]),
};

export const NAMES = Object.keys(WAYS);

/** `text`, changed in the way of this name. */
export function mutate(random, text, name) {
  return WAYS[name](random, text);
}
