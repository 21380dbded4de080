"use strict";
// Everything here is a convenience: the page is whole without it. Nothing is fetched, and no text becomes markup.
document.documentElement.classList.add("js");

const memory = {
  get(key) { try { return localStorage.getItem("muqabala-" + key); } catch { return null; } },
  set(key, value) { try { localStorage.setItem("muqabala-" + key, value); } catch { /* a private window has no memory */ } },
};
const THEMES = ["auto", "light", "dark"];
function useTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
useTheme(THEMES.includes(memory.get("theme")) ? memory.get("theme") : "auto");

document.addEventListener("DOMContentLoaded", () => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector, root = document) => root.querySelector(selector);
  const byHref = (href) => href && href.startsWith("#") ? document.getElementById(href.slice(1)) : null;
  const main = one("main"), cards = all(".card"), panes = all(".pane"), sources = all(".pane.source");
  const wide = matchMedia("(min-width: 60.01rem) and (min-height: 32rem)");
  const grouped = (elements, key) => Map.groupBy ? Map.groupBy(elements, key) : elements.reduce((groups, element) => {
    const name = key(element);
    return groups.set(name, [...(groups.get(name) || []), element]);
  }, new Map());
  const inText = grouped(all(".claim"), (claim) => claim.dataset.card);
  const inMap = grouped(all(".collation .tie[data-card]"), (tie) => tie.dataset.card);
  // Words by the number of their claim, and by the pair.
  const words = new Map();
  for (const word of all(".w")) for (const pair of word.dataset.p.split(" ")) {
    const claim = pair.split(".")[0];
    if (!words.has(claim)) words.set(claim, []);
    words.get(claim).push(word);
  }
  let current = null, finding = null, source = 0;

  // ---- Showing

  const evidenceOf = (card) => card.dataset.evidence.split(" ").map(byHref).filter(Boolean)
    .map((anchor) => anchor.closest(".sentence") || anchor.nextElementSibling || anchor);

  function reveal(element, page) {
    const pane = element && element.closest(".pane");
    if (!pane) return;
    if (pane.classList.contains("source")) chooseSource(sources.indexOf(pane));
    unfoldAround(element);
    if (wide.matches && main.dataset.view === "side") {
      const box = element.getBoundingClientRect(), frame = pane.getBoundingClientRect();
      if (pane.scrollHeight > pane.clientHeight + 1 && (box.top < frame.top + 40 || box.bottom > frame.bottom)) {
        pane.scrollTop += box.top - frame.top - Math.max(48, (frame.height - box.height) / 2.5);
      }
    } else if (page) {
      const box = element.getBoundingClientRect();
      scrollTo({ top: scrollY + box.top - innerHeight * 0.2 });
    }
  }

  function paint(card, name) {
    for (const claim of inText.get(card.id) || []) claim.classList.add(name);
    for (const sentence of evidenceOf(card)) sentence.classList.add(name);
    for (const tie of inMap.get(card.id) || []) tie.classList.add(name);
  }
  function wipe(name) { for (const element of all("." + name)) element.classList.remove(name); }
  function light(card) {
    wipe("lit");
    for (const word of words.get(card && card.dataset.number) || []) word.classList.add("lit");
  }

  function choose(card, { page = false, focus = false, at = null } = {}) {
    wipe("on");
    if (current) current.classList.remove("current");
    for (const link of all(".number[aria-current]")) link.removeAttribute("aria-current");
    current = card;
    light(card);
    if (!card) { track(); return; }
    card.classList.add("current");
    paint(card, "on");
    const claim = (inText.get(card.id) || [])[0];
    if (claim) { const link = one(".number", claim); if (link) link.setAttribute("aria-current", "true"); }
    one(".cards").scrollTop = 0;
    if (main.dataset.view === "side") {
      if (page && wide.matches) one(".bench").scrollIntoView({ block: "end" });
      reveal(claim || byHref(card.dataset.place), page);
      reveal(evidenceOf(card)[0], false);
    } else card.scrollIntoView({ block: "nearest" });
    if (at) at.scrollIntoView({ block: "nearest" });
    if (focus) (at || card).focus({ preventScroll: true });
    track();
  }

  function preview(card) {
    wipe("over");
    light(card || current);
    if (!card) return;
    paint(card, "over");
    if (wide.matches) reveal(evidenceOf(card)[0], false);
  }

  function chooseSource(index) {
    if (index < 0 || index === source) return;
    source = index;
    showSource();
  }
  function showSource() {
    sources.forEach((pane, index) => pane.classList.toggle("off", index !== source));
    all(".collation").forEach((map, index) => map.classList.toggle("off", index !== source));
    all("[role=tab]").forEach((tab, index) => {
      tab.setAttribute("aria-selected", String(index === source));
      tab.tabIndex = index === source ? 0 : -1;
    });
    track();
  }

  // The dark strips beside the map: what of each text is in view.
  function track() {
    const map = all(".collation")[source];
    if (!map) return;
    for (const strip of all(".window", map)) {
      const pane = document.getElementById(strip.dataset.side);
      const frame = pane.getBoundingClientRect(), top = Math.max(frame.top, 0), bottom = Math.min(frame.bottom, innerHeight);
      let from = Infinity, to = 0;
      for (const tie of all(".tie", map)) {
        const bar = one(".bar", tie);
        if (!bar || (strip.dataset.side === "a") !== tie.matches("[data-card]:not(.omitted)")) continue;
        const target = strip.dataset.side === "a" ? (inText.get(tie.dataset.card) || [])[0] : byHref(tie.dataset.to) && placeOf(tie);
        if (!target) continue;
        const box = target.getBoundingClientRect();
        if (box.bottom < top + 30 || box.top > bottom || !box.height) continue;
        const y = Number(bar.getAttribute("y"));
        from = Math.min(from, y);
        to = Math.max(to, y + Number(bar.getAttribute("height")));
      }
      strip.setAttribute("y", from === Infinity ? 0 : from);
      strip.setAttribute("height", from === Infinity ? 0 : to - from);
    }
  }
  function placeOf(tie) {
    const target = byHref(tie.dataset.to);
    const anchor = target.classList.contains("card") ? byHref(target.dataset.place) : target;
    return anchor && (anchor.closest(".sentence") || anchor);
  }
  let waiting = 0;
  const trackSoon = () => { if (!waiting) waiting = requestAnimationFrame(() => { waiting = 0; track(); }); };
  for (const pane of panes) pane.addEventListener("scroll", trackSoon, { passive: true });
  addEventListener("resize", trackSoon);
  addEventListener("scroll", trackSoon, { passive: true });

  // ---- Folding the parts of a source that nothing points to

  for (const pane of sources) {
    const body = one(".body", pane);
    if (!one(".block:not(.untouched), .headline:not(.untouched)", body)) continue;
    for (const first of all(".untouched:not(.outside)", body)) {
      if (first.previousElementSibling && first.previousElementSibling.matches(".untouched:not(.outside), .fold")) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "fold";
      button.textContent = "⋯ " + one("#phrases").dataset.unfold;
      button.lang = document.documentElement.lang;
      button.dir = document.documentElement.dir;
      button.dataset.do = "unfold";
      first.before(button);
    }
  }
  function whole(on) {
    for (const pane of sources) one(".body", pane).classList.toggle("folded", !on && !!one(".block:not(.untouched), .headline:not(.untouched)", pane));
    one("#a .body").classList.toggle("trimmed", !on);
    for (const button of all(".fold")) button.hidden = on;
    for (const button of all("[data-do=whole]")) button.setAttribute("aria-pressed", String(on));
    track();
  }
  function unfoldAround(element) { if (element.closest(".folded .untouched, .trimmed .outside.untouched")) whole(true); }

  // ---- Filtering and going through

  const boxes = all("[data-filter]");
  function fits(card) {
    const wanted = (group) => boxes.filter((box) => box.dataset.filter === group && box.checked).map((box) => box.value);
    const verdicts = wanted("verdict"), types = wanted("type"), severities = wanted("severity");
    if (verdicts.length && !verdicts.includes(card.dataset.verdict)) return false;
    if (!types.length && !severities.length) return true;
    return card.dataset.found.trim().split(" ").some((found) => {
      const [type, severity] = found.split(":");
      return type && (!types.length || types.includes(type)) && (!severities.length || severities.includes(severity));
    });
  }
  function filter() {
    let shown = 0;
    for (const card of cards) {
      const fit = fits(card);
      shown += fit;
      card.classList.toggle("out", !fit);
      for (const element of [...(inText.get(card.id) || []), ...(inMap.get(card.id) || [])]) element.classList.toggle("out", !fit);
    }
    const status = one(".status"), number = new Intl.NumberFormat(document.documentElement.lang);
    if (status) status.textContent = status.dataset.text.replace("%n", number.format(shown)).replace("%all", number.format(cards.length));
    for (const note of all(".nothing-fits")) note.hidden = shown > 0;
    for (const dot of all(".filter .active")) dot.hidden = !boxes.some((box) => box.checked);
    if (current && current.classList.contains("out")) choose(null);
  }
  function step(by) {
    const list = cards.filter((card) => !card.classList.contains("out"));
    if (!list.length) return;
    const next = current ? list.indexOf(current) + by : by > 0 ? 0 : list.length - 1;
    if (list[next]) { finding = null; choose(list[next], { page: true, focus: true }); }
  }
  function stepFinding(by) {
    const list = all(".card:not(.out) .finding, .card.omitted:not(.out)");
    if (!list.length) return;
    let next = list.indexOf(finding) + by;
    if (!list.includes(finding)) {
      const after = list.findIndex((item) => current && current.compareDocumentPosition(item) & Node.DOCUMENT_POSITION_FOLLOWING);
      next = !current || after < 0 ? (by > 0 ? 0 : list.length - 1) : by > 0 ? after : after - 1;
    }
    if (!list[next]) return;
    finding = list[next];
    choose(finding.closest(".card"), { page: true, focus: true, at: finding });
  }
  function view(name) {
    main.dataset.view = name;
    for (const button of all("[data-do=view]")) button.setAttribute("aria-pressed", String(button.dataset.view === name));
    if (current) choose(current, {});
    trackSoon();
  }

  // ---- Going to an address within the page

  function go(hash, focus) {
    const target = byHref(hash);
    if (!target) return false;
    const card = target.closest(".card");
    if (card) {
      card.classList.remove("out");
      finding = target.matches(".finding, .card.omitted") ? target : null;
      choose(card, { page: true, focus, at: target === card ? null : target });
      return true;
    }
    const pane = target.closest(".pane");
    if (!pane) { if (target.closest(".cards")) { view("list"); target.scrollIntoView(); return true; } return false; }
    view("side");
    chooseSource(sources.indexOf(pane));
    if (wide.matches) one(".bench").scrollIntoView({ block: "end" });
    if (target === pane) { if (!wide.matches) pane.scrollIntoView(); }
    else { reveal(target.closest(".sentence, .claim") || target, true); wipe("over"); (target.closest(".sentence, .claim") || target).classList.add("over"); }
    return true;
  }
  addEventListener("hashchange", () => go(location.hash, true));

  // ---- Events

  const actions = {
    view: (button) => view(button.dataset.view),
    next: () => step(1),
    previous: () => step(-1),
    whole: (button) => whole(button.getAttribute("aria-pressed") !== "true"),
    unfold: () => whole(true),
    clear: () => { for (const box of boxes) box.checked = false; filter(); },
    help: () => one("#help").showModal(),
    "close-help": () => one("#help").close(),
    dismiss: () => choose(null),
    tab: (button) => chooseSource(all("[role=tab]").indexOf(button)),
    theme: () => {
      const next = THEMES[(THEMES.indexOf(document.documentElement.dataset.theme || "auto") + 1) % THEMES.length];
      memory.set("theme", next);
      useTheme(next);
      nameTheme();
    },
    copy: (button) => {
      const area = one("textarea", button.closest(".cite"));
      area.select();
      const done = () => { button.textContent = one("#phrases").dataset.copied; };
      if (navigator.clipboard) navigator.clipboard.writeText(area.value).then(done, () => { if (document.execCommand("copy")) done(); });
      else if (document.execCommand("copy")) done();
    },
  };
  function nameTheme() {
    const theme = document.documentElement.dataset.theme || "auto";
    for (const button of all("[data-do=theme]")) button.textContent = button.dataset[theme];
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) { actions[button.dataset.do](button); return; }
    if (!event.target.closest(".filter")) for (const open of all(".filter[open]")) open.open = false;
    const link = event.target.closest("a[href^='#'], a[*|href^='#']");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      const hash = link.getAttribute("href");
      const card = link.closest(".tie.passage") ? null : link.closest(".tie") ? document.getElementById(link.dataset.card) : null;
      if (card) { event.preventDefault(); choose(card, { page: false }); return; }
      if (go(hash, !link.closest(".collation"))) { event.preventDefault(); history.replaceState(null, "", hash); }
      return;
    }
    const claim = event.target.closest(".claim, .sentence");
    if (claim && !String(getSelection())) {
      const card = claim.dataset.card ? document.getElementById(claim.dataset.card)
        : cards.find((candidate) => !candidate.classList.contains("out") && evidenceOf(candidate).includes(claim));
      if (card) choose(card, {});
    }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-filter]")) filter();
    if (event.target.id === "keys-on") memory.set("keys", event.target.checked ? "on" : "off");
  });

  let hover = 0;
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const word = event.target.closest(".w");
    wipe("mate");
    if (word) for (const pair of word.dataset.p.split(" ")) {
      const [claim] = pair.split(".");
      for (const other of words.get(claim)) {
        if (other.classList.contains("lit") && other.dataset.p.split(" ").includes(pair)) other.classList.add("mate");
      }
    }
    const holder = event.target.closest(".claim, .tie[data-card]");
    const card = holder && document.getElementById(holder.dataset.card);
    clearTimeout(hover);
    hover = setTimeout(() => { if (card || one(".over")) preview(card); }, card ? 90 : 250);
  });
  document.addEventListener("focusin", (event) => {
    const claim = event.target.closest(".claim");
    if (claim) preview(document.getElementById(claim.dataset.card));
  });

  const keys = {
    j: () => step(1), k: () => step(-1), n: () => stepFinding(1), p: () => stepFinding(-1),
    l: () => view(main.dataset.view === "side" ? "list" : "side"),
    f: () => { const menu = one(".filter"); menu.open = !menu.open; one("summary", menu).focus(); },
    w: () => actions.whole(one("[data-do=whole]")), t: actions.theme, "?": actions.help,
  };
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.key === "Escape") {
      const menu = one(".filter[open]");
      if (menu) { menu.open = false; one("summary", menu).focus(); } else if (!one("dialog[open]")) choose(null);
      return;
    }
    if (event.target.matches("[role=tab]") && ["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
      const tabs = all("[role=tab]"), forward = (event.key === "ArrowRight") === (document.documentElement.dir === "ltr");
      const at = { Home: 0, End: tabs.length - 1 }[event.key] ?? (source + (forward ? 1 : tabs.length - 1)) % tabs.length;
      chooseSource(at);
      tabs[at].focus();
      event.preventDefault();
      return;
    }
    const typing = event.target.matches("textarea, input:not([type=checkbox]), select");
    if (typing || one("dialog[open]") || !one("#keys-on").checked || !cards.length) return;
    const action = keys[keyOf(event)];
    if (action) { event.preventDefault(); action(); }
  });
  // By the letter, else by the place of the key, so that an Arabic keyboard works too.
  function keyOf(event) {
    if (event.key === "?" || event.key === "؟") return "?";
    if (keys[event.key.toLowerCase()]) return event.key.toLowerCase();
    return /[\u0600-\u06ff]/.test(event.key) && event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : "";
  }
  addEventListener("beforeprint", () => {
    for (const closed of all("details.in-words:not([open]), details.further:not([open])")) { closed.open = true; closed.dataset.reopened = "yes"; }
  });
  addEventListener("afterprint", () => { for (const opened of all("[data-reopened]")) { opened.open = false; delete opened.dataset.reopened; } });

  // ---- Start

  one("#keys-on").checked = memory.get("keys") !== "off";
  nameTheme();
  main.dataset.view = "side";
  for (const pane of panes) pane.tabIndex = 0;
  if (sources.length > 1) for (const [index, pane] of sources.entries()) {
    pane.setAttribute("role", "tabpanel");
    pane.setAttribute("aria-labelledby", `tab-${index}`);
  }
  whole(false);
  showSource();
  if (cards.length) filter();
  // The browser goes to the address by itself, once the page is loaded: the last word is ours.
  if (location.hash) addEventListener("load", () => requestAnimationFrame(() => go(location.hash, false)));
  if (!(location.hash && go(location.hash, false)) && wide.matches) {
    const first = one(".gravest a"), card = first && byHref(first.getAttribute("href"));
    if (card) choose(card.closest(".card"));
  }
});
