"""The paragraphs of marked-up text: XHTML, HTML and NITF bodies, in the order of the document."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

_BLOCKS = frozenset(
    (
        *("address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt"),
        *("figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main"),
        *("ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
        *(
            "block",
            "body.content",
            "body.head",
            "body.end",
            "bq",
            "abstract",
            "hedline",
            "hl1",
            "hl2",
            "note",
            "credit",
        ),
        *("byline", "dateline", "distributor", "tagline", "nitf"),
    )
)
# Pictures with their captions, tables and what a reader of the page does not read as text.
_PASSED_OVER = frozenset(
    (
        *("audio", "button", "canvas", "embed", "fieldset", "figure", "form", "head", "iframe", "img", "input", "link"),
        *("math", "meta", "nav", "noscript", "object", "script", "select", "style", "svg", "table", "template"),
        *("textarea", "video", "media", "nitf-table", "custom-table", "fn", "rp", "rt", "title"),
    )
)
_TABLE = frozenset(("table",))
# Without U+0085: where Windows-1252 was read as Latin-1 it is an ellipsis, not white space.
_SPACES = re.compile(r"[^\S\x85]+")
_BREAK = "\n"


def paragraphs(root: etree._Element, also_skip: frozenset[str] = frozenset(), *, tables: bool = False) -> Iterator[str]:
    """The paragraphs under an element; `also_skip` names further elements to pass over. With `tables` their cells are
    paragraphs too. Line breaks stay as line ends, two in a row part paragraphs.
    """
    pieces: list[str] = []
    passed_over = (_PASSED_OVER - _TABLE if tables else _PASSED_OVER) | also_skip
    for piece in _pieces(root, passed_over):
        if piece is None or (piece == _BREAK and _ends_with_break(pieces)):
            if words := "".join(pieces).strip(" \n"):
                yield words
            pieces = []
        elif piece:
            pieces.append(piece if piece == _BREAK else _SPACES.sub(" ", piece))
    if words := "".join(pieces).strip(" \n"):
        yield words


def text(element: etree._Element | None) -> str:
    """All words under an element on one line; empty without an element."""
    return "" if element is None else _SPACES.sub(" ", " ".join(paragraphs(element))).strip()


def name(element: etree._Element) -> str:
    """An element's name without its namespace, in lower case; empty for comments, instructions and entities."""
    # Not by QName: broken HTML has elements of names that no XML allows.
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def fragment(source: str) -> list[str]:
    """The paragraphs of a piece of HTML, however broken, or of plain text; tables too: mails are laid out in them."""
    if not source.strip():
        return []
    # As bytes, in a frame of its own: what the piece says of its encoding does not count.
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    framed = f"<html><body><div>{source}</div></body></html>".encode("utf-8", "replace")
    try:
        root = lxml_html.document_fromstring(framed, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return []
    return list(paragraphs(root, tables=True))


def every(root: etree._Element, wanted: str) -> list[etree._Element]:
    """The elements of a name (lower case, namespaces aside) at or under another, in the order of the document."""
    return [element for element in root.iter() if name(element) == wanted]


def first(root: etree._Element, wanted: str) -> etree._Element | None:
    """The first element of a name at or under another."""
    return next((element for element in root.iter() if name(element) == wanted), None)


def children(parent: etree._Element | None, wanted: str) -> list[etree._Element]:
    """The elements of a name right under another."""
    return [] if parent is None else [element for element in parent if name(element) == wanted]


def child(parent: etree._Element | None, wanted: str) -> etree._Element | None:
    """The first element of a name right under another."""
    return next(iter(children(parent, wanted)), None)


def attribute(element: etree._Element | None, key: str) -> str:
    """An attribute, empty when it or the element is missing."""
    return "" if element is None else element.get(key, "")


def plain(element: etree._Element | None) -> str:
    """All characters under an element, as they stand."""
    return "" if element is None else "".join(map(str, element.itertext()))


def _ends_with_break(pieces: list[str]) -> bool:
    while pieces and pieces[-1].isspace() and pieces[-1] != _BREAK:
        pieces.pop()
    return bool(pieces) and pieces[-1] == _BREAK


def _pieces(root: etree._Element, passed_over: frozenset[str]) -> Iterator[str | None]:
    """Texts in the order of the document; None where a paragraph ends. Without recursion: markup may nest deeply."""
    yield root.text or ""
    opened = [(root, iter(root))]
    while opened:
        element, children = opened[-1]
        child = next(children, None)
        if child is None:
            opened.pop()
            yield from _after(element, tail=bool(opened))
            continue
        tag = name(child)
        if child.tag is etree.Entity:
            yield html.unescape(child.text or "")
        elif tag == "br":
            yield _BREAK
        elif tag and tag not in passed_over:
            if tag in _BLOCKS:
                yield None
            yield child.text or ""
            opened.append((child, iter(child)))
            continue
        elif tag in _BLOCKS:
            yield None
        yield child.tail or ""


def _after(element: etree._Element, *, tail: bool) -> Iterator[str | None]:
    if name(element) in _BLOCKS:
        yield None
    if tail:
        yield element.tail or ""
