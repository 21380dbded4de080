"""Names: persons, places, bodies and nationalities that a passage states, and how a claim's stand to its evidence's.

A name of the claim is explained by a name of the evidence that is the same in the tables, that stands for it (Moscow for
Russia), or that is spelled alike across scripts. Only what nothing explains is held against a source name that the claim
left without a counterpart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from muqabala import fold, spelling
from muqabala.facts.gazetteer import (
    BODY,
    BROAD,
    NATIONALITY,
    PLACE,
    Entry,
    Mention,
    entries_of,
    find_arabic,
    find_english,
    related,
    value_of,
)
from muqabala.facts.name_spans import PERSON, NameRun, arabic_runs, confirmed_names, is_arabic, is_ordinary, latin_runs
from muqabala.records import Comparison, DepartureType, Fact, Passage, Relation, Severity, SourceSpan, Span

KIND = DepartureType.NAME

CHANGED, UNSUPPORTED, GARBLED, DROPPED = "MQ401", "MQ402", "MQ403", "MQ404"

_EXPLAINS = 0.7  # similarity from which a source word explains a claim's: below ACCEPT, for no flag is better than a wrong one
_GARBLED = 0.45  # similarity from which a wrong spelling is still the same name, garbled


def extract(passage: Passage) -> tuple[Fact, ...]:
    """The names of a passage, in order. `value` is a table key (`FR`, `p:paris`, `b:nato`; several joined by `|`) or
    the folded words; `unit` is `person`, `place`, `body`, `nationality` or empty when nothing tells."""
    words = passage.words
    arabic = is_arabic(words)
    mentions = find_arabic(words) if arabic else find_english(words)
    runs = arabic_runs(words) if arabic else latin_runs(words, confirmed_names(passage.text))
    facts = [_known(passage, mention) for mention in mentions]
    facts += [_fact(passage, run.span, fold.folded(run.span.of(words)), run.sort) for run in runs]
    return tuple(sorted(facts, key=lambda fact: fact.span))


def _known(passage: Passage, mention: Mention) -> Fact:
    return _fact(passage, mention.span, value_of(mention.entries), mention.sort)


def _fact(passage: Passage, span: Span, value: str, sort: str) -> Fact:
    raw = span.shift(passage.span.start)
    return Fact(KIND, passage.document, raw, raw.of(passage.text), value, unit=sort)


@dataclass(frozen=True, slots=True)
class _Own:
    """A claim's name that no evidence explains: the words of it that are unexplained, and whether the rest of the
    source explains them."""

    fact: Fact
    span: Span
    entries: tuple[Entry, ...]
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class _Theirs:
    """An evidence name without a counterpart in the claim: its unmatched words."""

    fact: Fact
    span: Span
    entries: tuple[Entry, ...]


def compare(
    claim: Passage, stated: Sequence[Fact], evidence: Sequence[Passage], said: Sequence[Fact], context: Sequence[Fact]
) -> tuple[Comparison, ...]:
    """Hold the names of a claim against its evidence.

    SAME (info) for every name found on both sides; CHANGED where an unexplained name of the claim stands where the
    evidence has another of its sort (MQ401), or a spelling beyond recognition (MQ403); UNSUPPORTED for a person that
    the whole source does not know (MQ402); DROPPED (info) for names of the best evidence that the claim leaves out.
    """
    if not evidence:
        return ()
    same = [pair for fact in stated if (pair := _same(fact, evidence, said))]
    explained = {pair.article for pair in same}
    own = [name for fact in stated if fact.span not in explained for name in _unexplained(fact, claim, evidence, context)]
    theirs = [name for fact in said if (name := _unmatched(fact, claim, stated, said))]
    departures, used = _departures(own, theirs)
    first = evidence[0]
    dropped = [
        Comparison(KIND, Relation.DROPPED, None, SourceSpan(t.fact.document, t.fact.span), DROPPED, {"source": t.fact.text})
        for t in theirs
        if t.fact not in used and t.fact.document == first.document and first.span.overlap(t.fact.span)
    ]
    return (*same, *departures, *dropped)


# Explaining the claim's names


def _same(fact: Fact, evidence: Sequence[Passage], said: Sequence[Fact]) -> Comparison | None:
    """The evidence name that a claim's name renders, by the tables or by sound."""
    entries = entries_of(fact.value)
    kin = [other for other in said if entries and related(entries, entries_of(other.value))]
    kin.sort(key=lambda other: set(fact.value.split("|")).isdisjoint(other.value.split("|")))
    if kin:
        return _pair(fact, SourceSpan(kin[0].document, kin[0].span), 1.0)
    for passage in evidence:
        found = spelling.best_window(fact.text, passage.words, least=spelling.ACCEPT)
        if found:
            return _pair(fact, SourceSpan(passage.document, found[0].shift(passage.span.start)), found[1])
    return None


