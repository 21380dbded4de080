"""What a reviewer can do, without a word of HTTP: open an article, decide, undo, search, check again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from muqabala.config import Settings
from muqabala.errors import CheckError
from muqabala.records import Document, Report, fitting
from muqabala.report import WRITERS, write
from muqabala.report.fields import FieldError, Fields
from muqabala.report.rendering import Rendering
from muqabala.review import undoing
from muqabala.review.amend import shown
from muqabala.review.anchors import anchor
from muqabala.review.decisions import (
    ARTICLE,
    PREFIXES,
    Anchor,
    Attached,
    Change,
    Decision,
    Event,
    Ruling,
    Status,
    Subject,
)
from muqabala.review.finder import Finder
from muqabala.review.folder import Folder
from muqabala.review.shapes import Json, decision_json, patched, span_of
from muqabala.review.store import Store
from muqabala.review.targets import Standing, Target, paragraphs, standing

_OWN = re.compile(r"[me]-[0-9a-f]{12}")
_BATCH = re.compile(r"[0-9a-f-]{16,64}")
_MOST_CHANGES = 500
_LONGEST_SEEN = 64


@dataclass(frozen=True, slots=True)
class Article:
    """A report with all that is decided on it. `shown` is the report as the page draws it, `version` tells it
    from other versions.
    """

    name: str
    report: Report
    shown: Report
    decisions: tuple[Decision, ...]
    known: Mapping[str, Target]
    seq: int
    version: str


class Room:
    """The reports, the decisions and the sources of one desk."""

    def __init__(self, folder: Folder, store: Store, finder: Finder) -> None:
        self.folder, self.store, self.finder = folder, store, finder

    @property
    def settings(self) -> Settings:
        """The settings of the project that the desk belongs to."""
        return self.finder.settings

    def article(self, name: str) -> Article:
        """An article by the name of its report. Raises `KeyError`, and `ReadError` for a damaged report."""
        version = self.folder.digest(name)  # before the report: a page may be made anew in vain, but never be outdated
        report = self.folder.report(name)
        seq = self.store.last()  # before the decisions: a page may meet an event twice, but never miss one
        decisions = self.store.decisions(name)
        hashes = [one.ruling.source.document for one in decisions if one.ruling.source]
        kept = self.store.documents(hashes) if hashes else {}
        return Article(name, report, shown(report, decisions, kept), decisions, self.folder.targets(name), seq, version)

    def state(self, article: Article, reviewer: str) -> Json:
        """What the page of an article needs to know for a reviewer."""
        return _state(article, self.store.own(article.name, reviewer))

    # ---- Deciding

    def decide(self, name: str, fields: Fields, reviewer: str) -> tuple[Event, ...]:
        """Take the rulings of a request. Raises `FieldError` for a request that makes no sense, else as the store."""
        items = list(fields.items("changes"))
        if not 0 < len(items) <= _MOST_CHANGES:
            raise FieldError(f"changes are not 1 to {_MOST_CHANGES}")
        wanted = [item.text("target") for item in items]
        if not all(map(str.isprintable, wanted)):
            raise FieldError("changes name a target that is no identifier")
        if len(set(wanted)) != len(wanted):
            raise FieldError("changes name a target twice")
        current = {decision.target: decision for decision in self.store.decisions(name, wanted)}
        changes = [self._change(name, item, current.get(item.text("target"))) for item in items]
        return self.store.decide(name, changes, reviewer=reviewer, batch=batch_of(fields))

    def _change(self, name: str, item: Fields, decision: Decision | None) -> Change:
        report, target = self.folder.report(name), item.text("target")
        known = self.folder.targets(name).get(target)
        subject = _subject(target, known, decision)
        ruling = patched(_before(decision, report, self.folder.targets(name)), item.child("set"))
        if "words" in item.names():
            ruling = replace(ruling, anchor=_words(item, report.article.text))
        if item.has("source"):
            ruling = replace(ruling, source=self._attached(name, item.child("source")))
        if item.has("claim"):
            ruling = replace(ruling, claim=item.text("claim"))
        _check(subject, ruling, report)
        # What the page showed counts: of a report replaced meanwhile the reviewer has seen nothing. Who is to look at a
        # finished article, or a note, says nothing of the evidence.
        seen = item.maybe_text("seen") or (known.fingerprint if known else ruling.seen)
        if decision and "status" not in item.child("set").names():
            seen = ruling.seen
        return Change(target, subject, replace(ruling, seen=seen[:_LONGEST_SEEN]), _revision(item))

    def _attached(self, name: str, place: Fields) -> Attached:
        """A passage of a source that the page carries or the corpus holds; the source is kept with the decisions."""
        document = self.source(place.text("id"), self.article(name).shown)
        span = span_of(place, document.text)
        score = place.fraction("score") if place.has("score") else 0.0
        return Attached(document.id, span, self.store.keep(document), score)

    def undo(self, name: str, fields: Fields, reviewer: str) -> tuple[Event, ...]:
        """Take back the reviewer's last action in an article."""
        return self.store.undo(name, reviewer=reviewer, batch=batch_of(fields))

    def redo(self, name: str, fields: Fields, reviewer: str) -> tuple[Event, ...]:
        """Do it again."""
        return self.store.redo(name, reviewer=reviewer, batch=batch_of(fields))

    # ---- More evidence

    def source(self, name: str, report: Report) -> Document:
        """A source by its id: as the report carries it, else from the corpus. Raises `FieldError` for another one."""
        for source in report.sources:
            if source.document.id == name:
                return source.document
        try:
            return self.finder.document(name)
        except KeyError:
            raise FieldError(f"there is no source {name!r}") from None

    # ---- Checking again

    def check_again(self, name: str) -> None:
        """Check the article of a report as it is on disk now, and replace the report and its other formats.

        Raises `CheckError`, `ReadError` or `ModelError` when that cannot be done; the old report then stays.
        """
        report = self.folder.report(name)
        path = _article(report.article.id, self.folder.root)
        target = self.folder.path(name)
        if fitting(PurePath(report.article.id).stem) != target.stem:
            raise CheckError(f"{name}: the report is not named after its article; check it with `muqabala check`.")
        principal = [source.document.id for source in report.sources if source.principal]
        result = self.finder.check(path, principal)
        result = replace(result, article=replace(result.article, id=report.article.id))
        formats = ["json", *(name for name in WRITERS if name != "json" and _sibling(target, name).exists())]
        write(result, formats, target.parent, Rendering(self.settings.ui_lang, self.settings.excerpts_only))


