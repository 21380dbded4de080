"""What came of a gate: an outcome a report, and the whole with its counts and its exit status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from muqabala.gate.ruling import Court, Ruled, Standing
from muqabala.records import Report

DONE, FOUND, UNCHECKED, FAILED = 0, 1, 3, 4
"""Exit statuses of a gate that ran; when several apply the order is failed, unchecked, found, done."""
WORDS: Mapping[Standing, str] = MappingProxyType(
    {
        Standing.FAILS: "fail",
        Standing.BELOW: "below the bar",
        Standing.DISMISSED: "dismissed",
        Standing.ACCEPTED: "accepted",
        Standing.KNOWN: "known",
    }
)
"""What follows a count of findings."""


@dataclass(frozen=True, slots=True)
class Input:
    """A file that decided along: its role (`policy`, `decisions`, `baseline`), its path and the hash of its bytes."""

    role: str
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one report. `path` is the report's file, or the article's when it was checked just now.

    `problems` say why the article counts as not checked; `internal` that the tool itself failed on it.
    """

    path: str
    report: Report | None = None
    ruled: tuple[Ruled, ...] = ()
    problems: tuple[str, ...] = ()
    sha256: str | None = None
    internal: bool = False

    @property
    def checked(self) -> bool:
        """Whether the article was checked; what was not is never clean."""
        return not self.problems

    @property
    def article(self) -> str:
        """The article's path, where it is known."""
        return self.report.article.id if self.report else self.path

    @property
    def failing(self) -> tuple[Ruled, ...]:
        """The findings that fail."""
        return tuple(ruled for ruled in self.ruled if ruled.fails)

    @property
    def counts(self) -> Mapping[Standing, int]:
        """How many findings have each standing."""
        met = Counter(ruled.standing for ruled in self.ruled)
        return {standing: met[standing] for standing in Standing}


@dataclass(frozen=True, slots=True)
class Result:
    """The whole. `asked` are the arguments as they were given; `notes` is what deserves a word and decides nothing."""

    asked: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    court: Court
    inputs: tuple[Input, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def status(self) -> int:
        """The exit status: 4 after an internal failure, 3 when anything was not checked, 1 when a finding fails, 0."""
        if any(outcome.internal for outcome in self.outcomes):
            return FAILED
        if not self.outcomes or not all(outcome.checked for outcome in self.outcomes):
            return UNCHECKED
        return FOUND if any(outcome.failing for outcome in self.outcomes) else DONE

    @property
    def counts(self) -> Mapping[Standing, int]:
        """How many findings have each standing, over all reports."""
        return {standing: sum(outcome.counts[standing] for outcome in self.outcomes) for standing in Standing}

    @property
    def checked(self) -> int:
        """How many articles were checked."""
        return sum(outcome.checked for outcome in self.outcomes)

    def summary(self) -> str:
        """The whole in one line."""
        total, missed = len(self.outcomes), len(self.outcomes) - self.checked
        counts = self.counts
        told = ", ".join(f"{counts[standing]} {WORDS[standing]}" for standing in Standing)
        articles = "1 article" if total == 1 else f"{total} articles"
        return f"{articles}: {self.checked} checked, {missed} not checked; {sum(counts.values())} findings: {told}"
