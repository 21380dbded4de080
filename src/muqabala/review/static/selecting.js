// From what is selected on the page to places in the texts, counted in Unicode code points as the reports count them.
// A paragraph knows where it begins; signs and numbers of the page's own are no part of the text.

import { one } from "./wire.js";

const OWN = ".number, sup, .sr, .fold";
const points = (text) => [...text].length;

/** The pieces of a paragraph that are text: text nodes, and the boxes that stand for one character each. */
function* pieces(paragraph) {
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) => {
    if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
    if (node.matches(OWN)) return NodeFilter.FILTER_REJECT;
    return node.matches(".unsafe") ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP;
  });
  while (walker.nextNode()) yield walker.currentNode;
}

/** A paragraph's text, as an array of code points ("" for a character that is not shown as itself), and its start. */
export function reading(paragraph) {
  const text = [];
  for (const piece of pieces(paragraph)) text.push(...(piece.nodeType === Node.TEXT_NODE ? [...piece.data] : [""]));
  return { at: Number(paragraph.dataset.at), text };
}

/** Whether a piece ends before a boundary of a selection. */
function isBefore(piece, node, offset) {
  const precedes = (other) => !!(other.compareDocumentPosition(piece) & Node.DOCUMENT_POSITION_PRECEDING);
  if (node.nodeType === Node.TEXT_NODE) return precedes(node);
  return node.childNodes[offset] ? precedes(node.childNodes[offset]) : node.contains(piece) || precedes(node);
}

/** Where a boundary of a selection stands in its text; null outside of every text. */
function place(node, offset) {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  const inside = element.closest("[data-at]"), next = inside || node.childNodes[offset];
  const paragraph = inside || (next && next.nodeType === Node.ELEMENT_NODE && next.matches("[data-at]") ? next : [...element.querySelectorAll("[data-at]")].at(-1));
  if (!paragraph) return null;
  let count = 0;
  for (const piece of pieces(paragraph)) {
    if (piece === node) { count += points(piece.data.slice(0, offset)); break; }
    if (!isBefore(piece, node, offset)) break;
    count += piece.nodeType === Node.TEXT_NODE ? points(piece.data) : 1;
  }
  return Number(paragraph.dataset.at) + count;
}

/** What is selected in one text: its pane, its span without white space around it, and its words; else null. */
export function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const common = range.commonAncestorContainer;
  const pane = (common.nodeType === Node.ELEMENT_NODE ? common : common.parentElement).closest(".pane .body")?.closest(".pane");
  if (!pane) return null;
  const start = place(range.startContainer, range.startOffset), end = place(range.endContainer, range.endOffset);
  return start === null || end === null || end <= start ? null : spanned(pane, start, end);
}

/** A span of a pane's text with its words, white space around it left out; null when nothing is left. */
export function spanned(pane, start, end) {
  const found = [];
  for (const paragraph of pane.querySelectorAll("[data-at]")) {
    const { at, text } = reading(paragraph);
    for (let index = Math.max(0, start - at); index < Math.min(text.length, end - at); index += 1) found.push([at + index, text[index]]);
  }
  while (found.length && !found[0][1].trim()) found.shift();
  while (found.length && !found.at(-1)[1].trim()) found.pop();
  if (!found.length) return null;
  return { pane, span: [found[0][0], found.at(-1)[0] + 1], words: found.map(([, point]) => point).join("") };
}

/** The same stretch with its start or its end moved by a word; null where that leaves nothing. */
export function nudged({ pane, span: [start, end] }, edge, by) {
  const stops = [];
  for (const paragraph of pane.querySelectorAll("[data-at]")) {
    const { at, text } = reading(paragraph);
    for (let index = 0; index < text.length; index += 1) {
      const space = !text[index].trim(), before = index === 0 || !text[index - 1].trim(), after = index + 1 === text.length || !text[index + 1].trim();
      if (!space && (edge === "start" ? before : after)) stops.push(at + index + (edge === "start" ? 0 : 1));
    }
  }
  const now = edge === "start" ? start : end;
  const next = by > 0 ? stops.find((stop) => stop > now) : stops.findLast((stop) => stop < now);
  if (next === undefined) return null;
  return edge === "start" ? (next < end ? spanned(pane, next, end) : null) : next > start ? spanned(pane, start, next) : null;
}

/** The stretch of a claim in the article; null for an omission, which has none. */
export function claimStretch(card) {
  const runs = [...document.querySelectorAll(`#a .claim[data-card="${CSS.escape(card.id)}"]`)];
  if (!runs.length) return null;
  const last = runs.at(-1);
  return spanned(one("#a"), place(runs[0], 0), place(last, last.childNodes.length));
}
