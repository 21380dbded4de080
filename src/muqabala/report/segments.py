"""A text cut where claims, sentences and departures begin and end, so that a template only has to loop.

All positions are code points, absolute in the document's text. The segments of a paragraph, put together, are its text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from muqabala.records import DepartureType, Document, Severity, Span, Verdict


@dataclass(frozen=True, slots=True)
class Mark:
    """What is put at marked words: a symbol for the type and a running number, and the finding they lead to."""

    id: str
    number: int
    symbol: str
    title: str
    type: DepartureType
    severity: Severity


@dataclass(frozen=True, slots=True)
class Marked:
    """Words to mark."""

    span: Span
    mark: Mark


@dataclass(frozen=True, slots=True)
class Paired:
    """A word with a counterpart on the other side; both words carry the id of the pair."""

    span: Span
    id: str


@dataclass(frozen=True, slots=True)
class Group:
    """A claim or a source sentence: what is lit up as one. A claim has its number, card and verdict."""

    span: Span
    number: int = 0
    card: str = ""
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a segment: a word with the ids of its pairs, or what stands between such words."""

    text: str
    pairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """Words between two cuts: the marks over them, those that end with them, and the anchors that begin with them."""

    span: Span
    pieces: tuple[Piece, ...]
    marks: tuple[Mark, ...] = ()
    ends: tuple[Mark, ...] = ()
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring segments of one group, or of none; `opens` is set on the first run of a group."""

    group: Group | None
    opens: bool
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of the text, or (`outside`) something between the blocks that is no part of the news, as front matter.

    `after_gap` is set where text has been left out before it.
    """

    runs: tuple[Run, ...]
    headline: bool = False
    outside: bool = False
    after_gap: bool = False

    @property
    def touched(self) -> bool:
        """Whether a claim, an evidence sentence or a finding stands in it."""
        return any(run.group or any(segment.marks for segment in run.segments) for run in self.runs)


@dataclass(frozen=True, slots=True)
class Markup:
    """What is laid over a text. `groups` are in order and do not overlap; `anchors` are ids with their words."""

    groups: Sequence[Group] = ()
    marked: Sequence[Marked] = ()
    paired: Sequence[Paired] = ()
    anchors: Mapping[str, Span] = field(default_factory=dict)


def layout(document: Document, markup: Markup, kept: Sequence[Span] | None = None) -> tuple[Paragraph, ...]:
    """The paragraphs of a document, cut; with `kept` only those stretches of it, a paragraph each."""
    stretches = tuple(_stretches(document) if kept is None else _excerpts(document.text, kept))
    borders = {edge for stretch in stretches for edge in (stretch.span.start, stretch.span.end)}
    borders |= {edge for group in markup.groups for edge in (group.span.start, group.span.end)}
    borders |= {span.start for span in markup.anchors.values()}
    segments = cut(document.text, Span(0, len(document.text)), markup.marked, borders, markup.paired)
    segments = tuple(_anchored(_within(segments, stretches), markup.anchors))
    opened: set[int] = set()
    return tuple(
        Paragraph(
            tuple(_runs(_slice(segments, stretch.span), markup.groups, opened)),
            stretch.headline,
            stretch.outside,
            stretch.after_gap,
        )
        for stretch in stretches
    )


def cut(
    text: str, span: Span, marked: Sequence[Marked], borders: Iterable[int] = (), paired: Sequence[Paired] = ()
) -> tuple[Segment, ...]:
    """Cut `span` of a text wherever a mark or a border falls inside it, and the segments at their paired words."""
    trimmed = (Marked(trim(text, item.span), item.mark) for item in marked)
    inside = sorted(
        (item for item in trimmed if len(item.span) and item.span.overlap(span)),
        key=lambda item: (item.span.start, -item.span.end, item.mark.number),
    )
    words = sorted((item for item in paired if item.span.overlap(span)), key=lambda item: (item.span, item.id))
    stretches = tuple(_sweep(span, [item.span for item in inside], borders))
    edges = [stretch.start for stretch, _ in stretches]
    finer = deque(_sweep(span, [item.span for item in words], edges))
    segments: list[Segment] = []
    for stretch, over in stretches:
        marks = [inside[index] for index in over]
        ends = [item for item in marks if item.span.end == stretch.end or stretch.end == span.end < item.span.end]
        pieces: list[Piece] = []
        while finer and finer[0][0].end <= stretch.end:
            piece, pairs = finer.popleft()
            pieces.append(Piece(piece.of(text), tuple(dict.fromkeys(words[index].id for index in pairs))))
        segments.append(
            Segment(stretch, tuple(pieces), tuple(item.mark for item in marks), tuple(item.mark for item in ends))
        )
    return tuple(segments)


