"""Cue words that one side has, with what speaks for and against the other side lacking them.

A strict rule asks for certainty; here every cue that may be missing opposite becomes a candidate, described by traits:
what its word links say, whether words of the same kind or an excuse stand at the same place opposite, and how closely
the claim keeps to its evidence at all. How much each trait weighs was measured (`likelihood`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from muqabala.facts.collated import Bond, Collated
from muqabala.facts.cues import Cue, Line
from muqabala.facts.likelihood import Candidate
from muqabala.records import Severity, Span

SENTENCE = 250
"""Tokens beyond which a passage is no sentence but a list, whose parts say nothing of each other."""
FEWEST = 8
"""Content words of the shortest claim that is weighed: a heading is not like the sentences that were learned from."""

Excuse = Callable[[Cue], bool]
"""Whether a cue opposite may render a cue, however loosely."""

_AHEAD, _BEHIND = 6, 4  # tokens after and before a cue among which the words it bears on are looked for
_BORNE = 3  # words it bears on, on either side
_NEAR = 5  # tokens around the place opposite where an excuse counts as near
_SHORTEST, _USUAL = 10, 40  # words of a claim: a shorter one weighs as this long, a longer one no more
_VERB = 4  # letters of an Arabic verb with its prefix
_PRESENT = frozenset("يتن")
_THAT = frozenset({"ان", "بان", "الا"})
_TO = frozenset({"to", "not", "will", "would", "be"})
_FAINT = 0.3  # cosine under which a word has no counterpart
_GOOD = 0.45  # cosine from which it surely has one


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of candidate: its name in the table of weights, the code and severity of what it finds."""

    name: str
    code: str
    severity: Severity


def is_sentence(sides: Collated) -> bool:
    """Whether both sides are sentences, as those that the weights were learned on: no lists, and no mere headings."""
    if max(map(len, (sides.claim, *sides.evidence))) > SENTENCE:
        return False
    return sum(map(sides.claim.is_content, range(len(sides.claim)))) >= FEWEST


def length(words: int) -> float:
    """How long a claim is, as a share of a long sentence. A marked word is likelier right in a shorter one."""
    return max(_SHORTEST, min(_USUAL, words)) / _USUAL


def lost(sides: Collated, rule: Rule, number: int, cue: Cue, excuse: Excuse) -> Candidate | None:
    """A cue of a line of the evidence; None where no word that it bears on has a counterpart in the claim."""
    line = sides.evidence[number]
    after, before = _after(line, cue), _before(line, cue)
    bond = _strongest(sides.best_back(number, (token,)) for token in after)
    behind = _strongest(sides.best_back(number, (token,)) for token in before)
    anchor = bond or behind
    own = sides.best_back(number, range(cue.first, cue.last))
    if anchor is None:
        return None
    traits = {
        "cue": own.score if own else 0.0,
        "cue.linked": float(own is not None),
        "head": bond.score if bond else 0.0,
        "behind": behind.score if behind else 0.0,
        "mutual": float((back := sides.best((anchor.own,))) is not None and back.place == anchor.place),
        "rank": float(number > 0),
        **_opposite(sides.stated, anchor.own, own.own if own else None, cue, excuse),
        **around(sides, anchor),
        **_identity(line, cue),
        **_crossed(cue, sides.stated_near(anchor.own, _NEAR), bool(sides.stated)),
        **_form(sides.claim, anchor.own, cue),
    }
    stop = max(after[-1] + 1 if after and bond else cue.last, cue.last)
    article = _widened(sides, number, after or before, anchor)
    return Candidate(rule.name, rule.code, rule.severity, article, sides.source(number, cue.first, stop), traits)


def gained(sides: Collated, rule: Rule, cue: Cue, excuse: Excuse) -> Candidate | None:
    """A cue of the claim; None where no word that it bears on has a counterpart in the evidence."""
    after, before = _after(sides.claim, cue), _before(sides.claim, cue)
    bond = _strongest(sides.best((token,)) for token in after)
    behind = _strongest(sides.best((token,)) for token in before)
    own = sides.best(range(cue.first, cue.last))
    anchor = bond or behind
    if anchor is None or own is None:
        return None
    place = anchor.place
    said = sides.said[place.line]
    traits = {
        "cue": own.score,
        "head": bond.score if bond else 0.0,
        "behind": behind.score if behind else 0.0,
        "mutual": float((back := sides.best_back(place.line, (place.token,))) is not None and back.own == anchor.own),
        "rank": float(place.line > 0),
        **_opposite(said, place.token, own.place.token if own.place.line == place.line else None, cue, excuse),
        **around(sides, anchor),
        **_identity(sides.claim, cue),
        **_crossed(cue, sides.said_near(place, _NEAR), bool(said)),
        **_form(sides.evidence[place.line], place.token, cue),
    }
    last = max(cue.last, after[0] + 1 if after else 0)
    article = sides.claim.span(cue.first, last)
    source = sides.source(place.line, place.token, place.token + 1)
    return Candidate(rule.name, rule.code, rule.severity, article, source, traits)


