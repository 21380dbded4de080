"""An article with what people decided on it: what the memo and the letters are written from.

The review fills these records; here nobody knows how decisions are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from muqabala.records import Judgement, Report, Severity, SourceSpan
from muqabala.report.evidence import used
from muqabala.report.findings import Finding, Place


class Word(StrEnum):
    """What a person says of a finding."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Ruled:
    """A finding and the person's word on it.

    `reason` is why it was dismissed; `reviewer` and `at` (ISO 8601) are empty while nobody said anything. `stale` says
    that the evidence has changed since. `whole` is the claim that the words stand in, `beside` the sentence of a source
    that it is held against.
    """

    finding: Finding
    word: Word = Word.OPEN
    needed: bool = False
    reason: str = ""
    note: str = ""
    reviewer: str = ""
    at: str = ""
    stale: bool = False
    whole: Place | None = None
    beside: Place | None = None

    @property
    def standing(self) -> bool:
        """Whether a person confirmed it on the evidence at hand."""
        return self.word is Word.CONFIRMED and not self.stale

    @property
    def objection(self) -> bool:
        """Whether it may be held against the article in public: a departure or an omission above `info`, confirmed."""
        return self.standing and self.finding.type is not None and self.finding.severity is not Severity.INFO


@dataclass(frozen=True, slots=True)
class Dossier:
    """A report as the desk shows it, its findings in the order of the text, and whether the review is finished.

    `name` is the report's in its folder.
    """

    name: str
    report: Report
    items: tuple[Ruled, ...]
    finished: bool = False

    @property
    def confirmed(self) -> tuple[Ruled, ...]:
        """What people confirmed on the evidence at hand, the gravest first."""
        return _gravest_first(item for item in self.items if item.standing)

    @property
    def objections(self) -> tuple[Ruled, ...]:
        """What may be held against the article in public, the gravest first."""
        return _gravest_first(item for item in self.items if item.objection)

    @property
    def dismissed(self) -> tuple[Ruled, ...]:
        """What people dismissed on the evidence at hand."""
        return tuple(item for item in self.items if item.word is Word.DISMISSED and not item.stale)

    @property
    def undecided(self) -> tuple[Ruled, ...]:
        """What still waits for a decision: findings above `info` without one, and decisions on other evidence."""
        return tuple(item for item in self.items if item.stale or (item.needed and item.word is Word.OPEN))

    @property
    def reviewers(self) -> tuple[str, ...]:
        """Everybody who decided on a finding, by name."""
        return tuple(sorted({item.reviewer for item in self.items if item.reviewer}))

    @property
    def last(self) -> str:
        """When a finding was decided on last (ISO 8601); empty when none was."""
        return max((item.at for item in self.items), default="")


def _gravest_first(items: Iterable[Ruled]) -> tuple[Ruled, ...]:
    """By severity, and in the order of the text where that is the same."""
    return tuple(sorted(items, key=lambda item: -item.finding.severity.rank))


def beside(finding: Finding, judged: Judgement | None, report: Report) -> Place | None:
    """The sentence of a source to show beside a finding: the one that holds its words, else the one that the claim was
    held against; None where no source says anything of the kind.
    """
    there = finding.there
    if judged is None:
        return there
    if there is None:
        return next((_place(SourceSpan(one.source, one.span), report) for one in used(judged)), None)
    for one in judged.evidence:
        if one.source == there.document and one.span.start <= there.span.start and there.span.end <= one.span.end:
            return Place(there.document, there.text, one.span, there.lang)
    return there


def origin(name: str, report: Report) -> tuple[str, str, str]:
    """Title, outlet and date of a source of a report, empty where unknown; the id stands in for both names."""
    found = next((source.document for source in report.sources if source.document.id == name), None)
    if found is None:
        return "", name, ""
    metadata = found.metadata
    return metadata.title or "", metadata.outlet or ("" if metadata.title else name), metadata.date or ""


def principal(report: Report, items: Sequence[Ruled] = ()) -> str | None:
    """The source that an article retells: of its principal ones that which most findings point to, else the first."""
    cited = [item.finding.there.document for item in items if item.finding.there]
    names = [source.document.id for source in report.sources if source.principal]
    return max(names, key=cited.count, default=None)


def _place(there: SourceSpan, report: Report) -> Place | None:
    found = next((source.document for source in report.sources if source.document.id == there.id), None)
    return Place(there.id, found.text, there.span, found.lang) if found else None
