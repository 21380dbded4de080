"""Decisions as W3C Web Annotations: the annotation of each finding, with who decided what, when and why."""

from __future__ import annotations

import json
from collections.abc import Sequence

from muqabala.report import webannotation
from muqabala.report.dossier import Ruled
from muqabala.report.messages import Language
from muqabala.review.exports.cases import Case

Json = dict[str, object]


def render(cases: Sequence[Case], lang: Language = "en") -> str:
    """An annotation page of every finding that somebody decided or noted something on, on the evidence at hand."""
    items = [
        _annotation(item, lang) for case in cases for item in case.dossier.items if item.reviewer and not item.stale
    ]
    value = {"@context": webannotation.CONTEXT, "type": "AnnotationPage", "items": items}
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _annotation(item: Ruled, lang: Language) -> Json:
    base = webannotation.annotation(item.finding, lang)
    bodies = base["body"]
    assert isinstance(bodies, list)
    tags = [item.word.value, *([item.reason] if item.reason else [])]
    said: list[Json] = [{"type": "TextualBody", "purpose": "tagging", "value": tag} for tag in tags]
    if item.note:
        said.append({"type": "TextualBody", "purpose": "commenting", "value": item.note, "format": "text/plain"})
    return {
        **base,
        "creator": {"type": "Person", "name": item.reviewer},
        "created": _utc(item.at),
        "body": [*bodies, *said],
    }


def _utc(at: str) -> str:
    """A moment as the model wants it: in UTC, marked by a Z. The store keeps nothing else."""
    return at.removesuffix("+00:00") + "Z"
