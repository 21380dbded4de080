// The sheet at the foot of the page: what a person marks or changes, with the words on both sides.

import { one, say } from "./wire.js";
import { nudged, selected } from "./selecting.js";

const sheet = one("#sheet"), fields = sheet.elements, pick = one("#pick");
let mode = null, article = null, source = null, given = null, words = null;

export const isOpen = () => !sheet.hidden;

/** Open the sheet to `mark` new words or to `change` a finding; `save` gets what was entered, and says whether it is kept. */
export function open(how, { stretch = null, type = null, severity = "major", note = "", title, locked = false }, save) {
  mode = how;
  given = save;
  article = stretch;
  words = stretch && stretch.words;
  source = null;
  one("#sheet-h").textContent = title;
  fields.type.value = type && [...fields.type.options].some((option) => option.value === type) ? type : "meaning";
  fields.type.disabled = locked;
  fields.severity.value = severity;
  fields.note.value = note;
  one("[data-only=mark]", sheet).hidden = how !== "mark";
  one(".slot", sheet).hidden = locked;
  warn("");
  fill();
  sheet.hidden = false;
  document.documentElement.classList.add("sheeted");
  pick.hidden = true;
  one("#sheet-h").focus({ preventScroll: true });
  sheet.scrollIntoView({ block: "nearest" });
}
export function close() {
  sheet.hidden = true;
  document.documentElement.classList.remove("sheeted");
  mode = null;
}
export function forgetSource() { source = null; fill(); }
function warn(text) { one(".warn", sheet).textContent = text; }
function fill() {
  one("#take-a").textContent = article ? article.words : "";
  one("#take-s").textContent = source ? source.words : "";
  one("[data-desk=no-source]", sheet).hidden = !source;
}

one("#take-a").tabIndex = 0;
one("#take-a").addEventListener("keydown", (event) => {
  if (!["ArrowLeft", "ArrowRight"].includes(event.key) || !article) return;
  const forward = (event.key === "ArrowRight") === (getComputedStyle(event.target).direction === "ltr");
  article = nudged(article, event.shiftKey ? "start" : "end", forward ? 1 : -1) || article;
  fill();
  event.preventDefault();
});
sheet.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!article && mode === "mark") { warn(say("selectfirst")); return; }
  const kept = await given({
    article: mode === "mark" || (article && article.words !== words) ? article : null,
    source,
    type: fields.type.disabled ? null : fields.type.value,
    severity: fields.severity.value,
    note: fields.note.value,
  });
  if (kept) close();
});

// ---- What is selected

let last = null, waiting = 0;
/** The words that are selected in the article, also when a key follows at once. */
export function selection() {
  const now = selected();
  return now && now.pane.id === "a" ? now : last;
}
document.addEventListener("selectionchange", () => { clearTimeout(waiting); waiting = setTimeout(look, 120); });
function look() {
  if (one("dialog[open]")) return;
  const found = selected();
  last = found && found.pane.id === "a" ? found : null;
  if (isOpen() && found) {
    if (found.pane.id === "a") article = found;
    else if (mode === "mark") source = found;
    fill();
    warn("");
  }
  pick.hidden = !last || isOpen();
  if (!pick.hidden) beside(getSelection().getRangeAt(0).getBoundingClientRect());
}
// The policy forbids styles in the markup, and lets a script place what it must.
function beside(box) {
  const top = box.bottom + 8 + 40 > innerHeight ? Math.max(4, box.top - 44) : box.bottom + 8;
  pick.style.setProperty("top", `${Math.max(4, Math.min(innerHeight - 44, top))}px`);
  pick.style.setProperty("left", `${Math.min(innerWidth - pick.offsetWidth - 8, Math.max(8, box.left))}px`);
}
// The button goes with the words; where they have left the window it would point at nothing.
let moving = 0;
addEventListener("scroll", () => {
  if (!last || moving || isOpen()) return;
  moving = requestAnimationFrame(() => {
    moving = 0;
    const selection = getSelection(), box = selection.rangeCount ? selection.getRangeAt(0).getBoundingClientRect() : null;
    pick.hidden = !box || !last || isOpen() || box.bottom < 0 || box.top > innerHeight;
    if (!pick.hidden) beside(box);
  });
}, { passive: true, capture: true });
