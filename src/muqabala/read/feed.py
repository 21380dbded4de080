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
_DUBLIN_CORE, _CONTENT = "purl.org/dc", "purl.org/rss/1.0/modules/content"
_SUMMARY = "The feed gives a summary of this entry, not its whole text."
_NO_TEXT = "the feed gives no text for this entry. Fetch the page that it links to"


def rss(root: etree._Element) -> Iterator[Part]:
    """The items of an RSS feed."""
    channel = markup.first(root, "channel")
    outlet = one_line(markup.text(_own(channel, "title")))
    lang = language(markup.text(_own(channel, "language")) or markup.text(_first(channel, "language", _DUBLIN_CORE)))
    for number, item in enumerate(markup.every(root, "item"), start=1):
        link = one_line(markup.plain(_own(item, "link")))
        guid = one_line(markup.plain(_own(item, "guid"))) or link
        dates = (_own(item, "pubdate"), _first(item, "date", _DUBLIN_CORE))
        about = Metadata(
            title=one_line(_titled(_own(item, "title"))),
            outlet=outlet,
            author=_rss_author(item),
            date=next(filter(None, map(day, map(markup.plain, dates))), None),
            url=link,
            lang=language(markup.plain(_first(item, "language", _DUBLIN_CORE))) or lang,
            wire=Wire(provider=outlet, item=guid),
        )
        whole = markup.fragment(markup.plain(_first(item, "encoded", _CONTENT)))
        short = markup.fragment(markup.plain(_own(item, "description")))
        yield _entry(about, whole, short, guid or str(number))


def atom(root: etree._Element) -> Iterator[Part]:
    """The entries of an Atom feed, or a lone entry; one that the feed says is deleted withdraws the entry it names."""
    alone = markup.name(root) == "entry"
    outlet = None if alone else one_line(_titled(_own(root, "title")))
    shared = [] if alone else _owned(root, "author")
    for number, entry in enumerate([root] if alone else _owned(root, "entry"), start=1):
        about = _atom_metadata(entry, root, outlet, shared)
        name = (about.wire and about.wire.item) or str(number)
        yield _entry(about, _content(_own(entry, "content")), _content(_own(entry, "summary")), name)
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
    source = _own(entry, "source")
    outlet = one_line(_titled(_own(source, "title"))) or outlet
    people = _owned(entry, "author") or _owned(source, "author") or shared
    names = (one_line(markup.text(_own(person, "name"))) for person in people)
    updated = markup.plain(_own(entry, "updated"))
    links = _owned(entry, "link")
    url = next((one_line(link.get("href")) for link in links if link.get("rel", "alternate") == "alternate"), None)
    older = [one_line(link.get("href")) for link in links if link.get("rel") == "predecessor-version"]
    return Metadata(
        title=one_line(_titled(_own(entry, "title"))),
        outlet=outlet,
        author=", ".join(filter(None, names)) or None,
        date=day(markup.plain(_own(entry, "published"))) or day(updated),
        url=url,
        lang=language(entry.get(_LANG) or root.get(_LANG)),
        wire=Wire(
            provider=outlet,
            item=one_line(markup.plain(_own(entry, "id"))),
            version=version_of(updated),
            supersedes=tuple(filter(None, older)),
        ),
    )


def _tombstone(deleted: etree._Element, outlet: str | None) -> Extracted:
    """An entry that stands for a deleted one (RFC 6721)."""
    ref = one_line(deleted.get("ref")) or "entry"
    words = one_line(markup.text(_own(deleted, "comment"))) or ref
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
    creators = filter(None, (one_line(markup.plain(found)) for found in _of(item, "creator", _DUBLIN_CORE)))
    written = one_line(markup.plain(_own(item, "author"))) or ""
    named = written.partition("(")[2].rstrip(") ") if "@" in written else written
    return ", ".join(creators) or named or None


def _own(parent: etree._Element | None, wanted: str) -> etree._Element | None:
    return next(iter(_owned(parent, wanted)), None)


def _owned(parent: etree._Element | None, wanted: str) -> list[etree._Element]:
    """The elements of a name in their parent's namespace: pictures in a feed have titles and links of their own."""
    space = "" if parent is None else _space(parent)
    return [found for found in markup.children(parent, wanted) if _space(found) == space]


def _first(parent: etree._Element | None, wanted: str, module: str) -> etree._Element | None:
    return next(iter(_of(parent, wanted, module)), None)


def _of(parent: etree._Element | None, wanted: str, module: str) -> list[etree._Element]:
    """The elements of a name that belong to a module of feeds."""
    return [found for found in markup.children(parent, wanted) if module in _space(found)]


def _space(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[0]
