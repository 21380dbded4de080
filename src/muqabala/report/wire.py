"""The wire facts of a document in `report.json`: the object `wire`, there when the document came with such facts."""

from __future__ import annotations

from collections.abc import Mapping

from muqabala.records import Status, Wire
from muqabala.report.fields import Fields


def render(wire: Wire | None) -> Mapping[str, object]:
    """The field `wire` with its object; no field without wire facts."""
    if wire is None:
        return {}
    return {
        "wire": {
            "provider": wire.provider,
            "item": wire.item,
            "version": wire.version,
            "urgency": wire.urgency,
            "embargo": wire.embargo,
            "status": wire.status,
            "dateline": wire.dateline,
            "corrects": list(wire.corrects),
            "supersedes": list(wire.supersedes),
            "takes_down": list(wire.takes_down),
        }
    }


def parse(document: Fields) -> Wire | None:
    """The wire facts of a document's object, where there are any. Raises `FieldError`."""
    if not document.has("wire"):
        return None
    fields = document.child("wire")
    return Wire(
        provider=fields.maybe_text("provider"),
        item=fields.maybe_text("item"),
        version=fields.maybe_text("version"),
        urgency=fields.maybe_whole("urgency"),
        embargo=fields.maybe_text("embargo"),
        status=fields.choice("status", Status) if fields.has("status") else None,
        dateline=fields.maybe_text("dateline"),
        corrects=fields.strings("corrects"),
        supersedes=fields.strings("supersedes"),
        takes_down=fields.strings("takes_down"),
    )
