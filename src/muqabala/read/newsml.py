"""NewsML-G2: news items with inline bodies (NITF, XHTML, plain text), alone, in a package, or in a news message."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from muqabala.read import markup, nitf
from muqabala.read.compose import compose, one_line
from muqabala.read.reader import NOT_CARRIED, Part
from muqabala.read.text import paragraphs
from muqabala.read.wirefields import byline, day, language, local, moment, status, urgency
from muqabala.records import Metadata, Skip, Status, Wire

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_REPLACES = ("previousversion", "replaces", "supersedes", "corrects")
_TEXTS = ("", "text", "composite")
_NO_TEXT = "it carries no text of its own. Fetch the text that it refers to"


def items(root: etree._Element) -> Iterator[Part]:
    """The news items under a NewsML-G2 element, in the order of the packages that name them. A text that a package
    names and the file does not carry is told as a `Skip`.
    """
    found = markup.every(root, "newsitem")
    alone = markup.name(root) == "newsitem"
    carried = {_guid(element): element for element in found}
    packages = markup.every(root, "packageitem")
    named = list(dict.fromkeys(reference for package in packages for reference in _references(package)))
    ordered = [carried[guid] for guid in named if guid in carried]
    placed = set(ordered)
    for element in [*ordered, *(element for element in found if element not in placed)]:
        if part := _item(element, "" if alone else _guid(element) or "item"):
            yield part
    yield from (Skip(guid, NOT_CARRIED) for guid in named if guid not in carried)


def _item(element: etree._Element, name: str) -> Part | None:
    about = _metadata(element)
    bodies = [*markup.every(element, "inlinexml"), *markup.every(element, "inlinedata")]
    texts = [text for text in map(_body, bodies) if text[0]]
    if not texts and about.wire and about.wire.status is Status.CANCELED and about.title:
        texts = [([about.title], Metadata())]  # it withdraws others, and must not be lost
    kind = local(_code(markup.child(markup.child(element, "itemmeta"), "itemclass")))
    if not texts and name and kind not in _TEXTS:
        return None  # a picture beside the texts of a package is no article
    if not texts:
        return Skip(name, f"{kind or 'item without text'}: {_NO_TEXT}")
    (words, inner), *others = texts
    warnings = (f"The item holds {len(texts)} bodies; the first was read.",) if others else ()
    return compose(about.title or inner.title, words, _completed(about, inner), warnings=warnings, name=name)


def _completed(about: Metadata, inner: Metadata) -> Metadata:
    """What the item says of itself, completed by what its body says."""
    dateline = inner.wire.dateline if inner.wire else None
    wire = replace(about.wire, dateline=about.wire.dateline or dateline) if about.wire else inner.wire
    return replace(
        about,
        title=about.title or inner.title,
        author=about.author or inner.author,
        date=about.date or inner.date,
        lang=about.lang or inner.lang,
        wire=wire,
    )


def _body(element: etree._Element) -> tuple[list[str], Metadata]:
    """The paragraphs of an inline body and what it says of itself; none for pictures and other kinds of content."""
    kind = element.get("contenttype", "").lower()
    if markup.name(element) == "inlinexml":
        inner = next((child for child in element if isinstance(child.tag, str)), None)
        if inner is None:
            return [], Metadata()
        if markup.name(inner) == "nitf":
            return nitf.body(inner), nitf.metadata(inner)
        return list(markup.paragraphs(inner)), Metadata(lang=language(inner.get(_LANG) or inner.get("lang")))
    if kind and not kind.startswith("text/") and "html" not in kind:
        return [], Metadata()
    text = _decoded(element)
    if "html" in kind:
        return markup.fragment(text), Metadata()
    return [span.of(text) for span in paragraphs(text)], Metadata()


def _decoded(element: etree._Element) -> str:
    """The words of an `inlineData` element, out of base 64 where it is so encoded."""
    text = "".join(map(str, element.itertext()))
    if "base64" not in element.get("encoding", "").lower():
        return text
    try:
        return base64.b64decode("".join(text.split()), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""


def _metadata(item: etree._Element) -> Metadata:
    own, content = markup.child(item, "itemmeta"), markup.child(item, "contentmeta")
    dates = (markup.child(own, "versioncreated"), markup.child(content, "contentcreated"))
    tag = markup.attribute(markup.child(content, "language"), "tag")
    return Metadata(
        title=one_line(markup.text(markup.child(content, "headline")) or markup.plain(markup.child(own, "title"))),
        outlet=_provider(own),
        author=byline(markup.text(markup.child(content, "by"))) or one_line(_names(content, "creator")),
        date=next(filter(None, (day(markup.text(date)) for date in dates)), None),
        lang=language(tag or item.get(_LANG)),
        wire=_wire(item, own, content),
    )


def _wire(item: etree._Element, own: etree._Element | None, content: etree._Element | None) -> Wire:
    state = status(_code(markup.child(own, "pubstatus")))
    corrected, replaced = _links(own)
    canceled = state is Status.CANCELED
    return Wire(
        provider=_provider(own),
        item=_guid(item) or None,
        version=one_line(item.get("version")),
        urgency=urgency(markup.text(markup.child(content, "urgency"))),
        embargo=moment(markup.text(markup.child(own, "embargoed"))),
        status=state,
        dateline=one_line(markup.text(markup.child(content, "dateline"))),
        corrects=() if canceled else corrected,
        supersedes=() if canceled else replaced,
        takes_down=corrected + replaced if canceled else (),
    )


def _links(own: etree._Element | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The items that an item corrects, and those that it replaces otherwise."""
    correction = any(local(_code(signal)).lower() == "correction" for signal in markup.children(own, "signal"))
    corrected: list[str] = []
    replaced: list[str] = []
    for link in markup.children(own, "link"):
        relation = local(link.get("rel") or link.get("reluri")).lower()
        named = one_line(link.get("residref") or link.get("href"))
        if named and relation in _REPLACES:
            (corrected if correction or "correct" in relation else replaced).append(named)
    return tuple(dict.fromkeys(corrected)), tuple(dict.fromkeys(replaced))


def _provider(own: etree._Element | None) -> str | None:
    """The provider's name, else its code or address."""
    provider = markup.child(own, "provider")
    if provider is None:
        return None
    return one_line(_names(own, "provider") or provider.get("literal") or _code(provider))


def _names(parent: etree._Element | None, wanted: str) -> str:
    found = (markup.text(markup.child(element, "name")) for element in markup.children(parent, wanted))
    return ", ".join(filter(None, found))


def _references(package: etree._Element) -> Iterator[str]:
    """The texts that a package names; not its pictures and sounds."""
    for reference in markup.every(package, "itemref"):
        kind = local(_code(markup.child(reference, "itemclass")))
        if kind in _TEXTS and (found := one_line(reference.get("residref") or reference.get("href"))):
            yield found


def _guid(item: etree._Element) -> str:
    return one_line(item.get("guid")) or ""


def _code(element: etree._Element | None) -> str:
    return markup.attribute(element, "qcode") or markup.attribute(element, "uri")
