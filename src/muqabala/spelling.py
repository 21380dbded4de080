"""How alike two spellings of a name are, within a script and across scripts.

Arabic against Latin letters: a weighted alignment of graphemes (`data/graphemes.tsv`), word by word. The same script on
both sides: an edit distance in which letters of one sound class are near. Any other script is romanised first
(anyascii). Scores run from 0 to 1; a score of ACCEPT or more means that a reader takes both for the same name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from anyascii import anyascii

from muqabala import fold
from muqabala.records import Span

ACCEPT = 0.8
"""Similarity from which two spellings count as the same name."""

_DIFFERENT_VOWELS, _DIFFERENT_CONSONANTS, _DIFFERENT_SORTS, _UNWRITTEN = 0.5, 1.35, 1.5, 1.0
_VOWELS = frozenset("اويةهعءئؤ" + "aeiouyhw")
_VOWEL_WEIGHT = 0.35
_NARROWEST = 1.7  # no word counts for less, or one odd vowel would sink a two-letter name
_CLITIC_COST, _RARE_CLITIC_COST = 0.02, 0.2
_SURNAME_ALONE, _GIVEN_NAME_ALONE, _TOO_SHORT_ALONE = 0.03, 0.15, 0.15
_ANCHOR = 0.55  # what one word must score for the windows around it to be looked at
_SHORT = 2.0  # the weight under which a word is too short to stand for a whole name
_MEAN_SHARE, _WORST_SHARE = 0.55, 0.45
_ARTICLES = frozenset({"the", "al", "el", "ul", "ad", "an", "ar", "as", "ash", "at", "az", "ed", "es"})
_LINKS = frozenset({"bin", "ben", "ibn", "bint", "de", "da", "di", "du", "von", "van", "der", "la", "le", "of"}) | {
    "بن",
    "دي",
    "فون",
}
_CLITICS = ("وال", "فال", "بال", "كال", "ولل", "لل", "ال", "و", "ف", "ب", "ل", "ك")
_WORD = re.compile(r"[^\W\d_]+")

# Sound classes of the quick filter: one bit each. A letter either must or may belong to a class.
_CLASSES = {"b": 1, "t": 2, "s": 4, "k": 8, "r": 16, "l": 32, "m": 64, "n": 128}
_MUST = {
    **dict.fromkeys("bpvfبپڤف", "b"),
    **dict.fromkeys("tdتدطض", "t"),
    **dict.fromkeys("szسزصشژ", "s"),
    **dict.fromkeys("kqكقگ", "k"),
    **dict.fromkeys("rر", "r"),
    **dict.fromkeys("lل", "l"),
    **dict.fromkeys("mم", "m"),
    **dict.fromkeys("nن", "n"),
}
_MAY = {
    **dict.fromkeys("cjxg", "sk"),
    **dict.fromkeys("جچ", "skt"),
    **dict.fromkeys("ثذظض", "ts"),
    **dict.fromkeys("غخح", "k"),
    **dict.fromkeys("hwو", "bk"),
    **dict.fromkeys("tت", "ts"),
    **dict.fromkeys("dد", "ts"),
    **dict.fromkeys("qق", "ks"),
    **dict.fromkeys("kك", "ks"),
    **dict.fromkeys("sszسزش", "stk"),
    **dict.fromkeys("mم", "mn"),
    **dict.fromkeys("nن", "nm"),
}


@dataclass(frozen=True, slots=True)
class _Word:
    """A word in comparison form. `must` and `may` are sets of sound classes as bits; `arabic` names the script."""

    text: str
    span: Span
    arabic: bool
    must: int
    may: int


@dataclass(frozen=True, slots=True)
class _Window:
    """A run of words of a text, with the sound classes of all of them."""

    words: tuple[_Word, ...]
    must: int
    may: int

    @property
    def span(self) -> Span:
        return self.words[0].span.join(self.words[-1].span)


def similarity(a: str, b: str) -> float:
    """How alike two spellings of a name are, 0 to 1, whatever their scripts.

    A surname alone matches the full name; a different given name or surname fails the whole. Clitics (و ف ب ل ك) and
    articles (ال, al-, the) are looked through. Strings without letters score 0.
    """
    left, right = _words(a), _words(b)
    if not left or not right:
        return 0.0
    return _alike(left, right)


def best_window(name: str, text: str, least: float = ACCEPT, longest: int = 5) -> tuple[Span, float] | None:
    """The run of 1 to `longest` words of a text that best spells a name, with its similarity, or None under `least`.

    The span is in the offsets of `text`; a clitic that is no part of the name (و, ب …) is left out of it.
    """
    wanted = _words(name)
    if not wanted:
        return None
    best: tuple[float, int, Span] | None = None
    for window in _promising(wanted, text, longest):
        score = _alike(wanted, window.words)
        rank = (round(score, 3), -abs(len(window.words) - len(wanted)))
        if score >= least and (best is None or rank > best[:2]):
            best = (*rank, _without_clitic(window, wanted))
    return (best[2], best[0]) if best else None


def _promising(wanted: Sequence[_Word], text: str, longest: int) -> Iterator[_Window]:
    """The windows whose consonants could spell the name. Cheap: a few bit operations a window."""
    may, must = _union(word.may for word in wanted), _union(word.must for word in wanted)
    ends = (wanted[0].must, wanted[-1].must)
    anchors = _anchors(wanted, text)
    for window in _windows(text, min(longest, len(wanted) + 2)) if anchors else ():
        if anchors.isdisjoint(word.span.start for word in window.words):
            continue
        foreign = window.must & ~may
        if foreign and (foreign & (foreign - 1) or window.must.bit_count() < 4):
            continue
        if all(end & ~window.may for end in ends) or (must and not must & window.may):
            continue
        yield window


def _anchors(wanted: Sequence[_Word], text: str) -> frozenset[int]:
    """Where words stand that, alone or run together with the next, spell some word of the name."""
    found = set()
    words = _words(text)
    for word, following in pairwise((*words, None)):
        assert word is not None
        joined = [word.text] if following is None else [word.text, word.text + following.text]
        if any(_word_score(w.text, w.arabic, text, word.arabic) >= _ANCHOR for w in wanted for text in joined):
            found.add(word.span.start)
    return frozenset(found)


@lru_cache(maxsize=512)
def _windows(text: str, longest: int) -> tuple[_Window, ...]:
    words = _words(text)
    return tuple(
        _Window(run, _union(word.must for word in run), _union(word.may for word in run))
        for start in range(len(words))
        for size in range(1, longest + 1)
        if len(run := words[start : start + size]) == size
    )


def _union(masks: Iterable[int]) -> int:
    whole = 0
    for mask in masks:
        whole |= mask
    return whole


def _without_clitic(window: _Window, wanted: Sequence[_Word]) -> Span:
    """The window's span without a leading clitic that the best reading of its first word drops."""
    first = window.words[0]
    if not first.arabic:
        return window.span
    reading = max(
        _readings(first.text), key=lambda text: max(_word_score(text, True, w.text, w.arabic) for w in wanted)
    )
    dropped = len(first.text) - len(reading)
    clitic = first.text[:dropped]
    keep = 2 if clitic.endswith("ال") else 0
    skip = 0 if clitic in {"لل", "ولل"} else dropped - keep
    return (
        Span(window.span.start + max(0, skip), window.span.end)
        if first.span.end - first.span.start == len(first.text)
        else window.span
    )


