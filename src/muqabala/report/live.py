"""The report page as the review serves it, and the pages around it: the same templates, no style or script inside.

A live page loads its style sheets and scripts from `/static/`, so that its policy can forbid all that stands inline.
What the script says stands in the page as text, under the keys of the group `say`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from muqabala.records import Report
from muqabala.report.build import build
from muqabala.report.html import Vocabulary, environment, inline
from muqabala.report.interface import Interface, catalogue
from muqabala.report.rendering import Rendering

ARTICLE_KEYS = (
    ("c", "confirm"),
    ("d", "dismiss"),
    ("e", "change"),
    ("r", "reopen"),
    ("x", "mark"),
    ("a", "accept"),
    ("s", "search"),
    ("u", "undecided"),
    ("z", "undo"),
    ("y", "redo"),
    ("h", "history"),
    ("g", "queue"),
)
"""The keys of the article view, beside those of the report page, and what each does."""

QUEUE_KEYS = (("j", "next"), ("k", "previous"), ("Enter", "open"), ("/", "find"), ("?", "help"))
"""The keys of the queue."""

OTHER_LANGUAGE: Mapping[str, tuple[str, str]] = MappingProxyType({"en": ("ar", "العربية"), "ar": ("en", "English")})


@dataclass(frozen=True, slots=True)
class Live:
    """What a live page has besides: `name` of the article or the folder, the `reviewer`, the `csrf` token that requests
    repeat, and `state`: for an article what is decided (JSON), for the entry what it says.
    """

    name: str = ""
    reviewer: str = ""
    csrf: str = ""
    state: str = ""
    keys: tuple[tuple[str, str], ...] = ()
    phrases: tuple[tuple[str, str], ...] = ()
    other_lang: str = field(default="ar")
    other_name: str = field(default="العربية")


def render_article(report: Report, rendering: Rendering, live: Live) -> str:
    """The live page of a report. Raises as `html.render` does."""
    ui = Interface(rendering.ui_lang)
    page = build(report, rendering)
    return _render("live", ui, live, ARTICLE_KEYS, page=page)


def render_queue(rendering: Rendering, live: Live) -> str:
    """The page of the queue; its rows come by script."""
    return _render("livequeue", Interface(rendering.ui_lang), live, QUEUE_KEYS)


def render_entry(rendering: Rendering, live: Live) -> str:
    """The page before the desk: `live.state` is a key of the group `entry`."""
    return _render("liveentry", Interface(rendering.ui_lang), live, ())


def part(name: str) -> str | None:
    """A style sheet or script of the report page by its file name, `report.css` or `report.js`; None for any other."""
    kind = {"report.css": "css", "report.js": "js"}.get(name)
    return str(inline(kind).text) if kind else None


def _render(template: str, ui: Interface, live: Live, keys: tuple[tuple[str, str], ...], **more: object) -> str:
    phrases = tuple((key.partition(".")[2], ui.text(key)) for key in catalogue() if key.startswith("say."))
    code, name = OTHER_LANGUAGE[ui.lang]
    whole = replace(live, keys=keys, phrases=phrases, other_lang=code, other_name=name)
    found = environment().get_template(f"{template}.html.j2")
    return found.render(ui=ui, vocabulary=Vocabulary(), live=whole, **more) + "\n"
