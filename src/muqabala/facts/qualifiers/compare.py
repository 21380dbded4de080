"""How the limiting words of a claim stand to those of its evidence.

A limit of the evidence is dropped where the claim renders what it stands by, while no word of the claim, neither a
known rendering nor a word linked with it nor a loose word close by, can stand for the limit itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from muqabala.facts.collated import Bond, Collated, collated
from muqabala.facts.collation import Collation
from muqabala.facts.cues import Cue
from muqabala.facts.line import Line
from muqabala.facts.tables import rows
from muqabala.records import Comparison, DepartureType, Severity, Span

KIND = DepartureType.QUALIFIER
DROPPED, ADDED, UNCONDITIONAL = "MQ1001", "MQ1002", "MQ1003"
CONDITION, EXCEPTION, INSERTED, ONE_OF = "condition", "exception", "added", "oneof"
AFTER, ATTRIBUTIVE, OPENER, WHOLE, IDLE = "after", "attributive", "opener", "whole", "idle"
_NOT_LOST = (CONDITION, EXCEPTION, INSERTED, OPENER, WHOLE, IDLE)  # groups that are not limits before a word

_RENDERED = 0.5  # likeness from which a limit has a counterpart in the claim
_HEAD = 0.5  # likeness from which what it stands by has one
_NEAR = 0.3  # likeness under which a word close by may be the limit in other words
_FIRM = 0.5  # likeness that a word around a lost limit must reach
_BESIDE = 4  # words on either side of a limit that are looked at for that
_RETOLD_AROUND = 2  # words around an added limit that must have a counterpart
_MAIN_SHARE = 0.5  # share of the claim's linked words from which a sentence is the one retold
_NEW = 0.4  # likeness under which a limit of the claim has no counterpart
_CLAUSE = 14  # words of a condition that are looked at
_SHORTEST_CLAUSE = 2
_SUPERLATIVE_REACH = 3  # words after "one of the" among which its superlative stands
_LEFT_OUT = 0.2  # share of the words of a condition that the claim may render
_AROUND = 20  # words on either side of a condition in which its main clause is looked for
_KEPT_MAIN = 3  # words of the main clause that it must render
_UNDERLINED, _SPREAD = 5, 12  # words of the main clause that are underlined, and over how many tokens at most
_SURE, _NOTED, _INSERTED, _OPEN = 0.7, 0.3, 0.75, 0.7  # confidence of the rules, as measured


def compare(collation: Collation) -> tuple[Comparison, ...]:
    """Hold the limiting words of a claim against its evidence.

    CHANGED (MQ1001) where a limit of the source is gone. UNSUPPORTED (MQ1002) where the claim limits, or widens to
    all, what the source does not. Both are minor for the concepts that the table keeps, else info. CHANGED (major,
    MQ1003) where a condition or an exception is gone. SAME (info) where a limit is kept. Nothing is said where no
    links are given.
    """
    sheet = collated(collation, KIND)
    if sheet is None:
        return ()
    found = (*_dropped(sheet), *_inserted(sheet), *_unconditional(sheet))
    return (*_first_of_each(found), *_same(sheet))


def _first_of_each(found: tuple[Comparison, ...]) -> Iterator[Comparison]:
    """One comparison for each stretch of the claim, the surest."""
    taken: set[Span | None] = set()
    for pair in sorted(found, key=lambda pair: -pair.confidence):
        if pair.article not in taken:
            taken.add(pair.article)
            yield pair


# Limits that are gone


def _dropped(sheet: Collated) -> Iterator[Comparison]:
    kept = {cue.sort for cue in sheet.stated}
    for line in _retold(sheet):
        openers = {0, *(cue.last for cue in sheet.said[line] if cue.value == OPENER)}
        rendered = {cue.first for cue in sheet.said[line] if cue.sort in kept}
        for cue in sheet.said[line]:
            if cue.value in _NOT_LOST or cue.first in rendered or _is_idle(sheet.evidence[line], cue, openers):
                continue
            back = sheet.best_back(line, range(cue.first, cue.last))
            bond = _head(sheet, line, cue) if back is None or back.score < _RENDERED else None
            if bond is None or _has_loose_neighbour(sheet, bond.own):
                continue
            words = _with_neighbours(sheet, bond.own)
            around = _likeness_around(sheet, words) or _likeness_around(sheet, range(bond.own, bond.own + 1))
            if max(around, default=0.0) >= _FIRM:
                yield _gone(sheet, line, cue, bond, words)


def _retold(sheet: Collated) -> list[int]:
    """The English lines that hold at least half of the claim's linked words: what other lines lack is no loss.

    Arabic lines are left out, since the Arabic forms of the table are renderings, wider than the limits themselves.
    """
    bonds = (sheet.best((own,)) for own in range(len(sheet.claim)) if sheet.claim.is_content(own))
    held = Counter(bond.place.line for bond in bonds if bond is not None and bond.score >= _RENDERED)
    main = (line for line, count in sorted(held.items()) if count >= _MAIN_SHARE * held.total())
    return [line for line in main if sheet.evidence[line].reading.lang == "en"]


def _retold_cues(sheet: Collated) -> Iterator[tuple[int, Cue]]:
    return ((line, cue) for line in _retold(sheet) for cue in sheet.said[line])


def _is_idle(line: Line, cue: Cue, openers: set[int]) -> bool:
    """Whether a limit is itself denied, as in "not only", is a "one of the" without a superlative after it, may
    be a verb, as "failed" without an article before it, or is part of a name, as in "Southern University".
    """
    if cue.value == ATTRIBUTIVE and cue.first not in openers:
        return True
    if cue.first and line.reading.tokens[cue.first].capital:
        return True
    if line.word(cue.first - 1).endswith(("not", "n't", "no")):
        return True
    after = [line.word(cue.last + step) for step in range(_SUPERLATIVE_REACH)]
    return cue.value == ONE_OF and not any(word == "most" or word.endswith("est") for word in after)


def _head(sheet: Collated, line: int, cue: Cue) -> Bond | None:
    """The claim's word for what a limit stands by: the next word of weight, and both must choose each other."""
    own = sheet.evidence[line]
    for token in _beside(own, cue):
        if own.ends_clause(token):
            return None
        if own.is_content(token):
            back = sheet.best_back(line, (token,))
            forth = sheet.best((back.own,)) if back else None
            mutual = back is not None and forth is not None and forth.place == back.place and back.score >= _HEAD
            return back if mutual else None
    return None


