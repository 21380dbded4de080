"""NITF 3, the News Industry Text Format: a document on its own, or as the body of another format."""

from __future__ import annotations

from lxml import etree

from muqabala.read import markup
from muqabala.read.compose import compose, one_line
from muqabala.read.reader import Extracted
from muqabala.read.wirefields import byline, day, field, language, moment, status, urgency
from muqabala.records import Metadata, Status, Wire

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NOT_ARTICLE = frozenset(("body.head", "body.end", "tagline", "byline", "dateline", "distributor", "copyrite", "note"))


def article(root: etree._Element) -> Extracted:
    """The article of an `nitf` element; of one that is canceled at least the headline, for it withdraws others."""
    about = metadata(root)
    words = body(root) or ([about.title] if about.title and about.wire and about.wire.status is Status.CANCELED else [])
    return compose(about.title, words, about)


def body(root: etree._Element) -> list[str]:
    """The paragraphs of an `nitf` element: the headlines below the first, the text, else the abstract."""
    second = [markup.text(found) for found in markup.every(root, "hl2") if markup.name(found.getparent()) == "hedline"]
    text = [words for part in markup.every(root, "body.content") for words in markup.paragraphs(part, _NOT_ARTICLE)]
    if not text:
        text = [words for part in markup.every(root, "abstract") for words in markup.paragraphs(part)]
    return second + text


def metadata(root: etree._Element) -> Metadata:
    """What an `nitf` element says of its article."""
    docdata = markup.first(root, "docdata")
    publication = markup.first(root, "pubdata")
    dates = [markup.attribute(markup.first(root, part), "norm") for part in ("date.issue", "date.release")]
    dates += [
        markup.attribute(publication, "date.publication"),
        markup.attribute(markup.first(root, "story.date"), "norm"),
    ]
    return Metadata(
        title=_headline(root),
        outlet=one_line(markup.attribute(publication, "name"))
        or one_line(markup.text(markup.first(root, "distributor"))),
        author=", ".join(filter(None, map(byline, map(_by, markup.every(root, "byline"))))) or None,
        date=next(filter(None, map(day, dates)), None),
        url=field(markup.attribute(publication, "ex-ref")),
        lang=language(root.get(_LANG) or markup.attribute(markup.first(root, "body"), _LANG)),
        wire=_wire(root, docdata),
    )


def _wire(root: etree._Element, docdata: etree._Element | None) -> Wire:
    identity, key = markup.first(root, "doc-id"), markup.first(root, "du-key")
    state = markup.attribute(docdata, "management-status")
    release = moment(markup.attribute(markup.first(root, "date.release"), "norm"))
    other = tuple(filter(None, [one_line(markup.attribute(docdata, "management-doc-idref"))]))
    canceled = status(markup.attribute(docdata, "management-idref-status")) is Status.CANCELED
    return Wire(
        provider=one_line(
            markup.attribute(identity, "regsrc") or markup.attribute(markup.first(root, "doc.copyright"), "holder")
        ),
        item=one_line(markup.attribute(identity, "id-string")),
        version=one_line(markup.attribute(key, "version") or markup.attribute(key, "generation")),
        urgency=urgency(markup.attribute(markup.first(root, "urgency"), "ed-urg")),
        embargo=release if state == "embargoed" else None,
        status=status(state),
        dateline=one_line(", ".join(_phrases(markup.first(root, "dateline")))),
        corrects=tuple(filter(None, (one_line(found.get("id-string")) for found in markup.every(root, "correction")))),
        supersedes=() if canceled else other,
        takes_down=other if canceled else (),
    )


def _headline(root: etree._Element) -> str | None:
    return one_line(markup.text(markup.first(root, "hl1"))) or one_line(markup.plain(markup.first(root, "title")))


def _phrases(element: etree._Element | None) -> list[str]:
    """The parts of a dateline: its markup parts them, whether or not punctuation does too."""
    texts = element.itertext() if element is not None else ()
    return list(filter(None, (str(words).strip(" ,\n\t\r") for words in texts)))


def _by(element: etree._Element) -> str:
    """The persons' names, where they are marked as such, else the line without the person's title."""
    persons = [one_line(markup.plain(person)) for person in markup.every(element, "person")]
    line = " ".join(markup.paragraphs(element, frozenset(("byttl",)))).rstrip(" ,")
    return ", ".join(filter(None, persons)) or line
