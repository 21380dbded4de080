"""What a report comes to: the counts, and the findings to read first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from muqabala.records import Departure, DepartureType, Report, Severity, Verdict


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts of a report, every verdict and type named, in the order of the vocabulary.

    `by_type` counts the departures on the article's side; what the article leaves out is `omitted`.
    """

    claims: int
    by_verdict: Mapping[Verdict, int]
    by_type: Mapping[DepartureType, int]
    omitted: int
    omitted_above_info: int


def summarise(report: Report) -> Summary:
    """Count the claims, departures and omissions of a report."""
    verdicts = Counter(judgement.verdict for judgement in report.judgements)
    types = Counter(departure.type for departure in departures(report))
    return Summary(
        claims=len(report.judgements),
        by_verdict={verdict: verdicts[verdict] for verdict in Verdict},
        by_type={kind: types[kind] for kind in DepartureType if kind is not DepartureType.OMITTED},
        omitted=len(report.omissions),
        omitted_above_info=sum(omission.severity is not Severity.INFO for omission in report.omissions),
    )


def departures(report: Report) -> tuple[Departure, ...]:
    """Every departure of a report, in the order of the claims."""
    return tuple(departure for judgement in report.judgements for departure in judgement.departures)


def severities(report: Report) -> tuple[Severity, ...]:
    """The severity of every departure and omission."""
    departing = (departure.severity for departure in departures(report))
    return (*departing, *(omission.severity for omission in report.omissions))


def worst(report: Report) -> Severity | None:
    """The gravest severity among departures and omissions; none when there is neither."""
    return max(severities(report), key=lambda severity: severity.rank, default=None)


def gravest(report: Report, limit: int = 3) -> tuple[Departure, ...]:
    """The departures above `info` to read first.

    They are ordered by severity, then one of each type before the second of any, then by confidence and place.
    """
    serious = [departure for departure in departures(report) if departure.severity is not Severity.INFO]
    serious.sort(key=lambda departure: (-departure.severity.rank, -departure.confidence, departure.span))
    met: Counter[tuple[Severity, DepartureType]] = Counter()
    ranked = []
    for departure in serious:
        kind = (departure.severity, departure.type)
        ranked.append((-departure.severity.rank, met[kind], departure))
        met[kind] += 1
    return tuple(departure for *_, departure in sorted(ranked, key=lambda item: item[:2])[:limit])
