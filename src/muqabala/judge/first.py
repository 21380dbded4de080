"""The first judge: facts and wording by rule, additions by word alignment, and a logistic score that ranks.

What no rule and no alignment shows (cause and role, most of negation and certainty) it only ranks: claims whose score
is high without a finding to show go to `review`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from muqabala.judge.case import Case
from muqabala.judge.features import EXACT, features
from muqabala.logistic import Logistic
from muqabala.records import (
    Basis,
    Comparison,
    Departure,
    DepartureType,
    Judgement,
    Relation,
    Severity,
    SourceSpan,
    Span,
    Stretch,
    Verdict,
)

NOWHERE = 0.986
"""From this probability on, nothing in the sources says a claim."""
ADDED = 0.12
"""Mean probability from which a run of words counts as added."""
ADDED_WORDS = 3
"""Least words of an added run."""
THIN = 0.9
"""From this probability of being nowhere on, the evidence is too thin to compare facts with: roles would be matched
that have nothing to do with each other."""
DROPPED_WORDS = 4
"""Least words of a detail of the source that is shown as left out of a claim."""
BYLINE = "MQ405"
"""The code of a garbled byline, which is shown whatever else is known of its claim."""
SURE = 0.6
"""A comparison is a departure above this confidence; at or under it the judge only counts it in the score …"""
SEEMS = 0.45
"""… unless the score of the claim is at least `AGREED`: then this confidence is enough."""
AGREED = 0.8
"""Score from which the words of claim and evidence agree with a doubtful comparison."""
DOUBT = 0.55
"""From this score on, a claim without a finding is left to a person."""
MOST_REVIEWS = 0.1
"""The share of claims that go to review at most: the likeliest departures among them."""
_AGAINST = (*EXACT, DepartureType.POLARITY, DepartureType.QUOTE, DepartureType.ATTRIBUTION)
"""Types by which the evidence says otherwise, not only more or less."""
_FLAGS = (Relation.CHANGED, Relation.UNSUPPORTED)


class FirstJudge:
    """See the module. `settings` carries every threshold into the report's signature."""

    name = "first"
    settings: Mapping[str, float | int | str | bool] = MappingProxyType(
        {
            "nowhere": NOWHERE,
            "thin": THIN,
            "added": ADDED,
            "added_words": ADDED_WORDS,
            "sure": SURE,
            "seems": SEEMS,
            "agreed": AGREED,
            "doubt": DOUBT,
            "most_reviews": MOST_REVIEWS,
        }
    )

    def __init__(self) -> None:
        self._departs = Logistic.shipped("departs")
        self._nowhere = Logistic.shipped("nowhere")

    def judge(self, cases: Sequence[Case]) -> tuple[Judgement, ...]:
        """One judgement a case, in order."""
        return tuple(_reviewed([self._judge(case) for case in cases]))

    def _judge(self, case: Case) -> Judgement:
        if case.claim.uncheckable or not case.encoding.words:
            reason = case.claim.uncheckable or "no words to compare"
            return Judgement(case.claim, Verdict.UNCHECKABLE, 0.0, (), case.evidence, (), reason)
        if not case.alignment.features:
            return Judgement(case.claim, Verdict.NOT_IN_SOURCE, 1.0, (_unsaid(case, 1.0),), case.evidence)
        values = features(case)
        departs, nowhere = self._departs.probability(values), self._nowhere.probability(values)
        # A headline says much in few words: that nothing says it cannot be told from its words alone.
        byline = any(comparison.code == BYLINE for comparison in case.comparisons)
        unsaid = nowhere >= NOWHERE and not (case.claim.headline or byline)
        sure = SURE if departs < AGREED else SEEMS
        departures = (_unsaid(case, nowhere),) if unsaid else _departures(case, nowhere, sure)
        score = round(max(departs, nowhere if unsaid else 0.0), 4)
        verdict = _verdict(departures)
        doubt = _doubt(score, nowhere) if verdict is Verdict.SUPPORTED else None
        return Judgement(
            claim=case.claim,
            verdict=Verdict.REVIEW if doubt else verdict,
            departure_score=score,
            departures=departures,
            evidence=case.evidence,
            pairs=case.alignment.pairs,
            reason=doubt,
        )


