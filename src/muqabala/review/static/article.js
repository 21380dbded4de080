"use strict";
// The article view: what the report page shows, and what people decide on it. The server's word is what counts: a
// decision is shown as taken only when the desk has answered that it is kept.
import { actOn, all, ask, bdi, common, follow, identifier, inTurn, keep, keyOf, make, me, moment, newer, number, one, say, sayIn, tell, toast, typing } from "./wire.js";
import * as evidence from "./evidence.js";
import * as sheet from "./sheet.js";
import { claimStretch } from "./selecting.js";

const live = one("#live"), name = live.dataset.article, state = JSON.parse(live.dataset.state), where = { article: name };
const REASONS = ["faithful", "licensed_edit", "wrong_evidence", "tool_error"];
const decisions = new Map(state.decisions.map((one) => [one.target, one]));
const targets = new Map(Object.entries(state.targets));
const byClaim = new Map(state.paragraphs.flatMap((one) => one.claims.map((claim) => [claim, one])));
const blank = { status: "open" };
const ruling = (target) => decisions.get(target)?.ruling ?? blank;
const rev = (target) => decisions.get(target)?.rev ?? 0;

// Where each target stands on the page: a finding in a card, the card of an omission, the card of a doubtful claim.
const hosts = new Map();
for (const element of all(".finding[id], .card.omitted[id]")) hosts.set(element.id, element);
for (const [id, target] of targets) if (target.subject === "claim") hosts.set(id, document.getElementById(id));
const subject = (id) => targets.get(id)?.subject ?? decisions.get(id)?.subject ?? { m: "mark", e: "evidence" }[id[0]];
// How a decision stands is the desk's word while it is the one that the desk spoke of; a later one was taken on this page's evidence or not.
const judged = new Map(state.decisions.map((one) => [one.target, one.rev]));
function standing(id) {
  if (rev(id) === (judged.get(id) ?? 0)) return state.standings[id] ?? "current";
  if (state.standings[id] === "gone" && !targets.has(id)) return "gone";
  const known = targets.get(id), { status, seen } = ruling(id);
  return known && status !== "open" && seen !== known.fingerprint ? "stale" : "current";
}
const stands = (id) => ruling(id).status === "confirmed" && standing(id) !== "stale";

// ---- Showing what is decided

