"""The page of the review that offers what can be taken out of it, as files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from muqabala.report.html import Vocabulary, environment
from muqabala.report.interface import Interface
from muqabala.report.live import Live

FOR_PEOPLE = ("memo", "correction-ar", "correction-en", "csv")
"""The exports that people read; the others are for programs."""


@dataclass(frozen=True, slots=True)
class Link:
    """An export to download. `view` is where it can be read first, empty where it cannot; `several` says that it is a
    file for each article; without `ready` there is nothing in it yet.
    """

    name: str
    href: str
    view: str = ""
    several: bool = False
    ready: bool = True


def label(name: str, ui: Interface) -> tuple[str, str]:
    """What an export is called, and a sentence on it."""
    return {
        "memo": (ui.text("export.memo"), ui.text("export.memo_note")),
        "correction-ar": (ui.text("export.correction_ar"), ui.text("export.correction_note")),
        "correction-en": (ui.text("export.correction_en"), ui.text("export.correction_note")),
        "csv": (ui.text("export.csv"), ui.text("export.csv_note")),
        "decisions": (ui.text("export.decisions"), ui.text("export.decisions_note")),
        "webannotation": (ui.text("export.annotations"), ui.text("export.annotations_note")),
        "claimreview": (ui.text("export.claimreview"), ui.text("export.claimreview_note")),
        "gold": (ui.text("export.gold"), ui.text("export.gold_note")),
    }[name]


def render(ui: Interface, live: Live, links: Sequence[Link], back: str, unread: Sequence[str], stale: int) -> str:
    """The page. `live.name` is the article's name or empty for the whole folder, `back` the address of the page before;
    `unread` are reports that cannot be read, `stale` the number of decisions on evidence that has changed.
    """
    groups = (
        (ui.text("export.people"), [link for link in links if link.name in FOR_PEOPLE]),
        (ui.text("export.programs"), [link for link in links if link.name not in FOR_PEOPLE]),
    )
    found = environment().get_template("downloads.html.j2")
    page = {"groups": groups, "label": label, "back": back, "unread": unread, "stale": stale}
    return found.render(ui=ui, live=live, vocabulary=Vocabulary(), **page) + "\n"
