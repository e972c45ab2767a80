// Lets Google's tags follow the visitor's choice at Segue: Google's Consent Mode v2. It stands before Google's own tag,
// without `defer` or `async`, so that nothing is sent before the default. docs/consent-platforms.md says when to use it.
(() => {
  const layer = (window.dataLayer = window.dataLayer || []);
  // Google takes nothing but `arguments`. By the mark the bridge knows that this is Segue's own word.
  function say() {
    arguments.segue = true;
    layer.push(arguments);
  }
  const types = (yes) => ({
    ad_storage: yes("advertising"),
    ad_user_data: yes("advertising"),
    ad_personalization: yes("advertising"),
    analytics_storage: yes("analytics"),
    functionality_storage: yes("preferences"),
    personalization_storage: yes("personalization"),
  });
  say("consent", "default", { ...types(() => "denied"), security_storage: "granted", wait_for_update: 500 });

  let said, turn = 0;
  const update = async () => {
    const mine = ++turn;
    try {
      const answer = await fetch("/_segue/privacy", { headers: { Accept: "application/json" } });
      const { purposes } = await answer.json();
      // Of two answers under way the later one counts.
      if (mine !== turn) return;
      const now = types((purpose) => (purposes[purpose] === true ? "granted" : "denied"));
      if (said !== (said = JSON.stringify(now))) say("consent", "update", now);
    } catch {
      // Without an answer it stays as it is: denied, or what was said last.
    }
  };
  // Whoever posts a choice says so, and a page that comes back from the browser's memory may have missed it.
  document.addEventListener("segue:consent", update);
  addEventListener("pageshow", (event) => event.persisted && update());
  update();
})();
