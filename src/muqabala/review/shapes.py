"""What the browser gets: records as JSON values, and what it sends, as records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from muqabala.records import DepartureType, Severity, Span
from muqabala.report import messages
from muqabala.report.bidi import UNSAFE, direction, one_line
from muqabala.report.fields import FieldError, Fields
from muqabala.report.interface import Interface
from muqabala.review.decisions import Decision, Event, Reason, Ruling, Status, Subject, as_json
from muqabala.review.queue import Row

LONGEST_NOTE = 4000
LONGEST_NAME = 80
_LONGEST_WORDS = 160

Json = dict[str, object]


def decision_json(decision: Decision) -> Json:
    """A decision in force."""
    return {
        "target": decision.target,
        "subject": decision.subject,
        "ruling": as_json(decision.ruling),
        "reviewer": decision.reviewer,
        "at": decision.at,
        "rev": decision.rev,
        "seq": decision.seq,
    }


def event_json(event: Event) -> Json:
    """A line of the history. `structural` says that the page shows other words, marks or evidence afterwards."""
    return {
        "seq": event.seq,
        "batch": event.batch,
        "act": event.act,
        "article": event.article,
        "target": event.target,
        "subject": event.subject,
        "reviewer": event.reviewer,
        "at": event.at,
        "before": as_json(event.before) if event.before else None,
        "ruling": as_json(event.after),
        "rev": event.rev,
        "structural": structural(event),
    }


def structural(event: Event) -> bool:
    """Whether a page must be made anew to show what the event left in force."""
    before, after = event.before or Ruling(), event.after
    if event.subject in (Subject.MARK, Subject.EVIDENCE):
        drawn = (before.status is Status.OPEN) != (after.status is Status.OPEN)
        return drawn or _drawing(before) != _drawing(after) or event.subject is Subject.EVIDENCE
    return _drawing(before) != _drawing(after)


def _drawing(ruling: Ruling) -> tuple[object, ...]:
    return ruling.type, ruling.severity, ruling.anchor, ruling.source, ruling.claim


def row_json(row: Row, ui: Interface) -> Json:
    """A row of the queue in the reader's language."""
    listing, grave = row.listing, row.listing.gravest
    return {
        "name": listing.name,
        "title": one_line(listing.title, _LONGEST_WORDS),
        "lang": listing.lang,
        "dir": direction(listing.lang),
        "date": listing.date,
        "dateWords": ui.date(listing.date) if listing.date else "",
        "sources": [one_line(name, _LONGEST_WORDS) for name in listing.sources],
        "claims": listing.claims,
        "verdicts": listing.by_verdict or {},
        "types": listing.by_type or {},
        "omitted": listing.omitted,
        "gravest": grave
        and {
            "type": grave.type,
            "severity": grave.severity,
            "rank": grave.severity.rank,
            "title": messages.title(grave.code, ui.lang),
            "words": one_line(grave.words, _LONGEST_WORDS),
        },
        "needed": row.needed,
        "done": row.done,
        "confirmed": row.confirmed,
        "assignee": row.assignee,
        "finished": row.finished,
        "problem": listing.problem,
    }


def name_of(fields: Fields, key: str = "name") -> str:
    """The name of a person: printable, on one line, not too long. Raises `FieldError`."""
    name = " ".join(fields.text(key).split())
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise FieldError(f"{key} is not a name of at most {LONGEST_NAME} printable characters")
    return name


def patched(ruling: Ruling, fields: Fields) -> Ruling:
    """A ruling with the plain fields that a request names; a null takes a field back. Raises `FieldError`."""
    changes: dict[str, object] = {}
    kinds: Mapping[str, type] = {"status": Status, "reason": Reason, "type": DepartureType, "severity": Severity}
    for name in fields.names():
        if name in kinds:
            changes[name] = fields.choice(name, kinds[name]) if fields.has(name) else None
        elif name == "note":
            changes["note"] = _note(fields)
        elif name == "assignee":
            changes["assignee"] = (name_of(fields, "assignee") or None) if fields.has("assignee") else None
    if changes.get("status", ruling.status) is None:
        raise FieldError("status cannot be null")
    changed = replace(ruling, **changes)  # type: ignore[arg-type]
    return changed if changed.status is Status.DISMISSED else replace(changed, reason=None)


def _note(fields: Fields) -> str:
    note = (fields.maybe_text("note") or "").strip()
    if len(note) > LONGEST_NOTE:
        raise FieldError(f"note is longer than {LONGEST_NOTE} characters")
    return note


def span_of(fields: Fields, text: str) -> Span:
    """A span within a text, whose words the request repeats: a page that counts otherwise must not mark other words.

    White space and characters that a page shows by their number are not compared.
    """
    span = fields.span("span", len(text))
    if not len(span) or _seen(span.of(text)) != _seen(fields.text("words")):
        raise FieldError("span does not hold these words; reload the page and select them again")
    return span


def _seen(words: str) -> str:
    """What a reader sees of some words."""
    return "".join(UNSAFE.sub("", words).split())
