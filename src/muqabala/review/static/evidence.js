// More evidence on the spot: search the sources from a claim, read one in its place, attach a passage.

import { ask, bdi, make, number, one, say } from "./wire.js";

const dialog = one("#find"), form = one("#find-form"), hits = one("#hits"), reading = one("#reading"), text = one(".reading-text", reading);
const attachButton = one("[data-desk=attach]", dialog), status = one("#find-status");
let article = "", claim = null, give = null, chosen = null, asked = 0, loaded = false;

/** Open the search for a claim's card; `attach` gets the passage that was chosen, and says whether it is kept. */
export function open(name, card, attach) {
  article = name;
  claim = card;
  give = attach;
  one("#find-claim").textContent = one(".claim-words", card).textContent;
  form.elements.q.value = "";
  hits.replaceChildren();
  reading.hidden = attachButton.hidden = true;
  dialog.showModal();
  form.elements.q.focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  search(event.submitter ? event.submitter.value : "words");
});
async function search(by) {
  const mine = ++asked;
  status.textContent = by === "meaning" && !loaded ? say("loading") : say("searching");
  reading.hidden = attachButton.hidden = true;
  hits.replaceChildren();
  let found;
  try { found = await ask("/api/search", { article, claim: claim.id, q: form.elements.q.value, by }); }
  catch { found = { ok: false, value: { error: say("away") } }; }
  if (mine !== asked) return;
  if (!found.ok) { status.textContent = found.value.error || say("notfound"); return; }
  loaded ||= by === "meaning";
  status.textContent = found.value.hits.length ? say("found", { n: number(found.value.hits.length) }) : say("notfound");
  hits.replaceChildren(...found.value.hits.map(draw));
}
function draw(hit) {
  const attach = make("button", { type: "button" }, say("attach")), read = make("button", { type: "button" }, say("read"));
  attach.addEventListener("click", () => hand(hit));
  read.addEventListener("click", () => show(hit));
  return make("li", {},
    make("p", { class: "small" }, bdi(hit.outlet || hit.title), " · ", bdi(hit.date || say("undated")), " · ", bdi(hit.id), " · ", number(Math.round(hit.score * 100)) + "%"),
    make("q", { lang: hit.lang, dir: hit.dir }, hit.words),
    make("p", { class: "actions" }, attach, " ", read));
}

/** A source around a passage. */
async function show(hit) {
  const found = await ask("/api/source", { article, id: hit.id });
  if (!found.ok) { status.textContent = found.value.error; return; }
  const source = found.value;
  one("#reading-h").replaceChildren(bdi(source.title));
  text.lang = source.lang;
  text.dir = source.dir;
  text.replaceChildren(...source.paragraphs.map((sentences) => make("p", {}, ...sentences.flatMap((one) => {
    const span = make("span", { class: "pickable" }, one.words);
    span.passage = { id: source.id, span: one.span, words: one.words, score: one.span[0] === hit.span[0] && one.span[1] === hit.span[1] ? hit.score : 0 };
    return [span, " "];
  }))));
  reading.hidden = attachButton.hidden = false;
  const start = [...text.querySelectorAll(".pickable")].find((span) => span.passage.span[0] <= hit.span[0] && hit.span[0] < span.passage.span[1]);
  choose(start || one(".pickable", text));
  one("#reading-h").focus({ preventScroll: true });
}
function choose(span) {
  if (!span) return;
  for (const other of text.querySelectorAll("[aria-current]")) other.removeAttribute("aria-current");
  span.setAttribute("aria-current", "true");
  chosen = span.passage;
  span.scrollIntoView({ block: "center" });
}
text.addEventListener("click", (event) => choose(event.target.closest(".pickable")));
text.addEventListener("keydown", (event) => {
  if (!["ArrowDown", "ArrowUp"].includes(event.key)) return;
  const spans = [...text.querySelectorAll(".pickable")], at = spans.findIndex((span) => span.hasAttribute("aria-current"));
  choose(spans[at + (event.key === "ArrowDown" ? 1 : -1)]);
  event.preventDefault();
});
export const attachChosen = () => chosen && hand(chosen);
async function hand(passage) {
  if (await give(claim, { id: passage.id, span: passage.span, words: passage.words, score: passage.score })) dialog.close();
}
