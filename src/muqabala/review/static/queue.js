"use strict";
import { actOn, all, ask, bdi, common, follow, keyOf, lang, make, me, number, one, say, tell, typing } from "./wire.js";

const list = one("#rows ol"), form = one("#filters"), fields = form.elements;
const signs = new Map(all("i", one("#signs").content).map((item) => [item.dataset.key, item.textContent]));
const SEVERITIES = ["info", "minor", "major", "critical"];
const items = new Map(); // name → { row, element, hay }
let ready = false;

const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f\u064b-\u065f\u0670\u0640]/g, "").replace(/[أإآٱ]/g, "ا").replace(/ى/g, "ي").replace(/ة/g, "ه").toLowerCase();
const collator = new Intl.Collator(lang, { numeric: true });
const share = (row) => row.needed ? row.done / row.needed : row.finished ? 1 : 0;
const rank = (row) => row.problem && !row.claims ? 4 : row.gravest ? row.gravest.rank : -1;
const ORDERS = {
  gravest: (a, b) => a.finished - b.finished || rank(b) - rank(a) || b.needed - a.needed,
  date: (a, b) => (b.date || "").localeCompare(a.date || ""),
  progress: (a, b) => share(a) - share(b) || rank(b) - rank(a),
  title: (a, b) => collator.compare(a.title, b.title),
  assignee: (a, b) => !a.assignee - !b.assignee || collator.compare(a.assignee, b.assignee),
};
const STATES = {
  all: () => true,
  todo: (row) => !row.finished,
  begun: (row) => !row.finished && (row.done > 0 || row.confirmed > 0),
  finished: (row) => row.finished,
  mine: (row) => row.assignee !== "" && row.assignee === me(),
  free: (row) => !row.assignee,
  problem: (row) => !!row.problem,
};

// ---- One article

function draw(row) {
  const title = make("a", { href: `/article/${row.name.split("/").map(encodeURIComponent).join("/")}`, lang: row.lang, dir: row.dir }, row.title);
  const head = make("h2", {}, title);
  const about = make("p", { class: "small about" }, bdi(row.dateWords || say("undated")), " · ", ...sources(row), " · ", bdi(row.name));
  const grave = row.problem ? make("p", { class: "grave problem" }, make("span", { class: "tag warn" }, say("notcheckedyet")), " ", bdi(row.problem)) : gravest(row);
  return make("li", { class: `row${row.finished ? " finished" : ""}`, "data-name": row.name },
    make("div", { class: "what" }, head, about, grave),
    make("div", { class: "counts" }, shares(row), make("p", { class: "small types" }, ...types(row))),
    make("div", { class: "how" }, progress(row), make("p", { class: "small" }, row.assignee ? bdi(row.assignee) : "–", row.finished ? ` · ✓ ${say("finished")}` : "")));
}
function sources(row) {
  if (!row.sources.length) return [say("nosource")];
  return row.sources.flatMap((name, index) => index ? [lang.startsWith("ar") ? "، " : ", ", bdi(name)] : [bdi(name)]);
}
function gravest(row) {
  if (!row.gravest) return make("p", { class: "grave small" }, say("nothinggrave"));
  const grave = row.gravest;
  return make("p", { class: "grave" }, make("span", { class: `tag ${grave.severity}` }, signs.get(grave.severity)), " ", grave.title, ": ",
    make("q", { lang: row.lang, dir: row.dir }, grave.words));
}
function shares(row) {
  if (!row.claims) return "";
  const words = Object.entries(row.verdicts).map(([verdict, count]) => `${signs.get(verdict)}: ${number(count)}`).join(" · ");
  const bar = make("span", { class: "verdicts", role: "img", "aria-label": words, title: words });
  for (const [verdict, count] of Object.entries(row.verdicts)) {
    bar.append(make("span", { class: verdict, "aria-hidden": "true" }, `${signs.get(verdict).split(" ")[0]} ${number(count)}`), " ");
  }
  return bar;
}
function types(row) {
  const found = Object.entries(row.types).map(([type, count]) => make("span", {}, `${signs.get(type)} ${number(count)}`));
  if (row.omitted) found.push(make("span", {}, say("omitted", { n: number(row.omitted) })));
  return found.flatMap((item) => [item, " "]);
}
function progress(row) {
  const words = row.needed ? say("progress", { done: number(row.done), all: number(row.needed) }) : say("nothinggrave");
  const meter = row.needed ? make("progress", { max: row.needed, value: row.done, "aria-label": words }) : "";
  return make("p", {}, meter, " ", make("span", { class: "small" }, words));
}

