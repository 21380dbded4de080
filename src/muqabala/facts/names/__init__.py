"""Names: persons, places, bodies and nationalities that a passage states, and how a claim's stand to its evidence's."""

from __future__ import annotations

from muqabala import fold
from muqabala.facts.names.compare import KIND, compare
from muqabala.facts.names.gazetteer import Mention, find_arabic, find_english, value_of
from muqabala.facts.names.spans import arabic_runs, confirmed_names, latin_runs
from muqabala.facts.names.words import is_arabic
from muqabala.records import Fact, Passage, Span

__all__ = ["KIND", "compare", "extract"]


def extract(passage: Passage) -> tuple[Fact, ...]:
    """The names of a passage, in order. `value` is a table key (`n:FR`, `p:paris`, `b:nato`; several joined by `|`)
    or the folded words; `unit` is `person`, `place`, `body`, `nationality` or empty when nothing tells.
    """
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
