// Strings that want to cost time, memory or a grant.

import { base64url, fibonacciRanges, flags, int, letters, noise, ranges } from "./bits.mjs";
import { upTo } from "./random.mjs";

/** The longest string that is read at all. */
export const LONGEST = 8191;

const everybody = (count) => ranges(upTo(1, count).map(() => [1, 65535]));
const tcfHead = int(2, 6) + int(17e9, 36).repeat(2) + int(31, 12) + int(1, 12) + int(1, 6) + letters("EN") + int(87, 12) +
  int(5, 6) + "10" + "1".repeat(12 + 24 + 24) + "0" + letters("DE");
const canadaHead = int(1, 6) + int(17e9, 36).repeat(2) + int(31, 12) + int(1, 12) + int(1, 6) + letters("EN") + int(87, 12) +
  int(2, 6) + "0" + "1".repeat(12 + 24 + 24);
const nobody = int(0, 17);

/** TC strings of nearly 8 KB in which everything is well-formed and repeated. */
export function heavyTcf() {
  const list = (count) => int(65535, 16) + "1" + everybody(count);
  const restriction = (purpose, count) => int(purpose, 6) + int(1, 2) + everybody(count);
  return [
    base64url(tcfHead + list(1450) + nobody + int(0, 12)),
    base64url(tcfHead + list(720) + list(720) + int(0, 12)),
    base64url(tcfHead + int(40000, 16) + "0" + flags(upTo(1, 40000), 40000) + nobody + int(0, 12)),
    base64url(tcfHead + nobody + nobody + int(880, 12) + upTo(1, 880).map((n) => restriction(1 + (n % 24), 1)).join("")),
    base64url(tcfHead + nobody + nobody + int(1, 12) + restriction(1, 1450)),
    base64url(tcfHead + nobody + nobody + int(1, 12) + int(1, 8) + ranges(upTo(1, 2800).map((n) => [n * 2, n * 2]))),
  ];
}

/** The same as sections of GPP strings, and headers that never end. */
export function heavyGpp(random) {
  const canada = int(65535, 16) + "1" + fibonacciRanges(upTo(1, 4000).map((n) => [n * 16, n * 16]));
  return [
    ...heavyTcf().map((text) => `DBABMA~${text}`.slice(0, LONGEST)),
    `DBABGA~${base64url(canadaHead + canada + nobody + int(0, 12))}`.slice(0, LONGEST),
    `DBABGA~${base64url(canadaHead + int(40000, 16) + "0" + flags(upTo(1, 40000), 40000) + nobody + int(0, 12))}`,
    "DB__" + "_".repeat(LONGEST - 4),
    "DB__" + "k".repeat(LONGEST - 4),
    "DB__" + "A".repeat(LONGEST - 4),
    "DB__" + noise(random, LONGEST - 4),
    "DBAB" + "~".repeat(LONGEST - 4),
    "DBAA~" + "A~".repeat(4000),
    "DB" + ".".repeat(LONGEST - 2),
    `DBABMA~${"C.".repeat(4000)}`,
    `DBABrw~${".".repeat(LONGEST - 7)}`,
  ];
}

/** What is refused whatever it says: too long, or with characters that no consent string has. */
export function refused(random, good) {
  const long = [8192, 8193, 10_000, 65_536, 1_000_000].flatMap((length) => [
    (good + "A".repeat(length)).slice(0, length), "A".repeat(length), noise(random, length), "~".repeat(length),
    "\u0000".repeat(length), "é".repeat(length), ".".repeat(length),
  ]);
  const control = upTo(0, 31).concat(127, 128, 0x2028, 0xfeff).map((code) => {
    const at = random.between(0, good.length);
    return good.slice(0, at) + String.fromCharCode(code) + good.slice(at);
  });
  return [...long, ...control, "", " ", "%", "%4", "null", "undefined", "[object Object]", "\\", "{}", "0", "-1"];
}
