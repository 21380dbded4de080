"""The collation map: the article as one column, a source as the other, a link for each match, in drawing units.

The columns keep the order and the proportions of the texts, so that links which cross show a changed order. What has
no link stands out: additions on the article's side, omissions on the source's.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from muqabala.records import Document, Omission, Report, Severity, Span, Verdict
from muqabala.report.bidi import Direction
from muqabala.report.evidence import used
from muqabala.report.segments import merge

WIDTH, HEIGHT = 200, 1000
_ARTICLE_EDGE, _SOURCE_EDGE = 26.0, 174.0
_STUB, _TAB = 34.0, 12.0
_THINNEST = 1.5

Tie = Literal["linked", "elsewhere", "alone"]


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a column: `y` and `height` in drawing units."""

    y: float
    height: float


@dataclass(frozen=True, slots=True)
class ClaimBar:
    """A claim in the article's column. `stub` is the outline of an end that leads nowhere in this source."""

    bar: Bar
    number: int
    id: str
    verdict: Verdict
    tie: Tie
    stub: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the source that is evidence or is left out; `number` counts in the order of the source.

    `omission` and `severity` are set when the article leaves it out.
    """

    bar: Bar
    number: int
    href: str
    omission: str = ""
    severity: Severity | None = None
    stub: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A claim tied to a passage of this source: `outline` is the ribbon's path, `score` is 0 to 1."""

    claim: str
    number: int
    verdict: Verdict
    passage: int
    href: str
    score: float
    outline: str


@dataclass(frozen=True, slots=True)
class Map:
    """The map of one source. `paragraphs` are the faint ground of both columns."""

    article_ground: tuple[Bar, ...]
    source_ground: tuple[Bar, ...]
    claims: tuple[ClaimBar, ...]
    passages: tuple[Passage, ...]
    links: tuple[Link, ...]

    def of(self, claim: str) -> tuple[Link, ...]:
        """The links of a claim, the best first."""
        return tuple(sorted((link for link in self.links if link.claim == claim), key=lambda link: -link.score))


def draw(report: Report, index: int, way: Direction) -> Map:
    """The map of the source at `index`; in a right-to-left page the article stands on the right."""
    return _Drawing(report, index, way).map()


class _Scale:
    """Offsets of a text as heights in the drawing; what lies before the first and after the last block is left out."""

    def __init__(self, document: Document) -> None:
        blocks = [block.span for block in document.blocks] or [Span(0, len(document.text))]
        self.start, self.length = blocks[0].start, max(1, blocks[-1].end - blocks[0].start)
        self.ground = tuple(self.bar(span) for span in blocks)

    def bar(self, span: Span) -> Bar:
        """The bar of a stretch, thin but never nothing, with a hair's breadth to the next one."""
        top, bottom = (self._y(edge) for edge in (span.start, span.end))
        height = max(_THINNEST, bottom - top - min(2.0, 0.15 * (bottom - top)))
        return Bar(round(min(top, HEIGHT - height), 1), round(height, 1))

    def _y(self, offset: int) -> float:
        return min(max(offset - self.start, 0), self.length) * HEIGHT / self.length


