// GPP strings: valid ones, made by `@iabgpp/cmpapi` and by hand, and what that library reads in any string.

import { isDeepStrictEqual } from "node:util";
import vm from "node:vm";
import * as iab from "@iabgpp/cmpapi";
import { base64url, fibonacciRanges, flags, groups, int, letters, noise, ranges } from "./bits.mjs";
import { upTo, vendorSet } from "./random.mjs";
import * as tcf from "./tcf.mjs";

const { GppModel, Sections } = iab;
/** The sections that the library knows, by id, with their fields as an empty section has them. */
export const SECTIONS = [...Sections.SECTION_ID_NAME_MAP].map(([id, name]) => {
  const type = Object.values(iab).find((one) => one?.ID === id && one?.NAME === name);
  return { id, name, fields: new type().toObj(), type };
});
const TCF = new Set(["tcfeuv2", "tcfcav1"]);
const US = SECTIONS.filter(({ name }) => name.startsWith("us") && name !== "uspv1");
const SENSITIVE = new Set(["usin", "usky", "usri"]);
const OPT_OUTS = ["SaleOptOut", "SharingOptOut", "TargetedAdvertisingOptOut"];

const entries = (random) =>
  upTo(1, random.between(0, 3)).map(() => new iab.RangeEntry(random.between(1, 24), random.between(0, 2), vendorSet(random, 300)));

/** Fills a section of `model` with any valid values. */
function fill(random, model, { name, fields, type }) {
  if (name === "uspv1") {
    for (const field of ["Notice", "OptOutSale", "LspaCovered"]) model.setFieldValue(name, field, random.pick("YN-"));
    return;
  }
  for (const [field, value] of Object.entries(fields)) {
    if (field.endsWith("SegmentType") || field === "Version" || field === "MspaVersion") continue;
    model.setFieldValue(name, field, valid(random, name, field, value));
  }
  if (name === "usnat") model.setFieldValue(name, "Version", random.pick([1, 2]));
  if ("Gpc" in fields) model.setFieldValue(name, "GpcSegmentIncluded", random.chance(0.5));
  if (SENSITIVE.has(name)) model.setFieldValue(name, "SensitiveDataConsentSegmentIncluded", random.chance(0.5));
  if (name === "tcfcav1" || name === "tcfeuv2") model.setFieldValue(name, "Created", new Date(1.7e12 + random.between(0, 1e9) * 100));
}

function valid(random, name, field, value) {
  if (field === "MspaCoveredTransaction") return random.between(1, 2);
  if (field === "IsServiceSpecific") return true;
  if (field === "NumCustomPurposes") return random.between(0, 63);
  if (value instanceof Date) return new Date(1.7e12);
  if (typeof value === "boolean") return random.chance(0.5);
  if (typeof value === "string") return random.pick(["EN", "DE", "FR", "CA"]);
  if (field.includes("Restrictions")) return entries(random);
  if (field.includes("Custom")) return upTo(1, 63).map(() => random.chance(0.5));
  if (Array.isArray(value) && value.length === 0) return vendorSet(random, random.pick([40, 300, 1400]));
  if (Array.isArray(value)) return value.map((one) => (typeof one === "boolean" ? random.chance(0.5) : random.between(0, 2)));
  if (TCF.has(name)) return random.between(0, field === "ConsentScreen" || field.endsWith("PolicyVersion") ? 63 : 4095);
  return random.between(0, 2);
}

/** A string that the library writes, with these sections. */
export function written(random, sections) {
  const model = new GppModel();
  sections.forEach((section) => fill(random, model, section));
  return model.encode();
}

/** Some sections: one, several, all. */
export function someSections(random) {
  const few = random.pick([1, 2, 3, 5, 24]);
  return few === 24 ? SECTIONS : [...new Set(upTo(1, few).map(() => random.pick(SECTIONS)))];
}

/** The header for these ids, written with ranges or without. */
export function header(ids, random) {
  const pairs = random?.chance(0.3) ? ids.map((id) => [id, id]) : groups(ids);
  return base64url(int(3, 6) + int(1, 6) + fibonacciRanges(pairs), random);
}

/** A US section by hand: any answer in every field, either version of the national layout, any padding. */
function us(random, { name, fields }) {
  const twos = (count) => upTo(1, count).map(() => int(random.between(0, 2), 2)).join("");
  const own = SENSITIVE.has(name) ? { ...fields, SensitiveDataProcessing: [] } : fields;
  const count = Object.entries(own).reduce((sum, [field, value]) => {
    if (field === "Version" || field === "MspaVersion" || field.startsWith("Gpc")) return sum;
    return sum + (Array.isArray(value) ? value.length : 1);
  }, 0);
  const short = name === "usnat" && random.chance(0.5);
  const version = name === "usnat" ? (short ? 1 : random.pick([1, 2, 2])) : 1;
  const core = base64url(int(version, 6) + twos(short ? count - 5 : count), short ? undefined : random);
  const gpc = "Gpc" in fields ? base64url(int(1, 2) + int(random.between(0, 1), 1), random) : base64url(twos(8), random);
  const has = "Gpc" in fields || SENSITIVE.has(name);
  return core + (short ? random.pick(["", "A"]) : "") + (has && random.chance(0.5) ? "." + gpc : "");
}

