"""Lines of a page into the order they are read in: what stands from left to right, for scripts that run leftwards too.

A PDF places letters; the order of its lines has to be worked out. Whether it came out right shows in Arabic words,
whose article stands before them and never after.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from bidi import get_display

_RIGHT_TO_LEFT = ("R", "AL")
_PRESENTED = re.compile("[\ufb1d-\ufdff\ufe70-\ufefc]+")
_WORD = re.compile("[\u0621-\u064a]{4,}")
_FORWARD = re.compile("[وفبكل]?ال.{2,}|لل.{2,}|.{3,}ة")
# مثلًا and its like end as a word turned round does; a word never begins with ة or ى.
_BACKWARD = re.compile("[ةى].+|.{3,}ل(?:ا[وفبك])|.{2,}لا|.{2,}لل")
_PAIRS = {"(": ")", "[": "]", "{": "}", "«": "»"}
_OPENING = {closing: opening for opening, closing in _PAIRS.items()}
_MIRROR = {ord(sign): ord(other) for sign, other in (*_PAIRS.items(), *_OPENING.items())}
_ENOUGH = 4
_SURE, _DOUBTFUL = 0.6, 0.2


def logical(letters: Sequence[str], *, leftward: bool = False, mirrored: bool = False) -> str:
    """The letters of a line, as they stand from left to right, in the order they are read.

    A letter of several characters (a ligature, vowel marks) stands as it is read. `leftward` says that the text as a
    whole runs from right to left; otherwise each line goes by its own letters. `mirrored` says that brackets are stored
    as they look, not as they are meant. A line without a right-to-left letter stays.
    """
    if not any(map(_leftward, letters)):
        return plain("".join(letters))
    seen = "".join(letter[::-1] if len(letter) > 1 and _leftward(letter) else letter for letter in letters)
    line = str(get_display(seen, base_dir="R" if leftward or is_mostly_leftward(seen) else "L"))
    return plain(line.translate(_MIRROR) if mirrored else line)


def are_mirrored(lines: Iterable[str]) -> bool:
    """Whether the brackets of lines in reading order are the wrong way round: some programs store the sign that is
    seen, some the one that is meant.
    """
    signs = [sign for line in lines for sign in line if ord(sign) in _MIRROR]
    return _pairs(signs) < _pairs([chr(_MIRROR[ord(sign)]) for sign in signs])


def backwards(text: str) -> float | None:
    """The share of telling Arabic words that look turned round, 0 to 1; None when too few of them tell."""
    words = _WORD.findall(plain(text))
    backward = sum(bool(_BACKWARD.fullmatch(word)) and not _FORWARD.fullmatch(word) for word in words)
    forward = sum(bool(_FORWARD.fullmatch(word)) and not _BACKWARD.fullmatch(word) for word in words)
    return backward / (backward + forward) if backward + forward >= _ENOUGH else None


def is_backwards(share: float | None) -> bool:
    """Whether a text surely runs backwards."""
    return share is not None and share >= _SURE


def is_doubtful(share: float | None) -> bool:
    """Whether it cannot be said that a text runs forwards."""
    return share is not None and share > _DOUBTFUL


def plain(text: str) -> str:
    """Letters in place of the shapes they take within a word."""
    return _PRESENTED.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)


def is_leftward(letters: Iterable[str]) -> bool:
    """Whether there is a right-to-left letter among them."""
    return any(map(_leftward, letters))


def _leftward(letters: str) -> bool:
    return any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in letters)


def is_mostly_leftward(line: str) -> bool:
    """Whether right-to-left letters outnumber the others."""
    kinds = [unicodedata.bidirectional(letter) for letter in line]
    return sum(kind in _RIGHT_TO_LEFT for kind in kinds) >= kinds.count("L")


def _pairs(signs: Sequence[str]) -> int:
    """How many brackets close one of their kind that was opened before."""
    opened: Counter[str] = Counter()
    closed = 0
    for sign in signs:
        if sign in _PAIRS:
            opened[sign] += 1
        elif opened[_OPENING[sign]]:
            opened[_OPENING[sign]] -= 1
            closed += 1
    return closed
