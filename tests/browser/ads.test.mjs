// Clicks on ads: where they land, and that the page goes on with the ad's story without knowing who came.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PROFILE, useBrowser, withVisitor } from "./shop.mjs";

useBrowser();

/** The parameters of an address, as an object. */
const parameters = (url) => Object.fromEntries(new URL(url).searchParams);

test("a click lands on the product of the ad, and its parameters come along", () =>
  withVisitor(async (visitor) => {
    const query = "product=F-201&utm_source=search&utm_medium=cpc&utm_content=a%20b&product_id=9&gclid=secret";
    await visitor.lookingAt(() => visitor.page.goto(`/r/pour-over-week?${query}`));
    assert.equal(new URL(visitor.page.url()).pathname, "/products/F-201");
    assert.deepEqual(parameters(visitor.page.url()), {
      utm_source: "search",
      utm_medium: "cpc",
      utm_content: "a b",
      utm_campaign: "pour-over-week",
    });
    assert.ok(parameters(visitor.answer.url()).segue_story, "and with the story, which is out of the address by then");
    assert.equal(parameters(visitor.answer.url()).utm_campaign, "pour-over-week", "the fragment is asked with them");
    assert.deepEqual(await visitor.context.cookies(), [], "an ad is no consent");
  }));

test("the page goes on with the campaign, for this request alone", () =>
  withVisitor(async (visitor) => {
    const seen = await visitor.lookingAt(() => visitor.page.goto("/r/tea-season?product=F-221&utm_source=letter"));
    assert.ok(seen.blocks.includes("tea-season-picks"), `no tea season among ${seen.blocks}`);
    assert.ok(!(await visitor.look("F-222")).blocks.includes("tea-season-picks"), "the next page knows nothing of it");
  }));

test("with a yes, the campaign is remembered", () =>
  withVisitor(async (visitor) => {
    await visitor.look("K-101");
    await visitor.say("Accept all");
    await visitor.lookingAt(() => visitor.page.goto("/r/tea-season?product=F-221"));
    // The next visit: what ends with the browser's session is gone.
    await visitor.context.clearCookies({ name: "__Host-segue-story" });
    assert.ok((await visitor.look("F-222")).blocks.includes("tea-season-again"));
    assert.match((await visitor.privacy()).remembered.join(), /one of our campaigns brought you/);
  }));

test("the words of a search are answered", () =>
  withVisitor(async (visitor) => {
    const query = "product=K-101&utm_term=gooseneck+kettle+review";
    const seen = await visitor.lookingAt(() => visitor.page.goto(`/r/pour-over-week?${query}`));
    assert.ok(seen.blocks.includes("asked-for-reviews"), `no reviews among ${seen.blocks}`);
  }));

test("what is sold out lands on a variant that is not", () =>
  withVisitor(async (visitor) => {
    await visitor.lookingAt(() => visitor.page.goto("/r/pour-over-week?product=K-102"));
    assert.match(new URL(visitor.page.url()).pathname, /^\/products\/K-10[13]$/);
    assert.match(await visitor.page.locator(".stock").innerText(), /^In stock/);
  }));

test("a campaign that nobody knows lands on the front page", () =>
  withVisitor(async (visitor) => {
    await visitor.page.goto("/r/no-such-campaign?product=K-101&utm_source=x");
    assert.equal(new URL(visitor.page.url()).pathname, "/");
    assert.equal(await visitor.page.locator("h1").innerText(), "Hearth & Field");
  }));

test("every click that the development bar offers lands on a page of the shop", () =>
  withVisitor(async (visitor) => {
    await visitor.page.goto("/");
    await visitor.page.locator("[data-bar] summary").click();
    const links = visitor.page.locator("[data-bar-campaigns] a");
    await links.first().waitFor();
    const urls = await links.evaluateAll((links) => links.map((link) => link.href));
    assert.ok(urls.length >= 3, `only ${urls}`);
    for (const url of urls) {
      const answer = await visitor.page.goto(url);
      assert.equal(answer.status(), 200, url);
      assert.match(new URL(visitor.page.url()).pathname, /^\/(products|categories|gifts|campaigns)/, url);
      assert.ok(parameters(visitor.page.url()).utm_campaign, url);
    }
    assert.equal(await visitor.cookie(PROFILE), undefined);
  }));

/** What the page says of the ad: the promise, and the ids of the set that goes on with it. */
const story = async (visitor) => {
  const promise = visitor.page.locator('[data-segue-block="as-the-ad-said"]');
  const set = visitor.page.locator('section[data-segue-set="from-the-ad"] .segue-product a');
  return {
    promise: (await promise.count()) ? await promise.locator("h2").innerText() : undefined,
    first: (await set.count()) ? new URL(await set.first().evaluate((link) => link.href)).pathname : undefined,
  };
};

const CLICK = "/r/tea-season?product=T-301&q=best+teapot&utm_source=search";
const TOLD = { promise: "A strainer goes in with every pot", first: "/products/SET-02" };

test("the page keeps what the ad promised, and the next page of who said no does not", () =>
  withVisitor(async (visitor) => {
    await visitor.look("K-101");
    await visitor.say("Reject all");
    await visitor.lookingAt(() => visitor.page.goto(CLICK));
    assert.deepEqual(await story(visitor), TOLD);
    assert.equal(parameters(visitor.page.url()).segue_story, undefined, "who shares the address shares no story");
    assert.equal(parameters(visitor.page.url()).utm_source, "search", "and nothing else is gone from it");
    assert.equal(await visitor.cookie("__Host-segue-story"), undefined);
    await visitor.look("M-505");
    assert.deepEqual(await story(visitor), { promise: undefined, first: undefined });
    await visitor.look("T-301");
    assert.deepEqual(await story(visitor), { promise: undefined, first: undefined }, "nothing was stored");
  }));

test("with a yes the visit goes on with it, in a cookie that ends with the session", () =>
  withVisitor(async (visitor) => {
    await visitor.look("K-101");
    await visitor.say("Accept all");
    await visitor.lookingAt(() => visitor.page.goto(CLICK));
    assert.deepEqual(await story(visitor), TOLD);
    assert.equal(parameters(visitor.answer.url()).segue_story, undefined, "the address tells nothing");
    const cookie = await visitor.cookie("__Host-segue-story");
    assert.equal(cookie.expires, -1);
    assert.ok(cookie.httpOnly && cookie.secure);
    await visitor.look("M-505");
    assert.deepEqual(await story(visitor), TOLD, "the next page goes on");
    assert.match((await visitor.privacy()).remembered.join(), /You came by one of our ads/);
  }));

test("a yes on the page that the ad led to is in time", () =>
  withVisitor(async (visitor) => {
    await visitor.lookingAt(() => visitor.page.goto(CLICK));
    assert.equal(await visitor.cookie("__Host-segue-story"), undefined);
    await visitor.say("Accept all");
    assert.deepEqual(await story(visitor), TOLD, "the page is filled anew, with the story");
    await visitor.look("M-505");
    assert.deepEqual(await story(visitor), TOLD);
  }));
