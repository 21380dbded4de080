"""The folder of reports: what lies in it, what is new, and the reports themselves.

Reports are known by name, their path in the folder without `.json`. Only files that a scan of the folder found are ever
opened, and none that a link leads out of it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from muqabala.errors import ReadError
from muqabala.records import DepartureType, Report, Severity, Verdict
from muqabala.report.contract import SCHEMA, load
from muqabala.report.summary import gravest, summarise
from muqabala.review.decisions import ARTICLE
from muqabala.review.targets import Target, targets

_SUFFIX = ".json"
_FOREIGN = 400
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Grave:
    """The finding to read first."""

    type: DepartureType
    severity: Severity
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A report as the queue shows it. `targets` are the article itself and what a finished review has decided.

    `problem` says why a report cannot be read; then the rest is empty.
    """

    name: str
    title: str
    path: str = ""
    lang: str = "und"
    date: str = ""
    sources: tuple[str, ...] = ()
    claims: int = 0
    by_verdict: Mapping[Verdict, int] | None = None
    by_type: Mapping[DepartureType, int] | None = None
    omitted: int = 0
    gravest: Grave | None = None
    targets: Mapping[str, Target] = field(default_factory=dict)
    problem: str = ""

    @property
    def needed(self) -> tuple[Target, ...]:
        """The targets that a finished review has decided."""
        return tuple(target for target in self.targets.values() if target.needed)


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the folder and what tells its versions apart."""

    path: Path
    version: tuple[int, int, int]


class Folder:
    """The reports under `root`, read as they appear and change; safe to use from many threads."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.listings: dict[str, Listing] = {}
        self._found: dict[str, Found] = {}
        self._listed: dict[str, Found] = {}
        self._scanning = threading.Lock()
        self._read = lru_cache(maxsize=64)(self._load)
        self._digest = lru_cache(maxsize=2000)(_digest)
        self._known = lru_cache(maxsize=256)(self._targets)
        self.look()

    def look(self) -> None:
        """See which files there are, without reading any."""
        self._found = dict(self._files())

    def scan(self) -> Iterator[str]:
        """Look for what is new, changed and gone; yield each name once its listing is up to date, the newest first."""
        with self._scanning:
            self.look()
            now = self._found
            for name in self._listed.keys() - now.keys():
                del self._listed[name]
                if self.listings.pop(name, None):
                    yield name
            new = [name for name, file in now.items() if self._listed.get(name) != file]
            for name in sorted(new, key=lambda name: (-now[name].version[0], name)):
                self._listed[name] = now[name]
                listing = self._listing(name)
                if listing:
                    self.listings[name] = listing
                elif not self.listings.pop(name, None):
                    continue
                yield name

    def __contains__(self, name: str) -> bool:
        return name in self._found

    def report(self, name: str) -> Report:
        """The report of that name as it is on disk now. Raises `KeyError` for an unknown name, else as `load` does."""
        return self._read(self._now(name))

    def targets(self, name: str) -> Mapping[str, Target]:
        """What can be decided in a report as it is on disk now. Raises as `report` does."""
        return self._known(self._now(name))

    def digest(self, name: str) -> str:
        """What tells the content of a report from another, on every server the same. Raises as `report` does."""
        return self._digest(self._now(name))

    def _now(self, name: str) -> Found:
        known = self._found[name]
        try:
            return _found(known.path)
        except OSError as error:
            raise ReadError(name, "the report is gone", "Check the article again.") from error

    def path(self, name: str) -> Path:
        """The file of a report. Raises `KeyError` for an unknown name."""
        return self._found[name].path

    @staticmethod
    def _load(file: Found) -> Report:
        return load(file.path)

    def _targets(self, file: Found) -> Mapping[str, Target]:
        return targets(self._read(file))

    def _files(self) -> Iterator[tuple[str, Found]]:
        """Every JSON file that really lies in the folder; hidden files and folders are passed over."""
        for parent, folders, files in os.walk(self.root):
            inner = parent[len(str(self.root)) :].strip(os.sep)
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            if inner.count(os.sep) >= _DEEPEST:
                folders.clear()
            for file in files:
                name = f"{inner}/{file}".lstrip("/").removesuffix(_SUFFIX)
                if file.endswith(_SUFFIX) and not file.startswith(".") and _encodable(name):
                    yield from ((name, found) for found in self._inside(Path(parent, file)))

    def _inside(self, path: Path) -> Iterator[Found]:
        """The file, unless it is gone or a link leads out of the folder."""
        try:
            if not path.is_symlink() or path.resolve().is_relative_to(self.root):
                yield _found(path)
        except OSError:
            return

    def _listing(self, name: str) -> Listing | None:
        """The listing of a report, or None for a JSON file that is no report."""
        path = self._listed[name].path
        try:
            return listing(name, load(path))
        except ReadError as error:
            return Listing(name, name, problem=f"{error.problem}. {error.advice}") if _claims_to_be(path) else None


def listing(name: str, report: Report) -> Listing:
    """What the queue shows of a report."""
    summary, first = summarise(report), gravest(report, 1)
    metadata = report.article.metadata
    origins = [source.document for source in report.sources if source.principal]
    grave = first[0] if first else None
    return Listing(
        name=name,
        title=metadata.title or report.article.id,
        path=report.article.id,
        lang=report.article.lang,
        date=metadata.date or "",
        sources=tuple(document.metadata.outlet or document.id for document in origins),
        claims=summary.claims,
        by_verdict={verdict: n for verdict, n in summary.by_verdict.items() if n},
        by_type={kind: n for kind, n in summary.by_type.items() if n},
        omitted=summary.omitted_above_info,
        gravest=Grave(grave.type, grave.severity, grave.code, grave.span.of(report.article.text)) if grave else None,
        targets={one.id: one for one in targets(report).values() if one.needed or one.id == ARTICLE},
        problem="; ".join(skip.reason for skip in report.skipped if skip.path == report.article.id)
        if not report.judgements
        else "",
    )


def _digest(file: Found) -> str:
    return sha256(file.path.read_bytes()).hexdigest()[:16]


def _found(path: Path) -> Found:
    known = path.stat()
    return Found(path, (known.st_mtime_ns, known.st_size, known.st_ino))


def _encodable(name: str) -> bool:
    """Whether a name can stand in an address and in every database."""
    return name.isprintable()


def _claims_to_be(path: Path) -> bool:
    """Whether a file that is no sound report was meant to be one."""
    try:
        with path.open("rb") as file:
            return SCHEMA.partition("/")[0].encode() in file.read(_FOREIGN)
    except OSError:
        return True
