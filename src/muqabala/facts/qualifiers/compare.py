"""How the limiting words of a claim stand to those of its evidence.

A limit of the evidence is dropped where the claim renders what it stands by, while no word of the claim, neither a
known rendering nor a word linked with it nor a loose word close by, can stand for the limit itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from muqabala.facts.collated import Bond, Collated, collated
from muqabala.facts.collation import Collation
from muqabala.facts.cues import Cue, Line
from muqabala.facts.lexicon import rows
from muqabala.records import Comparison, DepartureType, Relation, Severity, SourceSpan, Span

KIND = DepartureType.QUALIFIER
DROPPED, ADDED, UNCONDITIONAL = "MQ1001", "MQ1002", "MQ1003"
CONDITION, INSERTED, ONE_OF = "condition", "added", "oneof"

_RENDERED = 0.5  # likeness from which a limit has a counterpart in the claim
_HEAD = 0.55  # likeness from which what it stands by has one
_NEAR = 0.3  # likeness under which a word close by may be the limit in other words
_NEW = 0.4  # likeness under which a limit of the claim has no counterpart
_CLAUSE = 14  # words of a condition that are looked at
_SHORTEST_CLAUSE = 3
_SUPERLATIVE_REACH = 3  # words after "one of the" among which its superlative stands
_LEFT_OUT = 0.2  # share of the words of a condition that the claim may render
_AROUND = 20  # words on either side of a condition in which its main clause is looked for
_KEPT_MAIN = 2  # words of the main clause that it must render
_SURE, _NOTED, _INSERTED, _OPEN = 0.6, 0.3, 0.7, 0.6  # confidence of the rules


def compare(collation: Collation) -> tuple[Comparison, ...]:
    """Hold the limiting words of a claim against its evidence.

    CHANGED (MQ1001) where a limit of the source is gone: minor for the concepts that the table keeps, else info.
    UNSUPPORTED (minor, MQ1002) where the claim limits what the source does not. CHANGED (major, MQ1003) where a
    condition is gone. SAME (info) where a limit is kept. Nothing is said where no links are given.
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
    for line, cue in sheet.all_said():
        if cue.value in (CONDITION, INSERTED) or cue.sort in kept or _is_idle(sheet.evidence[line], cue):
            continue
        back = sheet.best_back(line, range(cue.first, cue.last))
        bond = _head(sheet, line, cue) if back is None or back.score < _RENDERED else None
        if bond is not None and not _has_loose_neighbour(sheet, bond.own):
            yield _gone(sheet, line, cue, bond)


def _is_idle(line: Line, cue: Cue) -> bool:
    """Whether a limit is itself denied, as in "not only", or is a "one of the" without a superlative after it."""
    if line.word(cue.first - 1).endswith(("not", "n't", "no")):
        return True
    after = [line.word(cue.last + step) for step in range(_SUPERLATIVE_REACH)]
    return cue.value == ONE_OF and not any(word == "most" or word.endswith("est") for word in after)


def _head(sheet: Collated, line: int, cue: Cue) -> Bond | None:
    """The claim's word for what a limit stands by: the next word of weight, and both must choose each other."""
    own = sheet.evidence[line]
    for token in range(cue.last, min(len(own), cue.last + 2)):
        if own.ends_clause(token):
            return None
        if own.is_content(token):
            back = sheet.best_back(line, (token,))
            forth = sheet.best((back.own,)) if back else None
            mutual = back is not None and forth is not None and forth.place == back.place and back.score >= _HEAD
            return back if mutual else None
    return None


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


def _gone(sheet: Collated, line: int, cue: Cue, bond: Bond) -> Comparison:
    first, last = bond.own, bond.own + 1
    if first and sheet.claim.is_content(first - 1):
        first -= 1
    if last < len(sheet.claim) and sheet.claim.is_content(last):
        last += 1
    words = sheet.claim.span(first, last)
    source = sheet.source(line, cue.first, max(cue.last, bond.place.token + 1))
    sure = cue.sort in _kept_concepts()
    severity, confidence = (Severity.MINOR, _SURE) if sure else (Severity.INFO, _NOTED)
    return Comparison(
        KIND, Relation.CHANGED, words, source, DROPPED, _params(sheet, words, source), severity, confidence
    )


