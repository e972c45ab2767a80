// The bridge: tells Segue what a consent platform says that only a script in the page can ask. It is served as bridge.js,
// which esbuild makes of this file (`node_modules/.bin/esbuild src/edge/assets/bridge.src.js --minify --target=es2021
// --outfile=src/edge/assets/bridge.js`) and which may have 2,048 bytes; tests/browser/bridge.test.mjs compares the two.
// docs/consent-platforms.md says what it asks and why.
(() => {
  let page = self;
  // The platforms' own names that decide a purpose. All of those that a platform has must be granted.
  let deciding = {
    // functionality_storage, functional, preferences
    preferences: /^func|^pref/,
    // analytics_storage, analytics, statistics, measure_content_performance, market_research
    analytics: /^ana|^stat|measure_c|market_/,
    // personalization_storage, personalization, functional, preferences, create_content_profile,
    // select_personalized_content
    personalization: /^person|^functional$|^pref|t_profile|d_content/,
    // ad_storage, ad_user_data, ad_personalization, advertising, marketing, sale_of_data, select_basic_ads,
    // create_ads_profile, select_personalized_ads, measure_ad_performance
    advertising: /^ad[_v]|_ad|marketing|^sale/,
  };
  // Words for yes and no. Nothing is said by "", null and undefined; anything else is a yes that is missing.
  let spelled = { granted: true, yes: true, denied: false, no: false };
  let own, store, last, posting, turn = 0;

  let look = async () => {
    let mine = ++turn;
    try {
      // Whatever called this goes on first: what is being pushed onto the data layer will be there.
      await 0;
      // Each platform with its way of asking, which gives words by the platform's own names: none before a choice, and
      // nothing at all while the platform does not know.
      let platforms = {
        // segueConsent({ personalization: true, ... }), from a script of the shop.
        other: [own, () => ({ ...own, func: own.preferences, preferences: "" })],

        // Usercentrics, "Browser UI API": __ucCmp is version 3, UC_UI version 2. What is implicit nobody chose.
        usercentrics: [page.__ucCmp || page.UC_UI, async (api, said) => {
          if (!(await api.isInitialized())) return;
          for (let { categorySlug, category = categorySlug, consent } of
            Object.values((await api.getConsentDetails?.())?.services ?? (await api.getServicesBaseInfo())))
            if (/^e/i.test(consent.type || consent.history.at(-1)?.type)) // not "implicit"
              said[category] = said[category] != false && (consent.given ?? consent.status);
          return said;
        }],

        // Didomi, "Web SDK". Where no law is followed nobody chose; without storage ("cookies") nothing is granted.
        didomi: [page.Didomi, (api, said) => {
          let { purposes, regulation } = api.getCurrentUserStatus();
          if (!/none/i.test(regulation) && !api.shouldUserStatusBeCollected())
            for (let name in purposes) said[name] = purposes[name].enabled && purposes.cookies?.enabled != false;
          return said;
        }],

        // Shopify, "Customer Privacy API": what the visitor said. What is merely allowed nobody chose.
        shopify_customer_privacy: [page.Shopify?.customerPrivacy, (api, said) =>
          api.shouldShowBanner() ? said : api.currentVisitorConsent()],

        // Google, "Consent Mode v2": the updates in the data layer, without those of consent-mode.js. A default is no
        // choice, and a yes to advertising needs all three of its types.
        google_consent_mode: [page.dataLayer, (layer, said) => {
          said = 0;
          for (let entry of layer)
            if (entry?.[0] == "consent" && entry[1] == "update" && !entry.segue)
              said = { ad_storage: 0, ad_user_data: 0, ad_personalization: 0, ...said, ...entry[2] };
          return said;
        }],
      };
      // The first that is there is asked, and no other.
      for (let platform in platforms) {
        let [api, ask] = platforms[platform];
        if (!api) continue;
        let said = await ask(api, {}), purposes = {};
        // A later look overtakes one that had to wait.
        if (mine != turn || !said) return;
        for (let name in said)
          for (let purpose in deciding)
            if (deciding[purpose].test(name)) {
              let word = spelled[said[name]] ?? said[name];
              // A function is left out of the JSON: neither yes nor no.
              if (word === true) purposes[purpose] ??= word;
              else if ((word ?? "") !== "") purposes[purpose] = purposes[purpose] !== false && word !== false && look;
            }
        let body = JSON.stringify({ platform, purposes });
        // Posted once a day and choice. A choice that the platform no longer has is taken back, if it was posted.
        let stamp = body.endsWith("{}}") ? "" : Date().slice(0, 15) + body;
        if (!posting && (stamp ? last != stamp : last?.includes(platform))) {
          // One after the other: each answer sets the record anew. What changed meanwhile is seen afterwards.
          posting = 1;
          last = stamp;
          try {
            let answer = fetch("/_segue/privacy", {
              method: "POST",
              keepalive: 1,
              body: new Blob([body], { type: "application/json" }),
            });
            store.segue = "";
            if ((await answer).ok) {
              store.segue = stamp;
              document.dispatchEvent(new Event("segue:consent"));
            }
          } finally {
            posting = 0;
            if (mine != turn) look();
          }
        }
        return;
      }
    } catch {}
  };

  page.segueConsent = (said) => {
    own = said;
    look();
  };
  // In the capture phase the window hears what is dispatched on the document too.
  for (let event of ["load", "UC_UI_INITIALIZED", "UC_CONSENT", "UC_UI_CMP_EVENT", "visitorConsentCollected"])
    addEventListener(event, look, 1);
  try {
    store = localStorage;
    last = store.segue;
    let layer = (page.dataLayer ??= []), push = layer.push;
    layer.push = (...entries) => {
      look();
      return push.apply(layer, entries);
    };
    (page.didomiOnReady ??= []).push((api) => {
      api.on("consent.changed", look);
      look();
    });
  } catch {}
  look();
})();
