// Judges the answers that `tests/http/redirects.rs` wrote down, byte by byte, by Node's own `URL`: the rules by which a
// browser reads a `Location`. `node tests/redirects/judge.mjs ANSWERS SHOP.JSON`

import { readFileSync } from "node:fs";

const [answersFile, shopFile] = process.argv.slice(2);
// Comments of its own line are all that the sample shop's file has.
const shop = JSON.parse(readFileSync(shopFile, "utf8").replace(/^\s*\/\/.*$/gm, ""));

/** Hosts of channels, written down here once more: nothing of the code that is judged is believed. */
const AMAZON = {
  AE: "www.amazon.ae", AU: "www.amazon.com.au", BE: "www.amazon.com.be", BR: "www.amazon.com.br", CA: "www.amazon.ca",
  DE: "www.amazon.de", ES: "www.amazon.es", FR: "www.amazon.fr", IN: "www.amazon.in", IT: "www.amazon.it",
  JP: "www.amazon.co.jp", MX: "www.amazon.com.mx", NL: "www.amazon.nl", PL: "www.amazon.pl", SE: "www.amazon.se",
  SG: "www.amazon.sg", TR: "www.amazon.com.tr", UK: "www.amazon.co.uk", GB: "www.amazon.co.uk", US: "www.amazon.com",
};
const channels = (shop.channels ?? []).map((channel) =>
  channel.kind === "amazon" ? AMAZON[channel.marketplace] : channel.kind === "walmart" ? "www.walmart.com" : channel.host,
);
const apps = shop.apps;
const hosts = [...shop.allowed_hosts, ...channels, apps?.host, apps?.ios].filter(Boolean);

/** The shop's own host, whatever it is, and from where a browser may come. */
const OWN = "own.test";
const BASES = ["https://own.test/r/gifts?a=b", "http://own.test/r/gifts", "https://own.test"];

/** Every header that an answer may have; the last four are the runtime's own. */
const HEADERS = [
  "cache-control", "location", "referrer-policy", "segue-landing", "segue-fallback", "segue-snapshot", "segue-basis",
  "segue-rung", "server-timing", "set-cookie", "vary", "x-content-type-options",
  "content-length", "transfer-encoding", "date", "connection",
];
const NEVER_SENT = [
  "product", "variant", "category", "q", "to", "exp", "sig", "segue_preview", "segue_persona", "url", "next", "redirect",
  "return", "redirect_uri", "continue", "target",
];
const CLICK_IDS = ["gclid", "wbraid", "gbraid", "fbclid", "msclkid", "ttclid", ...(shop.click_ids ?? [])];

const isAllowed = (host) =>
  hosts.some((allowed) => (allowed.startsWith("*.") ? host.endsWith(allowed.slice(1)) && host !== allowed.slice(1) : host === allowed));

