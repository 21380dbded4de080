"""Accepted renderings: words of an article that stand for words of a source, whatever was found about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from muqabala.fold import folded, words
from muqabala.gate.decisions import AcceptedRendering, RenderingKind
from muqabala.records import DepartureType, Report
from muqabala.report.findings import Finding

_TYPES: Mapping[RenderingKind, frozenset[DepartureType]] = MappingProxyType(
    {
        RenderingKind.NAME: frozenset({DepartureType.NAME}),
        RenderingKind.TERM: frozenset(
            {DepartureType.MEANING, DepartureType.STANCE, DepartureType.NAME, DepartureType.QUALIFIER}
        ),
    }
)
_PROCLITICS = ("", "و", "ف", "ب", "ل", "ك", "ول", "وب", "فل", "فب", "وك", "فك")


def rendering_of(finding: Finding, renderings: Sequence[AcceptedRendering], report: Report) -> AcceptedRendering | None:
    """The first rendering that covers a finding: its words are the finding's on both sides, clitics of the Arabic word
    aside. A finding without words of the source is covered when a source that the report carries has them.
    """
    if not finding.here or not renderings:
        return None
    here = _tokens(finding.here.words)
    for one in renderings:
        if finding.type in _TYPES[one.kind] and _same(here, _tokens(one.article)) and _stands(one, finding, report):
            return one
    return None


def _stands(one: AcceptedRendering, finding: Finding, report: Report) -> bool:
    """Whether the rendering's source words are the finding's, or, where it has none, those of some source."""
    wanted = _tokens(one.source)
    if finding.there:
        return _tokens(finding.there.words) == wanted
    return any(_holds(_tokens(source.document.text), wanted) for source in report.sources)


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(folded(span.of(text)) for span in words(text))


def _same(found: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether both are the same words; the first one found may carry clitics."""
    if not wanted or len(found) != len(wanted) or found[1:] != wanted[1:]:
        return False
    return any(found[0] == clitic + wanted[0] for clitic in _PROCLITICS)


def _holds(text: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    size = len(wanted)
    return any(text[at : at + size] == wanted for at in range(len(text) - size + 1) if text[at] == wanted[0])
