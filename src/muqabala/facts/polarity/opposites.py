"""Opposite words for one thing: rose here, fell there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from muqabala.facts.collated import Collated, Place
from muqabala.facts.cues import Cue
from muqabala.facts.line import Line
from muqabala.records import Comparison, Span

OPPOSITE = "MQ802"

_LINKED = 0.2  # even a weak link to the very opposite is telling: opposites seldom have vectors alike
_BESIDE = 1  # tokens by which a link may miss
_AGREED = 2  # linked neighbours that put two opposites into one place
_TAKEN = 0.55  # cosine from which the source word is already rendered by another word of the claim
_PLAIN = "none"  # the axis of phrases that look like one end of another axis
_MOST = 12  # words of one axis in the evidence that are looked at
_BEFORE = 3  # tokens before a word among which a negation turns it round
_ANY = frozenset({"اي", "ايه", "ادني", "any"})  # what a negation further away reaches over: «لم يجد المفتش أي دليل»
_FAR = 9  # tokens before such a word among which that negation stands
_TURNING = frozenset({("soft", "lack"), ("soft", "exclude"), ("soft", "prefix"), ("void", "only")})
_SPEECH = "confirm"  # the axis of affirming and denying: «أكد أنه لن» is "denied that he would"
_SURE, _LOOSE = 0.7, 0.44
"""Confidence of opposites that are well linked, and of others: in a long claim of several sentences a weak link joins
words that have nothing to do with each other."""
_WELL = 0.4  # link score between the two


def opposites(sides: Collated) -> Iterator[Comparison]:
    """The words of the claim that stand where the evidence has their opposite; SAME for those it has as well.

    A word that is denied on either side is left alone: "did not fail" is "succeeded".
    """
    stated = {cue.value for cue in sides.stated}
    said: dict[str, list[tuple[int, Cue]]] = {}
    for line, cue in sides.all_said():
        if cue.sort == "pole":
            said.setdefault(_axis(cue), []).append((line, cue))
    settled: set[Span] = set()
    for cue in sides.stated:
        theirs = said.get(_axis(cue), [])[:_MOST] if cue.sort == "pole" and _axis(cue) != _PLAIN else []
        found = _held(sides, cue, theirs, stated) if theirs else None
        if found is not None and found.article is not None and found.article not in settled:
            settled.add(found.article)
            yield found


def _axis(cue: Cue) -> str:
    return cue.value.split("/")[0]


def _held(sides: Collated, cue: Cue, theirs: Sequence[tuple[int, Cue]], stated: set[str]) -> Comparison | None:
    """A word of the claim against those of the evidence on its axis."""
    article = sides.claim.span(cue.first, cue.last)
    for line, other in theirs:
        if other.value == cue.value:
            return sides.same(article, sides.source(line, other.first, other.last))
    if _turned(sides.claim, cue, sides.stated_near(cue.first, _FAR)):
        return None
    open_ones = [(line, other) for line, other in theirs if other.value not in stated]
    plain = [
        (n, o) for n, o in open_ones if not _turned(sides.evidence[n], o, sides.said_near(Place(n, o.first), _FAR))
    ]
    linked = [pair for pair in plain if _is_linked(sides, cue, *pair)]
    for line, other in (linked or [pair for pair in plain if _is_placed(sides, cue, *pair)])[:1]:
        bond = sides.best(range(cue.first, cue.last))
        confidence = _SURE if linked and bond is not None and bond.score >= _WELL else _LOOSE
        return sides.changed(OPPOSITE, article, sides.source(line, other.first, other.last), confidence)
    return None


def _turned(line: Line, cue: Cue, cues: Sequence[Cue]) -> bool:
    """Whether a negation, or a word that may stand for one, is right before a cue or right behind it ("found no"), or
    reaches it from afar: over «أي» ("any"), or from within what is affirmed or denied.

    Words that only look like a negation undo it where they hold it («بلا شك») or stand in it («لا يُسمح إلا»).
    """
    reach = _FAR if line.word(cue.first - 1) in _ANY else _BEFORE
    return any(
        (_turns(other) and (0 <= cue.first - other.last < reach or other.first == cue.last))
        or (other.sort == "void" and other.first < cue.last and cue.first < other.last)
        or (other.sort == "full" and _axis(cue) == _SPEECH and 0 <= other.first - cue.last < _FAR)
        for other in cues
    )


def _turns(cue: Cue) -> bool:
    return cue.sort == "full" or (cue.sort, cue.value) in _TURNING


def _is_linked(sides: Collated, cue: Cue, line: int, other: Cue) -> bool:
    """Whether the word vectors take the two opposites, or a word beside, for each other."""
    bond = sides.best(range(cue.first, cue.last))
    if bond is None or bond.score < _LINKED or bond.place.line != line:
        return False
    return other.first - _BESIDE <= bond.place.token < other.last + _BESIDE


def _is_placed(sides: Collated, cue: Cue, line: int, other: Cue) -> bool:
    """Whether the neighbours of the two opposites are linked and the source word has no other rendering."""
    taken = sides.best_back(line, range(other.first, other.last))
    if taken is not None and taken.score >= _TAKEN:
        return False
    own = range(cue.first, cue.last)
    return sides.agreement(cue.first, Place(line, other.first), leave_out=own) >= _AGREED
