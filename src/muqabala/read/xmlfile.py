"""XML files: the root element says which format it is."""

from __future__ import annotations

from collections.abc import Iterable

from muqabala.errors import ReadError
from muqabala.read import feed, markup, newsml, nitf, safexml
from muqabala.read.html import HtmlReader
from muqabala.read.reader import Part

_NEWSML = frozenset(("newsitem", "packageitem", "newsmessage"))
_SERVED = "NewsML-G2, NITF, RSS, Atom and XHTML"


class XmlReader:
    """Reads `.xml` files of news formats, and those whose suffix says which one it is."""

    suffixes = (".xml", ".newsml", ".g2", ".nitf", ".rss", ".rdf", ".atom")

    def read(self, data: bytes, path: str) -> Iterable[Part]:
        """The articles of the file, by its root element."""
        root = safexml.parse(data, path)
        kind = markup.name(root)
        if kind in _NEWSML:
            return newsml.items(root)
        if kind == "nitf":
            return (nitf.article(root),)
        if kind in ("rss", "rdf", "channel"):
            return feed.rss(root)
        if kind in ("feed", "entry"):
            return feed.atom(root)
        if kind == "html":
            return HtmlReader().read(data, path)
        problem = f"its root element <{kind}> is none of a news format"
        raise ReadError(path, problem, f"Served are {_SERVED}; save other texts as plain text")
