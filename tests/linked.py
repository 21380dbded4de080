"""Collations for tests of wording: a claim and its source with the word links that a reader would draw."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType

from muqabala import fold
from muqabala.facts.collation import Collation
from muqabala.records import Comparison, Passage, Severity, SourceSpan, Span, WordPair

Pairs = tuple[tuple[str, str, float], ...]
_NO_COUNTERPART = 0.2


def pairs(text: str) -> Pairs:
    """Links written as `claim=source` or `claim=source@0.4`, a space between; 0.8 where no likeness is given."""
    found = []
    for item in text.split():
        words, _, score = item.partition("@")
        own, _, theirs = words.partition("=")
        found.append((own, theirs, float(score or 0.8)))
    return tuple(found)


def collation(kind: ModuleType, claim: str, source: str, links: Pairs, lang: str = "ar") -> Collation:
    """A claim in `lang` beside a source in the other language. Words without a link are linked badly, as in life."""
    own = Passage("article", claim, Span(0, len(claim)), lang)
    other = Passage("source", source, Span(0, len(source)), "en" if lang == "ar" else "ar")
    stated, said = kind.extract(own), kind.extract(other)
    return Collation(own, stated, (other,), said, said, _links(claim, source, links))


def flagged(kind: ModuleType, given: Collation) -> list[tuple[str, str]]:
    """The code and the words of every comparison above info."""
    return above_info(kind.compare(given), given.claim.text)


def above_info(found: Iterable[Comparison], claim: str) -> list[tuple[str, str]]:
    """The code and the claim's words of every comparison above info."""
    return [
        (one.code, one.article.of(claim))
        for one in found
        if one.severity is not Severity.INFO and one.article is not None
    ]


def _links(claim: str, source: str, links: Pairs) -> tuple[WordPair, ...]:
    theirs = {word.of(source): word for word in reversed(fold.words(source))}
    assert all(own in claim and word in theirs for own, word, _ in links), "a link names a word that is not there"
    wanted = {own: (theirs[word], score) for own, word, score in links}
    spare = fold.words(source)[0]
    return tuple(
        WordPair(word, SourceSpan("source", place), score)
        for word in fold.words(claim)
        for place, score in (wanted.get(word.of(claim), (spare, _NO_COUNTERPART)),)
    )
