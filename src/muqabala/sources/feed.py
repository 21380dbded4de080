"""The links of a feed: RSS 0.9 to 2.0 and Atom, read without entities and without the network."""

from __future__ import annotations

from urllib.parse import urljoin

from lxml import etree

_ROOTS = frozenset({"rss", "feed", "RDF"})
_ATOM_PAGES = (None, "alternate")


def links(data: bytes, url: str) -> tuple[str, ...] | None:
    """The addresses of a feed's entries in its order, each once; None when the bytes are no feed.

    Addresses are completed with `url`, where the feed came from.
    """
    root = _root(data)
    if root is None or _name(root) not in _ROOTS:
        return None
    entries = [node for node in root.iter() if _name(node) in ("item", "entry")]
    found = (_link(entry) for entry in entries)
    return tuple(dict.fromkeys(_completed(url, link) for link in found if link))


def _completed(url: str, link: str) -> str:
    try:
        return urljoin(url, link)
    except ValueError:  # half a bracket, say: fetching it will tell
        return link


def _root(data: bytes) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _name(node: etree._Element) -> str:
    """An element's name without its namespace; comments and instructions have none."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _link(entry: etree._Element) -> str | None:
    """The page of an entry: Atom's `link` attribute, RSS's `link` text, or a `guid` that is an address."""
    for child in entry:
        name = _name(child)
        if name == "link" and child.get("href") and child.get("rel") in _ATOM_PAGES:
            return str(child.get("href")).strip()
        if name == "link" and (child.text or "").strip():
            return str(child.text).strip()
    guids = (child for child in entry if _name(child) == "guid" and child.get("isPermaLink", "true") != "false")
    return next((str(guid.text).strip() for guid in guids if (guid.text or "").strip().startswith("http")), None)
