"""The page a report becomes, as typed values: everything computed, so that the template only loops.

Texts are raw here; escaping is the template's work. Anchors: `c-…` a claim's card, `d-…` a departure's entry, `o-…` an
omission's entry, `a-12-30` a stretch of the article, `s0-12-30` one of the first source.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from muqabala.records import (
    Basis,
    Citation,
    Departure,
    DepartureType,
    Document,
    Evidence,
    Judgement,
    Kind,
    Omission,
    Report,
    Skip,
    Source,
    Span,
    Verdict,
)
from muqabala.report import messages
from muqabala.report.bidi import Direction, direction
from muqabala.report.segments import Group, Mark, Marked, Paragraph, Segment, cut, layout, merge
from muqabala.report.summary import Summary, gravest, summarise

SYMBOLS: Mapping[DepartureType, str] = MappingProxyType(
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

VERDICTS: Mapping[Verdict, tuple[str, str]] = MappingProxyType(
    {
        Verdict.SUPPORTED: ("✓", "Supported"),
        Verdict.PARTIAL: ("◐", "Partly supported"),
        Verdict.CONTRADICTED: ("✗", "Contradicted"),
        Verdict.NOT_IN_SOURCE: ("∅", "Not in the source"),
        Verdict.UNCHECKABLE: ("–", "Nothing to check"),
        Verdict.REVIEW: ("?", "A person must look"),
    }
)
"""The sign and the words for each verdict."""

BASES: Mapping[Basis, str] = MappingProxyType(
    {
        Basis.RULE: "an exact rule",
        Basis.ALIGNMENT: "word alignment",
        Basis.MODEL: "the trained judge",
        Basis.HUMAN: "a person",
    }
)
"""What a finding rests on, in words."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words from a document, cut at their marks, and where they stand. `score` is in percent, for evidence."""

    name: str
    href: str
    lang: str
    dir: Direction
    segments: tuple[Segment, ...]
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A departure or an omission: its mark, its sentence in both languages, the words on each side. Confidence in %."""

    mark: Mark
    code: str
    english: tuple[messages.Part, ...]
    arabic: tuple[messages.Part, ...]
    confidence: int
    basis: str | None
    article: Quote | None
    source: Quote | None


@dataclass(frozen=True, slots=True)
class Card:
    """A claim: its number in the article, verdict, words, departures and evidence. `score` is in percent."""

    id: str
    number: int
    verdict: Verdict
    reason: str | None
    score: int
    claim: Quote
    findings: tuple[Finding, ...]
    evidence: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """A document as it is shown. `covered` (sources only) is in percent; `web` is an http or https address."""

    name: str
    title: str | None
    outlet: str | None
    author: str | None
    date: str | None
    web: str | None
    lang: str
    dir: Direction
    digest: bool
    principal: bool
    covered: int | None
    warnings: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """What the article says it retells, and the document it was taken for."""

    outlet: str | None
    author: str | None
    source: str | None
    garbled_author: str | None
    href: str


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on the page of a report."""

    title: str
    article: Side
    sources: tuple[Side, ...]
    cited: tuple[Cited, ...]
    summary: Summary
    types: tuple[tuple[str, DepartureType, int], ...]
    gravest: tuple[Finding, ...]
    cards: tuple[Card, ...]
    omissions: tuple[Finding, ...]
    skipped: tuple[Skip, ...]
    signature: tuple[tuple[str, str], ...]


def build(report: Report) -> Page:
    """Compute the page of a report. Raises ValueError when a span names a document that the report does not carry."""
    pages = _Builder(report)
    cards = tuple(pages.card(number, judgement) for number, judgement in enumerate(report.judgements, start=1))
    omissions = tuple(pages.omission(omission) for omission in report.omissions)
    summary = summarise(report)
    return Page(
        title=report.article.metadata.title or report.article.id,
        article=pages.article(),
        sources=tuple(pages.source(index, source) for index, source in enumerate(report.sources)),
        cited=tuple(pages.cited(citation) for citation in report.citations),
        summary=summary,
        types=tuple((SYMBOLS[kind], kind, count) for kind, count in summary.by_type.items() if count),
        gravest=tuple(pages.finding(departure) for departure in gravest(report)),
        cards=cards,
        omissions=tuple(sorted(omissions, key=lambda omission: -omission.mark.severity.rank)),
        skipped=report.skipped,
        signature=_signature(report),
    )


_ARTICLE = "a"


def place(side: str, span: Span) -> str:
    """The anchor of a stretch of text: `side` is `a` for the article, `s0`, `s1` … for the sources."""
    return f"{side}-{span.start}-{span.end}"


