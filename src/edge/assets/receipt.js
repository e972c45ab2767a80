// Draws a receipt that this very address gives as JSON: what became of every rule, why, and what would have to change.
(async () => {
  const make = (name, text, kind) => Object.assign(document.createElement(name), { textContent: text ?? "", className: kind ?? "" });
  const main = document.querySelector("main");
  const answer = await fetch(location.href, { headers: { Accept: "application/json" } }).catch(() => undefined);
  if (!answer?.ok) return main.replaceChildren(make("p", "The receipt cannot be had; the link may have expired."));
  const told = await answer.json();
  document.title = `Why? ${told.request.path}`;
  const line = (mark, name, words, rest, open) => {
    const item = make("li", "", mark ? "segue-yes" : "segue-no");
    item.append(make("b", mark ? "✓ " : "– "), make("strong", name), ` ${words}`);
    for (const one of rest ?? []) item.append(make("p", `To be shown: ${one.words}`));
    if (open) item.append(make("p", open));
    return item;
  };
  const part = (title, list, draw, chosen, count) => {
    if (!list.length) return;
    const section = make("section");
    const yes = list.filter(chosen);
    section.append(make("h2", `${title}: ${yes.length} of ${list.length}`));
    const shown = make("ul");
    shown.append(...yes.map(draw));
    // The next one that could be shown stands with those that are.
    const no = list.filter((one) => !chosen(one));
    shown.append(...no.slice(0, count).map(draw));
    section.append(shown);
    if (no.length > count) {
      const more = make("details");
      const all = make("ul");
      all.append(...no.slice(count).map(draw));
      more.append(make("summary", `${no.length - count} more, and why not`), all);
      section.append(more);
    }
    main.append(section);
  };
  const id = (one) => one.id;
  const chosen = (one) => one.chosen;
  main.replaceChildren(make("h1", "Why is this shown?"));
  main.append(make("p", `${told.request.path} on ${told.day}. Basis: ${told.basis}. Snapshot ${told.snapshot.slice(0, 8)}.`));
  if (told.decision?.location) main.append(make("p", `It lands on ${told.decision.location} (${told.decision.step}).`));
  part("Consent", told.purposes, (one) => line(one.granted, one.purpose, one.words), (one) => one.granted, 9);
  const continued = (one) => `Goes on in ${[...one.blocks, ...one.sets].join(", ") || "nothing"}. ${one.promised?.offer ?? ""}`;
  part("The ad's story", told.story ? [told.story] : [], (one) => line(one.promised, one.promised?.campaign ?? one.code, one.words, [], continued(one)), (one) => one.promised, 1);
  part("What the search is after", told.intents, (one) => line(one.holds, one.intent, one.words), (one) => one.holds, 9);
  part("Segments", told.segments, (one) => line(one.in, one.name || one.id, one.words, one.change), (one) => one.in, 0);
  const products = (one) => (one.products?.length ? `Shows ${one.products.map((p) => p.id ?? p).join(", ")}` : "");
  part("Blocks, by priority", told.blocks, (one) => line(one.chosen, id(one), `(${one.priority}) ${one.words}`, one.change, products(one)), chosen, 1);
  part("Recommendation sets", told.sets, (one) => line(one.chosen, id(one), one.words, one.change, products(one)), chosen, 1);
  part("Where the link leads, closest first", told.candidates, (one) => line(one.chosen, `${one.candidate} ${one.step}`, one.words, one.change, one.url), chosen, 1);
  part("Experiments", told.experiments, (one) => line(one.enrolled, `${id(one)}: ${one.arm}`, one.words, one.change), (one) => one.enrolled, 9);
})();
