// Comparing what our decoder says with what the IAB's library reads.

import { isDeepStrictEqual } from "node:util";
import { decode } from "./decoder.mjs";

const SHOWN = 5;
export const failures = [];

function fail(suite, text, why) {
  failures.push(suite);
  if (failures.filter((one) => one === suite).length > SHOWN) return;
  console.error(`${suite}: ${why}\n  ${JSON.stringify(text.length > 600 ? text.slice(0, 600) + "..." : text)}`);
}

function attempt(read, text) {
  try {
    return { facts: read(text) };
  } catch (error) {
    return { error };
  }
}

/** Whether the library did not refuse the string, but was still busy with it when its time was over. */
const isLate = (error) => error?.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";

/** The first field in which two objects differ, by its path. */
function difference(mine, theirs, path = "") {
  if (isDeepStrictEqual(mine, theirs)) return "";
  const both = [mine, theirs].every((one) => one !== null && typeof one === "object");
  if (!both) return `${path}: here ${JSON.stringify(mine)}, there ${JSON.stringify(theirs)}`;
  for (const key of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    const found = difference(mine[key], theirs[key], `${path}.${key}`);
    if (found) return found;
  }
  return `${path}: order`;
}

const gaveUp = (late) => (late > 0 ? `, ${late} on which the library ran out of time` : "");

/** Valid strings: the library reads them, so do we, and all facts are the same. */
export function valid(suite, format, oracle, texts) {
  const { answers } = decode(format, texts);
  let [same, late] = [0, 0];
  texts.forEach((text, at) => {
    const { facts, error } = attempt(oracle.read, text);
    const answer = answers[at];
    if (isLate(error)) late += 1;
    else if (error) fail(suite, text, `the library refuses a string that was meant to be valid: ${error.message}`);
    else if (!answer.ok) fail(suite, text, `refused here: ${answer.error}`);
    else {
      const differs = difference(oracle.ours(answer), facts);
      if (differs) fail(suite, text, differs);
      else same += 1;
    }
  });
  console.log(`${suite}: ${texts.length} strings, ${same} read alike${gaveUp(late)}`);
}

/** Any strings: never more permission than the library reads, and none when it refuses. */
export function mutated(suite, format, oracle, texts) {
  const { answers } = decode(format, texts);
  let late = 0;
  const counts = { "read alike": 0, "read with less": 0, "refused by both": 0, "refused here only": 0, "read here only": 0 };
  texts.forEach((text, at) => {
    const { facts, error } = attempt(oracle.read, text);
    const answer = answers[at];
    if (isLate(error)) {
      late += 1;
      return;
    }
    if (!answer.ok) {
      if (typeof answer.error !== "string") fail(suite, text, "refused without a reason");
        counts[facts ? "refused here only" : "refused by both"] += 1;
      return;
    }
    const mine = oracle.ours(answer);
    const more = oracle.beyond(mine, facts);
    if (more.length > 0) fail(suite, text, `more permission than the library reads: ${more.join("; ").slice(0, 300)}`);
    if (!facts) counts["read here only"] += 1;
    else counts[isDeepStrictEqual(mine, facts) ? "read alike" : "read with less"] += 1;
  });
  const words = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  console.log(`${suite}: ${texts.length} strings, ${words.join(", ")}${gaveUp(late)}`);
}

/** Hostile strings: nothing is read, each gets a reason, and soon. */
export function hostile(suite, format, texts, { refused, microseconds }) {
  const { answers, milliseconds } = decode(format, texts);
  const read = answers.filter((answer) => answer.ok).length;
  texts.forEach((text, at) => {
    if (refused && answers[at].ok) fail(suite, text, "read, though it is hostile");
    if (!answers[at].ok && typeof answers[at].error !== "string") fail(suite, text, "refused without a reason");
  });
  const each = Math.round((milliseconds * 1000) / texts.length);
  if (each > microseconds) fail(suite, texts[0], `${each} microseconds a string, more than ${microseconds}`);
  console.log(`${suite}: ${texts.length} strings, ${read} read, ${each} microseconds each`);
}
