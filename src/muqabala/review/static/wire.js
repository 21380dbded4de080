// What every page of the desk shares: words, elements, requests that are saved or said not to be, and live updates.
// No text ever becomes markup: everything is built from elements and text nodes.

export const one = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];
export const lang = document.documentElement.lang;

const phrases = new Map(all("i", one("#say").content).map((item) => [item.dataset.key, item.textContent]));
export function say(key, inserts = {}) {
  return phrases.get(key).replace(/\{(\w+)\}/g, (_, name) => inserts[name] ?? "");
}
/** A phrase as nodes, each insert kept apart from the direction of the words around it. */
export function sayIn(key, inserts) {
  return phrases.get(key).split(/\{(\w+)\}/).map((part, index) => (index % 2 ? make("bdi", {}, inserts[part] ?? "") : part));
}

const numbers = new Intl.NumberFormat(lang);
const moments = new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "short" });
export const number = (value) => numbers.format(value);
export const moment = (iso) => moments.format(new Date(iso));

/** An element: `make("button", { type: "button", class: "main" }, "text", child)`. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}
export const bdi = (text) => make("bdi", {}, text);

export function identifier(digits = 32) {
  const bytes = crypto.getRandomValues(new Uint8Array(digits / 2));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// ---- Requests

export class Unanswered extends Error {}
const token = one("meta[name=csrf]").content;

export async function ask(address, parameters = {}) {
  return answer(await send(`${address}?${new URLSearchParams(parameters)}`, {}));
}
export async function tell(address, parameters, body) {
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": token };
  const found = await send(`${address}?${new URLSearchParams(parameters)}`, { method: "POST", headers, body: JSON.stringify(body) });
  return answer(found);
}
async function send(address, options) {
  try { return await fetch(address, { ...options, credentials: "same-origin" }); }
  catch (error) { throw new Unanswered(error.message); }
}
/** An answer without words comes from a proxy or a stop, not from the desk: where it may pass, nobody has answered. */
async function answer(response) {
  let value = { error: String(response.status) };
  try { value = await response.json(); }
  catch { if (response.ok || response.status >= 502) throw new Unanswered(value.error); }
  return { ok: response.ok, status: response.status, value };
}

let turn = Promise.resolve();
/** Do one thing after another, in the order in which they were asked for: a change rests on what the one before left. */
export function inTurn(work) {
  const done = turn.then(work);
  turn = done.catch(() => {});
  return done;
}

/**
 * Send a change until the desk says that it is kept. The same batch is sent each time, so it is done once.
 * Answers with the desk's answer; while the desk is silent the trouble bar stays, and nothing is shown as saved.
 */
export async function keep(address, parameters, body) {
  for (;;) {
    const done = await persist(() => tell(address, parameters, body));
    if (done.status !== 428) return done;
    if (!(await askName())) return { ok: false, status: 428, value: {} };
  }
}
async function persist(request) {
  for (;;) {
    try {
      const done = await request();
      calm(request);
      return done;
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      await trouble(request);
    }
  }
}

const unsaved = new Map(); // every request without an answer, and what wakes it
function trouble(request) {
  bar(say("unsaved"), "retry");
  return new Promise((resolve) => { unsaved.set(request, resolve); setTimeout(resolve, 3000); });
}
function calm(request) {
  if (!unsaved.delete(request) || unsaved.size) return;
  one("#trouble").hidden = true;
  if (outdated) newer();
}
let outdated = false;
/** Say that the page has changed, to load it when the reader is ready. */
export function newer() {
  outdated = true;
  if (!unsaved.size) bar(say("newer"), "reload");
}
function bar(words, act) {
  const found = one("#trouble"), button = one("button", found);
  one("span", found).textContent = words;
  button.textContent = say(act);
  button.dataset.desk = act;
  found.hidden = false;
}

export function toast(...parts) {
  const note = make("p", {}, ...parts);
  one("#toasts").append(note);
  setTimeout(() => note.remove(), 6000);
}

// ---- Who decides

export const me = () => { const name = one("#me").textContent; return name === "–" ? "" : name; };
export function askName() {
  const dialog = one("#naming"), field = one("input", dialog);
  field.value = me();
  return new Promise((resolve) => {
    dialog.returnValue = "";
    dialog.addEventListener("close", async () => {
      const name = field.value.trim();
      if (dialog.returnValue !== "save" || !name) { resolve(false); return; }
      const done = await persist(() => tell("/api/me", {}, { name }));
      if (done.ok) one("#me").textContent = done.value.name;
      else toast(say("refused", { why: done.value.error }));
      resolve(done.ok);
    }, { once: true });
    dialog.showModal();
    field.select();
  });
}

// ---- Live updates

/** Follow what happens from event `after` on (null: from now); the stream rests while the page is out of sight, and takes up from there. */
export function follow(after, handlers, article = "") {
  let stream = null, seen = after;
  const state = (words, away) => { const wire = one("#wire"); wire.textContent = words; wire.classList.toggle("away", away); };
  function open() {
    if (stream || document.hidden) return;
    stream = new EventSource(`/events?${new URLSearchParams({ article, ...(seen === null ? {} : { after: seen }) })}`);
    stream.addEventListener("open", () => state(say("live"), false));
    stream.addEventListener("error", () => {
      state(say("away"), true);
      if (stream.readyState === EventSource.CLOSED) { stream = null; setTimeout(open, 2000); }
    });
    stream.addEventListener("hello", (event) => handlers.hello?.(JSON.parse(event.data)));
    stream.addEventListener("decision", (event) => {
      seen = Math.max(seen, Number(event.lastEventId));
      handlers.decision?.(JSON.parse(event.data));
    });
    stream.addEventListener("folder", (event) => handlers.folder?.(JSON.parse(event.data)));
  }
  // A browser keeps few connections to one desk: pages out of sight must not hold them all.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) open();
    else if (stream) { stream.close(); stream = null; }
  });
  addEventListener("pagehide", () => { if (stream) { stream.close(); stream = null; } });
  addEventListener("pageshow", open);
  open();
}

// ---- What every page can do

export const common = {
  who: () => askName(),
  retry: () => unsaved.forEach((wake) => wake()),
  language: async (button) => { await tell("/api/language", {}, { lang: button.dataset.to }); location.reload(); },
  "close-dialog": (button) => button.closest("dialog").close(),
};
export function actOn(actions) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-desk]");
    if (button && actions[button.dataset.desk]) actions[button.dataset.desk](button);
  });
}
// By the letter, else by the place of the key, so that an Arabic keyboard works too.
export function keyOf(event) {
  if (event.key === "?" || event.key === "؟") return "?";
  return /[\u0600-\u06ff]/.test(event.key) && event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key.toLowerCase();
}
export const typing = (event) => event.target.matches("textarea, input:not([type=checkbox]), select, [contenteditable]");
