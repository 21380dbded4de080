"""What people decided about findings: the file `muqabala.decisions/1`, which the review writes and the gate reads.

A JSON Schema ships beside this module (`decisions.schema.json`). Fields that this version does not know are ignored;
removing a field or changing its meaning makes `/2`. The same decisions give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from muqabala.errors import ReadError
from muqabala.fold import folded
from muqabala.records import DepartureType, Severity, Span, text_sha256
from muqabala.report.fields import FieldError, Fields

SCHEMA = "muqabala.decisions/1"
"""The name and the major version of the format."""

_ANY_LENGTH = 2**53


class Ruling(StrEnum):
    """What a reviewer says of a finding."""

    CONFIRM = "confirm"
    DISMISS = "dismiss"


class Reason(StrEnum):
    """Why a finding is dismissed: the article says the same; the change is an editor's right; the finding was held
    against the wrong sentence; or the tool misread a text.
    """

    FAITHFUL = "faithful"
    LICENSED_EDIT = "licensed_edit"
    WRONG_EVIDENCE = "wrong_evidence"
    TOOL_ERROR = "tool_error"


class RenderingKind(StrEnum):
    """What an accepted rendering is of: a proper name, or any other term."""

    NAME = "name"
    TERM = "term"


@dataclass(frozen=True, slots=True)
class Decision:
    """A reviewer's word on one finding of one article: `finding` is the id of a departure, of an omission, or of a
    claim that a person had to look at.

    `article` is the path as the report has it; `text_sha256` the hash of the article's text that was reviewed.
    `type`, `severity` and `span` replace the finding's own where they are set; `span` counts code points in that text.
    `at` is an ISO 8601 time with its offset from UTC.
    """

    article: str
    text_sha256: str
    finding: str
    decision: Ruling
    reason: Reason | None
    type: DepartureType | None
    severity: Severity | None
    span: Span | None
    note: str
    reviewer: str
    at: str


@dataclass(frozen=True, slots=True)
class AcceptedRendering:
    """Words of an article that stand for words of a source wherever they meet: «جوتيريس» for "Guterres"."""

    article: str
    source: str
    kind: RenderingKind
    note: str = ""


@dataclass(frozen=True, slots=True)
class QuotedSpan:
    """A stretch of a source (`document` is its id) with its words, so that it is found again when the text changes."""

    document: str
    span: Span
    words: str


@dataclass(frozen=True, slots=True)
class AddedFinding:
    """A departure that a person found and the tool did not. `id` is made by `added_id`.

    `article` is the path as the report has it; `span` and `words` are its own words, None and empty for something left
    out (`omitted`), which then has a `source`.
    """

    id: str
    article: str
    text_sha256: str
    span: Span | None
    words: str
    type: DepartureType
    severity: Severity
    source: QuotedSpan | None
    note: str
    reviewer: str
    at: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """The whole file. At most one decision for a finding of an article."""

    decisions: tuple[Decision, ...] = ()
    renderings: tuple[AcceptedRendering, ...] = ()
    added: tuple[AddedFinding, ...] = ()


def added_id(kind: DepartureType, words: str, source: QuotedSpan | None, occurrence: int = 1) -> str:
    """The id of a human finding: `h-` and 12 hex digits, the same after edits elsewhere in the article.

    `words` are the article's (empty for something left out). `occurrence` tells apart findings that agree in
    everything: 1 for the first of them, 2 for the second.
    """
    there = (folded(source.words), source.document) if source else ("", "")
    key = "\x1f".join((kind, folded(words), *there, str(occurrence)))
    return f"h-{text_sha256(key)[:12]}"


def render(decisions: Decisions) -> str:
    """The text of a decisions file: decisions and findings in order of article and id, renderings by their words."""
    value = {
        "schema": SCHEMA,
        "decisions": [_decision(one) for one in sorted(decisions.decisions, key=lambda d: (d.article, d.finding))],
        "renderings": [
            {"article": one.article, "source": one.source, "kind": one.kind, "note": one.note}
            for one in sorted(decisions.renderings, key=lambda r: (r.article, r.source, r.kind))
        ],
        "added": [_added(one) for one in sorted(decisions.added, key=lambda a: (a.article, a.id))],
    }
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _decision(one: Decision) -> Mapping[str, object]:
    return {
        "article": one.article,
        "text_sha256": one.text_sha256,
        "finding": one.finding,
        "decision": one.decision,
        "reason": one.reason,
        "type": one.type,
        "severity": one.severity,
        "span": _span(one.span) if one.span is not None else None,
        "note": one.note,
        "reviewer": one.reviewer,
        "at": one.at,
    }


def _added(one: AddedFinding) -> Mapping[str, object]:
    return {
        "id": one.id,
        "article": one.article,
        "text_sha256": one.text_sha256,
        "span": _span(one.span) if one.span is not None else None,
        "words": one.words,
        "type": one.type,
        "severity": one.severity,
        "source": _quoted(one.source) if one.source else None,
        "note": one.note,
        "reviewer": one.reviewer,
        "at": one.at,
    }


def _quoted(place: QuotedSpan) -> Mapping[str, object]:
    return {"id": place.document, "span": _span(place.span), "words": place.words}


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def load(path: Path) -> Decisions:
    """Read a decisions file.

    Raises ReadError when it cannot be read, is damaged, is something else, or is of a later format.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ReadError(str(path), error.strerror or "it cannot be read", "Check the path of the decisions.") from error
    except UnicodeDecodeError as error:
        raise ReadError(str(path), "it is not UTF-8 text", "Give a file that the review wrote.") from error
    return parse(text, str(path))