function controls(id) {
  const doubt = subject(id) === "claim", own = subject(id) === "mark";
  const button = (what, key, act) => {
    const made = make("button", { type: "button", "aria-keyshortcuts": key, class: `to-${what}` }, say(doubt && what === "confirm" ? "objection" : doubt && what === "dismiss" ? "nodoubt" : what), " ", make("kbd", { "aria-hidden": "true" }, key));
    made.addEventListener("click", act);
    return made;
  };
  const reasons = make("div", { class: "reasons", role: "group", "aria-label": say("why"), hidden: true },
    ...REASONS.map((reason, index) => {
      const made = make("button", { type: "button", "aria-keyshortcuts": String(index + 1) }, say(reason), " ", make("kbd", { "aria-hidden": "true" }, String(index + 1)));
      made.addEventListener("click", () => dismiss(id, reason));
      return made;
    }));
  const buttons = own
    ? [button("change", "e", () => change(id)), button("remove", "r", () => reopen(id))]
    : [button("confirm", "c", () => confirm(id)), button("dismiss", "d", () => askWhy(id)), ...(doubt ? [] : [button("change", "e", () => change(id))]), button("reopen", "r", () => reopen(id))];
  return make("div", { class: "rule", "data-rule": id }, make("p", { class: "state", role: "status" }), make("div", { class: "buttons" }, ...buttons), reasons);
}
function stateWords(decision) {
  const what = { mark: "marked", evidence: "attached", paragraph: "accepted", article: "finished" }[decision.subject];
  const { status, reason } = decision.ruling;
  if (status === "open") return say("open");
  if (status === "dismissed") return reason ? `${say("dismissed")} (${say(reason)})` : say("dismissed");
  return say(what ?? "confirmed");
}
function describe(decision) {
  const words = sayIn("by", { what: stateWords(decision), who: decision.reviewer, when: moment(decision.at) });
  return [...words, ...(decision.ruling.note ? [make("span", { class: "noted", dir: "auto" }, decision.ruling.note)] : [])];
}
function show(id) {
  const decision = decisions.get(id), host = hosts.get(id), how = standing(id), { status } = ruling(id);
  for (const mark of all(`.marked[data-marks~="${CSS.escape(id)}"]`)) {
    mark.classList.toggle("is-confirmed", status === "confirmed");
    mark.classList.toggle("is-dismissed", status === "dismissed");
  }
  if (!host) return;
  const rule = one(`[data-rule="${CSS.escape(id)}"]`, host);
  host.dataset.status = status;
  host.classList.toggle("stale", how === "stale");
  const line = one(".state", rule);
  const said = decision && (status !== "open" || decision.ruling.note);
  line.replaceChildren(...(said ? describe(decision) : [say("open")]), ...(how === "stale" ? [make("strong", { class: "tag warn" }, say("stale"))] : []));
  one(".to-confirm", rule)?.setAttribute("aria-pressed", String(status === "confirmed"));
  one(".to-dismiss", rule)?.setAttribute("aria-pressed", String(status === "dismissed"));
  const back = one(".to-reopen", rule);
  if (back) back.hidden = status === "open" && !decision?.ruling.note;
}
function showParagraph(paragraph) {
  const accepted = stands(paragraph.id);
  for (const claim of paragraph.claims) {
    const run = one(`#a .claim[data-card="${CSS.escape(claim)}"]`);
    run?.closest("p").classList.toggle("accepted", accepted);
    const button = one(`[id="${CSS.escape(claim)}"] .accept`);
    if (button) { button.setAttribute("aria-pressed", String(accepted)); button.firstChild.data = accepted ? say("unaccept") : say("accept"); }
  }
}
function showAttached(decision) {
  const { source, claim, status } = decision.ruling;
  if (status !== "confirmed" || !source) return;
  const card = claim && document.getElementById(claim);
  const link = card && all(".evidence a.from", card).find((from) => from.hash.endsWith(`-${source.span[0]}-${source.span[1]}`));
  if (!link || link.parentElement.querySelector(".attached")) return;
  const remove = make("button", { type: "button" }, say("remove"));
  remove.addEventListener("click", () => decide([{ target: decision.target, set: { status: "open" } }]));
  link.parentElement.append(make("p", { class: "attached small" }, ...describe(decision), " ", remove));
}
function showAll() {
  for (const id of hosts.keys()) show(id);
  for (const paragraph of state.paragraphs) showParagraph(paragraph);
  for (const decision of decisions.values()) if (decision.subject === "evidence") showAttached(decision);
  showArticle();
}
function showArticle() {
  const needed = [...targets].filter(([, target]) => target.needed).map(([id]) => id);
  const done = needed.filter((id) => ruling(id).status !== "open" && standing(id) !== "stale").length;
  one("#meter").max = Math.max(1, needed.length);
  one("#meter").value = needed.length ? done : 1;
  one("#count").textContent = done === needed.length ? say("alldone") : say("progress", { done: number(done), all: number(needed.length) });
  one("#assignee").textContent = ruling("article").assignee || "–";
  one("[data-desk=finish]").setAttribute("aria-pressed", String(stands("article")));
  const gone = [...decisions.values()].filter((decision) => standing(decision.target) === "gone" && (decision.ruling.status !== "open" || decision.ruling.note));
  one("#lost").hidden = !gone.length;
  one("#lost").textContent = say("lost", { n: number(gone.length) });
}

// ---- Deciding