def _after(line: Line, cue: Cue) -> list[int]:
    found: list[int] = []
    for index in range(cue.last, min(len(line), cue.last + _AHEAD)):
        if line.ends_clause(index) or len(found) == _BORNE:
            break
        if line.is_content(index):
            found.append(index)
    return found


def _before(line: Line, cue: Cue) -> list[int]:
    found: list[int] = []
    for index in range(cue.first - 1, max(-1, cue.first - 1 - _BEHIND), -1):
        if line.ends_clause(index) or len(found) == _BORNE:
            break
        if line.is_content(index):
            found.append(index)
    return found


def _strongest(bonds: Iterable[Bond | None]) -> Bond | None:
    return max((bond for bond in bonds if bond is not None), key=lambda bond: bond.score, default=None)


def _opposite(cues: Iterable[Cue], at: int, linked: int | None, cue: Cue, excuse: Excuse) -> dict[str, float]:
    """What stands opposite: the same cue, an excuse; near the place, at the very word linked with it, anywhere."""
    same = [other for other in cues if (other.sort, other.value) == (cue.sort, cue.value)]
    excuses = [other for other in cues if excuse(other)]
    return {
        "same": float(bool(same)),
        "same.near": float(any(_is_near(other, at) for other in same)),
        "excuse": float(bool(excuses)),
        "excuse.near": float(any(_is_near(other, at) for other in excuses)),
        "excuse.linked": float(linked is not None and any(o.first <= linked < o.last for o in (*same, *excuses))),
        "excuse.many": min(3.0, len(excuses)) / 3,
    }


def _is_near(cue: Cue, at: int) -> bool:
    return cue.first - _NEAR <= at < cue.last + _NEAR


def around(sides: Collated, anchor: Bond) -> dict[str, float]:
    """How closely the claim keeps to its evidence, around a word and altogether."""
    scores = [bond.score for token in sides.forth if sides.claim.is_content(token) and (bond := sides.best((token,)))]
    near = range(anchor.own - 3, anchor.own + 4)
    loose = [t for t in near if sides.claim.is_content(t) and (b := sides.best((t,))) is not None and b.score < _FAINT]
    return {
        "agree": min(5, sides.agreement(anchor.own, anchor.place)) / 5,
        "fit": sum(scores) / max(1, len(scores)),
        "good": sum(score >= _GOOD for score in scores) / max(1, len(scores)),
        "loose": min(3, len(loose)) / 3,
        "words": length(len(scores)),
    }


def _identity(line: Line, cue: Cue) -> dict[str, float]:
    word = " ".join(line.word(index) for index in range(cue.first, cue.last))
    return {f"is {cue.sort}:{cue.value}": 1.0, f"says {word}": 1.0}


def _crossed(cue: Cue, near: Iterable[Cue], any_cue: bool) -> dict[str, float]:
    """The cue with each kind of cue that stands at the place opposite; with "nothing" where none does."""
    found = {f"{cue.sort}:{cue.value} / {other.sort}:{other.value}": 1.0 for other in near}
    return found or {f"{cue.sort}:{cue.value} / {'nothing near' if any_cue else 'nothing'}": 1.0}


def _form(line: Line, index: int, cue: Cue) -> dict[str, float]:
    """In which form the word stands that a cue would bear on: a future, a present, after "to" or «أن», or another."""
    word = line.word(index)
    if line.reading.lang == "ar":
        bare = word[1:] if word[:1] in "وف" and len(word) > _VERB else word
        form = "other"
        if len(bare) >= _VERB and bare[0] == "س" and bare[1] in _PRESENT:
            form = "future"
        elif len(bare) >= _VERB and bare[0] in _PRESENT:
            form = "after that" if line.word(index - 1) in _THAT else "present"
    else:
        form = "past" if word.endswith("ed") else "progressive" if word.endswith("ing") else "other"
        form = "after to" if line.word(index - 1) in _TO else form
    return {f"form {form}": 1.0, f"{cue.sort}:{cue.value} > {form}": 1.0}


def _widened(sides: Collated, number: int, reach: list[int], bond: Bond) -> Span:
    """The words of the claim that render what a cue of the evidence bears on."""
    found = [other for token in reach if (other := sides.best_back(number, (token,))) is not None]
    near = [other.own for other in found if other.score >= _FAINT and abs(other.own - bond.own) <= _NEAR]
    first, last = min(near, default=bond.own), max(near, default=bond.own)
    return sides.claim.span(max(0, first - 1), min(len(sides.claim), last + 2))