def _departures(case: Case, nowhere: float, sure: float) -> tuple[Departure, ...]:
    """Facts and wording first, above the confidence `sure`; then what was added, where nothing marks those words."""
    trusted = [c for c in case.comparisons if nowhere < THIN or c.code == BYLINE]
    exact = _settled([_from_comparison(case, c) for c in trusted if c.article and _is_news(c, sure)])
    taken = [d.span for d in exact if d.severity is not Severity.INFO]
    added = [
        _from_stretch(case, stretch)
        for stretch in case.alignment.added
        if _is_added(case, stretch) and not any(stretch.span.overlap(other) for other in taken)
    ]
    return tuple(sorted(exact + added + _dropped(case, taken), key=lambda d: (d.span, d.type)))


def _settled(found: Sequence[Departure]) -> list[Departure]:
    """Nothing raised twice for the same words: of two that share most of them the surer one stays, a note least."""
    kept: list[Departure] = []
    for departure in sorted(found, key=lambda d: (d.severity is Severity.INFO, -d.confidence, d.span, d.type)):
        if not any(2 * departure.span.overlap(k.span) > min(len(departure.span), len(k.span)) for k in kept):
            kept.append(departure)
    return kept


def _is_news(comparison: Comparison, sure: float) -> bool:
    """Whether a comparison is worth a reader's time: a departure, or a conversion to be aware of."""
    if comparison.relation is Relation.CONVERTED:
        return True
    return comparison.relation in _FLAGS and comparison.confidence > sure


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


def _is_added(case: Case, stretch: Stretch) -> bool:
    words = sum(span.overlap(stretch.span) > 0 for span in case.encoding.words)
    return stretch.score >= ADDED and words >= ADDED_WORDS


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


def _dropped(case: Case, taken: Sequence[Span]) -> list[Departure]:
    """Details of the best evidence that nothing in the claim covers, for information: trimming is a newsroom's right.
    Each is shown at the word of the claim whose counterpart stands next to it.
    """
    found = []
    for stretch in case.alignment.dropped:
        words = sum(span.overlap(stretch.span) > 0 for span in case.reads[0].encoding.words)
        beside = [pair for pair in case.alignment.pairs if pair.source.id == stretch.source]
        if words < DROPPED_WORDS or not beside or stretch.source is None:
            continue
        near = min(beside, key=lambda pair: (abs(pair.source.span.start - stretch.span.end), pair.article))
        if not any(near.article.overlap(span) for span in taken):
            found.append(_detail(case, stretch, near.article))
    return found


def _detail(case: Case, stretch: Stretch, span: Span) -> Departure:
    assert stretch.source is not None
    words = stretch.span.of(case.reads[0].passage.text)
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


def _unsaid(case: Case, probability: float) -> Departure:
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
        code="MQ101",
        params=_digest(case),
    )


def _digest(case: Case) -> dict[str, str]:
    return {"digest": "yes"} if case.digest else {}


def _verdict(departures: Sequence[Departure]) -> Verdict:
    marked = [d for d in departures if d.severity is not Severity.INFO]
    if not marked:
        return Verdict.SUPPORTED
    if any(d.code == "MQ101" for d in marked):
        return Verdict.NOT_IN_SOURCE
    if any(d.source and d.type in _AGAINST and d.severity.rank >= Severity.MAJOR.rank for d in marked):
        return Verdict.CONTRADICTED
    return Verdict.PARTIAL


def _doubt(score: float, nowhere: float) -> str | None:
    """Why a person must look at a claim that nothing exact speaks against."""
    if nowhere >= THIN:
        return "the evidence is thin: the sources hardly say this"
    if score >= DOUBT:
        return "the wording departs from the evidence, but no single fact or phrase shows how"
    return None


def _reviewed(judged: Sequence[Judgement]) -> list[Judgement]:
    """The same judgements with no more than `MOST_REVIEWS` of them left to a person: the likeliest departures."""
    doubtful = sorted(
        (j for j in judged if j.verdict is Verdict.REVIEW), key=lambda j: (-j.departure_score, j.claim.span)
    )
    settled = {j.claim.id for j in doubtful[int(MOST_REVIEWS * len(judged)) :]}
    return [replace(j, verdict=Verdict.SUPPORTED, reason=None) if j.claim.id in settled else j for j in judged]
