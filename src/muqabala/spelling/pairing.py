"""How alike two names are: their words paired in order, with given names, particles and articles weighed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from muqabala.spelling.costs import word_score
from muqabala.spelling.letters import Word, weight, words

ACCEPT = 0.8
"""Similarity from which two spellings count as one name: recall 0.99, false matches 0.002 (`benchmarks/names.tsv`)."""

_LONGEST_NAME = 12  # words; what follows is no longer a name
_LEFT_OUT_SHARE = 0.42  # of a word's weight: what leaving it without a counterpart costs on the way
_SURNAME_ALONE, _GIVEN_NAME_ALONE, _TOO_SHORT_ALONE = 0.03, 0.15, 0.15
_SHORT = 2.0  # the weight under which a word is too short to stand for a whole name
_MEAN_SHARE, _WORST_SHARE = 0.55, 0.45
_ARTICLES = frozenset({"the", "al", "el", "ul", "ad", "an", "ar", "as", "ash", "at", "az", "ed", "es"})
_LINKS = frozenset(
    {"bin", "ben", "ibn", "bint", "de", "da", "di", "du", "von", "van", "der", "la", "le", "of", "بن", "دي", "فون"}
)
_STEPS = ((1, 1), (2, 1), (1, 2), (1, 0), (0, 1))  # words of the left and the right name that a step takes

_Token = tuple[str, bool]
_Step = tuple[float, int, int, float]
_Table = dict[tuple[int, int], _Step]


def similarity(a: str, b: str) -> float:
    """How alike two spellings of a name are, 0 to 1, whatever their scripts.

    A surname alone matches the full name; a different given name or surname fails the whole. Clitics (و ف ب ل ك) and
    articles (ال, al-, the) are looked through. Strings without letters score 0.
    """
    left, right = map(words, sorted((a, b)))  # in one order, so that the two spellings have no roles
    return alike(left, right) if left and right else 0.0


def alike(left: Sequence[Word], right: Sequence[Word]) -> float:
    """The similarity of two names that are already words, both not empty: with and without their Latin articles."""
    whole = _path_score(_tokens(left), _tokens(right))
    bare = _path_score(_tokens(_without_articles(left)), _tokens(_without_articles(right)))
    return max(whole, bare)


def _tokens(name: Sequence[Word]) -> tuple[_Token, ...]:
    return tuple((word.text, word.arabic) for word in name[:_LONGEST_NAME])


def _without_articles(name: Sequence[Word]) -> Sequence[Word]:
    return tuple(word for word in name if word.text not in _ARTICLES) or name


@lru_cache(maxsize=65536)
def _path_score(left: tuple[_Token, ...], right: tuple[_Token, ...]) -> float:
    """Pair the words of two names in order, one to one, two to one, or left out, and score the cheapest pairing."""
    pairs, free_left, free_right = _best_path(left, right)
    if not pairs:
        return 0.0
    both_left_over = min(_weight_of(left, free_left), _weight_of(right, free_right))
    scored = [*pairs, (both_left_over, 0.0)] if both_left_over else pairs
    total = sum(share for share, _ in scored)
    mean = sum(share * score for share, score in scored) / total
    whole = _MEAN_SHARE * mean + _WORST_SHARE * min(score for _, score in scored)
    left_out = _left_out(left, free_left) + _left_out(right, free_right)
    short = _TOO_SHORT_ALONE if left_out and total < _SHORT else 0.0
    return max(0.0, whole - left_out - short)


def _weight_of(name: Sequence[_Token], free: Sequence[int]) -> float:
    return sum(weight(name[index][0]) for index in free if name[index][0] not in _LINKS)


def _left_out(name: Sequence[_Token], free: Sequence[int]) -> float:
    """What words without a counterpart cost: little for given names, more when the surname is the one missing."""
    real = [index for index in free if name[index][0] not in _LINKS]
    if not real:
        return 0.0
    return _GIVEN_NAME_ALONE if real[-1] == len(name) - 1 else _SURNAME_ALONE


def _best_path(
    left: tuple[_Token, ...], right: tuple[_Token, ...]
) -> tuple[list[tuple[float, float]], list[int], list[int]]:
    """The cheapest pairing: (weight, score) of the pairs, and the indices left out on both sides."""
    best: _Table = {(0, 0): (0.0, 0, 0, 0.0)}
    for i in range(len(left) + 1):
        for j in range(len(right) + 1):
            _extend(best, left, right, (i, j))
    pairs, free_left, free_right = [], [], []
    i, j = len(left), len(right)
    while i or j:
        _, a, b, score = best[i, j]
        if a and b:
            pairs.append((_span_weight(left[i - a : i]), score))
        elif a:
            free_left.append(i - 1)
        else:
            free_right.append(j - 1)
        i, j = i - a, j - b
    return pairs, sorted(free_left), sorted(free_right)


def _extend(best: _Table, left: tuple[_Token, ...], right: tuple[_Token, ...], at: tuple[int, int]) -> None:
    """Enter every step that leads on from a pair of positions where it is cheaper than what is known."""
    (i, j), cost = at, best[at][0]
    for a, b in _STEPS:
        if i + a > len(left) or j + b > len(right):
            continue
        one, other = left[i : i + a], right[j : j + b]
        score = _group_score(one, other) if a and b else 0.0
        step = _span_weight(one) * (1 - score) if a and b else _LEFT_OUT_SHARE * _span_weight(one or other)
        known = best.get((i + a, j + b))
        if known is None or cost + step < known[0] - 1e-9:
            best[i + a, j + b] = (cost + step, a, b, score)


def _span_weight(tokens: Sequence[_Token]) -> float:
    return sum(weight(text) for text, _ in tokens)


def _group_score(one: tuple[_Token, ...], other: tuple[_Token, ...]) -> float:
    """The likeness of one word and one word, or of one word and two run together."""
    a, b = "".join(text for text, _ in one), "".join(text for text, _ in other)
    if len(one) + len(other) > 2 and not (one[0][1] or other[0][1]):
        return float(a == b)  # two Latin words are not run together by chance
    return word_score(a, one[0][1], b, other[0][1])
