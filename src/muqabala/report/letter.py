"""A request for correction as an editor would send it: plain text, in Arabic or in English, with both texts.

It lists what people confirmed and nothing else. Notes of reviewers stay in the house. What is left to fill in stands
in square brackets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from muqabala.records import DepartureType
from muqabala.report import messages
from muqabala.report.bidi import direction, isolate, one_line, quotation_marks
from muqabala.report.dossier import Dossier, Ruled, origin, principal
from muqabala.report.findings import Place
from muqabala.report.html import environment
from muqabala.report.interface import Interface
from muqabala.report.messages import Language

_LONGEST_QUOTE = 700
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the letter, every text ready to print: `here` and `there` are quotations, empty where there is none,
    `origin` is whose words `there` are.
    """

    number: str
    title: str
    severity: str
    here: str
    there: str
    origin: str
    difference: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What the template prints. Names are ready to print, and empty where unknown."""

    title: str
    outlet: str
    date: str
    url: str
    source_title: str
    source_outlet: str
    source_date: str
    departures: tuple[Point, ...]
    omissions: tuple[Point, ...]


def render(dossier: Dossier, lang: Language) -> str | None:
    """The letter on an article, or None when nothing was confirmed that could be held against it."""
    if not dossier.objections:
        return None
    ui = Interface(lang)
    template = environment().overlay(autoescape=False, trim_blocks=True).get_template(f"letter.{lang}.txt.j2")
    return template.render(letter=_letter(dossier, ui), ui=ui).rstrip() + "\n"


def _letter(dossier: Dossier, ui: Interface) -> Letter:
    report = dossier.report
    metadata = report.article.metadata
    retold = principal(report, dossier.items)
    title, outlet, date = origin(retold, report) if retold else ("", "", "")
    left = [item for item in dossier.objections if item.finding.type is DepartureType.OMITTED and not item.finding.here]
    said = [item for item in dossier.objections if item not in left]
    points = [_point(number, item, dossier, ui) for number, item in enumerate([*said, *left], start=1)]
    return Letter(
        title=_name(metadata.title or report.article.id),
        outlet=_name(metadata.outlet),
        date=isolate(ui.date(metadata.date)) if metadata.date else "",
        url=isolate(one_line(metadata.url or "", _LONGEST_NAME)) if metadata.url else "",
        source_title=_name(title),
        source_outlet=_name(outlet),
        source_date=isolate(ui.date(date)) if date else "",
        departures=tuple(points[: len(said)]),
        omissions=tuple(points[len(said) :]),
    )


def _point(number: int, item: Ruled, dossier: Dossier, ui: Interface) -> Point:
    finding = item.finding
    there = item.beside or finding.there
    _, outlet, _ = origin(there.document, dossier.report) if there else ("", "", "")
    title = finding.heading or messages.title(finding.rule, ui.lang)
    return Point(
        number=ui.number(number),
        title=title,
        severity=ui.text(f"severity.{finding.severity}"),
        here=_quotation(item.whole or finding.here),
        there=_quotation(there),
        origin=_name(outlet),
        difference="".join(_sentence(item, ui)),
    )


def _sentence(item: Ruled, ui: Interface) -> Iterator[str]:
    """What the finding says; words from the texts keep their own direction."""
    for part in messages.parts(item.finding.rule, item.finding.params, ui.lang):
        yield isolate(part.text) if part.inserted else part.text


def _quotation(place: Place | None) -> str:
    if place is None:
        return ""
    opening, closing = quotation_marks(place.words, direction(place.lang))
    return isolate(f"{opening}{one_line(place.words, _LONGEST_QUOTE)}{closing}")


def _name(text: str | None) -> str:
    return isolate(one_line(text, _LONGEST_NAME)) if text else ""