def _sweep(span: Span, spans: Sequence[Span], borders: Iterable[int]) -> Iterator[tuple[Span, tuple[int, ...]]]:
    """`span` cut where one of `spans` (sorted by start) or a border is, each part with the indexes of those over it."""
    edges = {edge for item in spans for edge in (item.start, item.end)} | set(borders)
    cuts = sorted({span.start, span.end} | {edge for edge in edges if span.start < edge < span.end})
    active: list[int] = []
    upcoming = 0
    for start, end in pairwise(cuts):
        active = [index for index in active if spans[index].end > start]
        while upcoming < len(spans) and spans[upcoming].start < end:
            if spans[upcoming].end > start:
                active.append(upcoming)
            upcoming += 1
        yield Span(start, end), tuple(active)


def trim(text: str, span: Span) -> Span:
    """The span without white space at its ends."""
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, max(start, span.start + len(words.rstrip())))


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order, those that overlap joined."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            merged[-1] = merged[-1].join(span)
        elif len(span):
            merged.append(span)
    return tuple(merged)


@dataclass(frozen=True, slots=True)
class _Stretch:
    span: Span
    headline: bool = False
    outside: bool = False
    after_gap: bool = False


def _stretches(document: Document) -> Iterator[_Stretch]:
    """The blocks and what stands between them; blank stretches are left out."""
    at = 0
    for block in document.blocks:
        yield from _outside(document.text, at, block.span.start)
        if block.span.of(document.text).strip():
            yield _Stretch(block.span, headline=block.headline)
        at = block.span.end
    yield from _outside(document.text, at, len(document.text))


def _outside(text: str, start: int, end: int) -> Iterator[_Stretch]:
    between = trim(text, Span(start, max(start, end)))
    if len(between):
        yield _Stretch(between, outside=True)


def _excerpts(text: str, kept: Iterable[Span]) -> Iterator[_Stretch]:
    """The kept stretches in order, those that overlap joined, each told whether words are missing before it."""
    at = 0
    for span in merge(kept):
        yield _Stretch(span, after_gap=bool(text[at : span.start].strip()))
        at = span.end


def _slice(segments: Sequence[Segment], stretch: Span) -> Sequence[Segment]:
    first = bisect_left(segments, stretch.start, key=lambda segment: segment.span.start)
    last = bisect_left(segments, stretch.end, key=lambda segment: segment.span.start)
    return segments[first:last]


def _within(segments: Sequence[Segment], stretches: Iterable[_Stretch]) -> Iterator[Segment]:
    """The segments that are shown: those of a stretch."""
    for stretch in stretches:
        yield from _slice(segments, stretch.span)


def _anchored(segments: Iterable[Segment], anchors: Mapping[str, Span]) -> Iterator[Segment]:
    """Give each anchor to the first shown segment that ends after its start."""
    waiting = sorted(anchors, key=lambda name: (anchors[name], name))
    at = 0
    for segment in segments:
        first = at
        while at < len(waiting) and anchors[waiting[at]].start < segment.span.end:
            at += 1
        yield replace(segment, anchors=tuple(waiting[first:at]))


def _runs(segments: Sequence[Segment], groups: Sequence[Group], opened: set[int]) -> Iterator[Run]:
    """Put the segments of a paragraph together by group; `opened` holds the groups (by start) begun so far."""
    held: list[Segment] = []
    current: Group | None = None
    for segment in segments:
        group = _group_at(groups, segment.span.start)
        if held and group is not current:
            yield _run(current, held, opened)
            held = []
        current = group
        held.append(segment)
    if held:
        yield _run(current, held, opened)


def _run(group: Group | None, segments: Sequence[Segment], opened: set[int]) -> Run:
    opens = group is not None and group.span.start not in opened
    if group is not None:
        opened.add(group.span.start)
    return Run(group, opens, tuple(segments))


def _group_at(groups: Sequence[Group], position: int) -> Group | None:
    index = bisect_left(groups, position + 1, key=lambda group: group.span.start) - 1
    return groups[index] if index >= 0 and position < groups[index].span.end else None
