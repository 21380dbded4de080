"""The judge: facts and wording by rule, additions by word alignment, the rest by a network that reads both texts.

A logistic model weighs all of that into one probability, which ranks the claims. What a rule or the alignment shows is
flagged there; a claim that is likely to depart without either is flagged at the words the cross-reader points to, or
left to a person. The same judge with fewer means at its disposal serves for comparison.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from muqabala.judge import findings
from muqabala.judge.case import Case
from muqabala.judge.cross_reader import CrossReader
from muqabala.judge.features import EXACT, features
from muqabala.judge.operating import BALANCED, Operating
from muqabala.judge.reading import Reading
from muqabala.logistic import Logistic
from muqabala.records import Basis, Departure, DepartureType, Judgement, Severity, Verdict

MEANS: Mapping[str, frozenset[Basis]] = MappingProxyType(
    {
        "rules": frozenset({Basis.RULE}),
        "alignment": frozenset({Basis.ALIGNMENT}),
        "linear": frozenset({Basis.RULE, Basis.ALIGNMENT}),
        "combined": frozenset({Basis.RULE, Basis.ALIGNMENT, Basis.MODEL}),
    }
)
"""What each judge may use, by name."""
_AGAINST = (*EXACT, DepartureType.POLARITY, DepartureType.QUOTE, DepartureType.ATTRIBUTION, DepartureType.RELATION)
"""Types by which the evidence says otherwise, not only more or less."""
_VAGUE = (
    *EXACT,
    DepartureType.QUOTE,
    DepartureType.RELATION,
    DepartureType.QUALIFIER,
    DepartureType.STANCE,
    DepartureType.MEANING,
)
"""Types that the cross-reader tells badly: fewer lines depart where it names one of them than where it names another
(`training/cross_reader/measure.py`, and free retellings); and exact facts, which the rules are better at.
"""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A case with what speaks for a departure: the probability that it departs, that nothing in the sources says it,
    and the cross-reader's reading where there is one. `blank` is the reason when there is nothing to judge.
    """

    case: Case
    departs: float
    nowhere: float
    reading: Reading | None = None
    blank: str | None = None


class WeighingJudge:
    """See the module. `settings` carries every threshold into the report's signature."""

    def __init__(self, name: str = "combined", operating: Operating = BALANCED, model_sha256: str = "") -> None:
        """The judge that uses `MEANS[name]`, at an operating point. The cross-reader serves only the model it was
        trained on, by its hash; with another one `combined` weighs as `linear` does.
        """
        self.name = name
        self.operating = operating
        self._uses = MEANS[name]
        self._reader = CrossReader.shipped(model_sha256) if Basis.MODEL in self._uses else None
        weights = "linear" if Basis.MODEL in self._uses and self._reader is None else name
        self._departs = Logistic.shipped(f"departs_{weights}")
        self._nowhere = Logistic.shipped("nowhere")

    @property
    def settings(self) -> Mapping[str, float | int | str | bool]:
        """The thresholds by name."""
        return {**self.operating.signature(), "cross_reader": self._reader is not None}

    def judge(self, cases: Sequence[Case]) -> tuple[Judgement, ...]:
        """One judgement a case, in order."""
        return self.settle(self.weigh(cases), self.operating)

    def weigh(self, cases: Sequence[Case]) -> tuple[Weighed, ...]:
        """What speaks for a departure, a case at a time; no threshold is involved."""
        return tuple(map(self._weigh, cases))

    def settle(self, weighed: Sequence[Weighed], operating: Operating) -> tuple[Judgement, ...]:
        """Draw the lines: verdicts, departures, and what is left to a person."""
        return tuple(_reviewed([self._settle(one, operating) for one in weighed], operating.most_reviews))

    def _weigh(self, case: Case) -> Weighed:
        if case.claim.uncheckable or not case.encoding.words:
            return Weighed(case, 0.0, 0.0, blank=case.claim.uncheckable or "no words to compare")
        if not case.alignment.features:
            return Weighed(case, 1.0, 1.0)
        evidence = [sentence.encoding for sentence in case.closest]
        reading = self._reader.read(case.encoding, evidence) if self._reader else None
        values = features(case, reading)
        return Weighed(case, self._departs.probability(values), self._nowhere.probability(values), reading)

    def _settle(self, weighed: Weighed, operating: Operating) -> Judgement:
        case = weighed.case
        if weighed.blank:
            return Judgement(case.claim, Verdict.UNCHECKABLE, 0.0, (), case.evidence, (), weighed.blank)
        unsaid = self._is_unsaid(weighed, operating)
        score = round(max(weighed.departs, weighed.nowhere if unsaid else 0.0), 4)
        departures = (findings.unsaid(case, weighed.nowhere),) if unsaid else self._departures(weighed, operating)
        verdict = _verdict(departures)
        doubt = _doubt(score, weighed.nowhere, operating) if verdict is Verdict.SUPPORTED else None
        return Judgement(
            claim=case.claim,
            verdict=Verdict.REVIEW if doubt else verdict,
            departure_score=score,
            departures=departures,
            evidence=case.evidence,
            pairs=case.alignment.pairs,
            reason=doubt,
        )

    def _is_unsaid(self, weighed: Weighed, operating: Operating) -> bool:
        """Whether nothing in the sources says the claim. A headline says much in few words: that nothing says it cannot
        be told from its words alone; a claim with a garbled byline is certainly about the source; and a claim many of
        whose words find their counterparts is likely one clause of a long sentence.
        """
        case = weighed.case
        if not case.alignment.features:
            return True
        answered = len(case.alignment.pairs) > operating.answered * len(case.encoding.words)
        known = case.claim.headline or answered or bool(findings.byline(case))
        return Basis.ALIGNMENT in self._uses and weighed.nowhere >= operating.nowhere and not known

    def _departures(self, weighed: Weighed, operating: Operating) -> tuple[Departure, ...]:
        """Facts and wording first; then what was added; then, for a claim that likely departs and shows neither, the
        words the cross-reader points to.
        """
        case = weighed.case
        found: list[Departure] = []
        if Basis.RULE in self._uses:
            above = operating.sure if weighed.departs < operating.agreed else operating.seems
            found = findings.compared(case, above) if weighed.nowhere < operating.thin else findings.byline(case)
        taken = [d.span for d in found if d.severity is not Severity.INFO]
        if Basis.ALIGNMENT in self._uses:
            likely = weighed.departs >= operating.flagged or weighed.nowhere >= operating.thin
            added = findings.added(case, operating, taken) if likely else []
            found += added
            marked = [*taken, *(d.span for d in added)]
            # A digest tells its original in words of its own: that the claim's differ from them shows nothing.
            long = len(case.encoding.words) >= operating.flagged_words
            reading = weighed.reading if long and not case.digest else None
            if reading and not marked and (shown := _read(weighed, reading, operating)) is not None:
                found.append(shown)
                marked.append(shown.span)
            found += findings.dropped(case, marked)
        return tuple(sorted(found, key=lambda d: (d.span, d.type)))