const own = new Set(); // the actions of this page: their echo in the stream may come before the answer, and is no news
function action() { const batch = identifier(); own.add(batch); return batch; }
function decide(changes) {
  const batch = action();
  for (const change of changes) one(`[data-rule="${CSS.escape(change.target)}"] .state`)?.replaceChildren(say("saving"));
  // What somebody else decides while this waits for its turn was not seen: only what I decided myself moves it on.
  const pressed = changes.map(based);
  return inTurn(() => send(batch, pressed.map((one) => (decisions.get(one.change.target)?.reviewer === me() ? based(one.change) : one))));
}
/** A change with the revision that it is taken on, and as a whole ruling. */
const based = (change) => ({ change, rev: rev(change.target), whole: whole(change) });
async function send(batch, found) {
  const changes = found.map((one) => one.change), mine = found.map((one) => one.whole);
  const body = { batch, changes: found.map(({ change, rev }) => ({ rev, seen: targets.get(change.target)?.fingerprint ?? null, ...change })) };
  const done = await keep("/api/decide", where, body);
  if (done.ok) { take(done.value.events, true); return true; }
  for (const change of changes) if (hosts.has(change.target)) show(change.target);
  if (done.status === 409) return settle(done.value.current, mine);
  if (done.status !== 428) toast(say("refused", { why: done.value.error }));
  return false;
}
/** A change as a whole ruling: it says what was in force here too, so that nothing of somebody else's stays under my name. */
function whole(change) {
  const { status, reason = null, note = "", assignee = null, ...rest } = ruling(change.target);
  const { type = null, severity = null, anchor } = standing(change.target) === "stale" ? {} : rest; // the desk shows nothing of these
  const found = state.findings[change.target];
  const words = !anchor ? { words: null } : found ? { words: { span: found.span, words: found.words } } : {};
  return { ...words, ...change, set: { status, reason, type, severity, note, assignee, ...change.set } };
}
/** Somebody else was quicker: show what they decided, and let the reviewer keep that or decide over it. */
function settle(current, changes) {
  for (const decision of current) { decisions.set(decision.target, decision); if (hosts.has(decision.target)) show(decision.target); }
  showArticle();
  const dialog = one("#conflict");
  one(".theirs", dialog).replaceChildren(...current.map((decision) => make("li", {}, make("strong", {}, what(decision.target)), " ", ...describe(decision))));
  one("[data-desk=mine]", dialog).hidden = !changes;
  return new Promise((resolve) => {
    dialog.returnValue = "";
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "mine" ? send(action(), changes.map(based)) : false), { once: true });
    dialog.showModal();
  });
}
function what(id) {
  const host = hosts.get(id), title = host && (one("h4, h3", host)?.textContent ?? "").replace(/\s+/g, " ").trim();
  return title || say(subject(id) ?? "article");
}
/** Take in events: our own, or those of others from the stream. An event that is known does nothing. */
function take(events, mine = false) {
  let anew = null;
  for (const event of events) {
    if (event.article !== name || event.rev <= rev(event.target) || (!mine && own.has(event.batch))) continue;
    decisions.set(event.target, { target: event.target, subject: event.subject, ruling: event.ruling, reviewer: event.reviewer, at: event.at, rev: event.rev, seq: event.seq });
    if (event.structural) anew = placed(event);
    if (hosts.has(event.target)) show(event.target);
    if (event.subject === "paragraph") { const found = state.paragraphs.find((one) => one.id === event.target); if (found) showParagraph(found); }
    if (!mine) toast(bdi(event.reviewer), ": ", what(event.target), " – ", stateWords(decisions.get(event.target)));
  }
  showArticle();
  if (mine && events.length) {
    const act = events[0].act;
    if (act === "decide") { enable("undo", true); enable("redo", false); } else enable(act === "undo" ? "redo" : "undo", true);
  }
  if (anew) refresh(anew, mine);
}
/** What shows an event on the page made anew: the finding itself, or the claim of what is no finding (any more). */
function placed(event) {
  const none = event.subject === "evidence" || (event.subject === "mark" && event.ruling.status === "open");
  return none ? event.ruling.claim ?? one(".card.current")?.id ?? event.target : event.target;
}
const enable = (button, on) => { one(`[data-desk=${button}]`).disabled = !on; };
/** Make the page anew, once all that was decided on it is kept. */
const refresh = (target, mine) => inTurn(() => {
  if (!mine && (sheet.isOpen() || one("dialog[open]"))) { newer(); return; }
  const to = mine ? target : one(".card.current")?.id;
  try { sessionStorage.setItem("muqabala-view", one("main").dataset.view); } catch { /* a private window has no memory */ }
  if (to) history.replaceState(null, "", `#${to}`);
  location.reload();
  return new Promise(() => {}); // what is pressed from here on is for the page to come
});

const confirm = (id) => decide([{ target: id, set: { status: "confirmed" } }]);
const dismiss = (id, reason) => { hosts.get(id).focus({ preventScroll: true }); hideWhy(); return decide([{ target: id, set: { status: "dismissed", reason } }]); };
/** Nothing of it stays: neither type nor severity nor words. What a person marked keeps them, for an undo and the history. */
const reopen = (id) => decide([subject(id) === "mark"
  ? { target: id, set: { status: "open", note: "" } }
  : { target: id, set: { status: "open", reason: null, type: null, severity: null, note: "" }, words: null }]);
