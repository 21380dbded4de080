"""The report as one Markdown file for an issue, a wiki or a message: counts, findings with both quotations, omissions.

It is made from the same page as the HTML report. Words from the texts are escaped, stand between direction isolates
(U+2068, U+2069) and are quoted on one line, so that no text can turn into markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from muqabala.records import Report, Severity, Verdict
from muqabala.report.bidi import isolate, one_line, quotation_marks
from muqabala.report.build import build
from muqabala.report.interface import Interface
from muqabala.report.page import VERDICT_SIGNS, Card, Finding, Origin, Page, Quote, Side
from muqabala.report.rendering import Rendering

_LONGEST = 1000
# No words begin a line, so the signs of lists and headings need no escape; `www.` would become a link.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#!|~&$@:]|(?<=www)\.)", re.IGNORECASE)


def render(report: Report, rendering: Rendering | None = None) -> str:
    """The Markdown of a report.

    Raises ValueError when a span names a document that the report does not carry, ConfigError for an interface
    language that does not exist.
    """
    rendering = rendering or Rendering()
    writing = _Writing(build(report, rendering), Interface(rendering.ui_lang))
    return "\n".join(writing.lines()) + "\n"


def escaped(text: str) -> str:
    """The text on one line, isolated, with every character that Markdown or HTML reads as markup escaped."""
    return isolate(_SPECIAL.sub(r"\\\1", one_line(text, _LONGEST)))


class _Writing:
    def __init__(self, page: Page, ui: Interface) -> None:
        self.page, self.ui = page, ui

    def lines(self) -> Iterator[str]:
        """The file, line by line."""
        yield from (f"# {escaped(self.page.title)}", "", self._origin(self.page.article.origin), "")
        yield from self._sources()
        yield from self._counts()
        if self.page.gravest:
            yield from self._heading("page.gravest")
            yield from (f"1. {self._finding(finding)}" for finding in self.page.gravest)
        if self.page.cards:
            yield from self._heading("page.claims")
            for card in self.page.cards:
                yield from self._card(card)
        if self.page.omissions:
            yield from self._heading("page.omissions")
            yield from (line for left in self.page.omissions for line in self._bullet(left.finding))
        yield from self._end()

    def _heading(self, key: str) -> Iterator[str]:
        yield from ("", f"## {self.ui.text(key)}", "")

    def _sources(self) -> Iterator[str]:
        yield from (f"**{self.ui.text('page.sources')}**", "")
        for side in self.page.sources:
            yield f"- {escaped(side.heading)} ({self._origin(side.origin)}{self._standing(side)})"
        if not self.page.sources:
            yield f"- {self.ui.text('page.no_source')}"

    def _standing(self, side: Side) -> str:
        if not side.principal or side.covered is None:
            return ""
        retold = self.ui.text("page.retold", share=self.ui.percent(side.covered))
        return f"; {self.ui.text('page.principal')}{self.ui.comma}{retold}"

    def _counts(self) -> Iterator[str]:
        ui, summary = self.ui, self.page.summary
        yield from self._heading("page.overview")
        if not self.page.cards:
            yield f"**{ui.text('page.nothing_checked')}** {ui.text('page.nothing_checked_note')}"
            return
        yield f"{ui.count('counts.checked', summary.claims)}"
        yield ""
        for verdict, count in summary.by_verdict.items():
            if count:
                yield f"- {VERDICT_SIGNS[verdict]} {ui.text(f'verdict.{verdict}')}: **{ui.number(count)}**"
        yield f"- − {ui.text('tile.left_out')}: **{ui.number(summary.omitted_above_info)}**"
        if kinds := ui.comma.join(f"{ui.text(f'type.{kind}')} {ui.number(count)}" for kind, count in self.page.types):
            yield from ("", f"{ui.text('page.types')}: {kinds}")

    def _card(self, card: Card) -> Iterator[str]:
        ui = self.ui
        sign, verdict = VERDICT_SIGNS[card.verdict], ui.text(f"verdict.{card.verdict}")
        yield from (f"### {ui.text('card.claim', n=ui.number(card.number))}: {sign} {verdict}", "")
        yield from (f"> {self._words(card.claim)}", "")
        if card.reason:
            yield from (f"{ui.text('card.reason')}: {escaped(card.reason)}", "")
        for quote in card.evidence if card.verdict is not Verdict.UNCHECKABLE else ():
            yield from (f"> {self._words(quote)} — {self._origin(quote.origin)}", "")
        for finding in card.findings:
            yield from self._bullet(finding)
        if card.findings:
            yield ""

    def _bullet(self, finding: Finding) -> Iterator[str]:
        yield f"- {self._finding(finding)}"
        if finding.article:
            yield f"  - {self.ui.text('card.article')}: {self._words(finding.article)}"
        if finding.source:
            origin = self._origin(finding.source.origin)
            yield f"  - {self.ui.text('card.source')}: {self._words(finding.source)} — {origin}"

    def _finding(self, finding: Finding) -> str:
        ui, severity = self.ui, finding.mark.severity
        sentence = "".join(escaped(part.text) if part.inserted else part.text for part in finding.message)
        weight = "**" if severity in (Severity.MAJOR, Severity.CRITICAL) else ""
        grade = f"{weight}{ui.text(f'severity.{severity}')}{weight}"
        return f"{grade} `{finding.code}` {finding.mark.title}: {sentence} ({ui.chance(finding.confidence)})"

    def _words(self, quote: Quote) -> str:
        opening, closing = quotation_marks(quote.text, quote.dir)
        return f"{opening}{escaped(quote.text)}{closing}"

    def _origin(self, origin: Origin) -> str:
        known = [part for part in (origin.outlet, origin.author) if part]
        dated = escaped(origin.date) if origin.date else self.ui.text("page.undated")
        kind = [self.ui.text("page.digest")] if origin.digest else []
        return self.ui.comma.join([*map(escaped, known), dated, *kind, escaped(origin.name)])

    def _end(self) -> Iterator[str]:
        if self.page.skipped:
            yield from self._heading("page.skipped")
            yield from (f"- {escaped(skip.path)}: {escaped(skip.reason)}" for skip in self.page.skipped)
        yield from self._heading("page.made")
        yield from (f"- {self.ui.text(f'made.{name}')}: {escaped(value)}" for name, value in self.page.signature)
        yield from ("", self.ui.text("page.closing"))