def parse(text: str, path: str = "decisions.json") -> Decisions:
    """The decisions in a JSON text; `path` names it in errors. Raises ReadError as `load` does."""
    try:
        root = Fields(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise ReadError(path, f"it is not JSON ({error})", "Give a file that the review wrote.") from error
    try:
        if root.text("schema") != SCHEMA:
            problem = f"its schema is {root.text('schema')!r}, and this version reads {SCHEMA!r}"
            raise ReadError(path, problem, "Give a decisions file, or install the version of muqabala that wrote it.")
        return _read(root)
    except FieldError as error:
        raise ReadError(path, f"the decisions are damaged: {error}", "Export them from the review again.") from error


def _read(root: Fields) -> Decisions:
    decisions = Decisions(
        decisions=tuple(_read_decision(item) for item in root.items("decisions")),
        renderings=tuple(_read_rendering(item) for item in root.items("renderings")) if root.has("renderings") else (),
        added=tuple(_read_added(item) for item in root.items("added")) if root.has("added") else (),
    )
    met: set[tuple[str, str]] = set()
    for number, one in enumerate(decisions.decisions):
        if (one.article, one.finding) in met:
            raise FieldError(f"decisions[{number}] decides {one.finding} of {one.article} a second time")
        met.add((one.article, one.finding))
    return decisions


def _read_decision(fields: Fields) -> Decision:
    return Decision(
        article=fields.text("article"),
        text_sha256=fields.text("text_sha256"),
        finding=fields.text("finding"),
        decision=fields.choice("decision", Ruling),
        reason=fields.choice("reason", Reason) if fields.has("reason") else None,
        type=fields.choice("type", DepartureType) if fields.has("type") else None,
        severity=fields.choice("severity", Severity) if fields.has("severity") else None,
        span=fields.span("span", _ANY_LENGTH) if fields.has("span") else None,
        note=fields.maybe_text("note") or "",
        reviewer=fields.text("reviewer"),
        at=fields.text("at"),
    )


def _read_rendering(fields: Fields) -> AcceptedRendering:
    return AcceptedRendering(
        article=_words(fields, "article"),
        source=_words(fields, "source"),
        kind=fields.choice("kind", RenderingKind),
        note=fields.maybe_text("note") or "",
    )


def _words(fields: Fields, key: str) -> str:
    words = fields.text(key)
    if not folded(words).strip():
        raise FieldError(f"{fields.place}.{key} holds no word")
    return words


def _read_added(fields: Fields) -> AddedFinding:
    source = fields.child("source") if fields.has("source") else None
    quoted = fields.has("span")
    if not quoted and not source:
        raise FieldError(f"{fields.place} has neither a span in the article nor a source")
    return AddedFinding(
        id=fields.text("id"),
        article=fields.text("article"),
        text_sha256=fields.text("text_sha256"),
        span=fields.span("span", _ANY_LENGTH) if quoted else None,
        words=_words(fields, "words") if quoted else "",
        type=fields.choice("type", DepartureType),
        severity=fields.choice("severity", Severity),
        source=QuotedSpan(source.text("id"), source.span("span", _ANY_LENGTH), source.text("words"))
        if source
        else None,
        note=fields.maybe_text("note") or "",
        reviewer=fields.text("reviewer"),
        at=fields.text("at"),
    )