function askWhy(id) {
  const menu = one(`[data-rule="${CSS.escape(id)}"] .reasons`), open = menu.hidden;
  hideWhy();
  menu.hidden = !open;
  if (open) one("button", menu).focus();
}
function hideWhy() { for (const menu of all(".reasons:not([hidden])")) menu.hidden = true; }
function change(id) {
  const found = state.findings[id];
  if (!found) return;
  const omitted = found.type === "omitted", marked = { pane: one("#a"), words: found.words, span: found.span };
  sheet.open("change", { stretch: omitted ? null : marked, type: found.type, severity: found.severity, note: ruling(id).note ?? "", title: say("changetitle"), locked: omitted },
    ({ article, type, severity, note }) => decide([{
      target: id,
      set: { status: "confirmed", note, ...(type && type !== found.type ? { type } : {}), ...(severity !== found.severity ? { severity } : {}) },
      ...(article ? { words: { span: article.span, words: article.words } } : {}),
    }]));
}
function mark() {
  const stretch = sheet.selection() || (one(".card.current") && claimStretch(one(".card.current")));
  if (!stretch) { toast(say("selectfirst")); return; }
  const claim = one(".card.current:not(.omitted)")?.id;
  sheet.open("mark", { stretch, title: say("marktitle") }, ({ article, source, type, severity, note }) => decide([{
    target: `m-${identifier(12)}`,
    set: { status: "confirmed", type, severity, note },
    words: { span: article.span, words: article.words },
    ...(source ? { source: { id: state.sources[Number(source.pane.id.slice(1))], span: source.span, words: source.words } } : {}),
    ...(claim ? { claim } : {}),
  }]));
}
/** A paragraph is accepted: what is open in it is dismissed as faithful, in one action that one undo takes back. */
function accept(card) {
  const paragraph = card && byClaim.get(card.id);
  if (!paragraph) { toast(say("choosefirst")); return; }
  if (stands(paragraph.id)) { decide([{ target: paragraph.id, set: { status: "open" } }]); return; }
  const open = [...targets].filter(([id, target]) => target.needed && paragraph.claims.includes(target.claim) && ruling(id).status === "open");
  decide([{ target: paragraph.id, set: { status: "confirmed" } }, ...open.map(([id]) => ({ target: id, set: { status: "dismissed", reason: "faithful" } }))]);
}
const attach = (card, passage) => decide([{ target: `e-${identifier(12)}`, set: { status: "confirmed" }, source: passage, claim: card.id }]);
const travel = (act) => inTurn(async () => {
  const done = await keep(`/api/${act}`, where, { batch: action() });
  if (done.ok) { take(done.value.events, true); toast(say(act === "undo" ? "undone" : "redone")); }
  else if (done.status === 409) await settle(done.value.current, null);
  else if (done.status === 422) { enable(act, false); toast(say(act === "undo" ? "nothing" : "nothingagain")); }
  else if (done.status !== 428) toast(say("refused", { why: done.value.error }));
});

// ---- Going through

/** The finding that keys speak of: the one in focus, else the first undecided one of the chosen card. */
function current() {
  const focused = document.activeElement?.closest(".finding[id], .card.omitted[id]");
  if (focused && hosts.has(focused.id)) return focused.id;
  const card = document.activeElement?.closest(".card") || one(".card.current");
  if (!card) return null;
  const inside = [...hosts.keys()].filter((id) => hosts.get(id) === card || card.contains(hosts.get(id)));
  return inside.find((id) => ruling(id).status === "open") ?? inside[0] ?? null;
}
const withCurrent = (act) => () => { const id = current(); if (id) act(id); else toast(say("choosefirst")); };
function undecided() {
  const order = [...hosts].sort(([, a], [, b]) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1)).map(([id]) => id);
  const waiting = order.filter((id) => targets.get(id)?.needed && (ruling(id).status === "open" || standing(id) === "stale"));
  if (!waiting.length) { toast(say("noneleft")); return; }
  const at = order.indexOf(current());
  const next = waiting.find((id) => order.indexOf(id) > at) ?? waiting[0];
  goTo(next);
}
/** Go to a finding as a link to it would, at once: the next key must already speak of it. */
function goTo(id) {
  const link = make("a", { href: `#${id}`, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
}
async function past(target = "") {
  const dialog = one("#past"), list = one(".events", dialog);
  list.replaceChildren();
  dialog.showModal();
  const found = await ask("/api/history", { ...where, target });
  const lines = (found.value.events ?? []).map((event) => {
    const before = event.before && event.before.status !== "open" ? make("span", { class: "small" }, " ", say("was", { what: stateWords({ ...event, ruling: event.before }) })) : "";
    const act = event.act === "decide" ? "" : ` (${say(event.act)})`;
    return make("li", {}, make("strong", {}, what(event.target)), act, " ", ...describe({ ...event, ruling: event.ruling }), ...(event.ruling.assignee ? [" · ", ...sayIn("assigned", { who: event.ruling.assignee })] : []), before);
  });
  list.replaceChildren(...(lines.length ? lines : [make("li", {}, say("nothingyet"))]));
}
async function again(button) {
  button.disabled = true;
  button.setAttribute("aria-busy", "true");
  toast(say("checking"));
  try {
    const done = await tell("/api/again", where, {});
    if (done.ok) { await inTurn(() => location.reload()); return; }
    toast(say("notchecked", { why: done.value.error }));
  } catch { toast(say("unsaved")); }
  button.disabled = false;
  button.removeAttribute("aria-busy");
}
function assign() {
  const dialog = one("#assigning"), field = one("input", dialog);
  field.value = ruling("article").assignee ?? "";
  dialog.returnValue = "";
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "save") decide([{ target: "article", set: { assignee: field.value.trim() || null } }]);
  }, { once: true });
  dialog.showModal();
  field.select();
}
const openSearch = () => {
  const card = document.activeElement?.closest(".card:not(.omitted)") || one(".card.current:not(.omitted)");
  if (card) evidence.open(name, card, attach); else toast(say("choosefirst"));
};

