"""A document as Markdown with front matter, such that muqabala reads the same words back."""

from __future__ import annotations

import re
from datetime import date

import yaml

from muqabala.read.blocks import markdown_blocks
from muqabala.records import Document, Kind, Metadata, Span

_FULL_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_WRITTEN = ("title", "outlet", "author", "date", "url", "lang", "kind")
_NUMBER = re.compile(r"\d{1,3}(?=[.)])")
_BREAKS = re.compile(r"[ \t\n\r\f\v\x1c-\x1e\x85\u2028\u2029]+")  # a no-break space in a number is kept


def markdown(document: Document, metadata: Metadata, snapshot: str) -> str:
    """Front matter, the headline, and a paragraph a line with blank lines between. `snapshot` is the SHA-256 of what
    the text was taken from.
    """
    parts = [_front_matter(metadata, document.lang, snapshot)]
    headlines = [block for block in document.blocks if block.headline]
    if metadata.title and not headlines:
        parts.append(_headline(_one_line(metadata.title)))
    for block in document.blocks:
        words = _one_line(block.span.of(document.text))
        if words:
            first = bool(headlines) and block == headlines[0]
            parts.append(_headline(words) if first else _plain(words))
    return "\n\n".join(parts) + "\n"


def _front_matter(metadata: Metadata, lang: str, snapshot: str) -> str:
    values: dict[str, object] = {}
    for name in _WRITTEN:
        value = getattr(metadata, name)
        if value is not None:
            values[name] = _scalar(name, str(value))
    values.setdefault("lang", lang)
    values.setdefault("kind", Kind.ORIGINAL.value)
    values["snapshot"] = f"sha256:{snapshot}"
    body = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=float("inf"))
    return f"---\n{body}---"


def _scalar(name: str, value: str) -> object:
    """A value as YAML writes it best: a full date without quotation marks."""
    if name == "date" and _FULL_DATE.fullmatch(value):
        return date.fromisoformat(value)
    return _one_line(value)


def _one_line(words: str) -> str:
    return _BREAKS.sub(" ", words).strip()


def _headline(words: str) -> str:
    """A heading; a `#` at its end would be taken for a closing mark."""
    return f"# {words[:-1]}\\#" if words.endswith("#") else f"# {words}"


def _plain(words: str) -> str:
    """A paragraph whose first characters are not taken for Markdown: where they would be, a backslash stands before."""
    blocks, _ = markdown_blocks(words, 0)
    if [block.span for block in blocks] == [Span(0, len(words))]:
        return words
    number = _NUMBER.match(words)
    at = number.end() if number else 0
    return f"{words[:at]}\\{words[at:]}"