def _beside(line: Line, cue: Cue) -> range:
    """The tokens among which the word stands that a limit limits: past a figure, or a "most", a few more."""
    if cue.value == AFTER:
        return range(cue.first - 1, cue.first)
    is_apart = cue.value == ONE_OF or line.word(cue.last)[:1].isdigit()
    return range(cue.last, min(len(line), cue.last + (_SUPERLATIVE_REACH if is_apart else 1)))


def _has_loose_neighbour(sheet: Collated, own: int) -> bool:
    """Whether a word beside a word of the claim has no counterpart, and so may say the limit in its own way."""
    claim = sheet.claim
    for step in (-1, 1, 2):
        if claim.ends_clause(own + step):
            if step > 0:
                break
            continue
        bond = sheet.best((own + step,))
        if bond is not None and bond.score < _NEAR and claim.is_content(own + step):
            return True
    return False


def _with_neighbours(sheet: Collated, own: int) -> range:
    """A word of the claim and the words of weight right beside it."""
    first = own - 1 if own and sheet.claim.is_content(own - 1) else own
    last = own + 2 if own + 1 < len(sheet.claim) and sheet.claim.is_content(own + 1) else own + 1
    return range(first, last)


def _likeness_around(sheet: Collated, words: range) -> list[float]:
    """How alike the words of weight around some words of the claim are to their counterparts."""
    around = (*range(words.start - _BESIDE, words.start), *range(words.stop, words.stop + _BESIDE))
    bonds = (sheet.best((own,)) for own in around if sheet.claim.is_content(own))
    return [bond.score for bond in bonds if bond is not None]


def _gone(sheet: Collated, line: int, cue: Cue, bond: Bond, own: range) -> Comparison:
    words = sheet.claim.span(own.start, own.stop)
    source = sheet.source(line, min(cue.first, bond.place.token), max(cue.last, bond.place.token + 1))
    severity, confidence = (Severity.MINOR, _SURE) if cue.sort in _kept_concepts() else (Severity.INFO, _NOTED)
    return sheet.changed(DROPPED, words, source, confidence, severity)


