"""A report in a few lines for the terminal: what against what, the counts, the gravest findings, what was skipped.

Words from the texts stand between direction isolates (U+2068, U+2069), so that a terminal that knows them keeps Arabic
and English apart; control characters are written as numbers. Everything goes to the console that the caller gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from rich.console import Console
from rich.text import Text

from muqabala.records import Departure, Document, Kind, Report, Severity, Skip, Verdict
from muqabala.report import messages
from muqabala.report.bidi import isolate, one_line
from muqabala.report.interface import Interface
from muqabala.report.summary import Summary, departures, gravest, summarise

_LONGEST_QUOTE = 100

_VERDICTS: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.SUPPORTED: "green",
        Verdict.PARTIAL: "yellow",
        Verdict.CONTRADICTED: "red",
        Verdict.NOT_IN_SOURCE: "magenta",
        Verdict.UNCHECKABLE: "dim",
        Verdict.REVIEW: "blue",
    }
)
_SEVERITIES: Mapping[Severity, str] = MappingProxyType(
    {Severity.INFO: "dim", Severity.MINOR: "yellow", Severity.MAJOR: "bold yellow", Severity.CRITICAL: "bold red"}
)


def summary(report: Report, console: Console, ui_lang: str = "en") -> None:
    """Print the summary of a report to `console`, and nowhere else, in the language of the tag `ui_lang`."""
    for line in _lines(report, Interface(ui_lang)):
        console.print(line, soft_wrap=True, highlight=False)


def _lines(report: Report, ui: Interface) -> Iterator[Text]:
    counts = summarise(report)
    yield Text.assemble((isolate(one_line(report.article.metadata.title or report.article.id, _LONGEST_QUOTE)), "bold"))
    yield from _held_against(report, ui)
    yield _claims(counts, ui)
    if found := departures(report):
        kinds = [_counted(count, ui.text(f"type.{kind}"), ui) for kind, count in counts.by_type.items() if count]
        yield Text(f"  {ui.text('told.departures')}: {ui.comma.join(kinds)}")
    if counts.omitted:
        missed = ui.number(counts.omitted_above_info)
        yield Text(f"  {ui.text('told.left_out', n=ui.number(counts.omitted), missed=missed)}")
    serious = gravest(report)
    for departure in serious:
        yield from _finding(report, departure, ui)
    above = sum(departure.severity is not Severity.INFO for departure in found)
    if above > len(serious):
        yield Text(f"  {ui.text('told.more', n=ui.number(above - len(serious)))}", "dim")
    for skip in report.skipped:
        said = f"{isolate(skip.path)}: {isolate(skip.reason)}"
        yield Text.assemble((f"  {_note(report, skip, ui)}: ", "yellow"), said)


def _note(report: Report, skip: Skip, ui: Interface) -> str:
    """Whether something was left out, or read with a doubt to be told."""
    known = {report.article.id, *(source.document.id for source in report.sources)}
    return ui.text("told.note") if report.judgements and skip.path in known else ui.text("told.not_checked")


def _held_against(report: Report, ui: Interface) -> Iterator[Text]:
    """The principal sources, or all when none is; digests and undated documents are marked."""
    chosen = [source for source in report.sources if source.principal] or report.sources
    if chosen:
        named = ui.comma.join(_origin(source.document, ui) for source in chosen)
        yield Text.assemble((f"  {ui.text('told.held_against')}: ", "dim"), named)


def _origin(document: Document, ui: Interface) -> str:
    metadata = document.metadata
    name = isolate(one_line(metadata.outlet or document.id, _LONGEST_QUOTE))
    notes = [isolate(metadata.date) if metadata.date else ui.text("page.undated")]
    notes += [ui.text("page.digest")] * (metadata.kind is Kind.DIGEST)
    return f"{name} ({ui.comma.join(notes)})"


def _claims(counts: Summary, ui: Interface) -> Text:
    if not counts.claims:
        return Text(f"  {ui.text('told.nothing')}", "bold red")
    line = Text(f"  {ui.count('told.claims', counts.claims)} ")
    named = [
        (_counted(count, ui.text(f"told.{verdict}"), ui), _VERDICTS[verdict])
        for verdict, count in counts.by_verdict.items()
        if count
    ]
    return line.append_text(Text(ui.comma).join(Text(words, style) for words, style in named))


def _counted(count: int, what: str, ui: Interface) -> str:
    """A count with what was counted; in Arabic after it, where the noun need not agree with the number."""
    return f"{what} {ui.number(count)}" if ui.lang == "ar" else f"{ui.number(count)} {what}"


def _finding(report: Report, departure: Departure, ui: Interface) -> Iterator[Text]:
    """A departure: its severity and title, its sentence, and the words on both sides."""
    style = _SEVERITIES[departure.severity]
    title = messages.title(departure.code, ui.lang)
    yield Text.assemble("  ", (ui.text(f"severity.{departure.severity}"), style), f" {departure.code} {title}")
    sentence = messages.parts(departure.code, departure.params, ui.lang)
    yield Text("    " + "".join(isolate(part.text) if part.inserted else part.text for part in sentence))
    here, there = _aligned(ui.text("told.article"), ui.text("told.source"))
    yield Text(f"    {here} {_quote(departure.span.of(report.article.text))}")
    if departure.source:
        for source in report.sources:
            if source.document.id == departure.source.id:
                name = source.document.metadata.outlet or source.document.id
                words = _quote(departure.source.span.of(source.document.text))
                yield Text(f"    {there} {words} ({isolate(one_line(name, _LONGEST_QUOTE))})")


def _aligned(*labels: str) -> tuple[str, ...]:
    """Labels with their colons, as wide as the widest."""
    width = max(map(len, labels)) + 1
    return tuple(f"{label}:".ljust(width) for label in labels)


def _quote(words: str) -> str:
    return isolate(one_line(words, _LONGEST_QUOTE))