/** A Canadian section by hand, with the standard's lists of vendors or the older ones, in either encoding. */
function canada(random) {
  const older = random.chance(0.4);
  const list = (set) => {
    const max = set.at(-1) ?? 0;
    const coded = older ? ranges(groups(set)) : fibonacciRanges(groups(set));
    // The library knows the older lists only by their being the shorter form.
    const short = older || random.chance(0.8) ? coded.length <= max : random.chance(0.5);
    return int(max, 16) + (short ? "1" + coded : "0" + flags(set, max));
  };
  const set = () => vendorSet(random, random.pick([40, 300]));
  const restriction = () => int(random.between(1, 24), 6) + int(random.between(0, 2), 2) + (older ? ranges(groups(set())) : list(set()));
  const restrictions = random.chance(0.4) ? upTo(1, random.between(1, 3)).map(restriction) : [];
  const core = [
    int(1, 6), int(17e9, 36), int(17e9 + random.between(0, 1e6), 36), int(random.between(0, 4095), 12),
    int(random.between(0, 4095), 12), int(random.between(0, 63), 6), letters(random.pick(["EN", "FR"])),
    int(random.between(0, 4095), 12), int(2, 6), int(random.between(0, 1), 1), flags(random.some(upTo(1, 12)), 12),
    flags(random.some(upTo(1, 24)), 24), flags(random.some(upTo(1, 24)), 24), list(set()), list(set()),
    int(restrictions.length, 12), ...restrictions,
  ].join("");
  const others = [() => tcf.publisher(random), () => int(1, 3) + list(set())];
  return [core, ...random.some(others, 0.5).map((make) => make())].map((bits) => base64url(bits, random)).join(".");
}

/** A section by hand. */
export function section(random, known) {
  if (known.name === "tcfeuv2") return tcf.made(random, [0, 4095]);
  if (known.name === "tcfcav1") return canada(random);
  if (known.name === "uspv1") return "1" + random.pick("YN-") + random.pick("YN-") + random.pick("YN-");
  return us(random, known);
}

/** A string by hand: any number of sections, among them such as nobody knows yet. */
export function made(random, sections = someSections(random)) {
  const all = sections.map((known) => ({ id: known.id, text: section(random, known) }));
  const unknown = random.chance(0.2) ? [1, 3, 4, 28, 29, 40, 300] : [];
  random.some(unknown, 0.3).forEach((id) => all.push({ id, text: noise(random, random.between(1, 30)) }));
  all.sort((a, b) => a.id - b.id);
  return [header(all.map(({ id }) => id), random), ...all.map(({ text }) => text)].join("~");
}

/** Strings as platforms on the web write them today. */
export function production(random) {
  const national = { ...US[0] };
  const sections = random.pick([[national], [US[1]], [SECTIONS[0]], [SECTIONS[0], SECTIONS[2]], [SECTIONS[2], national, US[1]], [national, ...US.slice(1, 8)]]);
  const text = (known) => (known.name === "tcfeuv2" ? tcf.production(random) : section(random, known));
  return [header(sections.map(({ id }) => id)), ...sections.map(text)].join("~");
}

// The library expands ranges as it reads them, and a hostile one keeps it busy for hours: it gets half a second.
const script = new vm.Script("segueOracle()");
function inTime(work) {
  globalThis.segueOracle = work;
  return script.runInThisContext({ timeout: 500 });
}

/** What the library reads; it throws for what it refuses. */
export function read(text) {
  const facts = inTime(() => {
    const model = new GppModel(text);
    return { sectionIds: model.getSectionIds(), sections: model.toObject() };
  });
  return JSON.parse(JSON.stringify({ ...facts, anyOptOut: anyOptOut(facts.sections) }));
}

const anyOptOut = (sections) =>
  Object.values(sections).some((one) => OPT_OUTS.some((field) => one[field] === 1) || one.OptOutSale === "Y");

/** Our facts, without what the library does not say. */
export function ours({ ok, anyGpc, unknownSectionIds, ...facts }) {
  return facts;
}

/** Fields with ids, of which each permits something. */
const LISTS = /^Vendor.*(Consents?|Interests|Allowed|Disclosed)$|^DisclosedVendors$/;
/** Fields with flags or answers, of which `true`, and anything but a 1, permits something. */
const ANSWERS = /Consents?$|OptOut$|SensitiveDataProcessing$|Optins$|Interests$/;

/** What `mine` permits beyond `theirs`, in words; `theirs` is nothing when the library refuses the string. */
export function beyond(mine, theirs) {
  if (!theirs) return [`${Object.keys(mine.sections)} are read`];
  const words = [];
  if (theirs.anyOptOut && !mine.anyOptOut) words.push("anyOptOut");
  for (const name of Object.keys(theirs.sections)) if (!(name in mine.sections)) words.push(`${name} is missing`);
  for (const [name, fields] of Object.entries(mine.sections)) {
    for (const [field, value] of Object.entries(fields)) {
      const other = theirs.sections[name]?.[field];
      if (field === "Gpc" && other === true && value !== true) words.push(`${name}.Gpc`);
      if (field === "OptOutSale" && other === "Y" && value !== "Y") words.push(`${name}.OptOutSale`);
      if (/^Pub.*Restrictions$/.test(field) && !isDeepStrictEqual(value, other)) words.push(`${name}.${field}`);
      if (LISTS.test(field) ? moreIds(value, other) : ANSWERS.test(field) && moreAnswers(value, other)) {
        words.push(`${name}.${field}`);
      }
    }
  }
  return words;
}

function moreIds(ids, other) {
  const granted = new Set(other);
  return ids.some((id) => !granted.has(id));
}

/** Whether a flag is set that is not set there, or an answer is not the no that it is there. */
function moreAnswers(value, other) {
  if (Array.isArray(value)) return value.some((one, at) => moreAnswers(one, other?.[at]));
  return typeof value === "boolean" ? value && other !== true : value !== 1 && value !== other;
}
