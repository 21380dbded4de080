"""A claim beside its source with the word links that a reader would draw, for tests of attribution and quotations."""

from __future__ import annotations

from types import ModuleType

from muqabala import fold
from muqabala.facts.collation import Collation
from muqabala.records import Comparison, Passage, Severity, SourceSpan, Span, WordPair

Pairs = tuple[tuple[str, str], ...]
_SCORE, _NO_COUNTERPART = 0.8, 0.2


def pairs(text: str) -> Pairs:
    """Links written as `claim=source`, a space between."""
    return tuple((own, theirs) for own, _, theirs in (item.partition("=") for item in text.split()))


def collation(kind: ModuleType, claim: str, source: str, links: Pairs, lang: str = "ar") -> Collation:
    """A claim in `lang` beside a source in the other language. Words without a link are linked badly, as in life."""
    own = Passage("article", claim, Span(0, len(claim)), lang)
    other = Passage("source", source, Span(0, len(source)), "en" if lang == "ar" else "ar")
    stated, said = kind.extract(own), kind.extract(other)
    return Collation(own, stated, (other,), said, said, _links(claim, source, links))


def flagged(kind: ModuleType, given: Collation) -> list[tuple[str, str]]:
    """The code and the words of every comparison above info."""
    found: tuple[Comparison, ...] = kind.compare(given)
    return [
        (one.code, one.article.of(given.claim.text))
        for one in found
        if one.severity is not Severity.INFO and one.article is not None
    ]


def _links(claim: str, source: str, links: Pairs) -> tuple[WordPair, ...]:
    theirs = {word.of(source): word for word in reversed(fold.words(source))}
    assert all(own in claim and word in theirs for own, word in links), "a link names a word that is not there"
    wanted = {own: theirs[word] for own, word in links}
    spare = fold.words(source)[0]
    return tuple(
        WordPair(
            word,
            SourceSpan("source", wanted.get(word.of(claim), spare)),
            _SCORE if word.of(claim) in wanted else _NO_COUNTERPART,
        )
        for word in fold.words(claim)
    )
