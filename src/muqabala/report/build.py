"""From a report to its page: marks numbered, texts cut, evidence sorted, everything in the reader's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

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
    Severity,
    Source,
    Span,
    Wire,
)
from muqabala.report import collation, messages
from muqabala.report.bidi import direction, one_line
from muqabala.report.citing import cite_claim, cite_omission
from muqabala.report.evidence import further, pairs, used
from muqabala.report.interface import Interface
from muqabala.report.page import TYPE_SIGNS, Card, Cited, Finding, Left, Origin, Page, Quote, Side, Sureness
from muqabala.report.rendering import Rendering
from muqabala.report.segments import Group, Mark, Marked, Markup, Paired, Paragraph, Piece, Segment, cut, layout, merge
from muqabala.report.summary import departures, gravest, summarise

_ARTICLE = "a"
_LONGEST_FIELD = 300
_OPENING = 50


def build(report: Report, rendering: Rendering | None = None) -> Page:
    """Compute the page of a report.

    Raises ValueError when a span names a document that the report does not carry, ConfigError for an interface
    language that does not exist.
    """
    rendering = rendering or Rendering()
    return _Builder(report, Interface(rendering.ui_lang), rendering.excerpts_only).page()


def place(side: str, span: Span) -> str:
    """The anchor of a stretch of text: `side` is `a` for the article, `s0`, `s1` … for the sources."""
    return f"{side}-{span.start}-{span.end}"


class _Builder:
    """A report with its marks numbered and its documents at hand."""

    def __init__(self, report: Report, ui: Interface, excerpts: bool) -> None:
        self.report, self.ui, self.excerpts = report, ui, excerpts
        self.sides = {source.document.id: f"s{index}" for index, source in enumerate(report.sources)}
        self.documents = {source.document.id: source.document for source in report.sources}
        self.departures = departures(report)
        self.lengths = {omission.id: len(omission.span) for omission in report.omissions}
        self.omitted = [item for item in map(self._quotable, report.omissions) if item]
        numbered = enumerate(self.departures, start=1)
        self.marks = {item.id: self._mark(number, item, item.type) for number, item in numbered}
        left = enumerate(self.omitted, start=1)
        self.marks |= {item.id: self._mark(number, item, DepartureType.OMITTED) for number, item in left}
        self.pairs: dict[tuple[str, int], list[Paired]] = {}
        for number, judgement in enumerate(report.judgements, start=1):
            for rank, pair in enumerate(pairs(judgement)):
                name = f"{number}.{rank}"
                self.pairs.setdefault((_ARTICLE, number), []).append(Paired(pair.article, name))
                self.pairs.setdefault((pair.source.id, number), []).append(Paired(pair.source.span, name))

    def _quotable(self, omission: Omission) -> Omission | None:
        """The omission as it may be quoted: in excerpts a lesser one by its opening words, trimming not at all.

        Else a page of excerpts would give the whole source away, sentence by sentence.
        """
        if not self.excerpts or omission.severity.rank >= Severity.MAJOR.rank:
            return omission
        if omission.severity is Severity.INFO or omission.source not in self.documents:
            return None
        words = omission.span.of(self.documents[omission.source].text)
        end = words.rfind(" ", 0, _OPENING) if len(words) > _OPENING else len(words)
        start = omission.span.start
        return replace(omission, span=Span(start, start + (end if end > 0 else _OPENING)))

    def page(self) -> Page:
        """The whole page."""
        report = self.report
        shown = replace(report, omissions=tuple(self.omitted))
        return Page(
            title=_short(report.article.metadata.title) or report.article.id,
            article=self.article(),
            sources=tuple(self.source(index, source) for index, source in enumerate(report.sources)),
            cited=tuple(self.cited(citation) for citation in report.citations),
            summary=summarise(report),
            sureness=_sureness(self.departures),
            gravest=tuple(self.finding(departure) for departure in gravest(report)),
            cards=tuple(self.card(number, judgement) for number, judgement in enumerate(report.judgements, start=1)),
            omissions=tuple(self.left(omission) for omission in self.omitted),
            maps=tuple(collation.draw(shown, index, self.ui.dir) for index in range(len(report.sources))),
            skipped=report.skipped,
            signature=_signature(report),
            wire=self._wire(report.article.metadata.wire),
        )

    def _wire(self, wire: Wire | None) -> tuple[tuple[str, str], ...]:
        """What a provider says of an item, as far as it says anything, in the order in which a desk asks for it."""
        if wire is None:
            return ()
        rows = (
            ("provider", wire.provider),
            ("item", wire.item),
            ("version", wire.version),
            ("urgency", self.ui.number(wire.urgency) if wire.urgency is not None else None),
            ("embargo", wire.embargo),
            ("status", self.ui.text(f"wire.{wire.status}") if wire.status else None),
            ("dateline", wire.dateline),
            ("corrects", self.ui.comma.join(wire.corrects)),
            ("supersedes", self.ui.comma.join(wire.supersedes)),
            ("takes_down", self.ui.comma.join(wire.takes_down)),
        )
        return tuple((f"wire.{name}", short) for name, value in rows if (short := _short(value)))

    def article(self) -> Side:
        """The article with its claims and the departures in them."""
        judgements = self.report.judgements
        spans = [judgement.claim.span for judgement in judgements] + [item.span for item in self.departures]
        groups = [
            Group(judgement.claim.span, number, judgement.claim.id, judgement.verdict)
            for number, judgement in enumerate(judgements, start=1)
        ]
        markup = Markup(
            sorted(groups, key=lambda group: group.span),
            [Marked(item.span, self.marks[item.id]) for item in self.departures],
            self._paired_in(_ARTICLE),
            {place(_ARTICLE, span): span for span in spans},
        )
        return self._side(self.report.article, layout(self.report.article, markup))

    def source(self, index: int, source: Source) -> Side:
        """A source with its evidence sentences, the words that departures point to, and what the article leaves out."""
        document = source.document
        sentences = list(self._sentences(document.id))
        marked = self._marked_in(document.id)
        spans = sentences + [item.span for item in marked]
        markup = Markup(
            [Group(span) for span in merge(sentences)],
            marked,
            self._paired_in(document.id),
            {place(f"s{index}", span): span for span in spans},
        )
        kept = merge(spans) if self.excerpts else None
        side = self._side(document, layout(document, markup, kept))
        quoted = None if kept is None else sum(map(len, kept)) / max(1, len(document.text.strip()))
        return replace(side, principal=source.principal, covered=source.covered, quoted=quoted)

    def _sentences(self, name: str) -> Iterator[Span]:
        """The evidence sentences of a source that are shown, and what the article leaves out of it."""
        for judgement in self.report.judgements:
            shown = used(judgement) if self.excerpts else judgement.evidence
            yield from (found.span for found in shown if found.source == name)
        yield from (omission.span for omission in self.omitted if omission.source == name)

    def _paired_in(self, side: str) -> list[Paired]:
        return [pair for (name, _), found in self.pairs.items() if name == side for pair in found]

    def _marked_in(self, name: str) -> list[Marked]:
        marked = self._pointed(self.departures, name)
        omissions = (omission for omission in self.omitted if omission.source == name)
        return marked + [Marked(omission.span, self.marks[omission.id]) for omission in omissions]

    def _pointed(self, found: Sequence[Departure], name: str) -> list[Marked]:
        """The words of a source that departures point to."""
        return [
            Marked(item.source.span, self.marks[item.id]) for item in found if item.source and item.source.id == name
        ]

    def card(self, number: int, judgement: Judgement) -> Card:
        """The card of a claim."""
        marked = [Marked(item.span, self.marks[item.id]) for item in judgement.departures]
        own = self.pairs.get((_ARTICLE, number), ())
        card = Card(
            id=judgement.claim.id,
            number=number,
            verdict=judgement.verdict,
            reason=judgement.reason and self.ui.known(f"reason.{judgement.reason}", judgement.reason),
            score=judgement.departure_score,
            claim=self._quote(self.report.article, _ARTICLE, judgement.claim.span, marked, own),
            findings=tuple(self.finding(departure) for departure in judgement.departures),
            evidence=tuple(self._evidence(number, found, judgement) for found in used(judgement)),
            further=() if self.excerpts else tuple(self._plain(found) for found in further(judgement)),
            citation="",
        )
        return replace(card, citation=cite_claim(card, self.ui, self.report.signature))

    def _evidence(self, number: int, found: Evidence, judgement: Judgement) -> Quote:
        marked = self._pointed(judgement.departures, found.source)
        own = self.pairs.get((found.source, number), ())
        return replace(self._source_quote(found.source, found.span, marked, own), score=found.score)

    def _plain(self, found: Evidence) -> Quote:
        return replace(self._source_quote(found.source, found.span), score=found.score)

    def finding(self, departure: Departure) -> Finding:
        """A departure with the words it rests on."""
        source = departure.source
        return Finding(
            mark=self.marks[departure.id],
            code=departure.code,
            message=messages.parts(departure.code, departure.params, self.ui.lang),
            confidence=departure.confidence,
            basis=departure.basis,
            article=self._quote(self.report.article, _ARTICLE, departure.span),
            source=self._source_quote(source.id, source.span) if source else None,
        )

    def left(self, omission: Omission) -> Left:
        """A source sentence that the article leaves out."""
        finding = Finding(
            mark=self.marks[omission.id],
            code=omission.code,
            message=messages.parts(omission.code, omission.params, self.ui.lang),
            confidence=omission.score,
            basis=None,
            article=None,
            source=self._opening(omission),
        )
        return Left(finding, cite_omission(finding, self.ui, self.report.signature))

    def _opening(self, omission: Omission) -> Quote:
        quote = self._source_quote(omission.source, omission.span)
        if len(omission.span) == self.lengths[omission.id]:
            return quote
        end = Span(omission.span.end, omission.span.end)
        return replace(quote, segments=(*quote.segments, Segment(end, (Piece("…"),))))

    def cited(self, citation: Citation) -> Cited:
        """A source that the article names."""
        return Cited(
            outlet=citation.outlet,
            author=citation.author,
            source=citation.source,
            garbled_author=citation.garbled_author,
            href=f"#{self.sides[citation.source]}" if citation.source in self.sides else "",
            candidates=citation.candidates,
        )

    def _mark(self, number: int, item: Departure | Omission, kind: DepartureType) -> Mark:
        return Mark(item.id, number, TYPE_SIGNS[kind], messages.title(item.code, self.ui.lang), kind, item.severity)

    def _source_quote(
        self, name: str, span: Span, marked: Sequence[Marked] = (), paired: Sequence[Paired] = ()
    ) -> Quote:
        if name not in self.documents:
            raise ValueError(f"the report points into {name!r} but does not carry it under sources")
        return self._quote(self.documents[name], self.sides[name], span, marked, paired)

    def _quote(
        self,
        document: Document,
        side: str,
        span: Span,
        marked: Sequence[Marked] = (),
        paired: Sequence[Paired] = (),
    ) -> Quote:
        return Quote(
            href=f"#{place(side, span)}",
            lang=document.lang,
            dir=direction(document.lang),
            segments=cut(document.text, span, marked, (), paired),
            origin=self._origin(document),
        )

    def _origin(self, document: Document) -> Origin:
        metadata = document.metadata
        date = self.ui.date(metadata.date) if metadata.date else None
        outlet, author = (_short(field) for field in (metadata.outlet, metadata.author))
        return Origin(document.id, outlet, author, date, metadata.kind is Kind.DIGEST)

    def _side(self, document: Document, paragraphs: tuple[Paragraph, ...]) -> Side:
        url = document.metadata.url or ""
        return Side(
            title=_short(document.metadata.title),
            origin=self._origin(document),
            web=url if url.lower().startswith(("https://", "http://")) else None,
            lang=document.lang,
            dir=direction(document.lang),
            warnings=document.warnings,
            paragraphs=paragraphs,
        )


def _short(field: str | None) -> str | None:
    """A field of the metadata on one line: it stands in headings and tabs, where a text of any length has no place."""
    return one_line(field, _LONGEST_FIELD) if field else None


def _sureness(found: Sequence[Departure]) -> Sureness:
    counts = Counter(departure.basis for departure in found)
    confidences = [departure.confidence for departure in found]
    by_basis = {basis: counts[basis] for basis in Basis if counts[basis]}
    return Sureness(by_basis, min(confidences, default=None), max(confidences, default=None))


def _signature(report: Report) -> tuple[tuple[str, str], ...]:
    """What the figures depend on, as rows of name and value."""
    signature = report.signature
    settings = ", ".join(f"{name} = {value}" for name, value in sorted(signature.settings.items()))
    rows = (
        ("version", signature.version),
        ("judge", signature.judge),
        ("model", signature.model),
        ("model_sha256", signature.model_sha256),
        ("corpus_sha256", signature.corpus_sha256),
        ("settings", settings),
    )
    return tuple((name, value) for name, value in rows if value)
