// Asking `segue consent decode`.

import { spawnSync } from "node:child_process";

const CHUNK = 2000;

/** What our command says of each of `texts`, in order, and how many milliseconds it took. */
export function decode(format, texts) {
  const answers = [];
  let milliseconds = 0;
  for (let at = 0; at < texts.length; at += CHUNK) {
    const input = texts.slice(at, at + CHUNK).map((text) => JSON.stringify(text) + "\n").join("");
    const started = performance.now();
    const run = spawnSync(process.env.SEGUE, ["consent", "decode", "--format", format], { input, maxBuffer: 2 ** 30 });
    milliseconds += performance.now() - started;
    if (run.error || run.status !== 0) throw run.error ?? new Error(`segue ended with ${run.status}: ${run.stderr}`);
    const lines = run.stdout.toString("utf8").split("\n");
    if (lines.pop() !== "") throw new Error("the last line has no end");
    for (const line of lines) answers.push(JSON.parse(line));
  }
  if (answers.length !== texts.length) throw new Error(`${texts.length} lines, ${answers.length} answers`);
  return { answers, milliseconds };
}