def _state(article: Article, own: tuple[Event, ...]) -> Json:
    """Targets, decisions and how they stand, paragraphs, the findings."""
    undo, redo = undoing.can(own)
    standings = {d.target: standing(d, article.report, article.known) for d in article.decisions}
    return {
        "article": article.name,
        "seq": article.seq,
        "report": article.version,
        "sources": [source.document.id for source in article.shown.sources],
        "targets": {
            target.id: {
                "subject": target.subject,
                "needed": target.needed,
                "claim": target.claim,
                "fingerprint": target.fingerprint,
            }
            for target in article.known.values()
        },
        "paragraphs": [{"id": one.id, "claims": one.claims} for one in paragraphs(article.report)],
        "decisions": [decision_json(decision) for decision in article.decisions],
        "standings": {target: how for target, how in standings.items() if how is not Standing.CURRENT},
        "findings": {
            departure.id: {
                "type": departure.type,
                "severity": departure.severity,
                "span": [departure.span.start, departure.span.end],
                "words": departure.span.of(article.report.article.text),
            }
            for judged in article.shown.judgements
            for departure in judged.departures
        }
        | {one.id: {"type": "omitted", "severity": one.severity, "words": ""} for one in article.shown.omissions},
        "undo": undo,
        "redo": redo,
    }


def batch_of(fields: Fields) -> str:
    """The page's own name for an action. Raises `FieldError` when it could be mistaken for another."""
    batch = fields.text("batch")
    if not _BATCH.fullmatch(batch):
        raise FieldError("batch is not an identifier of 16 to 64 hexadecimal digits")
    return batch


def _before(decision: Decision | None, report: Report, known: Mapping[str, Target]) -> Ruling:
    """What a change starts from: of a decision on other evidence nobody sees type, severity and words any more."""
    if decision is None:
        return Ruling()
    stale = standing(decision, report, known) is Standing.STALE
    return replace(decision.ruling, type=None, severity=None, anchor=None) if stale else decision.ruling


def _words(item: Fields, text: str) -> Anchor | None:
    """The words that a change chooses; a null leaves them to the tool again."""
    return anchor(text, span_of(item.child("words"), text)) if item.has("words") else None


def _revision(item: Fields) -> int:
    found = item.setting("rev") if item.has("rev") else 0
    if type(found) is not int or found < 0:
        raise FieldError("rev is not a whole number")
    return found


def _subject(target: str, known: Target | None, decision: Decision | None) -> Subject:
    """What kind of thing a target is; it must be in the report, or decided on before, or be the reviewer's own."""
    if target == ARTICLE:
        return Subject.ARTICLE
    if known:
        return known.subject
    if decision:
        return decision.subject
    if _OWN.fullmatch(target):
        return PREFIXES[target[0]]
    raise FieldError(f"there is nothing to decide under {target!r}")


def _check(subject: Subject, ruling: Ruling, report: Report) -> None:
    """Refuse a ruling that its subject cannot have."""
    if ruling.status is Status.DISMISSED and subject in (Subject.PARAGRAPH, Subject.ARTICLE, Subject.EVIDENCE):
        raise FieldError(f"status of {subject} cannot be dismissed")
    if subject is Subject.MARK and ruling.status is not Status.OPEN and not (ruling.anchor and ruling.type):
        raise FieldError("a mark needs its words and a type")
    if subject is Subject.MARK and ruling.status is not Status.OPEN and not report.judgements:
        raise FieldError("the article has no claims, so a mark in it would be shown nowhere")
    if subject is Subject.EVIDENCE and not (ruling.source and ruling.claim):
        raise FieldError("an attached passage needs its source and its claim")
    if ruling.claim and not any(judged.claim.id == ruling.claim for judged in report.judgements):
        raise FieldError("there is no such claim in the report")


def _article(name: str, folder: Path) -> Path:
    """The file of an article, when it lies in the working folder or beside the reports.

    A report can name any path; one from elsewhere must not make the desk read what it was not opened on.
    """
    here = Path.cwd().resolve()
    path = Path(name)
    real = path.resolve()
    inside = real.is_relative_to(folder) or (real.is_relative_to(here) and here != Path(here.anchor))
    if not inside:
        raise CheckError(f"{name}: the article lies outside the working folder. Start the review where it lies.")
    return path


def _sibling(path: Path, name: str) -> Path:
    return path.parent / (path.stem + WRITERS[name].suffix)
