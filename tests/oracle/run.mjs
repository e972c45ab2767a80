// Compares `segue consent decode` with the IAB's own JavaScript libraries. The same seed makes the same strings:
// SEGUE=path/to/segue node tests/oracle/run.mjs [seed]

import * as gpp from "./gpp.mjs";
import * as tcf from "./tcf.mjs";
import * as usp from "./usp.mjs";
import { failures, hostile, mutated, valid } from "./compare.mjs";
import { LONGEST, heavyGpp, heavyTcf, refused } from "./hostile.mjs";
import { NAMES, mutate } from "./mutate.mjs";
import { Random } from "./random.mjs";

const seed = Number(process.argv[2] ?? 1);
const random = new Random(seed);
const times = (count, make) => Array.from({ length: count }, (_, n) => make(n));
const changed = (count, texts) => times(count, (n) => mutate(random, random.pick(texts), NAMES[n % NAMES.length]));
console.log(`seed ${seed}`);

const tcfTexts = [
  ["TCF, written by the library", times(1500, () => tcf.written(random))],
  ["TCF, written by hand, both encodings", times(2500, () => tcf.made(random))],
  ["TCF, as in production", times(500, () => tcf.production(random))],
];
tcfTexts.forEach(([suite, texts]) => valid(suite, "tcf", tcf, texts));

const gppTexts = [
  ["GPP, each section alone, written by the library", gpp.SECTIONS.flatMap((one) => times(60, () => gpp.written(random, [one])))],
  ["GPP, each section alone, written by hand", gpp.SECTIONS.flatMap((one) => times(100, () => gpp.made(random, [one])))],
  ["GPP, several sections, written by the library", times(1000, () => gpp.written(random, gpp.someSections(random)))],
  ["GPP, several sections, written by hand", times(1500, () => gpp.made(random))],
  ["GPP, as in production", times(500, () => gpp.production(random))],
  ["GPP, a bare TC string", times(200, () => tcf.made(random, [0, 4095])).filter((text) => text.startsWith("C"))],
];
gppTexts.forEach(([suite, texts]) => valid(suite, "gpp", gpp, texts));

valid("US Privacy, every string", "usp", usp, usp.ALL);

const all = (suites) => suites.flatMap(([, texts]) => texts);
mutated("TCF, mutated", "tcf", tcf, changed(6800, all(tcfTexts)));
mutated("GPP, mutated", "gpp", gpp, changed(8500, all(gppTexts)));
mutated("US Privacy, mutated", "usp", usp, changed(1700, usp.ALL));
mutated("TCF, given GPP and US Privacy strings", "tcf", tcf, [...all(gppTexts).slice(0, 500), ...usp.ALL]);
mutated("GPP, given TC and US Privacy strings", "gpp", gpp, [...all(tcfTexts).slice(0, 500), ...usp.ALL]);

const [goodTcf, goodGpp] = [tcfTexts[2][1][0], gppTexts[4][1][0]];
const many = (texts) => times(20, () => texts).flat();
const [tcfHeavy, gppHeavy] = [heavyTcf(), heavyGpp(random)];
for (const text of [...tcfHeavy, ...gppHeavy]) if (text.length > LONGEST) throw new Error(`${text.length} is too long`);
hostile("TCF, 8 KB and more, control characters", "tcf", refused(random, goodTcf), { refused: true, microseconds: 20_000 });
hostile("GPP, 8 KB and more, control characters", "gpp", refused(random, goodGpp), { refused: true, microseconds: 20_000 });
hostile("US Privacy, 8 KB and more, control characters", "usp", refused(random, "1YNN"), { refused: true, microseconds: 20_000 });
hostile("TCF, as much as fits in 8 KB", "tcf", many(tcfHeavy), { refused: false, microseconds: 50_000 });
hostile("GPP, as much as fits in 8 KB", "gpp", many(gppHeavy), { refused: false, microseconds: 50_000 });

if (failures.length > 0) {
  console.error(`${failures.length} differences`);
  process.exit(1);
}
