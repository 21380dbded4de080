"""An article out of a headline and paragraphs: the text its offsets refer to, one blank line between paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate

from muqabala.fold import folded
from muqabala.read.decode import C1_AS_WINDOWS
from muqabala.read.lines import mark_headline
from muqabala.read.reader import Extracted
from muqabala.records import Block, Metadata, Span

_GAP = "\n\n"
_SPACES = re.compile(r"[^\S\n]+")
_LINE_END = re.compile(r" ?\n\s*")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufeff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_OPENING = 3


def compose(
    headline: str | None,
    paragraphs: Iterable[str],
    metadata: Metadata,
    *,
    warnings: Sequence[str] = (),
    name: str = "",
    guess: bool = False,
) -> Extracted:
    """The article; paragraphs are tidied and empty ones dropped. A headline that the text begins with stands once.

    With `guess` a text without a headline has a short first paragraph taken for one, as in plain text.
    """
    body = [words for words in map(tidy, paragraphs) if words]
    title = tidy(headline or "").replace("\n", " ")
    known = [folded(words) for words in body[:_OPENING]]
    at = known.index(folded(title)) if title and folded(title) in known else -1
    if title and body and at < 0:
        body.insert(0, title)
        at = 0
    text = _GAP.join(body)
    ends = accumulate((len(words) + len(_GAP) for words in body), initial=0)
    spans = [Span(start, start + len(words)) for start, words in zip(ends, body, strict=False)]
    blocks = tuple(Block(span, headline=index == at) for index, span in enumerate(spans))
    if guess and spans and not title:
        blocks = mark_headline(text, spans)
    return Extracted(text, blocks, metadata, tuple(warnings), name)


def tidy(words: str) -> str:
    """Words with single spaces, without control characters; line ends stay, blank lines do not."""
    clean = _SURROGATES.sub("\ufffd", _CONTROLS.sub("", words.translate(C1_AS_WINDOWS)))
    return _LINE_END.sub("\n", _SPACES.sub(" ", clean)).strip()


def one_line(words: str | None) -> str | None:
    """A field of the metadata: on one line, None when it is empty."""
    return " ".join(tidy(words or "").split()) or None
