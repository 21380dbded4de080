"""A negation that stands on one side only: the same word denied here and affirmed there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from muqabala.facts.collated import Bond, Collated, Place, among
from muqabala.facts.cues import Cue
from muqabala.facts.line import Line
from muqabala.records import Comparison, Span

DENIED = "MQ801"

_AROUND = 9  # tokens on either side of a word that may hold a counterpart of its negation
_LINKED = 0.4  # cosine from which two words are taken to be about the same
_AGREED = 2  # linked pairs of words that must stand side by side there, the denied word counted
_CONFIDENCE = 0.5
_AGREED_BY_NAME, _CONFIDENCE_BY_NAME = 1, 0.65
_DENIERS = {
    "ar": frozenset({"لا", "لم", "لن", "ليس", "ليست", "ليسوا"}),
    "en": frozenset({"not", "never", "cannot"}),
}
_AUXILIARIES = frozenset(
    ["يكن", "تكن", "يكون", "تكون", "يكونوا", "اكن", "نكن", "be", "been", "have", "being", "ever", "yet"]
)
_DENYING = frozenset({"confirm/b", "guilty/b"})  # verbs that deny what is told behind them: «نفى أن», "cleared of"
_TOLD = 12  # tokens behind such a verb that it may reach
_VERBAL = frozenset("يتنا")  # first letters of an Arabic verb in the present


def negations(sides: Collated, settled: Sequence[Span]) -> Iterator[Comparison]:
    """What one side denies and the other affirms, word by linked word; SAME where both deny.

    `settled` are places already flagged: nothing is said of them twice.
    """
    for cue in sides.stated:
        if (found := _own(sides, cue)) is not None and _is_new(found, settled):
            yield found
    poles = _poles(sides)
    for number, cue in sides.all_said():
        found = _theirs(sides, number, cue) or _one_end(sides, number, cue, poles)
        if found is not None and _is_new(found, settled):
            yield found


def _is_new(found: Comparison, settled: Sequence[Span]) -> bool:
    return found.article is not None and not any(found.article.overlap(span) for span in settled)


def denied(line: Line, cue: Cue) -> int | None:
    """The word that a negation denies: the one right behind it, an auxiliary skipped; None where that is no verb or
    adjective to be sure of («ولا إلى», "not by").
    """
    word = line.word(cue.first).lstrip("وف") if line.reading.lang == "ar" else line.word(cue.first)
    if cue.sort != "full" or not (word in _DENIERS[line.reading.lang] or word.endswith("n't")):
        return None
    index = cue.last
    while line.word(index) in _AUXILIARIES:
        index += 1
    if not line.is_content(index):
        return None
    plain = line.reading.lang == "en" or index > cue.last or word.startswith("ليس")
    return index if plain or line.word(index)[0] in _VERBAL else None


def _own(sides: Collated, cue: Cue) -> Comparison | None:
    """A negation of the claim: the linked word of the evidence is not denied."""
    word = denied(sides.claim, cue)
    bond = sides.best((word,)) if word is not None else None
    if word is None or bond is None or not _is_sure(sides, bond):
        return None
    article = sides.claim.span(cue.first, word + 1)
    line, token = bond.place.line, bond.place.token
    near = _nearest(_around(sides.said_near(bond.place, _AROUND), token, sides.stated_near(word, 0)), token)
    if near is None and not _is_told(sides.said[line], token):
        return sides.changed(DENIED, article, sides.source(line, token, token + 1), _CONFIDENCE)
    return sides.same(article, sides.source(line, near.first, near.last)) if near and near.sort == "full" else None


def _theirs(sides: Collated, number: int, cue: Cue) -> Comparison | None:
    """A negation of the evidence: the claim has the denied word, and affirms it."""
    word = denied(sides.evidence[number], cue)
    bond = sides.best_back(number, (word,)) if word is not None else None
    if word is None or bond is None or not _is_sure(sides, bond) or _is_told(sides.stated, bond.own):
        return None
    said = sides.said_near(Place(number, word), 0)
    if _nearest(_around(sides.stated_near(bond.own, _AROUND), bond.own, said), bond.own) is not None:
        return None
    article = sides.claim.span(bond.own, bond.own + 1)
    return sides.changed(DENIED, article, sides.source(number, cue.first, word + 1), _CONFIDENCE)


def _one_end(sides: Collated, number: int, cue: Cue, poles: _Poles) -> Comparison | None:
    """A negation of the evidence whose denied word stands, by the table of opposites, in the claim and is affirmed:
    "did not accept" and «قبلت». No link is needed between the two, since verbs are often linked with an auxiliary.
    """
    word = denied(sides.evidence[number], cue)
    if word is None:
        return None
    place = Place(number, word)
    said = sides.said_near(place, 0)
    held = {one for end in _ends(said, word) for one in poles.stated.get(end, ()) if len(poles.said[end]) == 1}
    if len({one.first for one in held}) != 1:
        return None
    one = min(held, key=lambda one: one.last)
    near = _around(sides.stated_near(one.first, _AROUND), one.first, said)
    agreed = sides.agreement(one.first, place, range(one.first, one.last))
    if agreed < _AGREED_BY_NAME or _is_told(sides.stated, one.first) or _nearest(near, one.first) is not None:
        return None
    article = sides.claim.span(one.first, one.last)
    return sides.changed(DENIED, article, sides.source(number, cue.first, word + 1), _CONFIDENCE_BY_NAME)


@dataclass(frozen=True, slots=True)
class _Poles:
    """The ends of axes that either side has, and the words that are one."""

    stated: Mapping[str, Sequence[Cue]]
    said: Mapping[str, Sequence[Place]]


def _poles(sides: Collated) -> _Poles:
    stated: dict[str, list[Cue]] = {}
    said: dict[str, list[Place]] = {}
    for cue in sides.stated:
        if cue.sort == "pole":
            stated.setdefault(cue.value, []).append(cue)
    for number, cue in sides.all_said():
        if cue.sort == "pole":
            said.setdefault(cue.value, []).append(Place(number, cue.first))
    once = {end: cues for end, cues in stated.items() if len(cues) == 1}
    return _Poles(once, said)


def _ends(cues: Sequence[Cue], token: int) -> frozenset[str]:
    """The ends of axes that a word is."""
    return frozenset(cue.value for cue in cues if cue.sort == "pole" and cue.first <= token < cue.last)


def _around(cues: Sequence[Cue], token: int, denied: Sequence[Cue]) -> list[Cue]:
    """The cues around a word without those it stands in, where the word it renders, which the other side denies, is no
    less negative: "did not rule out" is not «استبعد».
    """
    twice = any(cue.sort == "soft" for cue in denied)
    return [cue for cue in cues if not (twice and cue.sort == "soft" and cue.first <= token < cue.last)]


def _is_told(cues: Sequence[Cue], token: int) -> bool:
    """Whether a verb of denying stands before a word and so denies it in another way."""
    before = among(cues, range(token - _TOLD, token))
    return any(cue.sort == "pole" and cue.value in _DENYING and cue.last <= token for cue in before)


def _is_sure(sides: Collated, bond: Bond) -> bool:
    """Whether a bond joins two words that say the same, no names, and their neighbours are joined too."""
    line = sides.evidence[bond.place.line]
    token = line.reading.tokens[bond.place.token]
    if bond.score < _LINKED or token.capital:
        return False
    if not (line.is_content(bond.place.token) and sides.claim.is_content(bond.own)):
        return False
    return sides.agreement(bond.own, bond.place) >= _AGREED and not _are_opposite(sides, bond)


def _are_opposite(sides: Collated, bond: Bond) -> bool:
    """Whether two linked words are the ends of one axis: "did not fail" for «نجح» is no reversal."""
    own = {
        cue.value for cue in sides.stated_near(bond.own, 0) if cue.sort == "pole" and cue.first <= bond.own < cue.last
    }
    said = sides.said_near(bond.place, 0)
    theirs = {cue.value for cue in said if cue.sort == "pole" and cue.first <= bond.place.token < cue.last}
    return any(value[:-1] + ("b" if value.endswith("a") else "a") in theirs for value in own)


def _nearest(cues: Sequence[Cue], token: int) -> Cue | None:
    """The cue nearest to a token that denies, seems to deny or may stand for a denial; a full negation goes first."""
    near = [cue for cue in cues if cue.sort != "pole"]
    return min(near, key=lambda cue: (cue.sort != "full", _distance(cue, token)), default=None)


def _distance(cue: Cue, token: int) -> int:
    return max(cue.first - token, token - cue.last + 1, 0)