# Words and their comparison form


@lru_cache(maxsize=8192)
def _words(text: str) -> tuple[_Word, ...]:
    """The words of a text in comparison form, with their raw spans. Words without a letter are left out."""
    out = []
    for match in _WORD.finditer(_joined_marks(text)):
        raw = match.group()
        for plain in _plain(raw):
            arabic = _is_arabic(plain)
            must, may = _classes(plain)
            out.append(_Word(plain, Span(match.start(), match.end()), arabic, must, may))
    return tuple(out)


def _joined_marks(text: str) -> str:
    """The text, as long as before, with marks that stand inside words replaced by tatweel, which is a letter."""
    return re.sub(r"(?<=\w)[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u200c\u200d'’‘ʼʿʾ`]", "ـ", text)


@lru_cache(maxsize=65536)
def _plain(word: str) -> tuple[str, ...]:
    """A word's comparison form: Arabic letters folded (ة ئ ؤ kept), or plain lower-case Latin letters."""
    if any("؀" <= character <= "ۿ" and character != "ـ" for character in word):
        letters = "".join(c if c in "ةئؤ" else fold.folded(c) for c in word)
        return (re.sub(r"[^ء-ۿ]", "", letters),) if re.search(r"[ء-ۿ]", letters) else ()
    latin = re.sub(r"[^a-z ]", "", anyascii(_spelled_out(word.replace("ـ", ""))).lower())
    return tuple(re.sub(r"([bcdfgkmnrstzpvlh])\1+", r"\1", _ABD.sub("abd", part)) for part in latin.split())


_ABD = re.compile(r"^abd(el|al|ul|ool|ur|us|ar|as|er|es)$")


