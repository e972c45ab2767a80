// US Privacy strings, as section `uspv1` of `@iabgpp/cmpapi` reads them.

import { UspV1 } from "@iabgpp/cmpapi";

/** Every string that the standard allows. */
export const ALL = [..."YN-"].flatMap((notice) => [..."YN-"].flatMap((sale) => [..."YN-"].map((lspa) => `1${notice}${sale}${lspa}`)));

export function read(text) {
  if (text === "") throw new Error("there is nothing");
  const facts = new UspV1(text).toObj();
  return { ...facts, anyOptOut: facts.OptOutSale === "Y" };
}

export const ours = ({ ok, ...facts }) => facts;

export function beyond(mine, theirs) {
  if (!theirs) return ["it is read"];
  return ["Notice", "OptOutSale", "LspaCovered"].filter((field) => mine[field] !== theirs[field]);
}
