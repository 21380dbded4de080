"""A finding as a few lines of plain text to paste into a message: what is said, what is wrong, where it stands."""

from __future__ import annotations

from muqabala.records import Signature, Verdict
from muqabala.report.bidi import isolate, one_line, quotation_marks
from muqabala.report.interface import Interface
from muqabala.report.page import Card, Finding, Origin, Quote

_LONGEST = 600


def cite_claim(card: Card, ui: Interface, signature: Signature) -> str:
    """A claim with its verdict, its departures, and the sentence of the source it was held against."""
    lines = [_words(card.claim), f"— {_origin(card.claim.origin, ui)}"]
    lines.append(f"{ui.text('card.claim', n=ui.number(card.number))}: {ui.text(f'verdict.{card.verdict}')}")
    lines += [_finding(finding, ui) for finding in card.findings]
    if card.evidence and card.verdict is not Verdict.NOT_IN_SOURCE:
        best = card.evidence[0]
        lines.append(f"{ui.text('card.source')}: {_words(best)} — {_origin(best.origin, ui)}")
    return "\n".join([*lines, _signed(card.id, signature)])


def cite_omission(finding: Finding, ui: Interface, signature: Signature) -> str:
    """A sentence that the article leaves out."""
    lines = [_finding(finding, ui)]
    if finding.source:
        lines.append(f"{ui.text('card.source')}: {_words(finding.source)} — {_origin(finding.source.origin, ui)}")
    return "\n".join([*lines, _signed(finding.mark.id, signature)])


def _finding(finding: Finding, ui: Interface) -> str:
    sentence = "".join(isolate(part.text) if part.inserted else part.text for part in finding.message)
    return f"{finding.code} ({ui.text(f'severity.{finding.mark.severity}')}): {sentence}"


def _words(quote: Quote) -> str:
    opening, closing = quotation_marks(quote.text, quote.dir)
    return isolate(f"{opening}{one_line(quote.text, _LONGEST)}{closing}")


def _origin(origin: Origin, ui: Interface) -> str:
    known = [part for part in (origin.outlet, origin.author, origin.date or ui.text("page.undated")) if part]
    kind = f" ({ui.text('page.digest')})" if origin.digest else ""
    return ui.comma.join(isolate(one_line(part, _LONGEST)) for part in known) + f"{kind} [{isolate(origin.name)}]"


def _signed(name: str, signature: Signature) -> str:
    return f"muqabala {signature.version} · {isolate(signature.judge)} · {name}"
