// Writing bits as base64url, in all the ways in which encoders do it.

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

export const int = (value, width) => value.toString(2).padStart(width, "0").slice(-width);
export const flags = (ids, width) => Array.from({ length: width }, (_, n) => (ids.includes(n + 1) ? "1" : "0")).join("");
export const letters = (word) => [...word].map((letter) => int(letter.charCodeAt(0) - 65, 6)).join("");

/** The Fibonacci code of a number from 1 on. */
export function fibonacci(value) {
  const weights = [1, 2];
  while (weights.at(-1) <= value) weights.push(weights.at(-1) + weights.at(-2));
  let bits = "1";
  for (const weight of weights.filter((one) => one <= value).reverse()) {
    bits = (weight <= value ? "1" : "0") + bits;
    if (weight <= value) value -= weight;
  }
  return bits;
}

/** Ids as ranges of neighbours. */
export function groups(ids) {
  const found = [];
  for (const id of ids) {
    if (found.length > 0 && found.at(-1)[1] + 1 === id) found.at(-1)[1] = id;
    else found.push([id, id]);
  }
  return found;
}

/** Ranges with 16 bits for each end. `wide` writes a single id as a range from itself to itself. */
export function ranges(pairs, wide = () => false) {
  const one = ([start, end]) => (start === end && !wide() ? "0" + int(start, 16) : "1" + int(start, 16) + int(end, 16));
  return int(pairs.length, 12) + pairs.map(one).join("");
}

/** Ranges as Fibonacci coded distances. */
export function fibonacciRanges(pairs) {
  let last = 0;
  const distance = (id) => {
    const code = fibonacci(id - last);
    last = id;
    return code;
  };
  const one = ([start, end]) => (start === end ? "0" + distance(start) : "1" + distance(start) + distance(end));
  return int(pairs.length, 12) + pairs.map(one).join("");
}

/** Bits as text. Encoders pad to 6, 8 or 24 bits, and some leave other bits than zeros behind the last field. */
export function base64url(bits, random) {
  const multiple = random ? random.pick([6, 6, 8, 24]) : 6;
  while (bits.length % multiple !== 0) bits += "0";
  while (bits.length % 6 !== 0) bits += random?.chance(0.2) ? "1" : "0";
  let text = "";
  for (let at = 0; at < bits.length; at += 6) text += ALPHABET[parseInt(bits.slice(at, at + 6), 2)];
  return text;
}

/** Any text of the alphabet. */
export const noise = (random, length) => Array.from({ length }, () => random.pick(ALPHABET)).join("");
