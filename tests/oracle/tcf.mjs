// TC strings: valid ones, made by `@iabtechlabtcf/core` and by hand, and what that library reads in any string.

import { GVL, PurposeRestriction, TCModel, TCString } from "@iabtechlabtcf/core";
import { base64url, flags, groups, int, letters, ranges } from "./bits.mjs";
import { upTo, vendorSet } from "./random.mjs";

const byId = (ids, make) => Object.fromEntries(ids.map((id) => [id, make(id)]));
const named = (id) => ({ id, name: `${id}`, description: "" });

/** A made-up vendor list in which every vendor may ask for everything, so that no set of vendors is cut by the encoder. */
function vendorList(vendors) {
  const all = upTo(1, 11);
  const vendor = (id) => ({
    ...named(id), purposes: all, legIntPurposes: [2, 7, 8, 9, 10, 11], flexiblePurposes: all, specialPurposes: [],
    features: [], specialFeatures: [], policyUrl: "",
  });
  return new GVL({
    gvlSpecificationVersion: 3, vendorListVersion: 87, tcfPolicyVersion: 5, lastUpdated: "2026-01-01T00:00:00Z",
    purposes: byId(all, named), specialPurposes: byId([1, 2, 3], named), features: byId([1, 2, 3], named),
    specialFeatures: byId([1, 2], named), stacks: {}, dataCategories: {}, vendors: byId(vendors, vendor),
  });
}

const LISTS = [40, 300, 1400].map((most) => vendorList(upTo(1, most)));
const SEGMENTS = ["vendorsDisclosed", "vendorsAllowed", "publisherTC"];

/** A string that the library writes. */
export function written(random) {
  const gvl = random.pick(LISTS);
  const most = Math.max(...gvl.vendorIds);
  const model = new TCModel(gvl);
  model.cmpId = random.between(2, 4095);
  model.cmpVersion = random.between(0, 4095);
  model.consentScreen = random.between(0, 63);
  model.publisherCountryCode = random.pick(["DE", "FR", "ES", "AA", "ZZ"]);
  model.isServiceSpecific = random.chance(0.7);
  model.useNonStandardTexts = random.chance(0.2);
  model.purposeOneTreatment = random.chance(0.2);
  model.supportOOB = random.chance(0.3);
  model.purposeConsents.set(random.some(upTo(1, 24)));
  model.purposeLegitimateInterests.set(random.some([2, 7, 8, 9, 10, 11]));
  model.specialFeatureOptins.set(random.some(upTo(1, 12)));
  model.publisherConsents.set(random.some(upTo(1, 24)));
  model.publisherLegitimateInterests.set(random.some(upTo(1, 24)));
  model.numCustomPurposes = random.between(0, 63);
  model.publisherCustomConsents.set(random.some(upTo(1, model.numCustomPurposes)));
  model.publisherCustomLegitimateInterests.set(random.some(upTo(1, model.numCustomPurposes)));
  for (const field of ["vendorConsents", "vendorLegitimateInterests", "vendorsDisclosed", "vendorsAllowed"]) {
    model[field].set(vendorSet(random, most));
  }
  for (let n = random.chance(0.5) ? random.between(1, 12) : 0; n > 0; n -= 1) {
    const restriction = new PurposeRestriction(random.between(1, 11), random.between(0, 2));
    vendorSet(random, most).forEach((vendor) => model.publisherRestrictions.add(vendor, restriction));
  }
  model.created = new Date(1.6e12 + random.between(0, 2e9) * 100);
  model.lastUpdated = new Date(1.6e12 + random.between(0, 2e9) * 100);
  const segments = random.chance(0.5) ? ["core", ...random.some(SEGMENTS, 0.5)] : undefined;
  return TCString.encode(model, { isForVendors: random.chance(0.5), segments });
}

/** A list of vendors in the encoding that chance wants, whichever would be shorter. */
function vendors(random, set) {
  const max = set.at(-1) ?? 0;
  if (max > 3000 || random.chance(0.5)) {
    const pairs = groups(set);
    if (random.chance(0.2)) pairs.reverse();
    if (random.chance(0.1) && pairs.length > 0) pairs.push(random.pick(pairs));
    return int(random.chance(0.9) ? max : random.between(0, 65535), 16) + "1" + ranges(pairs, () => random.chance(0.1));
  }
  const length = max + (random.chance(0.3) ? random.between(0, 40) : 0);
  return int(length, 16) + "0" + flags(set, length);
}

/** The bits of a core segment: every field with any value that is valid. */
function core(random, cmpIds) {
  const most = random.pick([30, 200, 900, 900, 65535]);
  const set = () => (most > 3000 ? [random.between(1, 9), random.between(10, most)] : vendorSet(random, most));
  const restriction = () => int(random.between(1, 24), 6) + int(random.between(0, 2), 2) + ranges(groups(set()));
  const restrictions = random.chance(0.5) ? upTo(1, random.between(1, 6)).map(restriction) : [];
  const moment = () => int(random.between(15_000_000_000, 20_000_000_000), 36);
  return [
    int(2, 6), moment(), moment(), int(random.between(...cmpIds), 12), int(random.between(0, 4095), 12),
    int(random.between(0, 63), 6), letters(random.pick(["EN", "DE", "FR", "ZH"])), int(random.between(0, 4095), 12),
    int(random.pick([2, 4, 5, 5, 63]), 6), int(random.between(0, 1), 1), int(random.between(0, 1), 1),
    flags(random.some(upTo(1, 12)), 12), flags(random.some(upTo(1, 24)), 24), flags(random.some(upTo(1, 24)), 24),
    int(random.between(0, 1), 1), letters(random.pick(["DE", "AA", "ZZ", "US"])),
    vendors(random, set()), vendors(random, set()), int(restrictions.length, 12), ...restrictions,
  ].join("");
}

