"""Which items of a provider are in force: a later version, a correction or a take-down replaces what it names.

Ids are a provider's own, so only items of one provider replace each other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from muqabala.records import Document, Skip, Status, Wire

_NUMBER = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An item that is not in force: why, and the id of the one that stands for it, unless its provider canceled it."""

    skip: Skip
    by: str | None = None


def in_force(documents: Sequence[Document]) -> tuple[tuple[Document, ...], tuple[LeftOut, ...]]:
    """The documents that no other one replaces, in the same order; and each that was left out, by its id.

    Documents that are no wire items are all in force.
    """
    replaced: dict[int, tuple[str, int]] = {}
    for old, how, new in _replacements(documents):
        # Items that name each other must not both go.
        if old not in replaced and _last(new, replaced) != old:
            replaced[old] = (how, new)
    kept = tuple(document for index, document in enumerate(documents) if index not in replaced)
    left_out = []
    for old, (how, _) in replaced.items():
        now = documents[_last(old, replaced)].id
        left_out.append(LeftOut(Skip(documents[old].id, f"{how} {now}"), now))
    return kept, tuple(sorted(left_out, key=lambda item: item.skip.path))


def withdrawn(document: Document) -> bool:
    """Whether its provider has canceled the document."""
    return document.metadata.wire is not None and document.metadata.wire.status is Status.CANCELED


def canceled(documents: Sequence[Document]) -> tuple[LeftOut, ...]:
    """Those of the documents that their provider has canceled."""
    return tuple(LeftOut(Skip(d.id, "its provider has canceled it")) for d in documents if withdrawn(d))


def later(version: str, other: str) -> bool:
    """Whether a version comes after another: its numbers count as numbers (10 is after 9), the rest as text."""
    return rank(version) > rank(other)


def rank(version: str) -> list[tuple[bool, int, str]]:
    """What versions sort by: numbers in them count as numbers."""
    return [_sort_key(part) for part in _NUMBER.split(version) if part]


def _sort_key(part: str) -> tuple[bool, int, str]:
    """Of two numbers without leading zeros the longer is the larger: `int` refuses one of thousands of digits."""
    if not part.isdecimal():
        return False, 0, part
    digits = "".join(str(int(digit)) for digit in part).lstrip("0")
    return True, len(digits), digits


def _replacements(documents: Sequence[Document]) -> Iterator[tuple[int, str, int]]:
    """Pairs of an old document and a new one, by place, with the words that stand between them."""
    items: dict[tuple[str | None, str], list[int]] = defaultdict(list)
    wires = [(index, d.metadata.wire) for index, d in enumerate(documents) if d.metadata.wire]
    for index, wire in wires:
        if wire.item:
            items[wire.provider, wire.item].append(index)
    for group in items.values():
        yield from _older_versions(documents, group)
    for new, wire in wires:
        for how, named in _links(wire):
            yield from ((old, how, new) for old in items.get((wire.provider, named), ()) if named != wire.item)


def _older_versions(documents: Sequence[Document], group: Sequence[int]) -> Iterator[tuple[int, str, int]]:
    """The versions of one item before its last."""
    versions = {index: _version(documents[index]) for index in group}
    last = max(group, key=lambda index: (rank(versions[index]), index))
    for index in group:
        if later(versions[last], versions[index]):
            yield index, f"replaced by version {versions[last]} of the same item,", last


def _version(document: Document) -> str:
    return (document.metadata.wire and document.metadata.wire.version) or ""


def _links(wire: Wire) -> Iterator[tuple[str, str]]:
    yield from (("taken down by", named) for named in wire.takes_down)
    yield from (("corrected by", named) for named in wire.corrects)
    yield from (("replaced by", named) for named in wire.supersedes)


def _last(start: int, replaced: Mapping[int, tuple[str, int]]) -> int:
    """What stands for a document now, following what replaced what."""
    while start in replaced:
        start = replaced[start][1]
    return start
