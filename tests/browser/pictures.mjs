// Makes docs/images/three-visitors.png: one product page as three visitors see it. Run it by hand when pages change:
//   cargo xtask dev                  (in another terminal)
//   SEGUE_URL=http://127.0.0.1:8787 CHROMIUM=/usr/bin/chromium node_modules/.bin/node tests/browser/pictures.mjs
import { mkdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Visitor, launch } from "./shop.mjs";

const PRODUCT = "K-101";
const COLUMN = { width: 440, height: 1180 };
const OUT = fileURLToPath(new URL("../../docs/images/three-visitors.png", import.meta.url));

const VISITORS = [
  {
    title: "First visit",
    words: "Nothing is known, and nothing is kept.",
    history: async () => {},
    is: ({ blocks }) => blocks[0] === "what-buyers-say",
  },
  {
    title: "After comparing five kettles",
    words: "The measurements side by side, and what is closest.",
    history: async (visitor) => {
      await visitor.look("K-105");
      await visitor.say("Accept all");
      for (const id of ["K-104", "K-109", "K-112", "K-111"]) await visitor.look(id);
    },
    // The arms of experiments are dealt: this is the one that the picture shows.
    is: ({ blocks }) => blocks[0] === "spec-table" && blocks.includes("what-buyers-say"),
  },
  {
    title: "A regular customer",
    words: "The short version, and new pieces before everyone.",
    history: async (visitor) => {
      await visitor.look("P-617");
      await visitor.say("Accept all");
      for (const id of ["P-617", "M-511", "N-704", "T-320", "F-224", "X-260"]) {
        await visitor.buy(id);
        await visitor.page.goto("/checkout");
        await visitor.page.getByRole("button", { name: "Place the order" }).click();
        await visitor.page.waitForURL("**/checkout/thanks");
      }
    },
    is: ({ blocks }) => blocks[0] === "early-access" && blocks[1] === "straight-to-it",
  },
];

// What is the same for all three is made smaller, so that the rest fits.
const SHORTER = `
  [data-segue-consent], [data-bar], .variants, .crumbs, .top nav, .specs, .buy label, .said { display: none !important; }
  main { padding-block: 1rem !important; }
  .product { grid-template-columns: 9rem 1fr !important; gap: 1rem !important; margin-bottom: 1rem !important; }
  .product h1 { font-size: 1.25rem !important; }
  .product .maker { display: none; }
  .product .price { margin: .2rem 0 !important; font-size: 1.15rem !important; }
  .buy { margin-top: .4rem !important; }
  .segue, .segue > section { gap: .8rem !important; }
`;

const seenBy = async (browser, { title, history, is }) => {
  for (let attempt = 0; attempt < 30; attempt += 1) {
    const visitor = await Visitor.come(browser, { viewport: COLUMN });
    try {
      await history(visitor);
      const seen = await visitor.look(PRODUCT);
      if (!is(seen)) {
        console.log(`${title}: passed over ${seen.blocks.join(", ")}`);
        continue;
      }
      await visitor.page.evaluate((text) => {
        // The pages allow no style of their own, except one that a script adopts.
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(text);
        document.adoptedStyleSheets.push(sheet);
        for (const image of document.images) image.loading = "eager";
      }, SHORTER);
      await visitor.page.waitForLoadState("networkidle");
      console.log(`${title}: ${seen.blocks.join(", ")}; ${seen.sets.join(", ")}`);
      return (await visitor.page.screenshot()).toString("base64");
    } finally {
      await visitor.context.close();
    }
  }
  throw new Error(`nobody of 30 visitors saw the page of \`${title}\``);
};

const browser = await launch();
const columns = [];
for (const visitor of VISITORS) columns.push({ ...visitor, picture: await seenBy(browser, visitor) });
const column = ({ title, words, picture }) => `
  <figure><figcaption><b>${title}</b><br>${words}</figcaption><div class="more"><img src="data:image/png;base64,${picture}"></div></figure>`;
const page = await browser.newPage({ viewport: { width: 3 * COLUMN.width + 80, height: 100 } });
await page.setContent(`<style>
  body { display: flex; gap: 20px; margin: 0; padding: 20px; background: #fff; font: 17px/1.4 Arial, sans-serif; color: #2d2a26; }
  figure { flex: none; width: ${COLUMN.width}px; margin: 0; }
  figcaption { margin-bottom: 12px; }
  b { font-size: 20px; }
  .more { position: relative; }
  .more::after { content: ""; position: absolute; inset: auto 0 0; height: 90px; background: linear-gradient(#fff0, #fff); }
  img { display: block; width: 100%; border: 1px solid #ccc5b8; border-radius: 10px; box-sizing: border-box; }
</style>${columns.map(column).join("")}`);
await page.waitForFunction(() => [...document.images].every((image) => image.complete));
mkdirSync(fileURLToPath(new URL("../../docs/images/", import.meta.url)), { recursive: true });
await page.screenshot({ path: OUT, fullPage: true });
await browser.close();
console.log(`wrote docs/images/three-visitors.png, ${Math.ceil(statSync(OUT).size / 1024)} KB`);
