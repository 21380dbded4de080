"""How well reports find the known departures of a benchmark.

A flag is a departure above `info`. It belongs to every line of which it covers half, or half of which lies in it.
Lines marked `unscored` count nowhere.

`line`       precision, recall and F1 of flagging the lines that depart, in the bent articles
`slips`      the same in the professional translations, whose departures are the translators' own slips
`span`       the same over the characters of the flagged stretches, in the bent articles
`omitted`    the same over the source sentences reported as omitted, whatever their severity
false flags  faithful lines that are flagged, in a hundred
AUC          how well `departure_score` ranks departing above faithful lines
type         a departure is found when a flag of its line overlaps it; its type is right when the flag that fits it
             best (shared over joint characters, the first of equals) has that type
evidence     lines that retell a source sentence: whether the claim that overlaps the line most cites it first, or
             among its first five

An article without a report counts as one in which nothing was flagged.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from muqabala.evaluate.counts import Interval, Match, Share, TypeCount, auc
from muqabala.evaluate.gold import GoldArticle
from muqabala.evaluate.tally import Tally, WrongLine, tally
from muqabala.records import Basis, DepartureType, Report

WORDING = frozenset(
    {
        DepartureType.ATTRIBUTION,
        DepartureType.CERTAINTY,
        DepartureType.MEANING,
        DepartureType.POLARITY,
        DepartureType.QUALIFIER,
        DepartureType.RELATION,
        DepartureType.STANCE,
    }
)
"""The types that no single word settles. The others are facts and additions."""

DRAWS = 500
"""Bootstrap samples behind an interval."""

_SEED = 0


@dataclass(frozen=True, slots=True)
class Scores:
    """The figures of one run over a benchmark. Shares are 0 to 1, and None where there is nothing to measure.

    False flags are in a hundred faithful lines. `by_type` is in alphabetical order of the types. The intervals hold
    nine of ten bootstrap samples over articles. `missing` names the articles without a report; `errors` are the lines
    judged wrongly, both in the order of the gold file.
    """

    line: Match
    slips: Match
    span: Match
    omitted: Match
    omitted_grade_right: float | None
    false_flags_bent: float | None
    false_flags_translation: float | None
    auc_bent: float | None
    auc_slips: float | None
    type_right_when_found: float | None
    by_type: Mapping[DepartureType, TypeCount]
    recall_macro: float | None
    recall_facts: float | None
    recall_wording: float | None
    evidence_first: float | None
    evidence_top5: float | None
    line_interval: Interval | None
    span_interval: Interval | None
    auc_interval: Interval | None
    articles: int
    missing: tuple[str, ...]
    errors: tuple[WrongLine, ...]


def score(
    judged: Sequence[tuple[GoldArticle, Report | None]], bases: Collection[Basis] = (), draws: int = DRAWS
) -> Scores:
    """Measure the reports, one an article (None where there is none), in the order of the gold file.

    With `bases`, only flags that rest on one of them count. `draws` bootstrap samples over articles make the intervals;
    their random seed is fixed, so the same reports give the same figures.
    """
    tallies = [tally(article, report, bases) for article, report in judged]
    bent, translations = _of_kind(tallies, bent=True), _of_kind(tallies, bent=False)
    by_type = _by_type(bent)
    every_type = sum(by_type.values(), TypeCount())
    samples = _resample(tallies, draws)
    return Scores(
        line=_lines(bent),
        slips=_lines(translations),
        span=_spans(bent),
        omitted=sum((one.omitted for one in bent), Match()),
        omitted_grade_right=sum((one.graded for one in bent), Share()).ratio,
        false_flags_bent=sum((one.false for one in bent), Share()).per_hundred,
        false_flags_translation=sum((one.false for one in translations), Share()).per_hundred,
        auc_bent=_auc(bent),
        auc_slips=_auc(translations),
        type_right_when_found=Share(every_type.right, every_type.found).ratio,
        by_type=by_type,
        recall_macro=sum(count.recall for count in by_type.values()) / len(by_type) if by_type else None,
        recall_facts=_pooled(count for kind, count in by_type.items() if kind not in WORDING),
        recall_wording=_pooled(count for kind, count in by_type.items() if kind in WORDING),
        evidence_first=sum((one.first for one in tallies), Share()).ratio,
        evidence_top5=sum((one.five for one in tallies), Share()).ratio,
        line_interval=_interval(_lines(sample).f1 for sample in samples),
        span_interval=_interval(_spans(sample).f1 for sample in samples),
        auc_interval=_interval(_auc(sample) for sample in samples),
        articles=len(tallies),
        missing=tuple(article.id for article, report in judged if report is None),
        errors=tuple(wrong for one in tallies for wrong in one.wrong),
    )


def _of_kind(tallies: Iterable[Tally], *, bent: bool) -> list[Tally]:
    return [one for one in tallies if one.article.bent is bent]


def _lines(tallies: Iterable[Tally]) -> Match:
    return sum((one.line for one in tallies), Match())


def _spans(tallies: Iterable[Tally]) -> Match:
    return sum((one.span for one in tallies), Match())


def _auc(tallies: Iterable[Tally]) -> float | None:
    return auc(line for one in tallies for line in one.ranked)


def _by_type(tallies: Sequence[Tally]) -> dict[DepartureType, TypeCount]:
    kinds = sorted({kind for one in tallies for kind in one.types})
    return {kind: sum((one.types.get(kind, TypeCount()) for one in tallies), TypeCount()) for kind in kinds}


def _pooled(counts: Iterable[TypeCount]) -> float | None:
    total = sum(counts, TypeCount())
    return Share(total.found, total.known).ratio


def _resample(tallies: Sequence[Tally], draws: int) -> list[list[Tally]]:
    """The bent articles of each bootstrap sample: as many articles as there are, drawn with replacement."""
    rng = random.Random(_SEED)  # noqa: S311 - reproducible samples, not a secret
    return [_of_kind(rng.choices(tallies, k=len(tallies)), bent=True) for _ in range(draws)]


def _interval(figures: Iterable[float | None]) -> Interval | None:
    """The middle nine tenths of a figure's samples; None when no sample has it."""
    values = sorted(figure for figure in figures if figure is not None)
    if not values:
        return None
    return Interval(values[int(0.05 * len(values))], values[int(0.95 * len(values)) - 1])
