"""The page a report becomes, as typed values: everything computed, so that the templates only loop.

Texts are raw here; escaping is the templates' work. Anchors: `c-…` a claim's card, `d-…` a departure's entry, `o-…` an
omission's card, `a-12-30` a stretch of the article, `s0-12-30` one of the first source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from muqabala.records import Basis, DepartureType, Severity, Skip, Verdict
from muqabala.report.bidi import Direction, quotation_marks
from muqabala.report.collation import Map
from muqabala.report.messages import Part
from muqabala.report.segments import Mark, Paragraph, Segment
from muqabala.report.summary import Summary

TYPE_SIGNS: Mapping[DepartureType, str] = MappingProxyType(
    {
        DepartureType.ADDED: "+",
        DepartureType.NUMBER: "#",
        DepartureType.DATE: "◷",
        DepartureType.NAME: "@",
        DepartureType.QUOTE: "”",
        DepartureType.ATTRIBUTION: "¶",
        DepartureType.CERTAINTY: "≈",
        DepartureType.POLARITY: "±",
        DepartureType.RELATION: "⇄",
        DepartureType.QUALIFIER: "…",
        DepartureType.STANCE: "!",
        DepartureType.OMITTED: "−",
        DepartureType.MEANING: "≠",
    }
)
"""The sign of each type, so that a mark is told apart without colour."""

VERDICT_SIGNS: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.SUPPORTED: "✓",
        Verdict.PARTIAL: "◐",
        Verdict.CONTRADICTED: "✗",
        Verdict.NOT_IN_SOURCE: "∅",
        Verdict.UNCHECKABLE: "–",
        Verdict.REVIEW: "?",
    }
)
"""The sign of each verdict."""


_LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document comes from. `date` is written out in the interface language; `name` is the document's id."""

    name: str
    outlet: str | None
    author: str | None
    date: str | None
    digest: bool

    @property
    def short(self) -> str:
        """The outlet where it is known, else the name of the document."""
        return self.outlet or self.name


@dataclass(frozen=True, slots=True)
class Quote:
    """Words from a document, cut at their marks, and where they stand. `score` (0 to 1) is there for evidence."""

    href: str
    lang: str
    dir: Direction
    segments: tuple[Segment, ...]
    origin: Origin
    score: float | None = None

    @property
    def text(self) -> str:
        """The words without any marks."""
        return "".join(piece.text for segment in self.segments for piece in segment.pieces)

    @property
    def marked(self) -> bool:
        """Whether the words bring quotation marks of their own, so that none are put around them."""
        return quotation_marks(self.text, self.dir) == ("", "")


@dataclass(frozen=True, slots=True)
class Finding:
    """A departure or an omission: its mark, its sentence in the interface language, the words on each side.

    `confidence` is 0 to 1. An omission has no `article` and no `basis`.
    """

    mark: Mark
    code: str
    message: tuple[Part, ...]
    confidence: float
    basis: Basis | None
    article: Quote | None
    source: Quote | None

    @property
    def sentence(self) -> str:
        """The message as plain text."""
        return "".join(part.text for part in self.message)


@dataclass(frozen=True, slots=True)
class Card:
    """A claim: its number in the article, verdict, words, departures and evidence.

    `evidence` is what the verdict rests on, `further` what was looked at besides. `citation` is plain text to copy.
    """

    id: str
    number: int
    verdict: Verdict
    reason: str | None
    score: float
    claim: Quote
    findings: tuple[Finding, ...]
    evidence: tuple[Quote, ...]
    further: tuple[Quote, ...]
    citation: str

    @property
    def doubtful(self) -> bool:
        """Whether its figures tell a reader something: it is flagged, or under review, or likely to draw an objection.
        Beside a claim that is plainly supported a low one reads as a doubt.
        """
        plain = self.verdict in (Verdict.SUPPORTED, Verdict.UNCHECKABLE)
        return not plain or self.score >= _LIKELY

    @property
    def types(self) -> tuple[DepartureType, ...]:
        """The types of its departures, each once."""
        return tuple(dict.fromkeys(finding.mark.type for finding in self.findings))

    @property
    def severities(self) -> tuple[Severity, ...]:
        """The severities of its departures, each once."""
        return tuple(dict.fromkeys(finding.mark.severity for finding in self.findings))


@dataclass(frozen=True, slots=True)
class Left:
    """An omission on a card of its own."""

    finding: Finding
    citation: str


@dataclass(frozen=True, slots=True)
class Side:
    """A document as it is shown. `covered` and `quoted` are shares (0 to 1); `web` is an http or https address.

    `covered` is there for sources; `quoted` is set when only excerpts are shown, and is the share of the text in them.
    """

    title: str | None
    origin: Origin
    web: str | None
    lang: str
    dir: Direction
    warnings: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    principal: bool = False
    covered: float | None = None
    quoted: float | None = None

    @property
    def heading(self) -> str:
        """The title where it is known, else the name of the document."""
        return self.title or self.origin.name


@dataclass(frozen=True, slots=True)
class Cited:
    """What the article says it retells, and the document it was taken for; else how many texts it may mean."""

    outlet: str | None
    author: str | None
    source: str | None
    garbled_author: str | None
    href: str
    candidates: int = 0


@dataclass(frozen=True, slots=True)
class Sureness:
    """How many findings rest on each basis, and the range of confidence (0 to 1); both None without a finding."""

    by_basis: Mapping[Basis, int]
    lowest: float | None
    highest: float | None


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on the page of a report. `maps` has one map a source, in the order of `sources`."""

    title: str
    article: Side
    sources: tuple[Side, ...]
    cited: tuple[Cited, ...]
    summary: Summary
    sureness: Sureness
    gravest: tuple[Finding, ...]
    cards: tuple[Card, ...]
    omissions: tuple[Left, ...]
    maps: tuple[Map, ...]
    skipped: tuple[Skip, ...]
    signature: tuple[tuple[str, str], ...]
    wire: tuple[tuple[str, str], ...] = ()
    """What the article's provider says of it, as keys of the wording and values."""

    @property
    def types(self) -> tuple[tuple[DepartureType, int], ...]:
        """The types found in the article, with their counts."""
        return tuple((kind, count) for kind, count in self.summary.by_type.items() if count)

    @property
    def judge(self) -> str:
        """The name of the judge."""
        return dict(self.signature).get("judge", "")
