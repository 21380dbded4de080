"""Single words beside a noun that only one side has: the source's adjective that is gone, the claim's that is new."""

from __future__ import annotations

from collections.abc import Iterator

from muqabala.facts.collated import Bond, Collated, Place
from muqabala.facts.cues import Line
from muqabala.facts.likelihood import Candidate
from muqabala.facts.onesided import around
from muqabala.facts.qualifiers.compare import ADDED, DROPPED
from muqabala.records import Severity

_HEAD = 0.5  # likeness from which the noun itself has a counterpart
_WEAK = 0.35  # likeness under which a word has none
_MOST = 60  # words a line that are looked at
_SUFFIXES = ("ly", "al", "ic", "ous", "ive", "ary", "ful", "less", "ed", "ing", "ern", "ian", "ese", "able", "ible")


def modifiers(sides: Collated) -> Iterator[Candidate]:
    """Words that only one side has, right beside a word that both have."""
    for number, line in enumerate(sides.evidence):
        if line.reading.lang == "en":
            for token in range(min(len(line) - 1, _MOST)):
                if (bond := _noun(sides, number, line, token)) is not None:
                    yield _gone(sides, number, token, bond)
    if sides.claim.reading.lang == "ar":
        for token in range(1, min(len(sides.claim), _MOST)):
            if (head := _before(sides, token)) is not None:
                yield _new(sides, token, head)


def _noun(sides: Collated, number: int, line: Line, token: int) -> Bond | None:
    """The counterpart of the word right after one that no word of the claim is linked with."""
    if not line.is_content(token) or not line.is_content(token + 1) or sides.best_back(number, (token,)) is not None:
        return None
    bond = sides.best_back(number, (token + 1,))
    return bond if bond is not None and bond.score >= _HEAD and sides.claim.is_content(bond.own) else None


def _gone(sides: Collated, number: int, token: int, bond: Bond) -> Candidate:
    line, own = sides.evidence[number], bond.own
    word = line.word(token)
    beside = [_score(sides, own + step) for step in (-1, 1)]
    traits = {
        "head": bond.score,
        "capital": float(line.reading.tokens[token].capital),
        "head capital": float(line.reading.tokens[token + 1].capital),
        "before": beside[0],
        "after": beside[1],
        "chained": float(token > 0 and line.is_content(token - 1)),
        "mutual": float((back := sides.best((own,))) is not None and back.place == bond.place),
        "rank": float(number > 0),
        f"ends {next((s for s in _SUFFIXES if word.endswith(s)), 'otherwise')}": 1.0,
        f"head ends {next((s for s in _SUFFIXES if line.word(token + 1).endswith(s)), 'otherwise')}": 1.0,
        **around(sides, bond),
    }
    article = sides.claim.span(own, min(len(sides.claim), own + 2))
    source = sides.source(number, token, token + 2)
    return Candidate("modifier lost", DROPPED, Severity.MINOR, article, source, traits)


def _score(sides: Collated, token: int) -> float:
    """How well a word of the claim is linked; 1 for one that says nothing by itself, and at a mark."""
    bond = sides.best((token,)) if sides.claim.is_content(token) else None
    return bond.score if bond is not None else 1.0


def _before(sides: Collated, token: int) -> Bond | None:
    """The counterpart of the word right before one of the claim that has none."""
    own, head = sides.best((token,)), sides.best((token - 1,))
    if own is None or own.score >= _WEAK or not sides.claim.is_content(token) or not sides.claim.is_content(token - 1):
        return None
    return head if head is not None and head.score >= _HEAD else None


def _new(sides: Collated, token: int, head: Bond) -> Candidate:
    claim, word, noun = sides.claim, sides.claim.word(token), sides.claim.word(token - 1)
    own = sides.best((token,))
    place = Place(head.place.line, head.place.token)
    both = word.startswith("ال"), noun.startswith(("ال", "وال", "بال", "لل", "كال"))
    traits = {
        "link": own.score if own else 0.0,
        "head": head.score,
        "after": _score(sides, token + 1),
        "both definite": float(all(both)),
        "one definite": float(both[0] != both[1]),
        "prefixed": float(word[:1] in "وفبلك"),
        "verb": float(word[:1] in "يتنس"),
        "adverb": float(word.endswith("ا")),
        "relation": float(word.endswith(("ي", "يه", "يا"))),
        "feminine": float(word.endswith("ه") and noun.endswith("ه")),
        "plural": float(word.endswith(("ين", "ون", "ات"))),
        "capital": float(sides.evidence[place.line].reading.tokens[place.token].capital),
        "same place": float(own is not None and own.place == place),
        "last": float(claim.ends_clause(token + 1)),
        **around(sides, head),
    }
    return Candidate("modifier gained", ADDED, Severity.MINOR, claim.span(token - 1, token + 1), None, traits)
