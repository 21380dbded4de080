"""Web pages: the article that trafilatura finds on a page, in the order of the page, with what the page says of it."""

from __future__ import annotations

import codecs
import logging
import re
from typing import TYPE_CHECKING

from lxml import etree
from lxml import html as lxml_html

from muqabala.errors import ReadError
from muqabala.fold import folded
from muqabala.read import markup
from muqabala.read.compose import compose
from muqabala.read.decode import Decoded, as_declared, decode
from muqabala.read.lines import ends_sentence
from muqabala.read.reader import Extracted
from muqabala.read.wirefields import day, field, language
from muqabala.records import Metadata

if TYPE_CHECKING:
    from trafilatura.settings import Document as Page

_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,99}encoding=["']([\w.:-]+)"""
)
_HEAD = 4096
# trafilatura's names for what HTML calls otherwise.
_HTML_NAMES = {"head": "h2", "quote": "blockquote", "list": "ul", "item": "li", "lb": "br"}
_AROUND = frozenset(("aside", "footer", "header", "nav", "menu", "dialog"))
_WHOLE_PAGE = "No article was found on the page; all its text was taken."
_EXAMPLE = 60


class HtmlReader:
    """Reads `.html`, `.htm` and `.xhtml` files."""

    suffixes = (".html", ".htm", ".xhtml")

    def read(self, data: bytes, path: str) -> tuple[Extracted, ...]:
        """The page's article. Where none is found all text of the page is taken, with a warning."""
        decoded = _decode(data, path)
        root = _tree(decoded.text, path)
        page = _extract(decoded.text)
        taken = _unglued(list(_article(page)), page.title, root) if page else []
        warnings = list(decoded.warnings)
        if taken:
            warnings += _left_out(root, taken)
        else:
            warnings.append(_WHOLE_PAGE)
            taken = list(markup.paragraphs(root, _AROUND))
        metadata = _metadata(page, root)
        return (compose(metadata.title, taken, metadata, warnings=warnings),)


def _decode(data: bytes, path: str) -> Decoded:
    """The page's text: its encoding is what a mark or the page itself says, else what fits."""
    found = _DECLARED.search(data, 0, _HEAD)
    named = (found[1] or found[2]).decode("ascii", "replace") if found else ""
    try:
        name = codecs.lookup(named).name if named else ""
        if name not in ("", "utf-8") and "utf-16" not in name and not data.startswith(codecs.BOM_UTF8):
            return Decoded(as_declared(data, name), name)
    except (LookupError, UnicodeError, ValueError):
        pass  # a page may be wrong about itself
    return decode(data, path)


def _tree(text: str, path: str) -> etree._Element:
    try:
        # As bytes: a text may declare an encoding that it is no longer in.
        parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise ReadError(path, f"it is no web page ({error})", "Save the page again") from error
    return root


def _extract(text: str) -> Page | None:
    """What trafilatura makes of the page; nothing it does depends on the day or the network."""
    import trafilatura

    for name in ("trafilatura", "htmldate"):  # their remarks name neither the file nor a way out
        logging.getLogger(name).setLevel(logging.CRITICAL)
    # A page's date must be stated: a search for likely dates would end with today's.
    dates = {"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d", "max_date": "2100-01-01"}
    try:
        page = trafilatura.bare_extraction(
            text,
            fast=True,
            include_comments=False,
            include_tables=False,
            with_metadata=True,
            date_extraction_params=dates,
        )
    except Exception:  # it may stumble over broken pages in many ways; all text is taken then
        return None
    return page if page is None or not isinstance(page, dict) else None


def _article(page: Page) -> list[str]:
    body = page.body
    for element in body.iter(*_HTML_NAMES):
        element.tag = _HTML_NAMES[element.tag]
    return list(markup.paragraphs(body))


def _unglued(taken: list[str], title: str | None, root: etree._Element) -> list[str]:
    """The paragraphs, read anew from the page's article element where trafilatura made one of its title and them all,
    as it does with short pages that hold a table.
    """
    articles = root.findall(".//article")
    if len(taken) != 1 or len(articles) != 1 or not title or len(articles[0].findall(".//p")) < 2:
        return taken
    if not folded(taken[0]).startswith(folded(title)):
        return taken
    return list(markup.paragraphs(articles[0], _AROUND)) or taken


def _left_out(root: etree._Element, taken: list[str]) -> list[str]:
    """A warning when whole sentences inside the page's one article element were not taken as its text."""
    articles = root.findall(".//article")
    if len(articles) != 1:
        return []
    known = folded(" ".join(taken))
    inside = markup.paragraphs(articles[0], _AROUND, tables=True)
    missing = [paragraph for paragraph in inside if ends_sentence(paragraph) and folded(paragraph) not in known]
    if not missing:
        return []
    words = missing[0][:_EXAMPLE] + ("…" if len(missing[0]) > _EXAMPLE else "")
    return [f"Paragraphs of the page that were not taken for its article ({len(missing)}): «{words}»"]


def _metadata(page: Page | None, root: etree._Element) -> Metadata:
    declared = language(root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"))
    if page is None:
        return Metadata(title=field(markup.text(root.find(".//h1"))), lang=declared)
    return Metadata(
        title=field(page.title),
        outlet=field(page.sitename),
        author=field(page.author),
        date=day(page.date),
        url=field(page.url),
        lang=declared,
    )
