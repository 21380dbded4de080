"""One article's report held against its gold lines, and what there is to count in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from muqabala.evaluate.counts import Match, Share, TypeCount
from muqabala.evaluate.gold import GoldArticle, GoldDeparture, GoldLine
from muqabala.records import Basis, Departure, DepartureType, Evidence, Judgement, Omission, Report, Severity, Span

_CITED = 5


@dataclass(frozen=True, slots=True)
class LineView:
    """A line with the flags that belong to it and the claims that lie mostly on it, in the order of the report."""

    line: GoldLine
    flags: tuple[Departure, ...]
    claims: tuple[Judgement, ...]

    @property
    def departs(self) -> bool:
        """Whether the line is known to leave its source."""
        return bool(self.line.departures)

    @property
    def flagged(self) -> bool:
        """Whether the report says so."""
        return bool(self.flags)

    @property
    def score(self) -> float:
        """The highest `departure_score` of the claims, 0 without any."""
        return max((judgement.departure_score for judgement in self.claims), default=0.0)


@dataclass(frozen=True, slots=True)
class WrongLine:
    """A line judged wrongly: its departure was missed, or it is faithful and `flags` stand on it."""

    article: str
    line: GoldLine
    flags: tuple[Departure, ...]

    @property
    def missed(self) -> bool:
        """True for a missed departure, False for a false flag."""
        return not self.flags


@dataclass(frozen=True, slots=True)
class Tally:
    """What one article adds to every figure. `ranked` pairs each line's score with whether the line departs."""

    article: GoldArticle
    line: Match
    false: Share
    span: Match
    types: Mapping[DepartureType, TypeCount]
    first: Share
    five: Share
    omitted: Match
    graded: Share
    ranked: tuple[tuple[float, bool], ...]
    wrong: tuple[WrongLine, ...]


def views(article: GoldArticle, report: Report | None, bases: Collection[Basis] = ()) -> tuple[LineView, ...]:
    """The scored lines of an article as the report sees them; with `bases`, only flags that rest on one of them."""
    judgements = report.judgements if report else ()
    flags = [
        departure
        for judgement in judgements
        for departure in judgement.departures
        if departure.severity is not Severity.INFO and (not bases or departure.basis in bases)
    ]
    return tuple(
        LineView(
            line,
            tuple(flag for flag in flags if _belongs(flag.span, line.span)),
            tuple(judgement for judgement in judgements if _mostly_on(judgement.claim.span, line.span)),
        )
        for line in article.scored
    )


def tally(article: GoldArticle, report: Report | None, bases: Collection[Basis] = ()) -> Tally:
    """Count everything in one article; without a report, as one in which nothing was flagged."""
    seen = views(article, report, bases)
    omissions = report.omissions if report else ()
    first, five = _evidence(seen, article.source)
    omitted, graded = _omitted(article, omissions)
    return Tally(
        article=article,
        line=sum((_line(view) for view in seen), Match()),
        false=sum((Share(int(view.flagged), 1) for view in seen if not view.departs), Share()),
        span=sum((_characters(view) for view in seen), Match()),
        types=_types(seen),
        first=first,
        five=five,
        omitted=omitted,
        graded=graded,
        ranked=tuple((view.score, view.departs) for view in seen),
        wrong=tuple(WrongLine(article.id, view.line, view.flags) for view in seen if view.departs != view.flagged),
    )


def _belongs(flag: Span, line: Span) -> bool:
    """Half of the line is flagged, or half of the flag lies in the line."""
    shared = flag.overlap(line)
    return shared > 0 and 2 * shared >= min(len(flag), len(line))


def _mostly_on(claim: Span, line: Span) -> bool:
    """More than half of the claim lies on the line, or more than half of the line is the claim."""
    return 2 * claim.overlap(line) > min(len(claim), len(line))


def _line(view: LineView) -> Match:
    return Match(int(view.departs and view.flagged), int(view.flagged), int(view.departs))


def _characters(view: LineView) -> Match:
    """The flagged characters of the line against the departing ones."""
    own = view.line.span
    truth = {at for departure in view.line.departures for at in range(departure.span.start, departure.span.end)}
    flagged = {at for flag in view.flags for at in range(max(flag.span.start, own.start), min(flag.span.end, own.end))}
    return Match(len(truth & flagged), len(flagged), len(truth))


def _types(seen: Sequence[LineView]) -> dict[DepartureType, TypeCount]:
    counts: dict[DepartureType, TypeCount] = {}
    for view in seen:
        for departure in view.line.departures:
            best = _best_flag(departure, view.flags)
            one = TypeCount(1, int(best is not None), int(best is not None and best.type is departure.type))
            counts[departure.type] = counts.get(departure.type, TypeCount()) + one
    return counts


def _best_flag(departure: GoldDeparture, flags: Sequence[Departure]) -> Departure | None:
    """The flag that fits a known departure best, the first of equals; None when none touches it."""
    touching = [flag for flag in flags if flag.span.overlap(departure.span)]
    return max(touching, key=lambda flag: _closeness(flag.span, departure.span), default=None)


def _closeness(one: Span, other: Span) -> float:
    """Shared characters over joint characters, 0 to 1."""
    shared = one.overlap(other)
    return shared / (len(one) + len(other) - shared)


def _evidence(seen: Sequence[LineView], source: str) -> tuple[Share, Share]:
    """How many of the lines that retell something have the right sentence first, and among the first few."""
    first = five = Share()
    for view in seen:
        if view.line.source:
            hits = [_cites(evidence, source, view.line.source) for evidence in _cited(view)]
            first += Share(int(hits[:1] == [True]), 1)
            five += Share(int(any(hits)), 1)
    return first, five


def _cited(view: LineView) -> tuple[Evidence, ...]:
    """The leading evidence of the claim that overlaps the line most."""
    main = max(view.claims, key=lambda judgement: judgement.claim.span.overlap(view.line.span), default=None)
    return main.evidence[:_CITED] if main else ()


def _cites(evidence: Evidence, source: str, sentences: Sequence[Span]) -> bool:
    """The evidence lies mostly inside one of the sentences and covers more than a third of it."""
    if evidence.source != source:
        return False
    return any(
        2 * evidence.span.overlap(sentence) > len(evidence.span) and 3 * evidence.span.overlap(sentence) > len(sentence)
        for sentence in sentences
    )


def _omitted(article: GoldArticle, omissions: Sequence[Omission]) -> tuple[Match, Share]:
    """The sentences known to be left out against those reported, and how many of the found ones are graded right."""
    hit, graded = 0, Share()
    for wanted in article.omitted:
        found = next((one for one in omissions if one.source == article.source and _same(one.span, wanted.span)), None)
        hit += found is not None
        if found and wanted.matters is not None:
            graded += Share(int((found.severity is not Severity.INFO) == wanted.matters), 1)
    return Match(hit, len(omissions), len(article.omitted)), graded


def _same(one: Span, other: Span) -> bool:
    """More than half of the longer one is shared."""
    return 2 * one.overlap(other) > max(len(one), len(other))