// ---- All of them

function take(rows) {
  const names = new Set(rows.map((row) => row.name));
  for (const [name, item] of items) if (!names.has(name)) { item.element.remove(); items.delete(name); }
  for (const row of rows) {
    const known = items.get(row.name), same = JSON.stringify(row);
    if (known && known.same === same) continue;
    const element = draw(row);
    if (known) {
      const held = known.element.contains(document.activeElement);
      known.element.replaceWith(element);
      if (held) one("a", element).focus();
    }
    items.set(row.name, { row, element, same, hay: plain([row.title, row.name, row.assignee, ...row.sources].join("\n")) });
  }
  arrange();
}
function fits({ row, hay }, words) {
  const severity = Number(fields.severity.value), type = fields.type.value;
  if (!STATES[fields.state.value](row) || (severity && rank(row) < severity)) return false;
  if (type && !(type === "omitted" ? row.omitted : row.types[type])) return false;
  return words.every((word) => hay.includes(word));
}
function arrange() {
  const words = plain(fields.q.value).split(/\s+/).filter(Boolean), order = ORDERS[fields.sort.value];
  const shown = [...items.values()].filter((item) => fits(item, words))
    .sort((a, b) => order(a.row, b.row) || collator.compare(a.row.title, b.row.title) || (a.row.name < b.row.name ? -1 : 1))
    .map((item) => item.element);
  // Moving what stands right already would cost the focus and the place on the page.
  const now = [...list.children];
  if (shown.length !== now.length || shown.some((element, index) => element !== now[index])) {
    const held = document.activeElement;
    list.replaceChildren(...shown);
    if (list.contains(held)) held.focus({ preventScroll: true });
  }
  const counts = { n: number(shown.length), all: number(items.size) };
  one("#shown").textContent = !ready ? say("stillreading", counts) : !items.size ? say("noarticles") : shown.length ? say("shown", counts) : say("nofit");
  list.setAttribute("data-shown", shown.length);
}

let asking = false, askAgain = false;
async function load() {
  if (asking) { askAgain = true; return; }
  asking = true;
  try {
    const found = await ask("/api/queue");
    if (found.ok) { ready = found.value.ready; take(found.value.rows); }
    else if (found.status === 401) location.assign("/enter");
  } catch { /* the stream says that the desk is away, and asks again when it is back */ }
  asking = false;
  if (askAgain) { askAgain = false; soon(); }
}
let waiting = 0;
function soon() { if (!waiting) waiting = setTimeout(() => { waiting = 0; load(); }, 150); }

// ---- Choices that stay: in the address of the page

function remember() {
  const chosen = new URLSearchParams();
  for (const name of ["q", "state", "severity", "type", "sort"]) {
    const field = fields[name], usual = field.options ? field.options[0].value : "";
    if (field.value !== usual) chosen.set(name, field.value);
  }
  history.replaceState(null, "", chosen.size ? `?${chosen}` : location.pathname);
}
for (const [name, value] of new URLSearchParams(location.search)) {
  const field = fields[name];
  if (field && (!field.options || [...field.options].some((option) => option.value === value))) field.value = value;
}
form.addEventListener("input", () => { remember(); arrange(); });
form.addEventListener("submit", (event) => { event.preventDefault(); one("a", list)?.focus(); });

// ---- Keys

function step(by) {
  const rows = [...list.children];
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement.closest(".row"));
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
  if (next) one("a", next).focus();
}
const keys = { j: () => step(1), k: () => step(-1), "/": () => { fields.q.focus(); fields.q.select(); }, "?": () => one("#help").showModal() };
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing || one("dialog[open]")) return;
  if (event.target === fields.q && (event.key === "ArrowDown" || event.key === "Escape")) { event.preventDefault(); fields.q.blur(); step(1); return; }
  if (typing(event)) return;
  const act = keys[keyOf(event)];
  if (act) { event.preventDefault(); act(); }
});
actOn({
  ...common,
  keys: () => one("#help").showModal(),
  invite: async () => {
    const done = await tell("/api/invite", {}, {}), dialog = one("#inviting");
    if (!done.ok) return;
    one("input", dialog).value = done.value.url;
    dialog.showModal();
    one("input", dialog).select();
  },
});

follow(null, { hello: () => load(), decision: soon, folder: soon });
load();
