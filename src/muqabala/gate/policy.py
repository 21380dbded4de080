"""What counts as a failure: the policy, and the rules it gives for one article.

A bar is what a finding must reach to fail: a severity and a confidence. A type's own bar goes before the general one,
and a folder's tables replace, key by key, what they name; of several folders that hold an article the last one wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from types import MappingProxyType

from muqabala.gate.decisions import AcceptedRendering
from muqabala.records import DepartureType, Severity

ANY = "*"
"""In `require_sources`: every outlet that an article cites by name."""


class Threshold(StrEnum):
    """The severity from which findings fail; `never` lets every severity pass."""

    INFO = "info"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"
    NEVER = "never"

    def reached(self, severity: Severity) -> bool:
        """Whether a finding of this severity is at or above the threshold."""
        return self is not Threshold.NEVER and severity.rank >= Severity(self.value).rank


class Counts(StrEnum):
    """What omissions, open or uncheckable claims, and skipped files count as.

    `own` keeps an omission's severity; a severity's name gives every one of them (but not an `info` omission) that
    severity; `ignore` leaves them out; `unchecked` makes the article count as not checked.
    """

    IGNORE = "ignore"
    OWN = "own"
    INFO = "info"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"
    UNCHECKED = "unchecked"

    @property
    def severity(self) -> Severity | None:
        """The severity it gives, if it gives one."""
        return Severity(self.value) if self.value in list(Severity) else None


@dataclass(frozen=True, slots=True)
class Bar:
    """What a finding must reach to fail. None: not said here."""

    fail_on: Threshold | None = None
    confidence: float | None = None

    def over(self, below: Bar) -> Bar:
        """The same bar, with what it does not say taken from another."""
        return Bar(
            self.fail_on if self.fail_on is not None else below.fail_on,
            self.confidence if self.confidence is not None else below.confidence,
        )

    def reached(self, severity: Severity, confidence: float) -> bool:
        """Whether a finding fails."""
        return (self.fail_on or Threshold.MAJOR).reached(severity) and confidence >= (self.confidence or 0.0)


@dataclass(frozen=True, slots=True)
class Rules:
    """One layer of a policy, for everything or for a folder; None and absent types: not said in this layer."""

    bar: Bar = Bar()
    types: Mapping[DepartureType, Bar] = field(default_factory=lambda: MappingProxyType({}))
    omissions: Counts | None = None
    review: Counts | None = None
    uncheckable: Counts | None = None
    skipped: Counts | None = None
    require_sources: tuple[str, ...] | None = None

    def over(self, below: Rules) -> Rules:
        """The layer laid over another, key by key."""
        types = {**below.types}
        for kind, bar in self.types.items():
            types[kind] = bar.over(below.types.get(kind, Bar()))
        return Rules(
            bar=self.bar.over(below.bar),
            types=MappingProxyType(types),
            omissions=self.omissions or below.omissions,
            review=self.review or below.review,
            uncheckable=self.uncheckable or below.uncheckable,
            skipped=self.skipped or below.skipped,
            require_sources=below.require_sources if self.require_sources is None else self.require_sources,
        )

    def bar_of(self, kind: DepartureType | None) -> Bar:
        """The bar for a type; for findings without one, the general bar."""
        own = self.types.get(kind, Bar()) if kind else Bar()
        return own.over(self.bar)


DEFAULT = Rules(
    bar=Bar(Threshold.MAJOR, 0.0),
    omissions=Counts.OWN,
    review=Counts.MINOR,
    uncheckable=Counts.IGNORE,
    skipped=Counts.IGNORE,
    require_sources=(),
)
"""What holds where a policy says nothing."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Rules of its own for the articles of a folder; `pattern` is the folder's path, or a shell pattern of paths."""

    pattern: str
    rules: Rules

    def holds(self, article: str) -> bool:
        """Whether an article's path is in it."""
        return fnmatchcase(article, self.pattern) or fnmatchcase(article, f"{self.pattern}/*")


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole policy. `path` is the file it was read from; `decisions` and `baseline` are the files that it names."""

    rules: Rules = DEFAULT
    folders: tuple[Folder, ...] = ()
    renderings: tuple[AcceptedRendering, ...] = ()
    decisions: Path | None = None
    baseline: Path | None = None
    path: Path | None = None

    def rules_for(self, article: str) -> Rules:
        """The rules for the article of this path."""
        path = _relative(article)
        rules = self.rules
        for folder in self.folders:
            if folder.holds(path):
                rules = folder.rules.over(rules)
        return rules

    def holds(self, folder: Folder, article: str) -> bool:
        """Whether a folder of this policy holds the article of this path."""
        return folder.holds(_relative(article))

    def fail_on(self, severity: Severity) -> Policy:
        """The same policy with another general severity, in all folders; the bars of single types stay."""
        bar = replace(self.rules.bar, fail_on=Threshold(severity.value))
        folders = [Folder(f.pattern, replace(f.rules, bar=replace(f.rules.bar, fail_on=None))) for f in self.folders]
        return replace(self, rules=replace(self.rules, bar=bar), folders=tuple(folders))


def _relative(article: str) -> str:
    """A path as folders of a policy name it: from the current folder where the article is in it."""
    path = Path(article)
    here = Path.cwd()
    if path.is_absolute() and path.is_relative_to(here):
        path = path.relative_to(here)
    return path.as_posix()