function publisher(random) {
  const custom = random.between(0, 63);
  const fields = [24, 24].map((width) => flags(random.some(upTo(1, 24)), width));
  const own = [0, 0].map(() => flags(random.some(upTo(1, 63)), custom));
  return int(3, 3) + fields.join("") + int(custom, 6) + own.join("");
}

/** A string by hand: both encodings of every list, all segments in any order after the core, any padding. */
export function made(random, cmpIds = [2, 4095]) {
  const others = [
    () => int(1, 3) + vendors(random, vendorSet(random, 900)),
    () => int(2, 3) + vendors(random, vendorSet(random, 900)),
    () => publisher(random),
  ];
  const segments = [core(random, cmpIds), ...random.some(others, 0.5).map((make) => make())];
  if (random.chance(0.1)) segments.reverse();
  return segments.map((bits) => base64url(bits, random)).join(".");
}

/** Strings as platforms on the web write them today: v2.2 and v2.3, one service, a disclosed list, a publisher segment. */
export function production(random) {
  const model = new TCModel(LISTS[2]);
  model.cmpId = random.pick([5, 7, 10, 28, 31, 134, 300, 402]);
  model.cmpVersion = random.between(1, 80);
  model.consentScreen = random.between(1, 3);
  model.publisherCountryCode = random.pick(["DE", "FR", "ES", "IT", "GB"]);
  const known = random.some(upTo(1, 1400), 0.55);
  const yes = random.pick([upTo(1, 11), [], [1], [1, 7, 8, 9, 10]]);
  model.purposeConsents.set(yes);
  model.purposeLegitimateInterests.set(random.pick([[], [2, 7, 8, 9, 10, 11], [7, 9, 10]]));
  model.specialFeatureOptins.set(random.pick([[], [1], [1, 2]]));
  model.vendorConsents.set(yes.length > 0 ? known : []);
  model.vendorLegitimateInterests.set(random.some(known, 0.5));
  model.vendorsDisclosed.set(known);
  model.created = new Date(1.76e12 + random.between(0, 1e5) * 86_400);
  model.lastUpdated = model.created;
  return TCString.encode(model);
}

const sorted = (vector) => [...vector.values()].sort((a, b) => a - b);

/** What the library reads; it throws for what it refuses. */
export function read(text) {
  const model = TCString.decode(text);
  const restrictions = model.publisherRestrictions.getRestrictions();
  restrictions.sort((a, b) => a.purposeId - b.purposeId || a.restrictionType - b.restrictionType);
  const facts = {
    purposeConsents: sorted(model.purposeConsents),
    purposeLI: sorted(model.purposeLegitimateInterests),
    specialFeatures: sorted(model.specialFeatureOptins),
    vendorConsents: sorted(model.vendorConsents),
    vendorLI: sorted(model.vendorLegitimateInterests),
    publisherRestrictions: restrictions.map(({ purposeId, restrictionType }) => ({
      purposeId, restrictionType,
      vendors: model.publisherRestrictions.getVendors(new PurposeRestriction(purposeId, restrictionType)),
    })),
    created: model.created.toISOString(),
    lastUpdated: model.lastUpdated.toISOString(),
  };
  for (const field of [
    "version", "policyVersion", "cmpId", "cmpVersion", "consentScreen", "consentLanguage", "vendorListVersion",
    "isServiceSpecific", "useNonStandardTexts", "purposeOneTreatment", "publisherCountryCode", "numCustomPurposes",
  ]) {
    facts[field] = model[field];
  }
  for (const field of [
    "vendorsDisclosed", "vendorsAllowed", "publisherConsents", "publisherLegitimateInterests",
    "publisherCustomConsents", "publisherCustomLegitimateInterests",
  ]) {
    facts[field] = sorted(model[field]);
  }
  return facts;
}

/** Our facts, without what the library does not say. */
export function ours({ ok, segments, ...facts }) {
  return facts;
}

const GRANTS = [
  "purposeConsents", "purposeLI", "specialFeatures", "vendorConsents", "vendorLI", "vendorsDisclosed", "vendorsAllowed",
  "publisherConsents", "publisherLegitimateInterests", "publisherCustomConsents", "publisherCustomLegitimateInterests",
];

/** What `mine` permits beyond `theirs`, in words; `theirs` is nothing when the library refuses the string. */
export function beyond(mine, theirs) {
  const words = [];
  for (const field of GRANTS) {
    const granted = new Set(theirs?.[field] ?? []);
    const more = mine[field].filter((id) => !granted.has(id));
    if (more.length > 0) words.push(`${field} ${more}`);
  }
  if (!theirs) return words;
  for (const field of ["created", "lastUpdated"]) if (mine[field] > theirs[field]) words.push(`${field} is later`);
  for (const { purposeId, restrictionType, vendors } of theirs.publisherRestrictions) {
    const same = mine.publisherRestrictions.find((one) => one.purposeId === purposeId && one.restrictionType === restrictionType);
    const bound = new Set(same?.vendors);
    if (!vendors.every((vendor) => bound.has(vendor))) words.push(`restriction ${purposeId}-${restrictionType}`);
  }
  return words;
}

export { core, publisher };
