// 30 rules in no peer's own words. Each has conditions that all have to hold, and may be for a share of the visitors only.
// Of this visitor `on-` rules hold, `off-` rules do not, and `share-` rules depend on how the peer deals its shares.

const is = (name, ...values) => ({ name, values });
const least = (name, least) => ({ name, least });
const below = (name, below) => ({ name, below });

export const RULES = [
  ["on-01", [is("country", "DE", "AT", "CH")]],
  ["on-02", [is("category", "tea", "coffee")]],
  ["on-03", [least("visits", 5)]],
  ["on-04", [least("orders", 2), below("away", 30)]],
  ["on-05", [least("visits", 20), least("spent", 100), is("country", "DE")]],
  ["on-06", [below("spent", 1000), is("category", "tea")]],
  ["on-07", [least("orders", 1), below("away", 90), is("country", "DE", "FR")]],
  ["on-08", [below("away", 7)]],
  ["on-09", [least("spent", 50), least("visits", 2), is("category", "tea", "mugs", "brewing")]],
  ["on-10", [least("orders", 1)]],
  ["off-01", [is("country", "US", "CA")]],
  ["off-02", [below("visits", 2)]],
  ["off-03", [least("orders", 3), least("spent", 300)]],
  ["off-04", [least("away", 90)]],
  ["off-05", [is("category", "knives", "cookware"), least("visits", 3)]],
  ["off-06", [below("orders", 1), least("visits", 3)]],
  ["off-07", [is("country", "DE"), least("away", 30), least("orders", 2)]],
  ["off-08", [least("spent", 500)]],
  ["off-09", [is("category", "baking")]],
  ["off-10", [is("country", "FR"), is("category", "tea")]],
  ["share-01", [], 50],
  ["share-02", [], 10],
  ["share-03", [is("country", "DE", "AT")], 50],
  ["share-04", [least("visits", 5)], 25],
  ["share-05", [least("orders", 1)], 75],
  ["share-06", [is("category", "tea")], 50],
  ["share-07", [below("away", 30), least("visits", 2)], 20],
  ["share-08", [is("country", "DE"), least("spent", 100)], 50],
  ["share-09", [least("visits", 3)], 90],
  ["share-10", [is("category", "tea", "coffee"), least("orders", 1)], 33],
].map(([name, conditions, percent]) => ({ name, conditions, percent: percent ?? 100 }));

export const NAMES = RULES.map((rule) => rule.name);

const CARD = "<li><a href=\"/products/K-101\"><img src=\"/images/K-101.svg\" alt=\"\"><b>Fjord gooseneck kettle</b></a></li>\n";
const REST = ("\"></section>\n<section>" + CARD.repeat(30)).slice(0, 2800);

/** 3 KB with what holds in them, and the four headers of the floor. */
export function answer(on) {
  return new Response(`<section data-on="${on.join(" ")}${REST}`, {
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "private, no-store",
      "Segue-Basis": "full",
      "Server-Timing": "edge;dur=0",
    },
  });
}