class _Builder:
    """A report with its marks numbered and its documents at hand."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.sides = {source.document.id: f"s{index}" for index, source in enumerate(report.sources)}
        self.documents = {source.document.id: source.document for source in report.sources}
        departures = [departure for judgement in report.judgements for departure in judgement.departures]
        self.marks = {item.id: _mark(number, item, item.type) for number, item in enumerate(departures, start=1)}
        self.omitted = {
            item.id: _mark(number, item, DepartureType.OMITTED) for number, item in enumerate(report.omissions, start=1)
        }

    def article(self) -> Side:
        """The article with its claims and the departures in them."""
        judgements = self.report.judgements
        departures = [departure for judgement in judgements for departure in judgement.departures]
        spans = [judgement.claim.span for judgement in judgements] + [departure.span for departure in departures]
        groups = [_claim_group(number, judgement) for number, judgement in enumerate(judgements, start=1)]
        paragraphs = layout(
            self.report.article,
            sorted(groups, key=lambda group: group.span),
            [Marked(departure.span, self.marks[departure.id]) for departure in departures],
            {place(_ARTICLE, span): span for span in spans},
        )
        return _side(self.report.article, paragraphs)

    def source(self, index: int, source: Source) -> Side:
        """A source with its evidence sentences, the words that departures point to, and what the article leaves out."""
        name = source.document.id
        sentences = list(self._evidence_in(name))
        sentences += [omission.span for omission in self.report.omissions if omission.source == name]
        marked = self._marked_in(name)
        spans = sentences + [item.span for item in marked]
        paragraphs = layout(
            source.document,
            [Group(span) for span in merge(sentences)],
            marked,
            {place(f"s{index}", span): span for span in spans},
        )
        side = _side(source.document, paragraphs)
        return replace(side, principal=source.principal, covered=_percent(source.covered))

    def _evidence_in(self, name: str) -> list[Span]:
        judgements = self.report.judgements
        return [found.span for judgement in judgements for found in judgement.evidence if found.source == name]

    def _marked_in(self, name: str) -> list[Marked]:
        marked = [
            Marked(departure.source.span, self.marks[departure.id])
            for judgement in self.report.judgements
            for departure in judgement.departures
            if departure.source and departure.source.id == name
        ]
        omissions = (omission for omission in self.report.omissions if omission.source == name)
        return marked + [Marked(omission.span, self.omitted[omission.id]) for omission in omissions]

    def card(self, number: int, judgement: Judgement) -> Card:
        """The card of a claim."""
        article = self.report.article
        marked = [Marked(departure.span, self.marks[departure.id]) for departure in judgement.departures]
        return Card(
            id=judgement.claim.id,
            number=number,
            verdict=judgement.verdict,
            reason=judgement.reason,
            score=_percent(judgement.departure_score),
            claim=_quote(article, _ARTICLE, judgement.claim.span, marked),
            findings=tuple(self.finding(departure) for departure in judgement.departures),
            evidence=tuple(self._evidence(evidence, judgement.departures) for evidence in judgement.evidence),
        )

    def _evidence(self, evidence: Evidence, departures: Sequence[Departure]) -> Quote:
        marked = [
            Marked(departure.source.span, self.marks[departure.id])
            for departure in departures
            if departure.source and departure.source.id == evidence.source
        ]
        return replace(self._source_quote(evidence.source, evidence.span, marked), score=_percent(evidence.score))

    def finding(self, departure: Departure) -> Finding:
        """A departure with the words it rests on."""
        source = departure.source
        return Finding(
            mark=self.marks[departure.id],
            code=departure.code,
            english=messages.parts(departure.code, departure.params, "en"),
            arabic=messages.parts(departure.code, departure.params, "ar"),
            confidence=_percent(departure.confidence),
            basis=BASES[departure.basis],
            article=_quote(self.report.article, _ARTICLE, departure.span),
            source=self._source_quote(source.id, source.span) if source else None,
        )

    def omission(self, omission: Omission) -> Finding:
        """A source sentence that the article leaves out."""
        return Finding(
            mark=self.omitted[omission.id],
            code=omission.code,
            english=messages.parts(omission.code, omission.params, "en"),
            arabic=messages.parts(omission.code, omission.params, "ar"),
            confidence=_percent(omission.score),
            basis=None,
            article=None,
            source=self._source_quote(omission.source, omission.span),
        )

    def cited(self, citation: Citation) -> Cited:
        """A source that the article names."""
        return Cited(
            outlet=citation.outlet,
            author=citation.author,
            source=citation.source,
            garbled_author=citation.garbled_author,
            href=f"#{self.sides[citation.source]}" if citation.source in self.sides else "",
        )

    def _source_quote(self, name: str, span: Span, marked: Sequence[Marked] = ()) -> Quote:
        if name not in self.documents:
            raise ValueError(f"the report points into {name!r} but does not carry it under sources")
        return _quote(self.documents[name], self.sides[name], span, marked)


def _mark(number: int, item: Departure | Omission, kind: DepartureType) -> Mark:
    return Mark(item.id, number, SYMBOLS[kind], messages.title(item.code), kind, item.severity)


def _claim_group(number: int, judgement: Judgement) -> Group:
    return Group(judgement.claim.span, number, judgement.claim.id, judgement.verdict)


def _quote(document: Document, side: str, span: Span, marked: Sequence[Marked] = ()) -> Quote:
    return Quote(
        name=document.metadata.outlet or document.id,
        href=f"#{place(side, span)}",
        lang=document.lang,
        dir=direction(document.lang),
        segments=cut(document.text, span, marked),
    )


def _side(document: Document, paragraphs: tuple[Paragraph, ...]) -> Side:
    metadata = document.metadata
    url = metadata.url or ""
    return Side(
        name=document.id,
        title=metadata.title,
        outlet=metadata.outlet,
        author=metadata.author,
        date=metadata.date,
        web=url if url.lower().startswith(("https://", "http://")) else None,
        lang=document.lang,
        dir=direction(document.lang),
        digest=metadata.kind is Kind.DIGEST,
        principal=False,
        covered=None,
        warnings=document.warnings,
        paragraphs=paragraphs,
    )


def _signature(report: Report) -> tuple[tuple[str, str], ...]:
    """What the figures depend on, as rows of name and value."""
    signature = report.signature
    settings = ", ".join(f"{name} = {value}" for name, value in sorted(signature.settings.items()))
    rows = (
        ("muqabala", signature.version),
        ("judge", signature.judge),
        ("model", signature.model),
        ("model SHA-256", signature.model_sha256),
        ("corpus SHA-256", signature.corpus_sha256),
        ("settings", settings),
    )
    return tuple((name, value) for name, value in rows if value)


def _percent(share: float) -> int:
    return round(100 * share)