class _Drawing:
    def __init__(self, report: Report, index: int, way: Direction) -> None:
        self.report, self.index, self.way = report, index, way
        self.document = report.sources[index].document
        self.article, self.source = _Scale(report.article), _Scale(self.document)
        omitted = [omission for omission in report.omissions if omission.source == self.document.id]
        self.omitted = {omission.span: omission for omission in omitted}
        evidence = [found.span for judged in report.judgements for found in used(judged) if self._is_here(found.source)]
        self.spans = merge(evidence + list(self.omitted))
        # Passages that run into each other are one; a link to it leads to the first of them.
        self.firsts = {span.start: span for span in sorted(evidence + list(self.omitted), reverse=True) if len(span)}

    def _is_here(self, source: str) -> bool:
        return source == self.document.id

    def map(self) -> Map:
        links = tuple(self._links())
        linked = {link.claim for link in links}
        claims = tuple(self._claim(number, linked) for number in range(1, len(self.report.judgements) + 1))
        passages = tuple(self._passage(number, span) for number, span in enumerate(self.spans, start=1))
        return Map(self.article.ground, self.source.ground, claims, passages, links)

    def _claim(self, number: int, linked: set[str]) -> ClaimBar:
        judged = self.report.judgements[number - 1]
        bar = self.article.bar(judged.claim.span)
        tie: Tie = "linked" if judged.claim.id in linked else "elsewhere" if used(judged) else "alone"
        added = judged.verdict is Verdict.NOT_IN_SOURCE
        stub = self._stub(_ARTICLE_EDGE, bar) if added else self._tab(bar) if tie == "elsewhere" else ""
        return ClaimBar(bar, number, judged.claim.id, judged.verdict, tie, stub)

    def _passage(self, number: int, span: Span) -> Passage:
        bar, first = self.source.bar(span), self.firsts[span.start]
        omission: Omission | None = self.omitted.get(span)
        if omission is None:
            return Passage(bar, number, f"#s{self.index}-{first.start}-{first.end}")
        return Passage(
            bar, number, f"#{omission.id}", omission.id, omission.severity, self._stub(_SOURCE_EDGE, bar, -1)
        )

    def _links(self) -> Sequence[Link]:
        found = []
        for number, judged in enumerate(self.report.judgements, start=1):
            for evidence in used(judged):
                if not self._is_here(evidence.source) or not len(evidence.span):
                    continue
                outline = self._ribbon(
                    self.article.bar(judged.claim.span), self.source.bar(evidence.span), evidence.score
                )
                passage = bisect_left(self.spans, evidence.span.start + 1, key=lambda span: span.start)
                href = f"#s{self.index}-{evidence.span.start}-{evidence.span.end}"
                found.append(Link(judged.claim.id, number, judged.verdict, passage, href, evidence.score, outline))
        return found

    def _x(self, x: float) -> str:
        return f"{x if self.way == 'ltr' else WIDTH - x:g}"

    def _ribbon(self, left: Bar, right: Bar, score: float) -> str:
        """A band between two bars, as wide as the match is good, in two curves."""
        (top, bottom), (far_top, far_bottom) = (_narrowed(bar, score) for bar in (left, right))
        near, middle, far = self._x(_ARTICLE_EDGE), self._x(WIDTH / 2), self._x(_SOURCE_EDGE)
        return (
            f"M{near} {top:g}C{middle} {top:g} {middle} {far_top:g} {far} {far_top:g}V{far_bottom:g}"
            f"C{middle} {far_bottom:g} {middle} {bottom:g} {near} {bottom:g}Z"
        )

    def _stub(self, edge: float, bar: Bar, towards: int = 1) -> str:
        """A wedge from a bar towards the other column, which it does not reach."""
        foot, tip = self._x(edge), self._x(edge + towards * _STUB)
        return f"M{foot} {bar.y:g}L{tip} {bar.y + bar.height / 2:g}L{foot} {bar.y + bar.height:g}Z"

    def _tab(self, bar: Bar) -> str:
        """A short blunt end: the claim goes on in another source."""
        foot, end = self._x(_ARTICLE_EDGE), self._x(_ARTICLE_EDGE + _TAB)
        top, bottom = _narrowed(bar, 0.5)
        return f"M{foot} {top:g}H{end}V{bottom:g}H{foot}Z"


def _narrowed(bar: Bar, score: float) -> tuple[float, float]:
    """The top and the bottom of a ribbon's end: the share of the bar that the score gives, at least a fifth of it."""
    height = max(_THINNEST, bar.height * min(1.0, max(0.2, score)))
    middle = bar.y + bar.height / 2
    return round(middle - height / 2, 1), round(middle + height / 2, 1)
