"""A text cut where claims, sentences and departures begin and end, so that a template only has to loop.

All positions are code points, absolute in the document's text. The segments of a paragraph, put together, are its text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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
class Group:
    """A claim or a source sentence: what is lit up as one. A claim has its number, card and verdict."""

    span: Span
    number: int = 0
    card: str = ""
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """Words between two cuts: the marks over them, those that end with them, and the anchors that begin with them."""

    span: Span
    text: str
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
    """A block of the text, or (`outside`) something between the blocks that is no part of the news, as front matter."""

    runs: tuple[Run, ...]
    headline: bool = False
    outside: bool = False


def layout(
    document: Document, groups: Sequence[Group], marked: Sequence[Marked], anchors: Mapping[str, Span]
) -> tuple[Paragraph, ...]:
    """The paragraphs of a document, cut. `groups` do not overlap; `anchors` are ids with the words they lead to."""
    stretches = tuple(_stretches(document))
    borders = {edge for stretch, _, _ in stretches for edge in (stretch.start, stretch.end)}
    borders |= {edge for group in groups for edge in (group.span.start, group.span.end)}
    borders |= {span.start for span in anchors.values()}
    segments = cut(document.text, Span(0, len(document.text)), marked, borders)
    segments = tuple(_anchored(_within(segments, stretches), anchors))
    opened: set[int] = set()
    paragraphs = []
    for stretch, headline, outside in stretches:
        inside = _slice(segments, stretch)
        paragraphs.append(Paragraph(tuple(_runs(inside, groups, opened)), headline, outside))
    return tuple(paragraphs)


def cut(text: str, span: Span, marked: Sequence[Marked], borders: Iterable[int] = ()) -> tuple[Segment, ...]:
    """Cut `span` of a text wherever a mark or a border falls inside it."""
    inside = sorted(
        (
            Marked(trimmed, item.mark)
            for item in marked
            if len(trimmed := trim(text, item.span)) and trimmed.overlap(span)
        ),
        key=lambda item: (item.span.start, -item.span.end, item.mark.number),
    )
    edges = {edge for item in inside for edge in (item.span.start, item.span.end)} | set(borders)
    cuts = sorted({span.start, span.end} | {edge for edge in edges if span.start < edge < span.end})
    segments: list[Segment] = []
    active: list[Marked] = []
    upcoming = 0
    for start, end in pairwise(cuts):
        active = [item for item in active if item.span.end > start]
        while upcoming < len(inside) and inside[upcoming].span.start < end:
            active.append(inside[upcoming])
            upcoming += 1
        ends = tuple(item.mark for item in active if item.span.end == end or (end == span.end < item.span.end))
        segments.append(Segment(Span(start, end), text[start:end], tuple(item.mark for item in active), ends))
    return tuple(segments)


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


def _stretches(document: Document) -> Iterator[tuple[Span, bool, bool]]:
    """The blocks and what stands between them, each as span, headline, outside; blank stretches are left out."""
    at = 0
    for block in document.blocks:
        yield from _outside(document.text, at, block.span.start)
        if block.span.of(document.text).strip():
            yield block.span, block.headline, False
        at = block.span.end
    yield from _outside(document.text, at, len(document.text))


def _outside(text: str, start: int, end: int) -> Iterator[tuple[Span, bool, bool]]:
    between = trim(text, Span(start, max(start, end)))
    if len(between):
        yield between, False, True


def _slice(segments: Sequence[Segment], stretch: Span) -> Sequence[Segment]:
    first = bisect_left(segments, stretch.start, key=lambda segment: segment.span.start)
    last = bisect_left(segments, stretch.end, key=lambda segment: segment.span.start)
    return segments[first:last]


def _within(segments: Sequence[Segment], stretches: Sequence[tuple[Span, bool, bool]]) -> Iterator[Segment]:
    """The segments that are shown: those of a stretch."""
    for stretch, _, _ in stretches:
        yield from _slice(segments, stretch)


def _anchored(segments: Iterable[Segment], anchors: Mapping[str, Span]) -> Iterator[Segment]:
    """Give each anchor to the first shown segment that ends after its start."""
    waiting = sorted(anchors, key=lambda name: (anchors[name], name))
    at = 0
    for segment in segments:
        first = at
        while at < len(waiting) and anchors[waiting[at]].start < segment.span.end:
            at += 1
        yield Segment(segment.span, segment.text, segment.marks, segment.ends, tuple(waiting[first:at]))


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
