// What can be checked of a page by itself: names, headings, contrast, room. It runs inside the page.

/** What is wrong below `root`, one sentence each. */
export const problems = (page, root = "body") =>
  page.locator(root).evaluate((root) => {
    const wrong = [];
    const all = (what) => [...root.querySelectorAll(what)];
    const shown = (one) => one.checkVisibility();
    const named = (one) => one.outerHTML.slice(0, 80);
    const text = (one) => (one?.textContent ?? "").trim();

    for (const input of all("input")) if (!text(input.labels?.[0])) wrong.push(`no label: ${named(input)}`);
    for (const one of all("a, button, summary")) if (!text(one)) wrong.push(`no name: ${named(one)}`);
    for (const group of all("fieldset")) if (!text(group.querySelector(":scope > legend"))) wrong.push(`no legend: ${named(group)}`);
    for (const one of all("[aria-describedby], [aria-labelledby]")) {
      const ids = `${one.getAttribute("aria-describedby") ?? ""} ${one.getAttribute("aria-labelledby") ?? ""}`;
      for (const id of ids.split(" ").filter(Boolean)) if (!text(document.getElementById(id))) wrong.push(`${id} is not there`);
    }
    const ids = all("[id]").map((one) => one.id);
    for (const id of ids.filter((id, at) => ids.indexOf(id) !== at)) wrong.push(`${id} is there twice`);
    let level = 0;
    for (const heading of all("h1, h2, h3, h4")) {
      const next = Number(heading.tagName[1]);
      if (level && next > level + 1) wrong.push(`a heading of level ${next} after one of level ${level}: ${text(heading)}`);
      level = next;
    }

    // Any colour of CSS as red, green, blue and opacity.
    const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
    const rgba = (colour) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      return [r, g, b, a / 255];
    };
    const over = ([r, g, b, a], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a), 1];
    const ground = (one) => {
      if (!one) {
        const dark = getComputedStyle(document.documentElement).colorScheme.includes("dark") || document.querySelector("meta[name=color-scheme]");
        return dark && matchMedia("(prefers-color-scheme: dark)").matches ? rgba("rgb(18 18 18)") : [255, 255, 255, 1];
      }
      const own = rgba(getComputedStyle(one).backgroundColor);
      return own[3] === 1 ? own : over(own, ground(one.parentElement));
    };
    const light = ([r, g, b]) => {
      const [x, y, z] = [r, g, b].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const contrast = (a, b) => {
      const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
      return (high + 0.05) / (low + 0.05);
    };
    for (const one of all("*").filter(shown)) {
      if (![...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())) continue;
      const behind = ground(one);
      const ratio = contrast(over(rgba(getComputedStyle(one).color), behind), behind);
      if (ratio < 4.5) wrong.push(`contrast ${ratio.toFixed(2)}: ${named(one)}`);
    }
    for (const one of all(".segue-answer").filter(shown)) {
      const ratio = contrast(over(rgba(getComputedStyle(one).borderTopColor), ground(one)), ground(one));
      if (ratio < 3) wrong.push(`a box of contrast ${ratio.toFixed(2)}: ${named(one)}`);
    }
    for (const one of all("button, .segue-answer, summary, li > a").filter(shown)) {
      const { width, height } = one.getBoundingClientRect();
      if (width < 24 || height < 24) wrong.push(`${width} x ${height} px are too small: ${named(one)}`);
    }
    const wide = document.scrollingElement.scrollWidth - innerWidth;
    if (wide > 0) wrong.push(`the page is ${wide} px too wide`);
    for (const one of all("*").filter(shown)) {
      const { right, left, width } = one.getBoundingClientRect();
      if (width && (right > innerWidth + 1 || left < -1)) wrong.push(`it leaves the screen: ${named(one)}`);
      if (one.scrollWidth > one.clientWidth + 1 && one.clientWidth && getComputedStyle(one).display !== "inline") wrong.push(`its text leaves it: ${named(one)}`);
    }
    return wrong;
  });

/** Goes through everything with the Tab key; what shows no outline while it has the focus. */
export const unseenFocus = async (page, presses) => {
  const unseen = [];
  for (let press = 0; press < presses; press += 1) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate(() => {
      const one = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      const seen = outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
      return one === document.body || seen ? undefined : one.outerHTML.slice(0, 80);
    });
    if (found) unseen.push(found);
  }
  return unseen;
};

/** How elements look: size and everything that makes one weigh more than another. */
export const looks = (locator) =>
  locator.evaluateAll((all) =>
    all.map((one) => {
      const { width, height } = one.getBoundingClientRect();
      const style = getComputedStyle(one);
      const same = ["color", "backgroundColor", "borderTopColor", "borderTopWidth", "borderTopStyle", "boxShadow", "fontSize", "fontWeight", "fontStyle", "opacity", "textDecorationLine", "textTransform", "outlineStyle", "padding", "cursor", "filter", "transform"];
      return { tag: one.tagName, class: one.className, width: Math.round(width), height: Math.round(height), ...Object.fromEntries(same.map((name) => [name, style[name]])) };
    }),
  );
