"""The fact-check memo: one page to print, with what was confirmed in both texts, what was dismissed, what is open.

It loads nothing and runs nothing; its policy names its only style sheet by hash. The review shows the same page with
the style sheet as a file.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from markupsafe import Markup

from muqabala.records import Span
from muqabala.report import messages
from muqabala.report.bidi import direction, one_line
from muqabala.report.dossier import Dossier, Ruled, Word, origin
from muqabala.report.findings import Place
from muqabala.report.html import Inline, environment
from muqabala.report.interface import Interface
from muqabala.report.messages import Part
from muqabala.report.rendering import Rendering

_LONGEST_NAME = 300


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation with the words in question in the middle; `origin` says whose it is, empty for the article."""

    before: str
    words: str
    after: str
    lang: str
    dir: str
    origin: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding as the memo shows it."""

    number: str
    id: str
    title: str
    type: str
    severity: str
    message: tuple[Part, ...]
    here: Quoted | None
    there: Quoted | None
    reason: str
    note: str
    reviewer: str
    at: str
    stale: bool


@dataclass(frozen=True, slots=True)
class Memo:
    """The whole page."""

    title: str
    lang: str
    dir: str
    facts: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    counts: tuple[str, ...]
    confirmed: tuple[Entry, ...]
    dismissed: tuple[Entry, ...]
    undecided: tuple[Entry, ...]
    made: str


def render(dossier: Dossier, rendering: Rendering | None = None, style: str | None = None) -> str:
    """The memo on an article. `style` is the address of the style sheet where it is not to stand in the page."""
    ui = Interface((rendering or Rendering()).ui_lang)
    template = environment().get_template("memo.html.j2")
    return template.render(memo=_memo(dossier, ui), ui=ui, css=stylesheet(), style=style) + "\n"


@lru_cache(maxsize=1)
def stylesheet() -> Inline:
    """The memo's style sheet."""
    file = resources.files("muqabala.report") / "templates" / "memo.css"
    text = "\n" + file.read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
    return Inline(Markup(text), f"'sha256-{digest}'")  # noqa: S704 - a file of this package


def _memo(dossier: Dossier, ui: Interface) -> Memo:
    article, signature = dossier.report.article, dossier.report.signature
    groups = (dossier.confirmed, dossier.dismissed, dossier.undecided)
    numbers = iter(range(1, 1 + sum(map(len, groups))))
    confirmed, dismissed, undecided = (
        tuple(_entry(ui.number(next(numbers)), item, dossier, ui) for item in group) for group in groups
    )
    return Memo(
        title=one_line(article.metadata.title or article.id, _LONGEST_NAME),
        lang=article.lang,
        dir=direction(article.lang) if article.metadata.title else "auto",  # a file's name is of no language
        facts=tuple((label, values) for label, values in _facts(dossier, ui) if values),
        counts=(
            ui.count("count.confirmed", len(confirmed)),
            ui.count("count.dismissed", len(dismissed)),
            ui.count("count.undecided", len(undecided)),
        ),
        confirmed=confirmed,
        dismissed=dismissed,
        undecided=undecided,
        made=ui.text("memo.made", version=signature.version, judge=signature.judge),
    )


def _facts(dossier: Dossier, ui: Interface) -> Iterator[tuple[str, tuple[tuple[str, ...], ...]]]:
    """What the head of the memo lists: a label, and lines of one or several words each."""
    article = dossier.report.article
    metadata = article.metadata
    origins = [_named(source.document.id, dossier, ui) for source in dossier.report.sources if source.principal]
    published = [metadata.outlet, ui.date(metadata.date) if metadata.date else None, metadata.url]
    yield ui.text("memo.published"), tuple((one_line(part, _LONGEST_NAME),) for part in published if part)
    yield ui.text("memo.file"), ((article.id,),)
    yield ui.text("memo.sources"), tuple(origins)
    yield ui.text("memo.reviewers"), tuple((name,) for name in dossier.reviewers)
    yield ui.text("memo.last"), ((_moment(dossier.last, ui),),) if dossier.last else ()
    yield ui.text("memo.state"), ((ui.text("memo.finished") if dossier.finished else ui.text("memo.ongoing"),),)


def _entry(number: str, item: Ruled, dossier: Dossier, ui: Interface) -> Entry:
    finding = item.finding
    own = finding.heading is not None
    reason = ui.text(f"say.{item.reason}") if item.reason else ui.text("memo.no_reason")
    return Entry(
        number=number,
        id=finding.id,
        title=finding.heading or messages.title(finding.rule, ui.lang),
        type=ui.text(f"type.{finding.type}") if finding.type else "",
        severity=finding.severity,
        message=(Part(finding.note or ""),) if own else messages.parts(finding.rule, finding.params, ui.lang),
        here=_quoted(finding.here, item.whole) if finding.here else None,
        there=_there(item, dossier, ui),
        reason=reason if item.word is Word.DISMISSED else "",
        note=item.note,
        reviewer=item.reviewer,
        at=_moment(item.at, ui) if item.at else "",
        stale=item.stale,
    )


def _there(item: Ruled, dossier: Dossier, ui: Interface) -> Quoted | None:
    """The source's side: the words in their sentence, or the sentence that the claim was held against."""
    there = item.finding.there or item.beside
    if there is None:
        return None
    inner = there if item.finding.there else Place(there.document, there.text, Span(there.span.end, there.span.end))
    return _quoted(inner, item.beside or there, _named(there.document, dossier, ui))


def _quoted(words: Place, whole: Place | None, named: tuple[str, ...] = ()) -> Quoted:
    """Some words in the sentence that holds them; the words alone where it does not."""
    outer, inner, text = (whole or words).span, words.span, words.text
    if not (outer.start <= inner.start and inner.end <= outer.end):
        outer = inner
    lang = (whole or words).lang
    before, after = text[outer.start : inner.start], text[inner.end : outer.end]
    return Quoted(before, inner.of(text), after, lang, direction(lang), named)


def _named(name: str, dossier: Dossier, ui: Interface) -> tuple[str, ...]:
    """A source by its title, outlet and date."""
    title, outlet, date = origin(name, dossier.report)
    known = (title, outlet, ui.date(date) if date else "")
    return tuple(one_line(part, _LONGEST_NAME) for part in known if part)


def _moment(at: str, ui: Interface) -> str:
    """The day and the minute of a decision, in UTC as it is kept."""
    return f"{ui.date(at[:10])}{ui.comma}{at[11:16]} UTC" if at[13:14] == ":" else ui.date(at)
