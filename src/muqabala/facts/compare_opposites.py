"""Opposite words for one thing: rose here, fell there."""

from __future__ import annotations

from collections.abc import Iterator

from muqabala.facts.collated import Collated
from muqabala.facts.cues import Cue
from muqabala.records import Comparison, DepartureType, Relation, Severity, SourceSpan, Span

OPPOSITE = "MQ802"

import os

SLACK = int(os.environ.get("SL", "1"))
_LINKED = float(os.environ.get("LI", "0.4"))
_BEFORE = 3  # tokens before a word among which a negation turns it round
_CONFIDENCE = 0.8


def opposites(sides: Collated) -> Iterator[Comparison]:
    """The words of the claim whose linked word of the evidence is the opposite, a negation on either side counted."""
    flagged: set[Span] = set()
    for cue in sides.stated:
        if cue.sort != "pole":
            continue
        for found in _held(sides, cue):
            if found.article is not None and found.article not in flagged:
                flagged.add(found.article)
                yield found


def _held(sides: Collated, cue: Cue) -> Iterator[Comparison]:
    axis = cue.value.split("/")[0]
    theirs = [(n, other) for n, other in sides.all_said() if other.sort == "pole" and other.value.split("/")[0] == axis]
    if not theirs:
        return
    if any(other.value == cue.value for _, other in theirs):
        return
    bond = sides.best(range(cue.first, cue.last))
    if bond is None:
        return
    turned = _turned(cue, sides.stated)
    for n, other in theirs:
        if turned or _turned(other, sides.said[n]):
            continue
        if (
            n == bond.place.line
            and other.first - SLACK <= bond.place.token < other.last + SLACK
            and bond.score >= _LINKED
        ):
            yield _comparison(sides, cue, sides.source(n, other.first, other.last))
            return
    RB = float(os.environ.get("RB", "0.5"))
    K = int(os.environ.get("KB", "3"))
    W = int(os.environ.get("WB", "3"))
    if RB >= 1:
        return
    for n, other in theirs:
        if turned or _turned(other, sides.said[n]):
            continue
        own_near = [
            t
            for t in range(cue.first - W, cue.last + W)
            if not cue.first <= t < cue.last and 0 <= t < len(sides.claim) and sides.claim.is_content(t)
        ]
        hits = sum(
            any(
                b.score >= RB
                and b.place.line == n
                and -K <= b.place.token - other.first <= K
                and sides.evidence[n].is_content(b.place.token)
                for b in sides.forth.get(t, ())
            )
            for t in own_near
        )
        taken = sides.best_back(n, range(other.first, other.last))
        if hits >= int(os.environ.get("HB", "2")) and (
            taken is None or taken.score < float(os.environ.get("TB", "0.55"))
        ):
            yield _comparison(sides, cue, sides.source(n, other.first, other.last))
            return


def _turned(cue: Cue, cues: tuple[Cue, ...]) -> bool:
    return any(
        (other.sort in ("full", "soft") and other.value != "little" or other.value == "only")
        and 0 <= cue.first - other.last < _BEFORE
        for other in cues
    )


def _comparison(sides: Collated, cue: Cue, source: SourceSpan) -> Comparison:
    passage = next(line.passage for line in sides.evidence if line.passage.document == source.id)
    article = sides.claim.span(cue.first, cue.last)
    words = {"article": article.of(sides.claim.passage.text), "source": source.span.of(passage.text), "axis": cue.value}
    return Comparison(
        DepartureType.POLARITY, Relation.CHANGED, article, source, OPPOSITE, words, Severity.MAJOR, _CONFIDENCE
    )