def _read(weighed: Weighed, reading: Reading, operating: Operating) -> Departure | None:
    """What the cross-reader shows of a claim of some score: by a doubt that says the same, else by itself. Where the
    evidence is thin it cannot tell how a claim departs from it, only that something was put into the claim.
    """
    case, score = weighed.case, weighed.departs
    if weighed.nowhere >= operating.thin and reading.type is not DepartureType.ADDED:
        return None
    explained = findings.explained(case, reading, score) if score >= operating.explained else None
    frame = case.told_alike and reading.type is DepartureType.ATTRIBUTION
    if explained is not None or score < _bar(case, reading.type, operating) or frame:
        return explained
    return findings.read(case, reading, score)


def _bar(case: Case, named: DepartureType, operating: Operating) -> float:
    """The score from which a claim is flagged where the cross-reader alone shows something: higher for a type that it
    tells badly, except in a translation, whose slips are of all types and where less is free wording.
    """
    return operating.vague if named in _VAGUE and not case.parallel else operating.flagged


def _verdict(departures: Sequence[Departure]) -> Verdict:
    marked = [d for d in departures if d.severity is not Severity.INFO]
    if not marked:
        return Verdict.SUPPORTED
    if any(d.code == findings.UNSAID for d in marked):
        return Verdict.NOT_IN_SOURCE
    if any(d.source and d.type in _AGAINST and d.severity.rank >= Severity.MAJOR.rank for d in marked):
        return Verdict.CONTRADICTED
    return Verdict.PARTIAL


def _doubt(score: float, nowhere: float, operating: Operating) -> str | None:
    """Why a person must look at a claim that nothing exact speaks against."""
    if nowhere >= operating.thin:
        return "the evidence is thin: the sources hardly say this"
    if score >= operating.doubt:
        return "the wording departs from the evidence, but no single fact or phrase shows how"
    return None


def _reviewed(judged: Sequence[Judgement], most: float) -> list[Judgement]:
    """The same judgements with no more than a share of them left to a person: the likeliest departures."""
    doubtful = sorted(
        (j for j in judged if j.verdict is Verdict.REVIEW), key=lambda j: (-j.departure_score, j.claim.span)
    )
    settled = {j.claim.id for j in doubtful[int(most * len(judged)) :]}
    return [replace(j, verdict=Verdict.SUPPORTED, reason=None) if j.claim.id in settled else j for j in judged]
