"""Word documents (`.docx`): the paragraphs of the body, tracked changes as if accepted."""

from __future__ import annotations

import io
from collections.abc import Iterator

from lxml import etree

from muqabala.errors import ReadError
from muqabala.fold import folded
from muqabala.read import archive, markup, safexml
from muqabala.read.compose import compose, one_line
from muqabala.read.reader import Extracted
from muqabala.read.wirefields import language
from muqabala.records import Metadata

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST_BYTES = 200_000_000
_DELETED = frozenset(("del", "movefrom", "fallback", "instrtext", "ppr", "rpr"))
_HEADLINE_STYLES = ("title", "heading 1")
_OPENING = 8


class DocxReader:
    """Reads `.docx` files."""

    suffixes = (".docx", ".docm")

    def read(self, data: bytes, path: str) -> tuple[Extracted, ...]:
        """The document's text. Its title and author count only where the text itself gives them: a file's properties
        often name the template, or the computer's owner.
        """
        package = archive.opened(data, path)
        if archive.bomb(package, _MOST_BYTES):
            raise ReadError(path, "it unfolds to a suspicious size", "Save its text as a new document")
        import docx

        try:
            document = docx.Document(io.BytesIO(data))
            body = document.element.body
            warnings = [*_changes(body), *_notes(document.part.rels.values())]
            headline = _headline(document)
            properties = document.core_properties
            author, lang = one_line(properties.author), language(properties.language)
            words = list(_words(body, path))
        except Exception as error:  # python-docx raises anything on damaged packages
            raise ReadError(
                path, f"it is no sound Word document ({error})", "Open it in Word and save it again"
            ) from error
        stated = author if author and folded(author) in folded(" ".join(words[:_OPENING])) else None
        about = Metadata(title=headline, author=stated, lang=lang)
        return (compose(headline, words, about, warnings=warnings, guess=True),)


def _headline(document: object) -> str | None:
    """The first paragraph of a title's style near the beginning."""
    for paragraph in list(document.paragraphs)[:_OPENING]:  # type: ignore[attr-defined]
        style = (paragraph.style.name or "") if paragraph.style is not None else ""
        if style.lower() in _HEADLINE_STYLES and paragraph.text.strip():
            return one_line(paragraph.text)
    return None


def _changes(body: etree._Element) -> Iterator[str]:
    if any(True for _ in body.iter(f"{_W}del", f"{_W}ins", f"{_W}moveFrom")):
        yield "The document holds tracked changes; it was read as if all were accepted."


def _notes(relations: object) -> Iterator[str]:
    """A warning for notes at the foot or the end, which are not read."""
    for relation in relations:  # type: ignore[attr-defined]
        kind = str(relation.reltype).rsplit("/", 1)[-1]
        if kind in ("footnotes", "endnotes") and not relation.is_external:
            notes = relation.target_part.blob.count(b"<w:footnote ") + relation.target_part.blob.count(b"<w:endnote ")
            if notes > 2:  # two stand for the line above the notes
                yield f"The document's {kind} were not read."


def _words(body: etree._Element, path: str) -> Iterator[str]:
    """The paragraphs. White space between elements is none of the text; a tab is a space."""
    root = safexml.parse(etree.tostring(body), path)  # the elements of python-docx have texts of their own
    for element in root.iter():
        element.tail = None
        if element.tag in (f"{_W}tab", f"{_W}ptab"):
            element.tail = " "
        elif element.tag in (f"{_W}noBreakHyphen",):
            element.tail = "-"
        elif element.tag == f"{_W}cr":
            element.tag = f"{_W}br"
        if element.tag != f"{_W}t":
            element.text = None
    yield from markup.paragraphs(root, _DELETED)
