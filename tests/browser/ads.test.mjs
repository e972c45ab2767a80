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
