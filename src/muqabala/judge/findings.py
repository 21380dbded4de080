"""What was compared, aligned and read, as departures that a report can show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from muqabala.judge.case import Case
from muqabala.judge.operating import Operating
from muqabala.judge.reading import Reading
from muqabala.records import (
    Basis,
    Comparison,
    Departure,
    DepartureType,
    Relation,
    Severity,
    SourceSpan,
    Span,
    Stretch,
)

BYLINE = "MQ405"
"""The code of a garbled byline, which is shown whatever else is known of its claim."""
UNSAID = "MQ101"
"""The code of a claim that nothing in the sources says."""
DROPPED_WORDS = 4
"""Least words of a detail of the source that is shown as left out of a claim."""
_READ = {
    DepartureType.ADDED: "MQ190",
    DepartureType.NUMBER: "MQ290",
    DepartureType.DATE: "MQ390",
    DepartureType.NAME: "MQ490",
    DepartureType.QUOTE: "MQ590",
    DepartureType.ATTRIBUTION: "MQ690",
    DepartureType.CERTAINTY: "MQ790",
    DepartureType.POLARITY: "MQ890",
    DepartureType.RELATION: "MQ990",
    DepartureType.QUALIFIER: "MQ1090",
    DepartureType.STANCE: "MQ1190",
    DepartureType.MEANING: "MQ1390",
}
"""Codes of what the cross-reader finds: it points to words, and cannot say more than that they read otherwise."""
_GRAVE = (DepartureType.POLARITY, DepartureType.RELATION, DepartureType.CERTAINTY, DepartureType.ATTRIBUTION)
_NAMING = (DepartureType.NAME, DepartureType.ATTRIBUTION)
_MOST_ADDED = 0.5
"""Share of a claim that a run of words put into it is at most; where more is new, the claim itself is in question."""
_REACH = 60
"""Characters from the middle place within which other places belong to the same stretch of the source."""


def compared(case: Case, above: float) -> list[Departure]:
    """Facts and wording that differ with more than a confidence, and conversions to be aware of; nothing raised twice
    for the same words.
    """
    return _settled(
        [_from_comparison(case, c) for c in case.comparisons if c.article is not None and _is_news(c, above)]
    )


def byline(case: Case) -> list[Departure]:
    """A garbled byline alone."""
    return [_from_comparison(case, c) for c in case.comparisons if c.code == BYLINE and c.article is not None]


def added(case: Case, operating: Operating, taken: Sequence[Span]) -> list[Departure]:
    """Runs of words that the evidence lacks, where nothing marks those words already."""
    return [
        _from_stretch(case, stretch)
        for stretch in case.alignment.added
        if _is_added(case, stretch, operating) and not any(stretch.span.overlap(other) for other in taken)
    ]


def unsaid(case: Case, probability: float) -> Departure:
    """A claim that nothing in the sources says is one addition: comparing its facts with an unrelated sentence would
    only mislead.
    """
    return Departure(
        id="",
        type=DepartureType.ADDED,
        span=case.claim.span,
        severity=Severity.MAJOR if case.digest else Severity.CRITICAL,
        confidence=round(probability, 4),
        basis=Basis.ALIGNMENT,
        code=UNSAID,
        params=_digest(case),
    )


def dropped(case: Case, taken: Sequence[Span]) -> list[Departure]:
    """Details of the best evidence that nothing in the claim covers, for information: trimming is a newsroom's right.
    Each is shown at the word of the claim whose counterpart stands next to it.
    """
    found = []
    for stretch in case.alignment.dropped:
        words = sum(span.overlap(stretch.span) > 0 for span in case.closest[0].encoding.words)
        beside = [pair for pair in case.alignment.pairs if pair.source.id == stretch.source]
        if words < DROPPED_WORDS or not beside or stretch.source is None:
            continue
        near = min(beside, key=lambda pair: (abs(pair.source.span.start - stretch.span.end), pair.article))
        if not any(near.article.overlap(span) for span in taken):
            found.append(_detail(case, stretch, near.article))
    return found


def read(case: Case, reading: Reading, score: float) -> Departure:
    """The words that the cross-reader points to, their likeliest type, and the words of the source they stand for."""
    run, kind, words = reading.pointed, reading.type, case.encoding.words
    span = words[run[0]].join(words[run[-1]])
    links = [case.alignment.links[i].source for i in run if i < len(case.alignment.links)]
    source = _joined(links) if kind is not DepartureType.ADDED else None
    texts = {one.passage.document: one.passage.text for one in case.closest}
    params = {"article": span.of(case.passage.text)} | _digest(case)
    if source:
        params["source"] = source.span.of(texts[source.id])
    return Departure(
        id="",
        type=kind,
        span=span,
        severity=Severity.MAJOR if kind in _GRAVE else Severity.MINOR,
        confidence=round(score, 4),
        basis=Basis.MODEL,
        code=_READ[kind],
        params=params,
        source=source,
    )


def explained(case: Case, reading: Reading, score: float) -> Departure | None:
    """A doubt of the type that the cross-reader names, about the words it points to: two signs for one departure, and
    words on both sides that show it. None where there is no such doubt.
    """
    run, kind, words = reading.pointed, reading.type, case.encoding.words
    span = words[run[0]].join(words[run[-1]])
    beside = words[max(0, run[0] - 1)].join(words[min(run[-1] + 1, len(words) - 1)])
    found = [
        (doubt.article.overlap(span), doubt)
        for doubt in case.doubts
        if doubt.kind is kind and doubt.article is not None and doubt.article.overlap(beside)
    ]
    if not found:
        return None
    doubt = max(found, key=lambda pair: pair[0])[1]
    return _from_comparison(case, replace(doubt, confidence=score))


def _joined(places: Sequence[SourceSpan]) -> SourceSpan | None:
    """The stretch of the source that most of the places stand in: those of one document, outliers left out."""
    if not places:
        return None
    document = max((place.id for place in places), key=[place.id for place in places].count)
    spans = sorted(place.span for place in places if place.id == document)
    middle = spans[len(spans) // 2]
    near = [span for span in spans if abs(span.start - middle.start) <= _REACH]
    whole = near[0]
    for span in near[1:]:
        whole = whole.join(span)
    return SourceSpan(document, whole)


def _settled(found: Sequence[Departure]) -> list[Departure]:
    """Nothing raised twice for the same words: of two that share most of them the surer one stays, a note least."""
    kept: list[Departure] = []
    for departure in sorted(found, key=lambda d: (d.severity is Severity.INFO, -d.confidence, d.span, d.type)):
        if not any(2 * departure.span.overlap(k.span) > min(len(departure.span), len(k.span)) for k in kept):
            kept.append(departure)
    return kept


def _is_news(comparison: Comparison, above: float) -> bool:
    """Whether a comparison is worth a reader's time: a departure, or a conversion to be aware of."""
    if comparison.relation is Relation.CONVERTED:
        return True
    return comparison.relation.departs and comparison.confidence > above


