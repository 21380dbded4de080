"""What a reviewer can say about a report, as records: rulings, decisions, and the events of the history.

A *target* is what is decided on, by its id: a departure (`d-…`), an omission (`o-…`), a claim (`c-…`), a paragraph
(`p-…`), words that a person marked (`m-…`), a passage that a person attached to a claim (`e-…`), or the article itself
(`article`). A *ruling* is everything that is said about a target; a blank one means that nothing is said.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from muqabala.errors import MuqabalaError
from muqabala.records import DepartureType, Severity, Span

ARTICLE = "article"
"""The target that stands for the article as a whole: its assignee, and whether its review is finished."""


class Subject(StrEnum):
    """What kind of thing a target is."""

    ARTICLE = "article"
    DEPARTURE = "departure"
    OMISSION = "omission"
    CLAIM = "claim"
    PARAGRAPH = "paragraph"
    MARK = "mark"
    EVIDENCE = "evidence"


PREFIXES: Mapping[str, Subject] = {
    "d": Subject.DEPARTURE,
    "o": Subject.OMISSION,
    "c": Subject.CLAIM,
    "p": Subject.PARAGRAPH,
    "m": Subject.MARK,
    "e": Subject.EVIDENCE,
}
"""The first letter of a target's id and what it says of it."""


class Status(StrEnum):
    """Where a target stands. A confirmed paragraph is accepted, a confirmed article finished, a confirmed passage
    attached.
    """

    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class Reason(StrEnum):
    """Why a finding is dismissed."""

    FAITHFUL = "faithful"
    LICENSED_EDIT = "licensed_edit"
    WRONG_EVIDENCE = "wrong_evidence"
    TOOL_ERROR = "tool_error"


class Act(StrEnum):
    """What an event of the history was."""

    DECIDE = "decide"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words of an article that a person chose: where they stood, what they are, and the text around them.

    With the words and their surroundings they are found again in an edited article.
    """

    span: Span
    words: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """A passage of a source.

    `document` is the SHA-256 of the source's text, which the store keeps; `score` (0 to 1) is the search's.
    """

    source: str
    span: Span
    document: str
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Ruling:
    """All that is said about a target. `None` for type, severity or anchor leaves them as the tool has them.

    `claim` is the claim that a mark or an attached passage belongs to. `seen` is the fingerprint of the evidence that
    was decided on: when the evidence at hand has another, the decision is stale. `assignee` is used for the article.
    """

    status: Status = Status.OPEN
    reason: Reason | None = None
    type: DepartureType | None = None
    severity: Severity | None = None
    anchor: Anchor | None = None
    source: Attached | None = None
    claim: str | None = None
    assignee: str | None = None
    note: str = ""
    seen: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing is said."""
        return self == Ruling(seen=self.seen)

    @property
    def said(self) -> bool:
        """Whether something is decided or noted. A mere assignee is not, nor what is left of a mark taken back."""
        return self.status is not Status.OPEN or bool(self.note)


@dataclass(frozen=True, slots=True)
class Change:
    """A ruling to be taken. `rev` is the revision of the decision it was taken on, 0 where there was none."""

    target: str
    subject: Subject
    ruling: Ruling
    rev: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """The ruling in force on a target: who took it last, when (UTC, ISO 8601), its revision, and its event."""

    article: str
    target: str
    subject: Subject
    ruling: Ruling
    reviewer: str
    at: str
    rev: int
    seq: int


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history: who ruled what on which target, and what was in force before.

    `seq` grows in the order in which events became visible. Events of one action share a `batch`; an undo or a redo
    names in `of` the batch that it takes back or does again. `rev` is the decision's revision afterwards.
    """

    seq: int
    batch: str
    act: Act
    of: str | None
    article: str
    target: str
    subject: Subject
    reviewer: str
    at: str
    before: Ruling | None
    after: Ruling
    rev: int


class Conflict(MuqabalaError):  # noqa: N818 - it is no failure: somebody else was quicker
    """A target was decided by somebody else meanwhile; `current` holds the decisions in force on all such targets."""

    def __init__(self, current: tuple[Decision, ...]) -> None:
        names = ", ".join(sorted({decision.reviewer for decision in current})) or "another reviewer"
        super().__init__(f"{names} decided this meanwhile. Look at that decision, then decide again.")
        self.current = current


class NothingToUndo(MuqabalaError):  # noqa: N818
    """There is no action of this reviewer in this article to take back, or to do again."""


def encoded(ruling: Ruling) -> str:
    """A ruling as JSON text in ASCII, which every database takes whatever the words hold."""
    return json.dumps(as_json(ruling), separators=(",", ":"))


def as_json(ruling: Ruling) -> dict[str, object]:
    """A ruling as plain JSON values, what is unsaid left out."""
    anchor, source = ruling.anchor, ruling.source
    value: dict[str, object] = {
        "status": ruling.status.value,
        "reason": ruling.reason,
        "type": ruling.type,
        "severity": ruling.severity,
        "anchor": anchor
        and {"span": _pair(anchor.span), "words": anchor.words, "before": anchor.before, "after": anchor.after},
        "source": source
        and {"id": source.source, "span": _pair(source.span), "document": source.document, "score": source.score},
        "claim": ruling.claim,
        "assignee": ruling.assignee,
        "note": ruling.note,
        "seen": ruling.seen,
    }
    return {key: item for key, item in value.items() if item or key == "status"}


def decoded(text: str) -> Ruling:
    """The ruling in a JSON text that `encoded` wrote; fields that this version does not know are ignored."""
    value: Mapping[str, Any] = json.loads(text)
    anchor, source = value.get("anchor"), value.get("source")
    return Ruling(
        status=Status(value.get("status", Status.OPEN)),
        reason=Reason(value["reason"]) if value.get("reason") else None,
        type=DepartureType(value["type"]) if value.get("type") else None,
        severity=Severity(value["severity"]) if value.get("severity") else None,
        anchor=Anchor(Span(*anchor["span"]), anchor["words"], anchor["before"], anchor["after"]) if anchor else None,
        source=Attached(source["id"], Span(*source["span"]), source["document"], source["score"]) if source else None,
        claim=value.get("claim"),
        assignee=value.get("assignee"),
        note=value.get("note", ""),
        seen=value.get("seen", ""),
    )


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]