def _spelled_out(word: str) -> str:
    """Letters whose usual romanisation differs from the one without the mark (Turkish ş, Czech č …)."""
    return word.lower().translate(_MARKED)


_MARKED = str.maketrans(
    {
        "ş": "sh",
        "ș": "sh",
        "š": "sh",
        "ç": "ch",
        "č": "ch",
        "ć": "ch",
        "ž": "zh",
        "ñ": "ny",
        "ß": "ss",
        "ı": "i",
        "ğ": "gh",
    }
)


def _is_arabic(word: str) -> bool:
    return "؀" <= word[0] <= "ۿ"


@lru_cache(maxsize=65536)
def _classes(word: str) -> tuple[int, int]:
    """The sound classes that a word must have and may have, as bits. A leading clitic or article need not count."""
    body = word[2:] if word.startswith("ال") else word
    letters = body[1:] if _is_arabic(word) and len(body) > 3 and body[0] in "وفبلك" else body
    must = _union(_CLASSES[_MUST[c]] for c in letters if c in _MUST)
    may = _union(_CLASSES[k] for c in word for k in _MUST.get(c, "") + _MAY.get(c, ""))
    return must, may


def _readings(word: str) -> tuple[str, ...]:
    """An Arabic word as written and without each clitic or article it could carry."""
    return (word, *(word[len(c) :] for c in _CLITICS if word.startswith(c) and len(word) - len(c) >= 2))


# Whole names


def _alike(left: Sequence[_Word], right: Sequence[_Word]) -> float:
    """The best reading of two names: with and without Latin articles, and run together as one word."""
    lefts, rights = _without_articles(left), _without_articles(right)
    score = _path_score(tuple((w.text, w.arabic) for w in lefts), tuple((w.text, w.arabic) for w in rights))
    if (lefts, rights) != (left, right):
        plain = _path_score(tuple((w.text, w.arabic) for w in left), tuple((w.text, w.arabic) for w in right))
        score = max(score, plain)
    return score


def _without_articles(words: Sequence[_Word]) -> Sequence[_Word]:
    kept = tuple(word for word in words if word.text not in _ARTICLES)
    return kept or words


_Token = tuple[str, bool]


@lru_cache(maxsize=65536)
def _path_score(left: tuple[_Token, ...], right: tuple[_Token, ...]) -> float:
    """Align the words of two names in order, one to one, two to one, or left out, and score the cheapest alignment."""
    pairs, free_left, free_right = _best_path(left, right)
    if not pairs:
        return 0.0
    weights = [weight for weight, _ in pairs]
    scores = [score for _, score in pairs]
    both_left_over = min(_weight_of(left, free_left), _weight_of(right, free_right))
    if both_left_over:
        weights.append(both_left_over)
        scores.append(0.0)
    mean = sum(w * s for w, s in zip(weights, scores, strict=True)) / sum(weights)
    whole = _MEAN_SHARE * mean + _WORST_SHARE * min(scores)
    left_out = _left_out(left, free_left) + _left_out(right, free_right)
    short = _TOO_SHORT_ALONE if left_out and sum(weights) < _SHORT else 0.0
    return max(0.0, whole - left_out - short)


def _weight_of(words: Sequence[_Token], free: Sequence[int]) -> float:
    return sum(_weight(words[index][0]) for index in free if words[index][0] not in _LINKS)


def _left_out(words: Sequence[_Token], free: Sequence[int]) -> float:
    """What words without a counterpart cost: little for given names, more when the surname is the one missing."""
    real = [index for index in free if words[index][0] not in _LINKS]
    if not real:
        return 0.0
    return _GIVEN_NAME_ALONE if real[-1] == len(words) - 1 else _SURNAME_ALONE


_Step = tuple[float, int, int, float]


def _best_path(
    left: tuple[_Token, ...], right: tuple[_Token, ...]
) -> tuple[list[tuple[float, float]], list[int], list[int]]:
    """The cheapest alignment: weighted scores of the pairs, and the indices left out on both sides."""
    rows, columns = len(left), len(right)
    best: dict[tuple[int, int], _Step] = {(0, 0): (0.0, 0, 0, 0.0)}
    for i in range(rows + 1):
        for j in range(columns + 1):
            if (i, j) in best:
                _extend(best, left, right, i, j)
    pairs, free_left, free_right = [], [], []
    i, j = rows, columns
    while i or j:
        _, a, b, score = best[i, j]
        if a and b:
            pairs.append((_weight("".join(t for t, _ in left[i - a : i])), score))
        elif a:
            free_left.insert(0, i - 1)
        else:
            free_right.insert(0, j - 1)
        i, j = i - a, j - b
    return pairs, free_left, free_right