def _from_comparison(case: Case, comparison: Comparison) -> Departure:
    """A departure; that a digest lacks something is never critical."""
    assert comparison.article is not None
    severity = Severity.INFO if comparison.relation is Relation.CONVERTED else comparison.severity
    if case.digest and comparison.source is None and severity is Severity.CRITICAL:
        severity = Severity.MAJOR
    return Departure(
        id="",
        type=comparison.kind,
        span=comparison.article,
        severity=severity,
        confidence=round(comparison.confidence, 4),
        basis=Basis.RULE,
        code=comparison.code,
        params={**comparison.params, **_digest(case)},
        source=comparison.source,
    )


def _is_added(case: Case, stretch: Stretch, operating: Operating) -> bool:
    """Whether a run of words was put into a claim that is otherwise retold: not where it is most of the claim.

    The words of a name, or of who speaks, that the evidence has too are none: few words of an acronym written out are
    linked with it.
    """
    run = [span for span in case.encoding.words if span.overlap(stretch.span) > 0]
    named = [c.article for c in case.comparisons if c.kind in _NAMING and c.relation is Relation.SAME]
    new = sum(not any(name is not None and name.overlap(span) > 0 for name in named) for span in run)
    inside = len(run) <= _MOST_ADDED * len(case.encoding.words)
    return inside and stretch.score >= operating.added and new >= operating.added_words


def _from_stretch(case: Case, stretch: Stretch) -> Departure:
    return Departure(
        id="",
        type=DepartureType.ADDED,
        span=stretch.span,
        severity=Severity.MINOR,
        confidence=round(stretch.score, 4),
        basis=Basis.ALIGNMENT,
        code="MQ102",
        params={"article": stretch.span.of(case.passage.text), **_digest(case)},
    )


def _detail(case: Case, stretch: Stretch, span: Span) -> Departure:
    assert stretch.source is not None
    words = stretch.span.of(case.closest[0].passage.text)
    return Departure(
        id="",
        type=DepartureType.QUALIFIER,
        span=span,
        severity=Severity.INFO,
        confidence=round(max(0.0, min(1.0, 1.0 - stretch.score)), 4),
        basis=Basis.ALIGNMENT,
        code="MQ1004",
        params={"source": words, **_digest(case)},
        source=SourceSpan(stretch.source, stretch.span),
    )


def _digest(case: Case) -> dict[str, str]:
    return {"digest": "yes"} if case.digest else {}
