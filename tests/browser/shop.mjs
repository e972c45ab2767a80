// A visitor of the development storefront, in a real browser.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { chromium } from "playwright-core";

export const BASE = process.env.SEGUE_URL.replace(/\/$/, "");
export const PROFILE = "__Host-segue";
export const CONSENT = "__Host-segue-consent";

// Nothing of the browser's own may go to the network; a sandbox cannot be had as root.
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS });

let browser;
/** Gives the tests of a file a browser. */
export const useBrowser = () => {
  before(async () => {
    browser = await launch();
  });
  after(() => browser?.close());
};

/** Lets a new visitor come, and afterwards fails if anything in the console was an error. */
export const withVisitor = async (visit, options = {}) => {
  const visitor = await Visitor.come(browser, options);
  try {
    await visit(visitor);
    assert.deepEqual(visitor.errors, [], "the console says that something went wrong");
  } finally {
    await visitor.context.close();
  }
};

/** A browser with cookies of its own. */
export class Visitor {
  static async come(browser, options = {}) {
    const visitor = new Visitor();
    // As a person's browser: one without a window calls itself a program, for which a click on an ad leaves no trace.
    const userAgent = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${browser.version()} Safari/537.36`;
    const usual = { viewport: { width: 1280, height: 900 }, locale: "en-GB", baseURL: BASE, userAgent };
    visitor.context = await browser.newContext({ ...usual, ...options });
    visitor.page = await visitor.context.newPage();
    visitor.errors = [];
    visitor.page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) visitor.errors.push(`${visitor.page.url()}: ${message.text()}`);
    });
    visitor.page.on("pageerror", (error) => visitor.errors.push(`${visitor.page.url()}: ${error.message}`));
    visitor.page.on("requestfailed", (request) => {
      // A page that is left takes its requests with it.
      if (request.failure()?.errorText !== "net::ERR_ABORTED") visitor.errors.push(`${request.url()}: ${request.failure()?.errorText}`);
    });
    return visitor;
  }

  /** Does `act`, which leads to a product page, and waits until that is filled and has told Segue of the view. */
  async lookingAt(act) {
    const answered = this.page.waitForResponse((answer) => answer.url().includes("/_segue/pdp/") && !isJson(answer));
    const told = this.told("view_item");
    await act();
    this.answer = await answered;
    await told;
    return this.fragment();
  }

  /** Opens a product's page. */
  look(id) {
    return this.lookingAt(() => this.page.goto(`/products/${id}`));
  }

  /** The answer to the event of this name. */
  told(name) {
    return this.page.waitForResponse(
      (answer) => answer.url().endsWith("/_segue/events") && answer.request().postDataJSON().events[0].name === name,
    );
  }

  /** What the fragment on this page shows. */
  fragment() {
    return this.page.locator("[data-segue-product]").evaluate((slot) => {
      const all = (root, what) => [...root.querySelectorAll(what)];
      const id = (link) => decodeURIComponent(link.pathname.split("/").pop());
      return {
        html: slot.innerHTML,
        blocks: all(slot, "[data-segue-block]").map((block) => block.dataset.segueBlock),
        sets: all(slot, "section[data-segue-set]").map((set) => set.dataset.segueSet),
        why: all(slot, "[data-segue-block] > .segue-why").map((why) => why.textContent),
        recommended: all(slot, ".segue-set .segue-product a").map(id),
      };
    });
  }

  /** The basis of the last fragment. */
  basis() {
    return this.answer.headers()["segue-basis"];
  }

  /** Answers the question, `Accept all` or `Reject all`, on a product page, whose slots are then filled anew. */
  say(answer) {
    return this.lookingAt(() => this.page.locator("[data-segue-consent]").getByRole("button", { name: answer, exact: true }).click());
  }

  /** Puts a product into the cart. */
  async buy(id) {
    await this.look(id);
    const told = this.told("add_to_cart");
    await this.page.getByRole("button", { name: "Add to cart" }).click();
    await told;
  }

  async cookie(name) {
    return (await this.context.cookies()).find((cookie) => cookie.name === name);
  }

  /** The visitor's page as JSON. */
  async privacy() {
    return (await this.context.request.get("/_segue/privacy", { headers: { Accept: "application/json" } })).json();
  }
}

const isJson = (answer) => (answer.headers()["content-type"] ?? "").includes("json");