// ---- Events

actOn({
  ...common,
  undo: () => travel("undo"),
  redo: () => travel("redo"),
  undecided,
  past: () => past(),
  lost: () => past(),
  again,
  assign,
  "to-me": async (button) => {
    const dialog = button.closest("dialog");
    if (me() || (await common.who())) { one("input", dialog).value = me(); }
  },
  finish: () => decide([{ target: "article", set: { status: stands("article") ? "open" : "confirmed" } }]),
  mark,
  "close-sheet": sheet.close,
  "no-source": sheet.forgetSource,
  attach: evidence.attachChosen,
  theirs: () => one("#conflict").close("theirs"),
  mine: () => one("#conflict").close("mine"),
  reload: () => location.reload(),
});
const keys = {
  c: withCurrent((id) => (subject(id) === "mark" ? change(id) : confirm(id))), d: withCurrent((id) => (subject(id) === "mark" ? reopen(id) : askWhy(id))), e: withCurrent(change), r: withCurrent(reopen),
  x: mark, a: () => accept(one(".card.current")), s: openSearch, u: undecided, z: () => travel("undo"), y: () => travel("redo"),
  h: () => past(current() ?? ""), g: () => location.assign("/"),
};
document.addEventListener("keydown", (event) => {
  if (event.isComposing || one("dialog[open]")) return;
  const menu = one(".reasons:not([hidden])"), key = keyOf(event);
  if (event.key === "Escape") {
    if (menu) { hosts.get(menu.closest(".rule").dataset.rule).focus({ preventScroll: true }); hideWhy(); event.stopImmediatePropagation(); } else if (sheet.isOpen()) { sheet.close(); event.stopImmediatePropagation(); }
    return;
  }
  if (typing(event) || !one("#keys-on")?.checked) return;
  if ((event.ctrlKey || event.metaKey) && key === "z") { event.preventDefault(); travel(event.shiftKey ? "redo" : "undo"); return; }
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const digit = "1234١٢٣٤".indexOf(event.key) % 4;
  if (menu && digit >= 0) { event.preventDefault(); dismiss(menu.closest(".rule").dataset.rule, REASONS[digit]); return; }
  if (keys[key]) { event.preventDefault(); keys[key](); }
}, true);

// ---- Start

for (const [id, host] of hosts) {
  const after = host.matches(".finding, .omitted") ? one(":scope > .message", host) : one(":scope > .against-words", host);
  after.after(controls(id));
}
for (const card of all(".card:not(.omitted)")) {
  const acceptance = make("button", { type: "button", class: "accept", "aria-keyshortcuts": "a" }, say("accept"), " ", make("kbd", { "aria-hidden": "true" }, "a"));
  acceptance.addEventListener("click", () => accept(card));
  const search = make("button", { type: "button", "aria-keyshortcuts": "s" }, say("search"), " ", make("kbd", { "aria-hidden": "true" }, "s"));
  search.addEventListener("click", () => evidence.open(name, card, attach));
  one(".card-head", card).insertBefore(make("div", { class: "cardtools" }, byClaim.has(card.id) ? acceptance : "", " ", search), one(".cite", card));
}
const tools = one(".deskbar");
new ResizeObserver(() => document.documentElement.style.setProperty("--bar", `${tools.offsetHeight + 12}px`)).observe(tools);
showAll();
enable("undo", state.undo);
enable("redo", state.redo);
try {
  const view = sessionStorage.getItem("muqabala-view");
  sessionStorage.removeItem("muqabala-view");
  if (view === "list") addEventListener("DOMContentLoaded", () => one("[data-do=view][data-view=list]")?.click());
} catch { /* a private window has no memory */ }
follow(state.seq, {
  hello: ({ report }) => { if (report && report !== state.report) refresh(null, false); },
  decision: (event) => take([event]),
  folder: (names) => { if (names.includes(name)) refresh(null, false); },
}, name);
