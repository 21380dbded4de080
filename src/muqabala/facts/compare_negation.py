"""A negation that stands on one side only: the same word denied here and affirmed there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from muqabala.facts.collated import Bond, Collated
from muqabala.facts.cues import Cue, Line
from muqabala.records import Comparison, DepartureType, Relation, Severity, SourceSpan, Span

DENIED = "MQ801"

_REACH = 4  # tokens behind a negation among which the word it denies is looked for
_AROUND = 7  # tokens on either side of a word that may hold a counterpart of its negation
_LINKED = 0.6  # cosine from which two words are taken to say the same
_CONFIDENCE = 0.75


def negations(sides: Collated, settled: Sequence[Span]) -> Iterator[Comparison]:
    """What one side denies and the other affirms, word by linked word; SAME where both deny.

    `settled` are places already flagged: nothing is said of them twice.
    """
    for cue in sides.stated:
        if cue.sort == "full":
            yield from (found for found in _own(sides, cue) if _is_new(found, settled))
    for number, cue in sides.all_said():
        if cue.sort == "full":
            yield from (found for found in _theirs(sides, number, cue) if _is_new(found, settled))


def _is_new(found: Comparison, settled: Sequence[Span]) -> bool:
    return found.article is not None and not any(found.article.overlap(span) for span in settled)


def denied(line: Line, cue: Cue) -> int | None:
    """The first word with a meaning of its own that stands behind a negation in its clause."""
    for index in range(cue.last, min(len(line), cue.last + _REACH)):
        if line.ends_clause(index):
            return None
        if line.is_content(index):
            return index
    return None


def _own(sides: Collated, cue: Cue) -> Iterator[Comparison]:
    """A negation of the claim: the linked word of the evidence is not denied."""
    word = denied(sides.claim, cue)
    bond = sides.best((word,)) if word is not None else None
    if word is None or bond is None or bond.score < _LINKED or _is_name(sides, bond):
        return
    near = _nearest(sides.said[bond.place.line], bond.place.token)
    article = sides.claim.span(cue.first, word + 1)
    token = bond.place.token
    if near is None:
        yield _comparison(sides, Relation.CHANGED, article, sides.source(bond.place.line, token, token + 1))
    elif near.sort == "full":
        yield _comparison(sides, Relation.SAME, article, sides.source(bond.place.line, near.first, near.last))


def _theirs(sides: Collated, number: int, cue: Cue) -> Iterator[Comparison]:
    """A negation of the evidence: the claim has the denied word, and affirms it."""
    line = sides.evidence[number]
    word = denied(line, cue)
    bond = sides.best_back(number, (word,)) if word is not None else None
    if word is None or bond is None or bond.score < _LINKED or _is_name(sides, bond):
        return
    if _nearest(sides.stated, bond.own) is None:
        article = sides.claim.span(bond.own, bond.own + 1)
        yield _comparison(sides, Relation.CHANGED, article, sides.source(number, cue.first, word + 1))


def _nearest(cues: Sequence[Cue], token: int) -> Cue | None:
    """The cue nearest to a token that denies, seems to deny, or may stand for a denial; a full negation goes first."""
    near = [cue for cue in cues if cue.sort in ("full", "void", "soft") and _distance(cue, token) <= _AROUND]
    return min(near, key=lambda cue: (cue.sort != "full", _distance(cue, token)), default=None)


def _distance(cue: Cue, token: int) -> int:
    return max(cue.first - token, token - cue.last + 1, 0)


def _is_name(sides: Collated, bond: Bond) -> bool:
    """Whether the source word is written like a name: a capital inside the sentence, or a number."""
    line = sides.evidence[bond.place.line]
    token = line.reading.tokens[bond.place.token]
    return token.is_number or (token.capital and bond.place.token > 0)


def _comparison(sides: Collated, relation: Relation, article: Span, source: SourceSpan) -> Comparison:
    passage = next(line.passage for line in sides.evidence if line.passage.document == source.id)
    words = {"article": article.of(sides.claim.passage.text), "source": source.span.of(passage.text)}
    changed = relation is Relation.CHANGED
    severity, confidence = (Severity.MAJOR, _CONFIDENCE) if changed else (Severity.INFO, 1.0)
    code = DENIED if changed else ""
    return Comparison(DepartureType.POLARITY, relation, article, source, code, words, severity, confidence)
