// A colleague with a preview link: the real page as somebody else, in a frame that says so, without a trace.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser, withVisitor } from "./shop.mjs";

useBrowser();

const { SEGUE_PREVIEW: LINK, SEGUE_GALLERY: GALLERY } = process.env;

/** The requests that could leave a trace. */
const watch = (visitor) => {
  const posts = [];
  visitor.page.on("request", (request) => request.method() === "POST" && posts.push(request.url()));
  return posts;
};

const quiet = async (visitor, posts) => {
  assert.deepEqual(posts, [], "nothing was told of");
  assert.deepEqual(await visitor.context.cookies(), [], "no cookie was set");
  const kept = await visitor.page.evaluate(() => [localStorage.length, sessionStorage.length]);
  assert.deepEqual(kept, [0, 0], "nothing is kept in the browser");
};

test("the real page, as a persona, in a frame that says so", () =>
  withVisitor(async (visitor) => {
    const posts = watch(visitor);
    await visitor.page.goto(LINK, { waitUntil: "networkidle" });
    const bar = visitor.page.locator(".segue-preview-bar");
    await bar.waitFor();
    assert.match(await bar.innerText(), /preview as left a kettle in the cart/i);
    assert.ok(await bar.isVisible());
    assert.equal(await visitor.page.locator("[data-segue-block=shipping-clarity]").count(), 1);
    assert.equal(await visitor.page.locator(".segue-consent").count(), 0, "a persona is not asked");
    const box = await bar.boundingBox();
    assert.ok(box.y + box.height <= 900 + 1 && box.width >= 1270, JSON.stringify(box));
    await quiet(visitor, posts);
  }));

test("the preview goes on through the shop, and can be left", () =>
  withVisitor(async (visitor) => {
    const posts = watch(visitor);
    await visitor.page.goto(LINK, { waitUntil: "networkidle" });
    await visitor.page.locator(".segue-preview a[href^='/products/']").first().click();
    await visitor.page.locator(".segue-preview-bar").waitFor();
    assert.match(visitor.page.url(), /segue_preview=/);
    await quiet(visitor, posts);
    await visitor.page.getByRole("link", { name: "Leave the preview" }).click();
    await visitor.page.waitForLoadState("networkidle");
    assert.equal(await visitor.page.locator(".segue-preview-bar").count(), 0);
    assert.equal(await visitor.page.locator(".segue-consent").count(), 1, "an ordinary visitor is asked again");
  }));

test("the receipt is one click away, and in words", () =>
  withVisitor(async (visitor) => {
    await visitor.page.goto(LINK, { waitUntil: "networkidle" });
    await visitor.page.getByRole("link", { name: "Why this?" }).click();
    await visitor.page.getByRole("heading", { name: "Why is this shown?" }).waitFor();
    const text = await visitor.page.locator("main").innerText();
    for (const words of ["Consent", "Segments", "Blocks, by priority", "shipping-clarity", "To be shown"]) assert.ok(text.includes(words), words);
    assert.doesNotMatch(text, /undefined|\[object/);
  }));

test("a gallery shows everybody side by side, also on a small screen", () =>
  withVisitor(
    async (visitor) => {
      const posts = watch(visitor);
      await visitor.page.goto(GALLERY, { waitUntil: "networkidle" });
      assert.ok((await visitor.page.locator("main > section").count()) >= 10);
      const wide = await visitor.page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${wide} px too wide`);
      await quiet(visitor, posts);
      await visitor.page.getByRole("link", { name: "Open the page" }).nth(2).click();
      await visitor.page.locator(".segue-preview-bar").waitFor();
      assert.match(visitor.page.url(), /segue_persona=2/);
    },
    { viewport: { width: 390, height: 800 } },
  ));

test("a link that is not the publisher's says so, and shows what everyone sees", () =>
  withVisitor(async (visitor) => {
    const posts = watch(visitor);
    await visitor.page.goto(LINK.slice(0, -4) + "AAAA", { waitUntil: "networkidle" });
    const bar = visitor.page.locator(".segue-preview-bar");
    await bar.waitFor();
    assert.match(await bar.innerText(), /No preview: the link is not signed by a publisher/);
    assert.equal(await visitor.page.locator("[data-segue-block=shipping-clarity]").count(), 0);
    await quiet(visitor, posts);
    // The browser says in its console that the Worker refused the link.
    visitor.errors = visitor.errors.filter((error) => !error.includes("403"));
  }));