def _extend(
    best: dict[tuple[int, int], _Step], left: tuple[_Token, ...], right: tuple[_Token, ...], i: int, j: int
) -> None:
    """Enter every step that leads on from (i, j) where it is cheaper than what is known."""
    cost = best[i, j][0]
    for a, b in ((1, 1), (2, 1), (1, 2), (1, 0), (0, 1)):
        if i + a > len(left) or j + b > len(right):
            continue
        one, other = left[i : i + a], right[j : j + b]
        weight = sum(_weight(text) for text, _ in one) if a else sum(_weight(text) for text, _ in other)
        score = _group_score(one, other) if a and b else 0.0
        step = weight * (1 - score) if a and b else 0.42 * weight
        known = best.get((i + a, j + b))
        if known is None or cost + step < known[0] - 1e-9:
            best[i + a, j + b] = (cost + step, a, b, score)


def _group_score(one: tuple[_Token, ...], other: tuple[_Token, ...]) -> float:
    """Two words against one are compared run together."""
    if {len(one), len(other)} == {1, 2} and one[0][1] == other[0][1] is False:
        return 1.0 if "".join(t for t, _ in one) == "".join(t for t, _ in other) else 0.0
    return _word_score("".join(t for t, _ in one), one[0][1], "".join(t for t, _ in other), other[0][1])


# Single words


@lru_cache(maxsize=200_000)
def _word_score(a: str, a_arabic: bool, b: str, b_arabic: bool) -> float:
    """How alike two words are, 0 to 1, looking through Arabic clitics and articles at a small price."""
    best = 0.0
    for x in _readings(a) if a_arabic else (a,):
        for y in _readings(b) if b_arabic else (b,):
            width = max(_NARROWEST, (_weight(x) + _weight(y)) / 2)
            if abs(_weight(x) - _weight(y)) < width and _could_match(x, y):
                cost = _cost(x, a_arabic, y, b_arabic) + _clitic_price(a, x) + _clitic_price(b, y)
                best = max(best, 1 - cost / width)
    return best


def _clitic_price(word: str, reading: str) -> float:
    """The article and «و» come free, nearly: the other clitics are rarer before a name than names with that letter."""
    clitic = word[: len(word) - len(reading)]
    return 0.0 if clitic in {"", "ال"} else _CLITIC_COST if clitic in {"و", "وال"} else _RARE_CLITIC_COST


def _could_match(a: str, b: str) -> bool:
    """Whether the consonants of two words stand in the same order, nearly: quick, and true of words that score well."""
    return _follows(_skeleton(a)[0], _skeleton(b)[1]) and _follows(_skeleton(b)[0], _skeleton(a)[1])


def _follows(needed: Sequence[int], offered: Sequence[int]) -> bool:
    """Whether the needed sound classes are offered in this order; one in four may lack."""
    at, lacking = 0, 0
    for sound in needed:
        ahead = at
        while ahead < len(offered) and not sound & offered[ahead]:
            ahead += 1
        if ahead == len(offered):
            lacking += 1
        else:
            at = ahead + 1
    return 4 * lacking <= len(needed)


