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
from muqabala.report.summary import Summary, departures, gravest, summarise

_LONGEST_QUOTE = 100

_VERDICTS: Mapping[Verdict, tuple[str, str]] = MappingProxyType(
    {
        Verdict.SUPPORTED: ("supported", "green"),
        Verdict.PARTIAL: ("partly supported", "yellow"),
        Verdict.CONTRADICTED: ("contradicted", "red"),
        Verdict.NOT_IN_SOURCE: ("not in the source", "magenta"),
        Verdict.UNCHECKABLE: ("with nothing to check", "dim"),
        Verdict.REVIEW: ("for a person to look at", "blue"),
    }
)
_SEVERITIES: Mapping[Severity, str] = MappingProxyType(
    {Severity.INFO: "dim", Severity.MINOR: "yellow", Severity.MAJOR: "bold yellow", Severity.CRITICAL: "bold red"}
)


def summary(report: Report, console: Console) -> None:
    """Print the summary of a report to `console`, and nowhere else."""
    for line in _lines(report):
        console.print(line, soft_wrap=True, highlight=False)


def _note(report: Report, skip: Skip) -> str:
    """Whether something was left out, or read with a doubt to be told."""
    known = {report.article.id, *(source.document.id for source in report.sources)}
    return "  note: " if report.judgements and skip.path in known else "  not checked: "


def _lines(report: Report) -> Iterator[Text]:
    counts = summarise(report)
    yield Text.assemble((isolate(one_line(report.article.metadata.title or report.article.id, _LONGEST_QUOTE)), "bold"))
    yield from _held_against(report)
    yield _claims(counts)
    if found := departures(report):
        yield Text("  departures: " + ", ".join(f"{count} {kind}" for kind, count in counts.by_type.items() if count))
    if counts.omitted:
        yield Text(f"  left out: {counts.omitted}, of which {counts.omitted_above_info} that a reader misses")
    serious = gravest(report)
    for departure in serious:
        yield from _finding(report, departure)
    above = sum(departure.severity is not Severity.INFO for departure in found)
    if above > len(serious):
        yield Text(f"  … and {above - len(serious)} more above info", "dim")
    for skip in report.skipped:
        yield Text.assemble(
            (_note(report, skip), "yellow"),
            f"{isolate(skip.path)}: {isolate(skip.reason)}",
        )


def _held_against(report: Report) -> Iterator[Text]:
    """The principal sources, or all when none is; digests and undated documents are marked."""
    chosen = [source for source in report.sources if source.principal] or report.sources
    if chosen:
        yield Text.assemble(("  held against: ", "dim"), ", ".join(_origin(source.document) for source in chosen))


def _origin(document: Document) -> str:
    metadata = document.metadata
    name = isolate(one_line(metadata.outlet or document.id, _LONGEST_QUOTE))
    notes = [isolate(metadata.date) if metadata.date else "undated"]
    return f"{name} ({', '.join(notes + ['digest'] * (metadata.kind is Kind.DIGEST))})"


def _claims(counts: Summary) -> Text:
    if not counts.claims:
        return Text("  nothing was checked: the report holds no claim", "bold red")
    line = Text(f"  {counts.claims} {'claim' if counts.claims == 1 else 'claims'}: ")
    named = [
        (f"{count} {_VERDICTS[verdict][0]}", _VERDICTS[verdict][1])
        for verdict, count in counts.by_verdict.items()
        if count
    ]
    return line.append_text(Text(", ").join(Text(words, style) for words, style in named))


def _finding(report: Report, departure: Departure) -> Iterator[Text]:
    """A departure: its severity and title, its sentence, and the words on both sides."""
    style = _SEVERITIES[departure.severity]
    yield Text.assemble("  ", (departure.severity, style), f" {departure.code} {messages.title(departure.code)}")
    sentence = messages.parts(departure.code, departure.params)
    yield Text("    " + "".join(isolate(part.text) if part.inserted else part.text for part in sentence))
    yield Text("    article: " + _quote(departure.span.of(report.article.text)))
    if departure.source:
        for source in report.sources:
            if source.document.id == departure.source.id:
                name = source.document.metadata.outlet or source.document.id
                words = _quote(departure.source.span.of(source.document.text))
                yield Text(f"    source:  {words} ({isolate(one_line(name, _LONGEST_QUOTE))})")


def _quote(words: str) -> str:
    return isolate(one_line(words, _LONGEST_QUOTE))