def _pair(fact: Fact, source: SourceSpan, confidence: float) -> Comparison:
    return Comparison(KIND, Relation.SAME, fact.span, source, "", {"article": fact.text}, confidence=min(1.0, confidence))


def _unexplained(fact: Fact, claim: Passage, evidence: Sequence[Passage], context: Sequence[Fact]) -> Iterable[_Own]:
    """What no evidence explains in a claim's name: the whole of a known name, the odd words of another."""
    entries = entries_of(fact.value)
    whole = evidence[0].text
    if entries:
        if not any(entry.doubtful for entry in _mention_entries(fact)) and not _heard(fact.text, evidence):
            near = any(related(entries, entries_of(other.value)) for other in context)
            yield _Own(fact, fact.span, entries, near or _heard_in(fact.text, whole))
        return
    odd = [word for word in _word_spans(fact) if not _heard(word.of(claim.text), evidence)]
    if odd:
        span = odd[0].join(odd[-1])
        yield _Own(fact, span, (), all(_heard_in(word.of(claim.text), whole) for word in odd))


def _mention_entries(fact: Fact) -> tuple[Entry, ...]:
    mentions = find_arabic(fact.text) if is_arabic(fact.text) else find_english(fact.text)
    return mentions[0].entries if mentions else ()


def _word_spans(fact: Fact) -> list[Span]:
    """The words of a name that say something, in the document's offsets."""
    spans = [span.shift(fact.span.start) for span in fold.words(fact.text)]
    return [span for span in spans if len(span) > 2] or spans


def _heard(word: str, evidence: Sequence[Passage]) -> bool:
    return any(_heard_in(word, passage.words) for passage in evidence)


def _heard_in(word: str, text: str) -> bool:
    return spelling.best_window(word, text, least=_EXPLAINS, longest=3) is not None


# Matching the evidence's names


def _unmatched(fact: Fact, claim: Passage, stated: Sequence[Fact], said: Sequence[Fact]) -> _Theirs | None:
    """An evidence name, or what is left of it, that nothing in the claim renders."""
    entries = entries_of(fact.value)
    if entries and any(related(entries, entries_of(other.value)) for other in stated):
        return None
    if entries:
        return None if _heard_in(fact.text, claim.words) else _Theirs(fact, fact.span, entries)
    left = [word for word in _word_spans(fact) if not _heard_in(_word_of(fact, word), claim.words)]
    if all(is_ordinary(_word_of(fact, word)) for word in left):
        return None
    return _Theirs(fact, left[0].join(left[-1]), ()) if left else None


def _word_of(fact: Fact, word: Span) -> str:
    return word.shift(-fact.span.start).of(fact.text)


# Departures


def _departures(own: Sequence[_Own], theirs: Sequence[_Theirs]) -> tuple[list[Comparison], set[Fact]]:
    found: list[Comparison] = []
    used: set[Fact] = set()
    for name in own:
        rivals = [other for other in theirs if other.fact not in used and _same_role(name, other)]
        if rivals:
            rival = max(rivals, key=lambda other: spelling.similarity(name.fact.text, other.fact.text))
            used.add(rival.fact)
            found.append(_changed(name, rival))
    return found, used


def _changed(name: _Own, rival: _Theirs) -> Comparison:
    alike = spelling.similarity(name.fact.text, rival.fact.text)
    code = GARBLED if not name.entries and alike >= _GARBLED else CHANGED
    return Comparison(
        KIND,
        Relation.CHANGED,
        name.span,
        SourceSpan(rival.fact.document, rival.span),
        code,
        {"article": name.fact.text, "source": rival.fact.text},
        Severity.MAJOR,
        confidence=0.85 if name.entries and rival.entries else 0.7,
    )


def _same_role(name: _Own, other: _Theirs) -> bool:
    """Whether a name of the claim could stand in the place of a name of the evidence."""
    if name.entries and other.entries:
        return _same_class(name.entries) == _same_class(other.entries) != ""
    if name.entries or other.entries:
        return False
    return name.fact.unit in ("", PERSON) and other.fact.unit in ("", PERSON)


def _same_class(entries: Sequence[Entry]) -> str:
    keys = {entry.key for entry in entries}
    if keys & BROAD:
        return ""
    if any(key.startswith("b:") for key in keys):
        return BODY
    return PLACE if any(key.startswith("p:") for key in keys) else NATIONALITY
