"""Where in a text a name stands, whatever its spelling and script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from muqabala.records import Span
from muqabala.spelling.costs import word_score
from muqabala.spelling.letters import Word, readings, union, words
from muqabala.spelling.pairing import ACCEPT, alike

_ANCHOR = 0.55  # what one word must score for the windows around it to be looked at
_LEEWAY = 2  # words that a window may have more than the name


@dataclass(frozen=True, slots=True)
class _Window:
    """A run of words of a text, with the sound classes of all of them."""

    words: tuple[Word, ...]
    must: int
    may: int


def best_window(name: str, text: str, least: float = ACCEPT, longest: int = 5) -> tuple[Span, float] | None:
    """The run of 1 to `longest` words of a text that best spells a name, with its similarity, or None under `least`.

    The span is in the offsets of `text`; a clitic that is no part of the name (و, ب …) is left out of it. Windows whose
    consonants cannot spell the name are passed over: a hundred names in a sentence take a few milliseconds.
    """
    wanted = words(name)
    best: tuple[tuple[float, int], _Window] | None = None
    for window in _promising(wanted, text, longest) if wanted else ():
        score = alike(wanted, window.words)
        rank = (round(score, 3), -abs(len(window.words) - len(wanted)))
        if score >= least and (best is None or rank > best[0]):
            best = (rank, window)
    return None if best is None else (_span(best[1], wanted), best[0][0])


def _promising(wanted: Sequence[Word], text: str, longest: int) -> Iterator[_Window]:
    """The windows around a word that spells some word of the name, and whose consonants could spell the whole."""
    anchors = _anchors(wanted, text)
    if not anchors:
        return
    may, must = union(word.may for word in wanted), union(word.must for word in wanted)
    for window in _windows(text, min(longest, len(wanted) + _LEEWAY)):
        if anchors.isdisjoint(word.span.start for word in window.words):
            continue
        foreign = window.must & ~may
        if foreign.bit_count() > (window.must.bit_count() > 2) or (must and not must & window.may):
            continue
        if wanted[0].must & ~window.may and wanted[-1].must & ~window.may:
            continue
        yield window


def _anchors(wanted: Sequence[Word], text: str) -> frozenset[int]:
    """Where words stand that, alone or run together with the next, spell some word of the name."""
    found = set()
    own = words(text)
    for word, following in pairwise((*own, None)):
        if word is None:
            continue
        forms = [word.text] if following is None else [word.text, word.text + following.text]
        if any(word_score(w.text, w.arabic, form, word.arabic) >= _ANCHOR for w in wanted for form in forms):
            found.add(word.span.start)
    return frozenset(found)


@lru_cache(maxsize=512)
def _windows(text: str, longest: int) -> tuple[_Window, ...]:
    own = words(text)
    runs = (own[start : start + size] for start in range(len(own)) for size in range(1, longest + 1))
    return tuple(
        _Window(run, union(word.must for word in run), union(word.may for word in run)) for run in dict.fromkeys(runs)
    )


def _span(window: _Window, wanted: Sequence[Word]) -> Span:
    """The window's span without a leading clitic that the best reading of its first word drops; ال is kept."""
    first = window.words[0]
    whole = first.span.join(window.words[-1].span)
    if not first.arabic or len(first.text) != len(first.span):
        return whole
    kept = max(readings(first.text), key=lambda form: max(word_score(form, True, w.text, w.arabic) for w in wanted))
    clitic = first.text.removesuffix(kept)
    skipped = 0 if clitic.endswith("لل") else len(clitic.removesuffix("ال"))
    return Span(whole.start + skipped, whole.end)