@lru_cache(maxsize=65536)
def _skeleton(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The sound classes, in order, that a word's letters must have and those that they may have."""
    letters = _written_sounds(word)
    loud = _SILENT_END.sub("", letters) if len(letters) > 3 else letters
    needed = tuple(_CLASSES[_MUST[c]] for c in loud if c in _MUST)
    return needed, tuple(_union(_CLASSES[k] for k in _MUST.get(c, "") + _MAY.get(c, "")) for c in letters)


def _written_sounds(word: str) -> str:
    """A word with the digraphs that write one sound (تش, tz …) as one letter and x as two."""
    return _UNHEARD.sub("", _AFFRICATE.sub("", word)).replace("x", "xx")


_AFFRICATE = re.compile("ت(?=[شزس])|د(?=[جز])|t(?=[csz])|d(?=[jzg])")
_UNHEARD = re.compile("^k(?=n)|^g(?=n)|^p(?=[nst])|(?<=m)b$|(?<=m)b(?=e$)")
_SILENT_END = re.compile("(?:(?<=[aeiou])lt|[stdxpz])$")


@lru_cache(maxsize=65536)
def _weight(word: str) -> float:
    """How much a word says: its consonants, with a third for each vowel. A digraph counts as one consonant."""
    letters = re.sub("sch|sh|kh|ch|gh|th|ph|zh|ck|dj|ts|tz", lambda m: m.group()[0], word)
    return sum(_VOWEL_WEIGHT if letter in _VOWELS else 1.0 for letter in letters)


def _cost(a: str, a_arabic: bool, b: str, b_arabic: bool) -> float:
    if a_arabic == b_arabic:
        return _edit_cost(a, b)
    return _grapheme_cost(a, b) if a_arabic else _grapheme_cost(b, a)


def _grapheme_cost(arabic: str, latin: str) -> float:
    """The cheapest way to read an Arabic spelling as a Latin one, both between word boundaries `^` and `$`."""
    latin = f"^{latin}$"
    choices = _choices(f"^{arabic}$")
    rows, columns = len(choices), len(latin)
    best = [[float("inf")] * (columns + 1) for _ in range(rows + 1)]
    best[0][0] = 0.0
    for i, row in enumerate(best):
        for j, cost in enumerate(row):
            if cost == float("inf"):
                continue
            if j < columns:
                best[i][j + 1] = min(best[i][j + 1], cost + _DELETED.get(latin[j], _UNWRITTEN))
            if i == rows:
                continue
            arabic_letter, unwritten, written = choices[i]
            best[i + 1][j] = min(best[i + 1][j], cost + unwritten)
            if j < columns:
                best[i + 1][j + 1] = min(best[i + 1][j + 1], cost + _replaced(arabic_letter, latin[j]))
                for size, chunk, price in written.get(latin[j], ()):
                    if latin.startswith(chunk, j):
                        target = best[i + size]
                        target[j + len(chunk)] = min(target[j + len(chunk)], cost + price)
    return best[rows][columns]


_Choice = tuple[str, float, dict[str, list[tuple[int, str, float]]]]


@lru_cache(maxsize=65536)
def _choices(arabic: str) -> tuple[_Choice, ...]:
    """For each position: the letter, the price of leaving it unwritten, and the spellings by their first letter."""
    out: list[_Choice] = []
    for start, letter in enumerate(arabic):
        spellings: dict[str, list[tuple[int, str, float]]] = {}
        for size in range(1, _LONGEST + 1):
            for chunk, price in _GRAPHEMES.get(arabic[start : start + size], ()) if start + size <= len(arabic) else ():
                if chunk:
                    spellings.setdefault(chunk[0], []).append((size, chunk, price))
        unwritten = min((price for chunk, price in _GRAPHEMES.get(letter, ()) if not chunk), default=_UNWRITTEN)
        out.append((letter, unwritten, spellings))
    return tuple(out)


def _replaced(a: str, b: str) -> float:
    if a in "^$" or b in "^$":
        return 9.0
    first, second = a in _VOWELS, b in _VOWELS
    if first and second:
        return _DIFFERENT_VOWELS
    return _DIFFERENT_CONSONANTS if first == second else _DIFFERENT_SORTS


def _edit_cost(a: str, b: str) -> float:
    """Edit distance in one script: letters of one sound class are near, vowels cheap."""
    if a == b:
        return 0.0
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
    return 0.4 if letter in _VOWELS else 1.0


def _swapped(a: str, b: str) -> float:
    if a == b:
        return 0.0
    if a in _VOWELS and b in _VOWELS:
        return 0.3
    near = any(a in group and b in group for group in _NEAR)
    return 0.25 if near else _replaced(a, b)


_NEAR = (
    "ckqg",
    "sz",
    "jg",
    "vw",
    "vf",
    "iy",
    "غج",
    "جك",
    "غق",
    "كق",
    "تط",
    "سصش",
    "ثس",
    "ذز",
    "ضظ",
    "دض",
    "فڤ",
    "بپ",
    "جچ",
    "كگ",
)


def _read_graphemes() -> dict[str, tuple[tuple[str, float], ...]]:
    table: dict[str, list[tuple[str, float]]] = {}
    lines = (files("muqabala") / "data" / "graphemes.tsv").read_text(encoding="utf-8").splitlines()
    for line in [line for line in lines if not line.startswith("#")][1:]:
        arabic, latin, cost = (cell if cell != "-" else "" for cell in line.split("\t"))
        table.setdefault(arabic, []).append((latin, float(cost)))
    return {arabic: tuple(spellings) for arabic, spellings in table.items()}


_GRAPHEMES = _read_graphemes()
_LONGEST = max(map(len, _GRAPHEMES))
_DELETED = {**dict(_GRAPHEMES.get("", ())), "^": 9.0, "$": 9.0}
