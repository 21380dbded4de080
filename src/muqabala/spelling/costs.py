"""How alike two words are, letter by letter. Table: `data/graphemes.tsv` (written for this project)."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from muqabala.spelling.letters import VOWELS, could_match, readings, weight

_DIFFERENT_VOWELS, _DIFFERENT_CONSONANTS, _DIFFERENT_SORTS, _UNWRITTEN = 0.5, 1.35, 1.5, 1.0
_NEVER = 9.0  # a word boundary is neither left out nor replaced
_NARROWEST = 1.7  # no word counts for less, or one odd vowel would sink a two-letter name
_CLITIC, _RARE_CLITIC = 0.02, 0.2
_LONGEST_WORD = 40  # letters; longer strings are no names and are only compared for equality
# One script against itself: letters of one class are near.
_NEAR = (
    *("ckqg", "sz", "jg", "vw", "vf", "iy"),
    *("غج", "جك", "غق", "كق", "غخ", "تط", "سصش", "ثس", "سز", "ذز", "ضظ", "دض", "فڤ", "بپ"),
)
_NEAR_LETTERS, _NEAR_VOWELS, _LOST_VOWEL, _LOST_CONSONANT = 0.25, 0.3, 0.4, 1.0


@lru_cache(maxsize=200_000)
def word_score(a: str, a_arabic: bool, b: str, b_arabic: bool) -> float:
    """How alike two words in comparison form are, 0 to 1, looking through Arabic clitics at a small price."""
    if max(len(a), len(b)) > _LONGEST_WORD:
        return float(a == b)
    best = 0.0
    for x in readings(a) if a_arabic else (a,):
        for y in readings(b) if b_arabic else (b,):
            width = max(_NARROWEST, (weight(x) + weight(y)) / 2)
            if abs(weight(x) - weight(y)) < width and could_match(x, y):
                cost = _cost(x, a_arabic, y, b_arabic) + _clitic_price(a, x) + _clitic_price(b, y)
                best = max(best, 1 - cost / width)
    return best


def _clitic_price(word: str, reading: str) -> float:
    """The article and «و» come nearly free; ب ل ك ف before a name are rarer than names that begin with them."""
    clitic = word[: len(word) - len(reading)]
    if clitic in {"", "ال"}:
        return 0.0
    return _CLITIC if clitic in {"و", "وال"} else _RARE_CLITIC


def _cost(a: str, a_arabic: bool, b: str, b_arabic: bool) -> float:
    if a_arabic == b_arabic:
        return _edit_cost(a, b)
    return _grapheme_cost(a, b) if a_arabic else _grapheme_cost(b, a)


def _grapheme_cost(arabic: str, latin: str) -> float:
    """The cheapest way to read an Arabic spelling as a Latin one, both between word boundaries `^` and `$`."""
    latin, choices = f"^{latin}$", _choices(f"^{arabic}$")
    columns = len(latin)
    best = [[float("inf")] * (columns + 1) for _ in range(len(choices) + 1)]
    best[0][0] = 0.0
    for i, row in enumerate(best):
        for j in range(columns + 1):
            if row[j] == float("inf"):
                continue
            if j < columns:
                row[j + 1] = min(row[j + 1], row[j] + _DELETED.get(latin[j], _UNWRITTEN))
            if i < len(choices):
                _read_on(best, choices[i], latin, i, j)
    return best[-1][columns]


def _read_on(best: list[list[float]], choice: _Choice, latin: str, i: int, j: int) -> None:
    """Enter every way to go on from Arabic position i and Latin position j that reads the Arabic letter at i."""
    letter, unwritten, spellings = choice
    cost = best[i][j]
    best[i + 1][j] = min(best[i + 1][j], cost + unwritten)
    if j == len(latin):
        return
    best[i + 1][j + 1] = min(best[i + 1][j + 1], cost + _replaced(letter, latin[j]))
    for size, chunk, price in spellings.get(latin[j], ()):
        if latin.startswith(chunk, j):
            target, end = best[i + size], j + len(chunk)
            target[end] = min(target[end], cost + price)


_Choice = tuple[str, float, dict[str, list[tuple[int, str, float]]]]


@lru_cache(maxsize=65536)
def _choices(arabic: str) -> tuple[_Choice, ...]:
    """For each position: the letter, the price of leaving it unwritten, and the spellings by their first letter."""
    out: list[_Choice] = []
    for start, letter in enumerate(arabic):
        spellings: dict[str, list[tuple[int, str, float]]] = {}
        for size in range(1, min(_LONGEST, len(arabic) - start) + 1):
            for chunk, price in _GRAPHEMES.get(arabic[start : start + size], ()):
                if chunk:
                    spellings.setdefault(chunk[0], []).append((size, chunk, price))
        unwritten = _NEVER if letter in "^$" else _UNWRITTEN
        unwritten = min((price for chunk, price in _GRAPHEMES.get(letter, ()) if not chunk), default=unwritten)
        out.append((letter, unwritten, spellings))
    return tuple(out)


def _replaced(a: str, b: str) -> float:
    if a in "^$" or b in "^$":
        return _NEVER
    first, second = a in VOWELS, b in VOWELS
    if first and second:
        return _DIFFERENT_VOWELS
    return _DIFFERENT_CONSONANTS if first == second else _DIFFERENT_SORTS


def _edit_cost(a: str, b: str) -> float:
    """Edit distance in one script: letters of one sound class are near, vowels cheap."""
    above = [0.0]
    for letter in b:
        above.append(above[-1] + _lost(letter))
    for letter in a:
        row = [above[0] + _lost(letter)]
        for j, other in enumerate(b):
            row.append(min(above[j + 1] + _lost(letter), row[j] + _lost(other), above[j] + _swapped(letter, other)))
        above = row
    return above[-1]


def _lost(letter: str) -> float:
    return _LOST_VOWEL if letter in VOWELS else _LOST_CONSONANT


def _swapped(a: str, b: str) -> float:
    if a == b:
        return 0.0
    if a in VOWELS and b in VOWELS:
        return _NEAR_VOWELS
    return _NEAR_LETTERS if any(a in group and b in group for group in _NEAR) else _replaced(a, b)


def _read_graphemes() -> dict[str, tuple[tuple[str, float], ...]]:
    """Arabic letters → the Latin letters that can spell them and the cost of each."""
    table: dict[str, list[tuple[str, float]]] = {}
    lines = (files("muqabala") / "data" / "graphemes.tsv").read_text(encoding="utf-8").splitlines()
    for line in [line for line in lines if not line.startswith("#")][1:]:
        arabic, latin, cost = (cell if cell != "-" else "" for cell in line.split("\t"))
        table.setdefault(arabic, []).append((latin, float(cost)))
    return {arabic: tuple(spellings) for arabic, spellings in table.items()}


_GRAPHEMES = _read_graphemes()
_LONGEST = max(map(len, _GRAPHEMES))
_DELETED = {**dict(_GRAPHEMES.get("", ())), "^": _NEVER, "$": _NEVER}