/** What is wrong with where a `Location` leads, or nothing. */
function led(location, consents) {
  if (!/^[\x21-\x5b\x5d-\x7e]+$/.test(location)) return "there is what no address is written with";
  if (/^intent:/i.test(location)) {
    const form = /^intent:\/\/([^/?#]*)(\/[^#;]*)#Intent;scheme=https;package=([^;#]*);S\.browser_fallback_url=([^;#]*);end$/;
    const [, host, , name, fallback] = form.exec(location) ?? [];
    if (!apps?.android || host !== apps.host || name !== apps.android) return "it opens another app, or says something else";
    const behind = decodeURIComponent(fallback);
    return behind.startsWith("https://") ? led(behind, consents) : "its fallback is no whole address";
  }
  if (location.startsWith("//")) return "it begins with two slashes";
  for (const base of BASES) {
    let url;
    try {
      url = new URL(location, base);
    } catch {
      return `it is no address from ${base}`;
    }
    const own = url.origin === new URL(base).origin && location.startsWith("/");
    if (!own && url.protocol !== "https:") return `the scheme is ${url.protocol}`;
    if (url.username || url.password || url.port) return "there is a user or a port";
    if (!own && !isAllowed(url.hostname)) return `the host is ${url.hostname}`;
    // Nothing had to be normalised to become an allowed host.
    const rest = location.startsWith(`https://${url.hostname}`) ? location.slice(8 + url.hostname.length) : "@";
    if (!own && !/^($|[/?#])/.test(rest)) return `${url.hostname} is written in another way`;
    if (url.pathname.startsWith("/r/")) return "it leads to a link of our own";
    if (/evil/i.test(url.hostname + decodeURIComponent(url.pathname) + url.hash)) return "it holds text of the request outside of its query";
    for (const name of url.searchParams.keys()) {
      if (NEVER_SENT.includes(name)) return `it has the parameter ${name}`;
      if (CLICK_IDS.includes(name) && (!consents || channels.includes(url.hostname))) return `it has ${name}`;
      if (name === "segue_story" && !own && channels.includes(url.hostname)) return "it tells a channel the story";
    }
  }
  return undefined;
}

/** What is wrong with an answer, or nothing. */
function judge({ head, status, may_leave, consents, body }) {
  const bytes = Buffer.from(head, "base64").toString("latin1");
  if (!bytes.endsWith("\r\n\r\n")) return `there was no whole answer (${status})`;
  const [first, ...lines] = bytes.slice(0, -4).split("\r\n");
  const headers = lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]);
  const all = (name) => headers.filter(([other]) => other === name).map(([, value]) => value);
  // A path that is none of ours, once its dots are resolved, may be answered as it likes, but leads nowhere.
  if (!/^HTTP\/1\.1 302 /.test(first) && !may_leave) return `the status is ${status}: ${first}`;
  if (all("location").length !== (status === 302 ? 1 : 0)) return `there are ${all("location").length} locations`;
  if (/[^\x20-\x7e\r\n]/.test(bytes)) return "a header is not plain";
  for (const [name, value] of headers) {
    if (status === 302 && !HEADERS.includes(name)) return `there is a header ${name}: ${value}`;
    if (name !== "set-cookie" && all(name).length > 1) return `${name} stands twice`;
    if (name === "set-cookie" && !value.startsWith("__Host-segue")) return `a foreign cookie: ${value}`;
    if (name !== "set-cookie" && name !== "location" && /evil/i.test(value)) return `${name}: ${value}`;
  }
  if (status !== 302) return undefined;
  if (body !== 0) return "there is a body";
  if (all("cache-control")[0] !== "private, no-store") return "it may be stored";
  return led(all("location")[0], consents);
}

// The judge sees what is wrong, each time it is asked.
const made = (location, more = "", status = "302 Found") => ({
  head: Buffer.from(`HTTP/1.1 ${status}\r\nCache-Control: private, no-store\r\nLocation: ${location}\r\n${more}\r\n`, "latin1").toString("base64"),
  status: Number.parseInt(status, 10), may_leave: false, consents: false, body: 0,
});
const ours = shop.allowed_hosts[0];
const good = [made("/gifts?utm_source=%2F%2Fevil.example"), made(`https://${ours}/x`), made("/", "Set-Cookie: __Host-segue-x=1\r\n")];
const bad = [
  made("//evil.example"), made("/\\evil.example"), made("https:evil.example"), made("https:/evil.example"), made("/\t/evil.example"),
  made(`https://${ours}@evil.example`), made(`https://${ours}:444/`), made(`https://${ours}.evil.example/`), made(`HTTPS://${ours}/`),
  made(`http://${ours}/`), made("javascript:alert(1)"), made("/r/gifts"), made("/evil"), made("/gifts?next=x"), made("/gifts?gclid=x"),
  made("intent://x/#Intent;scheme=https;package=x;S.browser_fallback_url=https%3A%2F%2Fevil.example;end"), made("gifts\x80"), made(""),
  made("/gifts", "Set-Cookie: evil=1\r\n"), made("/gifts", "X-Evil: 1\r\n"), made("/gifts", "Location: /gifts\r\n"),
  made("/gifts", "Segue-Landing: evil\r\n"), made("/gifts", "", "200 OK"), made("/gifts", "", "404 Not Found"),
  { ...made("/gifts"), body: 1 }, { ...made("/gifts"), head: "" },
];
for (const [list, wanted] of [[good, false], [bad, true]]) {
  for (const answer of list) {
    const wrong = judge(answer);
    if (Boolean(wrong) !== wanted) throw new Error(`the judge says ${wrong} of ${Buffer.from(answer.head, "base64")}`);
  }
}

const answers = readFileSync(answersFile, "utf8").trim().split("\n").map((line) => JSON.parse(line));
const counted = {};
const wrongs = [];
for (const answer of answers) {
  const wrong = judge(answer);
  const target = Buffer.from(answer.target, "base64").toString("latin1");
  if (wrong) wrongs.push(`${answer.family}.txt, line ${answer.line}, in ${answer.input}: ${wrong}\n  ${target.slice(0, 300)}`);
  counted[answer.status] = (counted[answer.status] ?? 0) + 1;
}
const statuses = Object.entries(counted).map(([status, count]) => `${count} of ${status}`).join(", ");
console.log(`${answers.length} answers to hostile links (${statuses}): ${wrongs.length} wrong`);
if (wrongs.length > 0 || answers.length < 9_000) {
  console.error(wrongs.slice(0, 30).join("\n"));
  process.exit(1);
}
