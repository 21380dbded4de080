"""What the tests of the exports share: a folder with the sample report, and one decision of every kind on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import reports
from desks import AMAL, BASIM, change, put
from muqabala.config import Settings
from muqabala.records import DepartureType, Report, Severity
from muqabala.review.anchors import anchor
from muqabala.review.decisions import ARTICLE, Attached, Change, Reason, Ruling, Status, Subject
from muqabala.review.exports import EXPORTS, Gathered, decided_on, export, gather
from muqabala.review.exports.cases import Case, case
from muqabala.review.finder import Finder
from muqabala.review.folder import Folder
from muqabala.review.room import Room
from muqabala.review.store import Store
from muqabala.review.targets import paragraphs, targets

NAME = "bridge"
NUMBER, DATE, RELATION = reports.identifier("d", 3), reports.identifier("d", 1), reports.identifier("d", 2)
CERTAINTY, COUNCIL, STANCE = (reports.identifier("d", number) for number in (5, 6, 7))
ADDED = reports.identifier("d", 8)
COST, FERRY = reports.identifier("o", 1), reports.identifier("o", 3)
MARK, PASSAGE = "m-0123456789ab", "e-0123456789ab"
CONFIRMED, DISMISSED = Status.CONFIRMED, Status.DISMISSED


def seen(changes: Sequence[Change], report: Report) -> tuple[Change, ...]:
    """The changes as the desk takes them: each remembers the evidence at hand."""
    known = targets(report)
    return tuple(
        replace(one, ruling=replace(one.ruling, seen=known[one.target].fingerprint)) if one.target in known else one
        for one in changes
    )


def every_kind(store: Store, report: Report) -> tuple[Change, ...]:
    """One decision of every kind on the sample report."""
    text = report.article.text
    source = report.sources[0].document
    minister = reports.words(source.text, "The transport minister")
    kept = store.keep(source)
    engineers = paragraphs(report)[2].id
    return (
        change(NUMBER, CONFIRMED, note="Twice the true number.\nCall the desk."),
        change(DATE, DISMISSED, reason=Reason.LICENSED_EDIT),
        change(RELATION, CONFIRMED),
        change(CERTAINTY, CONFIRMED, severity=Severity.CRITICAL, anchor=anchor(text, reports.words(text, "وأكدت"))),
        change(COUNCIL, DISMISSED, reason=Reason.TOOL_ERROR, note="=HYPERLINK(“x”)"),
        change(COST, CONFIRMED),
        change(FERRY, DISMISSED, reason=Reason.LICENSED_EDIT),
        change(
            MARK,
            CONFIRMED,
            type=DepartureType.NAME,
            severity=Severity.MINOR,
            anchor=anchor(text, reports.words(text, "وزيرة النقل")),
            source=Attached(source.id, minister, kept),
            note="a minister of which sex?",
        ),
        change(PASSAGE, CONFIRMED, source=Attached(source.id, minister, kept), claim=reports.identifier("c", 6)),
        change(engineers, CONFIRMED),
        Change(ARTICLE, Subject.ARTICLE, Ruling(assignee=BASIM)),
    )


def room(folder: Path, *named: tuple[str, Report]) -> Room:
    """A desk without HTTP on the named reports."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, report in named:
        put(folder, name, report)
    return Room(Folder(folder), Store.beside(folder), Finder(Settings(sources=(str(folder / "none"),))))


def sample(folder: Path) -> Room:
    """The desk on the sample report, on which Amal took one decision of every kind."""
    report = reports.report()
    desk = room(folder, (NAME, report))
    desk.store.decide(NAME, seen(every_kind(desk.store, report), report), reviewer=AMAL, batch="b" * 32)
    return desk


def gathered(desk: Room, lang: str = "en") -> Gathered:
    return gather(desk, decided_on(desk), "ar" if lang == "ar" else "en")


def fixed(desk: Room, lang: str = "en") -> tuple[Case, ...]:
    """The articles as `gathered`, every decision taken at the same moment."""
    found = []
    for name in decided_on(desk):
        article = desk.article(name)
        decisions = tuple(replace(one, at="2024-06-21T09:30:00.000+00:00") for one in article.decisions)
        found.append(case(replace(article, decisions=decisions), "ar" if lang == "ar" else "en"))
    return tuple(found)


def made(desk: Room, form: str, lang: str = "en") -> dict[str, str]:
    """The files of an export, as text."""
    return {name: content.decode() for name, content in export(EXPORTS[form], fixed(desk, lang), lang).files.items()}


def only(desk: Room, form: str, lang: str = "en") -> str:
    """The only file of an export."""
    (text,) = made(desk, form, lang).values()
    return text
