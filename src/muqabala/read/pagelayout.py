"""The letters of a page into lines, and lines into the order of its columns."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

_SAME_LINE = 0.45
_SPACE = 0.22
_WIDE_GAP = 1.0
"""A gap between letters wider than this many times their size may part columns."""
_COLUMN_SHARE = 0.4
_FEWEST_LINES = 6
_BUCKET = 12.0
_UNKNOWN = re.compile(r"\(cid:\d+\)")


@dataclass(frozen=True, slots=True)
class Letter:
    """What one sign of a page says, vowel marks with the letter they stand on; its place in points, `base` counted
    upwards; its size.
    """

    text: str
    left: float
    right: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or the part of one in a column: its letters from left to right, spaces included, and its place in points,
    `top` counted downwards from the first line of the page.
    """

    letters: tuple[str, ...]
    left: float
    right: float
    top: float
    size: float

    @property
    def width(self) -> float:
        """From its first letter to its last, in points."""
        return self.right - self.left


def lines_of(signs: Sequence[Mapping[str, Any]]) -> list[list[Line]]:
    """The lines of a page from above, each in parts where a gap is wide enough to part columns.

    `signs` are pdfplumber's characters; those turned on their side are left out.
    """
    found = [letter for letter in map(_letter, signs) if letter]
    letters = [letter for letter in found if not unicodedata.combining(letter.text[0])]
    marks = [letter for letter in found if unicodedata.combining(letter.text[0])]
    rows = [_marked(row, marks) for row in _rows(letters)]
    top = max((row[0].base for row in rows), default=0.0)
    return [parts for row in rows if (parts := [_line(part, top) for part in _parts(row)])]


def columns(rows: Sequence[Sequence[Line]]) -> tuple[list[Line], bool]:
    """All lines in the order they are read, and whether the page is set in columns.

    A column border is a gap at the same place in many lines. Lines across it part the page; right-to-left pages
    begin with the right column.
    """
    border = _border(rows)
    if border is None:
        return [_whole(row) for row in rows], False
    ordered: list[Line] = []
    sides: tuple[list[Line], list[Line]] = ([], [])
    leftward = _leftward(rows)
    for row in rows:
        left = [part for part in row if part.right <= border]
        right = [part for part in row if part.left >= border]
        if len(left) + len(right) < len(row):
            ordered += _emptied(sides, leftward=leftward)
            ordered.append(_whole(row))
        else:
            sides[0].extend([_whole(left)] if left else [])
            sides[1].extend([_whole(right)] if right else [])
    return ordered + _emptied(sides, leftward=leftward), True


def _letter(sign: Mapping[str, Any]) -> Letter | None:
    """A sign that stands upright and says something."""
    text = _UNKNOWN.sub("\ufffd", str(sign["text"])).replace("\x00", "")
    if not text or not sign["upright"]:
        return None
    return Letter(text, float(sign["x0"]), float(sign["x1"]), float(sign["matrix"][5]), float(sign["size"]) or 1.0)


def _rows(letters: Sequence[Letter]) -> Iterator[list[Letter]]:
    """Letters on one base line, from above."""
    row: list[Letter] = []
    for letter in sorted(letters, key=lambda letter: (-letter.base, letter.left, letter.right)):
        if row and row[0].base - letter.base > _SAME_LINE * min(row[0].size, letter.size):
            yield row
            row = []
        row.append(letter)
    if row:
        yield row


def _marked(row: Sequence[Letter], marks: Sequence[Letter]) -> list[Letter]:
    """A row from left to right, each letter with the vowel marks above or under it."""
    ordered = sorted(row, key=lambda letter: (letter.left, letter.right))
    on: dict[int, str] = {}
    base, size = ordered[0].base, max(letter.size for letter in ordered)
    for mark in marks:
        if abs(mark.base - base) <= size:
            middle = (mark.left + mark.right) / 2
            inked = [at for at, letter in enumerate(ordered) if not letter.text.isspace()]
            nearest = min(inked, key=lambda at: _distance(ordered[at], middle), default=None)
            if nearest is not None:
                on[nearest] = on.get(nearest, "") + mark.text
    return [
        Letter(letter.text + on.get(at, ""), letter.left, letter.right, letter.base, letter.size)
        for at, letter in enumerate(ordered)
    ]


def _distance(letter: Letter, place: float) -> float:
    return max(letter.left - place, place - letter.right, 0.0)


def _parts(row: Sequence[Letter]) -> Iterator[list[Letter]]:
    """A row cut at wide gaps; spaces are no ink."""
    held: list[Letter] = []
    inked: Letter | None = None
    for letter in row:
        blank = letter.text.isspace()
        if inked and not blank and letter.left - inked.right > _WIDE_GAP * max(inked.size, letter.size):
            yield held
            held = []
        held.append(letter)
        inked = inked if blank else letter
    if inked:
        yield held


def _line(letters: Sequence[Letter], top: float) -> Line:
    """The letters with a space where one stands or a gap shows one."""
    inked = [letter for letter in letters if not letter.text.isspace()]
    said: list[str] = []
    last: Letter | None = None
    for letter in letters:
        if letter.text.isspace():
            said += [" "] if said and said[-1] != " " else []
            continue
        if last and said[-1] != " " and letter.left - last.right > _SPACE * max(last.size, letter.size):
            said.append(" ")
        said.append(letter.text)
        last = letter
    while said and said[-1] == " ":
        said.pop()
    base = inked[0].base
    return Line(tuple(said), inked[0].left, inked[-1].right, top - base, max(letter.size for letter in inked))


def _emptied(sides: tuple[list[Line], list[Line]], *, leftward: bool) -> list[Line]:
    first, second = (sides[1], sides[0]) if leftward else sides
    found = [*first, *second]
    first.clear()
    second.clear()
    return found


def _whole(parts: Sequence[Line]) -> Line:
    """The parts of a line joined again."""
    letters = list(parts[0].letters)
    for part in parts[1:]:
        letters += [" ", *part.letters]
    left, right = min(part.left for part in parts), max(part.right for part in parts)
    return Line(tuple(letters), left, right, parts[0].top, max(part.size for part in parts))


def _border(rows: Sequence[Sequence[Line]]) -> float | None:
    """Where a gap stands in many lines; None when the page has no columns."""
    middles: dict[float, list[float]] = {}
    for row in rows:
        for before, after in pairwise(row):
            middle = (before.right + after.left) / 2
            middles.setdefault(middle // _BUCKET, []).append(middle)
    counts = Counter({bucket: len(found) for bucket, found in middles.items()})
    if not counts:
        return None
    bucket = max(counts, key=lambda bucket: (counts[bucket], -bucket))
    near = counts[bucket] + max(counts[bucket - 1], counts[bucket + 1])
    if near < max(_FEWEST_LINES, _COLUMN_SHARE * len(rows)):
        return None
    return sorted(middles[bucket])[len(middles[bucket]) // 2]


def _leftward(rows: Sequence[Sequence[Line]]) -> bool:
    letters = [letter for row in rows for part in row for letter in part.letters]
    arabic = sum("\u0590" <= letter[0] <= "\u08ff" or "\ufb1d" <= letter[0] <= "\ufefc" for letter in letters)
    return 2 * arabic > sum(letter[0].isalpha() for letter in letters)
