// The storefront itself: equal answers, no dead link, usable without a script, with a keyboard and on a small screen.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { BASE, CONSENT, useBrowser, withVisitor } from "./shop.mjs";

useBrowser();

const PAGES = ["/", "/categories/kettles", "/products/K-101", "/products/K-102", "/cart", "/checkout", "/delivery", "/sale", "/account/orders"];
const SHOP = new URL("../../fixtures/shop/", import.meta.url);

test("yes and no weigh the same", () =>
  withVisitor(async (visitor) => {
    for (const viewport of [{ width: 1280, height: 900 }, { width: 360, height: 740 }]) {
      await visitor.page.setViewportSize(viewport);
      await visitor.page.goto("/");
      await visitor.page.locator(".segue-consent").waitFor();
      const looks = await visitor.page.locator(".segue-consent button").evaluateAll((buttons) =>
        buttons.map((button) => {
          const { offsetWidth: width, offsetHeight: height, offsetTop: top } = button;
          const { color, backgroundColor, borderColor, fontSize, fontWeight, opacity } = getComputedStyle(button);
          return { width, height, top, color, backgroundColor, borderColor, fontSize, fontWeight, opacity };
        }),
      );
      assert.equal(looks.length, 2);
      assert.deepEqual(looks[0], looks[1]);
    }
  }));

test("every page has its landmarks, one heading, and words for its pictures", () =>
  withVisitor(async (visitor) => {
    for (const path of PAGES) {
      await visitor.page.goto(path, { waitUntil: "networkidle" });
      const found = await visitor.page.evaluate(() => {
        const count = (what) => document.querySelectorAll(what).length;
        const names = (link) => (link.textContent + (link.getAttribute("aria-label") ?? "") + [...link.querySelectorAll("img")].map((i) => i.alt).join("")).trim();
        return {
          language: document.documentElement.lang,
          title: document.title !== "",
          marks: [count("main"), count("body > header"), count("body > footer"), count("h1")],
          silent: [...document.images].filter((image) => !image.hasAttribute("alt")).map((image) => image.src),
          nameless: [...document.querySelectorAll("a, button, select, input")].filter((one) => one.offsetParent && !names(one) && !one.labels?.length && !one.getAttribute("aria-label")).map((one) => one.outerHTML),
          twice: [...document.querySelectorAll("[id]")].map((one) => one.id).filter((id, at, all) => all.indexOf(id) !== at),
        };
      });
      assert.deepEqual(found, { language: "en", title: true, marks: [1, 1, 1, 1], silent: [], nameless: [], twice: [] }, path);
    }
  }));

test("nothing is wider than a small screen", () =>
  withVisitor(
    async (visitor) => {
      for (const path of PAGES) {
        await visitor.page.goto(path, { waitUntil: "networkidle" });
        const wide = await visitor.page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${path} is ${wide} px too wide`);
      }
    },
    { viewport: { width: 360, height: 740 } },
  ));

test("the keyboard reaches the page and the question first", () =>
  withVisitor(async (visitor) => {
    await visitor.page.goto("/");
    await visitor.page.locator(".segue-consent").waitFor();
    const order = [];
    for (let presses = 0; presses < 4; presses += 1) {
      await visitor.page.keyboard.press("Tab");
      order.push(await visitor.page.evaluate(() => document.activeElement.textContent));
    }
    assert.deepEqual(order, ["Skip to the page", "See what is kept, and choose one by one", "Accept all", "Reject all"]);
  }));

test("without a script the product is there, and so is the choice", () =>
  withVisitor(
    async (visitor) => {
      await visitor.page.goto("/products/K-101");
      assert.match(await visitor.page.locator("main").innerText(), /Fjord gooseneck kettle[^]*€79\.00[^]*needs JavaScript/);
      assert.ok(await visitor.page.locator(".segue-consent").isHidden(), "a question that cannot be answered is not asked");
      assert.ok(await visitor.page.locator("[data-bar]").isHidden());

      await visitor.page.getByRole("link", { name: "Privacy" }).click();
      await visitor.page.locator("input[name=personalization][value=yes]").check();
      await visitor.page.getByRole("button", { name: "Save my choice" }).click();
      await visitor.page.waitForURL("**/_segue/privacy?done=saved");
      assert.ok(await visitor.page.locator("input[name=personalization][value=yes]").isChecked(), "the choice is kept");
      assert.ok(await visitor.cookie(CONSENT));
    },
    { javaScriptEnabled: false },
  ));

test("the development bar says what was decided, and looking at it changes nothing", () =>
  withVisitor(async (visitor) => {
    await visitor.look("K-101");
    await visitor.say("Accept all");
    await visitor.look("K-101");
    const bar = visitor.page.locator("[data-bar]");
    assert.match(await bar.locator("summary").innerText(), /basis \w+ · rung \w+ · snapshot [0-9a-f]{8}/);
    const before = await visitor.cookie("__Host-segue");
    const asked = visitor.page.waitForResponse((answer) => answer.url().includes("/_segue/pdp/"));
    await bar.locator("summary").click();
    await asked;
    await bar.locator("[data-bar-segments]").getByText("new_visitor").waitFor();
    assert.match(await bar.innerText(), /You are new here[^]*the visitor's own choice in this shop/);
    assert.deepEqual(await visitor.cookie("__Host-segue"), before, "what is remembered stays as it is");

    const read = visitor.page.waitForEvent("load");
    await bar.getByRole("button", { name: /^Forget me/ }).click();
    await read;
    assert.doesNotMatch((await visitor.privacy()).remembered.join(), /K-104/);
  }));

test("no link and no picture is dead", async () => {
  const found = new Set(["/"]);
  const seen = new Set();
  const dead = [];
  const ask = async (path) => {
    seen.add(path);
    const answer = await fetch(BASE + path, { redirect: "manual" });
    if (answer.status !== 200) dead.push(`${path}: ${answer.status}`);
    if (!(answer.headers.get("content-type") ?? "").startsWith("text/html")) return;
    // Product pages look alike: their fragments lead on, and `/products/…` are all found from the categories.
    for (const [, path] of (await answer.text()).matchAll(/(?:href|src)="(\/[^"#]*)/g)) found.add(path.replaceAll("&amp;", "&"));
  };
  // What the marketer's files lead to, whoever is shown it.
  for (const folder of ["blocks", "campaigns"]) {
    for (const name of readdirSync(new URL(folder, SHOP))) {
      const text = readFileSync(new URL(`${folder}/${name}`, SHOP), "utf8");
      for (const [, path] of text.matchAll(/"url": "(\/[^"#]*)/g)) found.add(path);
    }
  }
  for (let next; (next = [...found].filter((path) => !seen.has(path))).length; ) {
    for (let at = 0; at < next.length; at += 8) await Promise.all(next.slice(at, at + 8).map(ask));
  }
  assert.deepEqual(dead, []);
  assert.ok(seen.size > 400, `only ${seen.size} pages, pictures and files`);
});