@lru_cache(maxsize=1)
def _kept_concepts() -> frozenset[str]:
    return frozenset(concept for concept, _, kept, *_ in rows("qualifiers.tsv") if kept == "yes")


def _params(sheet: Collated, words: Span, source: SourceSpan | None) -> dict[str, str]:
    params = {"article": words.of(sheet.claim.passage.text)}
    if source is not None:
        text = next(line.passage.text for line in sheet.evidence if line.passage.document == source.id)
        params["source"] = source.span.of(text)
    return params


# Limits that the source does not have


def _inserted(sheet: Collated) -> Iterator[Comparison]:
    had = {cue.sort for _, cue in sheet.all_said()}
    for cue in sheet.stated:
        bond = sheet.best(range(cue.first, cue.last))
        if cue.value == INSERTED and cue.sort not in had and bond is not None and bond.score < _NEW:
            first = cue.first - 1 if cue.first and sheet.claim.is_content(cue.first - 1) else cue.first
            words = sheet.claim.span(first, cue.last)
            params = _params(sheet, words, None)
            yield Comparison(KIND, Relation.UNSUPPORTED, words, None, ADDED, params, Severity.MINOR, _INSERTED)


# Conditions


def _unconditional(sheet: Collated) -> Iterator[Comparison]:
    if any(cue.value == CONDITION for cue in sheet.stated):
        return
    for line, cue in sheet.all_said():
        if cue.value == CONDITION:
            clause = _clause(sheet.evidence[line], cue)
            main = _main(sheet, line, clause) if _is_left_out(sheet, line, clause) else ()
            if len(main) >= _KEPT_MAIN:
                words = _around(sheet, main)
                source = sheet.source(line, cue.first, clause.stop)
                params = _params(sheet, words, source)
                yield Comparison(KIND, Relation.CHANGED, words, source, UNCONDITIONAL, params, Severity.MAJOR, _OPEN)


def _clause(line: Line, cue: Cue) -> range:
    """The tokens of a condition, up to the next mark."""
    last = cue.last
    while last < min(len(line), cue.last + _CLAUSE) and not line.ends_clause(last):
        last += 1
    return range(cue.last, last)


def _is_left_out(sheet: Collated, line: int, clause: range) -> bool:
    words = [token for token in clause if sheet.evidence[line].is_content(token)]
    rendered = sum((back := sheet.best_back(line, (t,))) is not None and back.score >= _RENDERED for t in words)
    return len(words) >= _SHORTEST_CLAUSE and rendered <= _LEFT_OUT * len(words)


def _main(sheet: Collated, line: int, clause: range) -> tuple[Bond, ...]:
    """The claim's words for the words of the same sentence outside the condition, the surest first."""
    own = sheet.evidence[line]
    around = range(max(0, clause.start - _AROUND), min(len(own), clause.stop + _AROUND))
    bonds = (sheet.best_back(line, (t,)) for t in around if t not in clause and own.is_content(t))
    found = [bond for bond in bonds if bond is not None and bond.score >= _HEAD]
    return tuple(sorted(found, key=lambda bond: abs(bond.place.token - clause.start)))


def _around(sheet: Collated, main: tuple[Bond, ...]) -> Span:
    """The claim's words for what stood closest to the condition."""
    own = sorted(bond.own for bond in main[:3])
    close = [token for token in own if token - own[0] < 8]
    return sheet.claim.span(close[0], close[-1] + 1)


def _same(sheet: Collated) -> Iterator[Comparison]:
    said = {cue.sort: sheet.source(line, cue.first, cue.last) for line, cue in reversed(tuple(sheet.all_said()))}
    for cue in sheet.stated:
        if cue.sort in said and cue.value != INSERTED:
            words = sheet.claim.span(cue.first, cue.last)
            yield Comparison(KIND, Relation.SAME, words, said[cue.sort], "", _params(sheet, words, said[cue.sort]))