@lru_cache(maxsize=1)
def _kept_concepts() -> frozenset[str]:
    return frozenset(concept for concept, _, kept, *_ in rows("qualifiers.tsv") if kept == "yes")


# Limits that the source does not have


def _inserted(sheet: Collated) -> Iterator[Comparison]:
    had = {cue.sort for _, cue in sheet.all_said()}
    for cue in sheet.stated:
        bond = sheet.best(range(cue.first, cue.last))
        if cue.value != INSERTED or cue.sort in had or bond is None or bond.score >= _NEW:
            continue
        first = cue.first - 1 if cue.first and sheet.claim.is_content(cue.first - 1) else cue.first
        around = _likeness_around(sheet, range(first, cue.last))
        if sum(score >= _RENDERED for score in around) >= _RETOLD_AROUND:
            yield _new(sheet, cue, sheet.claim.span(first, cue.last))


def _new(sheet: Collated, cue: Cue, words: Span) -> Comparison:
    severity, confidence = (Severity.MINOR, _INSERTED) if cue.sort in _kept_concepts() else (Severity.INFO, _NOTED)
    return sheet.unsupported(ADDED, words, confidence, severity)


# Conditions and exceptions


def _unconditional(sheet: Collated) -> Iterator[Comparison]:
    kept = {cue.sort for cue in sheet.stated}
    for line, cue in _retold_cues(sheet):
        if cue.value not in (CONDITION, EXCEPTION) or cue.sort in kept:
            continue
        clause = _clause(sheet.evidence[line], cue)
        main = _main(sheet, line, clause) if _is_left_out(sheet, line, cue, clause) else ()
        if len(main) >= _KEPT_MAIN:
            source = sheet.source(line, cue.first, clause.stop)
            yield sheet.changed(UNCONDITIONAL, _around(sheet, main), source, _OPEN)


def _clause(line: Line, cue: Cue) -> range:
    """The tokens of a condition, up to the next mark."""
    last = cue.last
    while last < min(len(line), cue.last + _CLAUSE) and not line.ends_clause(last):
        last += 1
    return range(cue.last, last)


def _is_left_out(sheet: Collated, line: int, cue: Cue, clause: range) -> bool:
    """Whether the claim renders neither the word that begins a condition nor the words of the condition."""
    begun = sheet.best_back(line, range(cue.first, cue.last))
    words = [token for token in clause if sheet.evidence[line].is_content(token)]
    rendered = sum((back := sheet.best_back(line, (t,))) is not None and back.score >= _NEW for t in words)
    is_begun = begun is not None and begun.score >= _NEW
    return not is_begun and len(words) >= _SHORTEST_CLAUSE and rendered <= _LEFT_OUT * len(words)


def _main(sheet: Collated, line: int, clause: range) -> tuple[Bond, ...]:
    """The claim's words for the words of the same sentence outside the condition, the surest first."""
    own = sheet.evidence[line]
    around = range(max(0, clause.start - _AROUND), min(len(own), clause.stop + _AROUND))
    bonds = (sheet.best_back(line, (t,)) for t in around if t not in clause and own.is_content(t))
    found = [bond for bond in bonds if bond is not None and bond.score >= _HEAD]
    return tuple(sorted(found, key=lambda bond: abs(bond.place.token - clause.start)))


def _around(sheet: Collated, main: tuple[Bond, ...]) -> Span:
    """The claim's words for what stood closest to the condition."""
    own = sorted(bond.own for bond in main[:_UNDERLINED])
    close = [token for token in own if token - own[0] < _SPREAD]
    return sheet.claim.span(close[0], close[-1] + 1)


def _same(sheet: Collated) -> Iterator[Comparison]:
    said = {cue.sort: sheet.source(line, cue.first, cue.last) for line, cue in reversed(tuple(sheet.all_said()))}
    for cue in sheet.stated:
        if cue.sort in said and cue.value != INSERTED:
            yield sheet.same(sheet.claim.span(cue.first, cue.last), said[cue.sort])
