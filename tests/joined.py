"""Claims and sources joined word by word, as the aligner joins them, for tests of the wording kinds."""

from __future__ import annotations

from collections.abc import Callable

from muqabala.facts.collation import Collation
from muqabala.records import Comparison, Fact, Passage, Severity, SourceSpan, Span, WordPair

Extract = Callable[[Passage], tuple[Fact, ...]]
Compare = Callable[[Collation], tuple[Comparison, ...]]


def passage(text: str, lang: str, document: str) -> Passage:
    return Passage(document, text, Span(0, len(text)), lang)


def links(claim: str, source: str, pairs: str, score: float) -> list[WordPair]:
    """`pairs` is written "claim word=source word, …"; every word stands once in its sentence."""
    found = []
    for pair in filter(None, pairs.split(", ")):
        own, theirs = pair.split("=")
        assert own in claim, own
        assert theirs in source, theirs
        a, s = claim.index(own), source.index(theirs)
        found.append(WordPair(Span(a, a + len(own)), SourceSpan("source", Span(s, s + len(theirs))), score))
    return found


def collation(claim: str, source: str, langs: str, pairs: str, extract: Extract, score: float = 0.7) -> Collation:
    """`langs` is "ar>en" for an Arabic claim held against an English source, and so on."""
    own_lang, their_lang = langs.split(">")
    own, theirs = passage(claim, own_lang, "article"), passage(source, their_lang, "source")
    said = extract(theirs)
    return Collation(own, extract(own), [theirs], said, said, links(claim, source, pairs, score))


def flags(sides: Collation, compare: Compare) -> list[tuple[str, str]]:
    """The code and the article's words of everything above info."""
    return [
        (item.code, item.article.of(sides.claim.text))
        for item in compare(sides)
        if item.article is not None and item.severity is not Severity.INFO
    ]
