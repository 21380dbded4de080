"""Right-to-left text and characters that must not act: which way a language runs, isolates, visible escapes.

The direction controls U+202A to U+202E and U+2066 to U+2069 can make 48 look like 84 (Unicode Technical Report 36), and
control characters can drive a terminal. Neither is ever shown as itself: it is shown by its number, as `[U+202E]`.
"""

from __future__ import annotations

import re
from typing import Literal

Direction = Literal["rtl", "ltr"]

_RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "arz", "ary", "ckb", "dv", "fa", "glk", "he", "iw", "lrc", "mzn", "nqo", "ps", "sd"}
    | {"syr", "ug", "ur", "yi"}
)
_SCRIPTS = frozenset({"adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "syrc", "thaa"})
_MARKS = tuple('"“”„‟«»')
_FIRST_STRONG_ISOLATE, _POP_DIRECTIONAL_ISOLATE = "\u2068", "\u2069"

UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""A character that is shown by its number. Tab and line feed are not among them, nor the harmless marks LRM and RLM."""


def direction(lang: str) -> Direction:
    """Which way the text of a BCP-47 language tag runs; a script subtag (`az-Arab`, `ar-Latn`) decides if present."""
    subtags = lang.lower().replace("_", "-").split("-")
    scripts = [part for part in subtags[1:] if len(part) == 4 and part.isalpha()]
    if scripts:
        return "rtl" if scripts[0] in _SCRIPTS else "ltr"
    return "rtl" if subtags[0] in _RIGHT_TO_LEFT else "ltr"


def code_point(character: str) -> str:
    """A character by its number: `U+202E`."""
    return f"U+{ord(character):04X}"


def visible(text: str) -> str:
    """The text with every unsafe character written as its number in brackets."""
    return UNSAFE.sub(lambda found: f"[{code_point(found.group())}]", text)


def isolate(text: str) -> str:
    """The text between direction isolates, so that it cannot reorder its neighbours; unsafe characters escaped."""
    return f"{_FIRST_STRONG_ISOLATE}{visible(text)}{_POP_DIRECTIONAL_ISOLATE}"


def quotation_marks(text: str, way: Direction) -> tuple[str, str]:
    """The marks to quote a text with; none for one that begins or ends with its own, which would then stand double."""
    bare = text.strip()
    if bare[:1] in _MARKS or bare[-1:] in _MARKS:
        return "", ""
    return ("«", "»") if way == "rtl" else ("“", "”")


def one_line(text: str, limit: int) -> str:
    """The text on one line, cut at a word when it is longer than `limit` code points, with an ellipsis."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    kept = line[: limit - 1]
    words, _, _ = kept.rpartition(" ")
    return f"{words if len(words) > limit // 2 else kept}…"
