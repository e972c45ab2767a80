// Runs the browser tests: `SEGUE_URL=http://127.0.0.1:8787 CHROMIUM=/usr/bin/chromium node tests/browser/run.mjs [FILE...]`.
// `cargo xtask test --only browser` starts the Worker and the storefront of fixtures/shop, and calls this.
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";

for (const [name, what] of [
  ["SEGUE_URL", "the address of a running storefront, such as http://127.0.0.1:8787"],
  ["CHROMIUM", "the path of Chromium's executable"],
]) {
  if (!process.env[name]) {
    console.error(`error: \`${name}\` is not set: it is ${what}`);
    process.exit(2);
  }
}

const here = import.meta.dirname;
const named = process.argv.slice(2).map((file) => resolve(file));
const all = readdirSync(here).filter((name) => name.endsWith(".test.mjs")).sort().map((name) => resolve(here, name));

// One after the other: they share a machine with the runtime that they ask.
run({ files: named.length ? named : all, concurrency: 1, timeout: 180_000 })
  .on("test:fail", () => {
    process.exitCode = 1;
  })
  .compose(spec)
  .pipe(process.stdout);
