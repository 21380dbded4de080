"""What a file holds, all the way down: articles of feeds, packages, mails and archives, and of archives within these.

Only so much is opened: a file that unfolds without end is cut off, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from muqabala.errors import ReadError
from muqabala.read.formats import READERS, choose
from muqabala.read.reader import Extracted, Member, Part, Reader
from muqabala.records import Skip

DEPTH = 3
"""How many files may lie inside each other: an archive within a mail within an archive."""
COUNT = 10_000
"""How many articles one file may hold."""
GROWTH = 10
"""How many times the size limit of one file all that it holds may take."""

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
_LONGEST_NAME = 160


@dataclass(slots=True)
class _Budget:
    """How large a member may be, and how many bytes all members together still may."""

    limit: int
    bytes: int


def contents(data: bytes, path: str, *, suffix: str, limit: int) -> Iterator[Extracted | Skip]:
    """The articles in a file's bytes, in their order, and what in it could not be read.

    `path` names the file in messages; `suffix` and the first bytes choose the reader; no member may be larger than
    `limit` bytes. Raises `ReadError` when the file as a whole cannot be read.
    """
    reader = choose(suffix, data)
    if reader is None:
        raise unknown(suffix, path)
    budget = _Budget(limit, GROWTH * limit)
    for number, part in enumerate(_unfold(reader.read(data, path), 0, budget)):
        if number == COUNT:
            yield Skip("", f"it holds more than {COUNT:,} articles; the rest was left out. Divide it")
            return
        yield (
            replace(part, name=plain(part.name)) if isinstance(part, Extracted) else Skip(plain(part.path), part.reason)
        )


def unknown(suffix: str, path: str) -> ReadError:
    """No reader serves the file."""
    served = " ".join(suffix for reader in READERS for suffix in reader.suffixes)
    problem = f"no reader for {plain(suffix)} files" if suffix else "the file name has no suffix"
    return ReadError(path, problem, f"Save it in one of these formats: {served}")


def plain(name: str) -> str:
    """A name from inside a file on one line: without control characters and direction marks, and not too long."""
    shown = " ".join(_UNPRINTABLE.sub(" ", name).split())
    return shown if len(shown) <= _LONGEST_NAME else shown[: _LONGEST_NAME - 1] + "…"


def _unfold(parts: Iterable[Part], depth: int, budget: _Budget) -> Iterator[Extracted | Skip]:
    for part in parts:
        if isinstance(part, Member):
            yield from _open(part, depth + 1, budget)
        else:
            yield part


def _open(member: Member, depth: int, budget: _Budget) -> Iterator[Extracted | Skip]:
    """What a member holds; whatever is wrong with it costs only the member."""
    name = plain(member.name)
    try:
        data, reader = _load(member, name, depth, budget)
        for part in _unfold(reader.read(data, name), depth, budget):
            if isinstance(part, Extracted):
                yield replace(part, name=_within(name, part.name))
            else:
                yield Skip(_within(name, part.path), part.reason)
    except ReadError as error:
        yield Skip(name, f"{error.problem}. {error.advice}")


def _load(member: Member, name: str, depth: int, budget: _Budget) -> tuple[bytes, Reader]:
    """A member's bytes and its reader. Raises `ReadError` for one too deep or too large, and of an unknown format."""
    suffix = PurePosixPath(name).suffix.lower()
    if choose(suffix, b"") is None:
        raise unknown(suffix, name)
    if depth > DEPTH:
        raise ReadError(name, f"it lies more than {DEPTH} files deep", "Unpack the files that it lies in")
    if not budget.bytes:
        whole = GROWTH * budget.limit / 1_000_000
        raise ReadError(name, f"all that its file holds is larger than {whole:g} MB", "Divide the file")
    data = member.load(min(budget.limit, budget.bytes))
    budget.bytes -= len(data)
    reader = choose(suffix, data)
    if reader is None:
        raise unknown(suffix, name)
    return data, reader


def _within(outer: str, inner: str) -> str:
    return f"{outer}/{inner}" if inner else outer
