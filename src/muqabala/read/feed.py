"""RSS 0.9 to 2.0, RSS 1.0 (RDF) and Atom feeds: an article an entry, from what the feed itself carries."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from muqabala.read import markup
from muqabala.read.compose import compose, one_line
from muqabala.read.reader import Extracted, Part
from muqabala.read.wirefields import day, language, version_of
from muqabala.records import Metadata, Skip, Status, Wire

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SUMMARY = "The feed gives a summary of this entry, not its whole text."
_NO_TEXT = "the feed gives no text for this entry. Fetch the page that it links to"


def rss(root: etree._Element) -> Iterator[Part]:
    """The items of an RSS feed."""
    channel = markup.first(root, "channel")
    outlet = one_line(markup.text(markup.child(channel, "title")))
    lang = language(markup.text(markup.child(channel, "language")))
    for number, item in enumerate(markup.every(root, "item"), start=1):
        link = one_line(markup.plain(markup.child(item, "link")))
        guid = one_line(markup.plain(markup.child(item, "guid"))) or link
        dates = (markup.plain(markup.child(item, key)) for key in ("pubdate", "date"))
        about = Metadata(
            title=one_line(_titled(markup.child(item, "title"))),
            outlet=outlet,
            author=_rss_author(item),
            date=next(filter(None, map(day, dates)), None),
            url=link,
            lang=language(markup.plain(_dublin_core(item, "language"))) or lang,
            wire=Wire(provider=outlet, item=guid),
        )
        whole = markup.fragment(markup.plain(markup.child(item, "encoded")))
        short = markup.fragment(markup.plain(markup.child(item, "description")))
        yield _entry(about, whole, short, guid or str(number))


def atom(root: etree._Element) -> Iterator[Part]:
    """The entries of an Atom feed, or a lone entry; one that the feed says is deleted withdraws the entry it names."""
    alone = markup.name(root) == "entry"
    outlet = None if alone else one_line(_titled(markup.child(root, "title")))
    shared = [] if alone else markup.children(root, "author")
    for number, entry in enumerate([root] if alone else markup.children(root, "entry"), start=1):
        about = _atom_metadata(entry, root, outlet, shared)
        name = (about.wire and about.wire.item) or str(number)
        yield _entry(about, _content(markup.child(entry, "content")), _content(markup.child(entry, "summary")), name)
    for deleted in markup.children(root, "deleted-entry"):
        yield _tombstone(deleted, outlet)


def _entry(about: Metadata, whole: list[str], short: list[str], name: str) -> Part:
    if whole:
        return compose(about.title, whole, about, name=name)
    if short:
        return compose(about.title, short, about, warnings=(_SUMMARY,), name=name)
    return Skip(name, _NO_TEXT)


def _atom_metadata(
    entry: etree._Element, root: etree._Element, outlet: str | None, shared: list[etree._Element]
) -> Metadata:
    source = markup.child(entry, "source")
    outlet = one_line(_titled(markup.child(source, "title"))) or outlet
    people = markup.children(entry, "author") or markup.children(source, "author") or shared
    names = (one_line(markup.text(markup.child(person, "name"))) for person in people)
    updated = markup.plain(markup.child(entry, "updated"))
    links = markup.children(entry, "link")
    url = next((one_line(link.get("href")) for link in links if link.get("rel", "alternate") == "alternate"), None)
    older = [one_line(link.get("href")) for link in links if link.get("rel") == "predecessor-version"]
    return Metadata(
        title=one_line(_titled(markup.child(entry, "title"))),
        outlet=outlet,
        author=", ".join(filter(None, names)) or None,
        date=day(markup.plain(markup.child(entry, "published"))) or day(updated),
        url=url,
        lang=language(entry.get(_LANG) or root.get(_LANG)),
        wire=Wire(
            provider=outlet,
            item=one_line(markup.plain(markup.child(entry, "id"))),
            version=version_of(updated),
            supersedes=tuple(filter(None, older)),
        ),
    )


def _tombstone(deleted: etree._Element, outlet: str | None) -> Extracted:
    """An entry that stands for a deleted one (RFC 6721)."""
    ref = one_line(deleted.get("ref")) or "entry"
    words = one_line(markup.text(markup.child(deleted, "comment"))) or ref
    wire = Wire(outlet, ref, version_of(deleted.get("when")), status=Status.CANCELED)
    return compose(None, [words], Metadata(outlet=outlet, date=day(deleted.get("when")), wire=wire), name=ref)


def _content(element: etree._Element | None) -> list[str]:
    """The paragraphs of an Atom text: plain, escaped HTML, or XHTML; none when it only points elsewhere."""
    if element is None or element.get("src"):
        return []
    kind = element.get("type", "text").lower()
    if kind == "xhtml" or kind.endswith(("+xml", "/xml")):
        return list(markup.paragraphs(element))
    if kind in ("html", "text/html"):
        return markup.fragment(markup.plain(element))
    return [words for words in markup.plain(element).split("\n\n") if words.strip()] if kind.startswith("text") else []


def _titled(element: etree._Element | None) -> str:
    """A title in words: markup and character references in it are undone."""
    return (
        " ".join(_content(element))
        if element is not None and element.get("type")
        else " ".join(markup.fragment(markup.plain(element)))
    )


def _rss_author(item: etree._Element) -> str | None:
    """The creator's name; an author field of RSS holds an address, with the name in brackets after it."""
    creator = one_line(markup.plain(_dublin_core(item, "creator")))
    written = one_line(markup.plain(markup.child(item, "author"))) or ""
    named = written.partition("(")[2].rstrip(") ") if "@" in written else written
    return creator or named or None


def _dublin_core(item: etree._Element, wanted: str) -> etree._Element | None:
    return next((e for e in markup.children(item, wanted) if "purl.org/dc" in str(e.tag)), None)
