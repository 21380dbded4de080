"""Claims and sources joined word by word, as the aligner joins them, for tests of the wording kinds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from linked import above_info
from muqabala.facts.collation import Collation
from muqabala.records import Comparison, Fact, Passage, SourceSpan, Span, WordPair

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


def repeated(own: str, theirs: str, pair: str, times: int, extract: Extract) -> Collation:
    """An Arabic sentence and an English one many times over, the one `pair` of words joined in each."""
    plain = collation(own * times, theirs * times, "ar>en", "", extract)
    (first,) = links(own, theirs, pair, 0.7)
    joined = [
        WordPair(first.article.shift(n * len(own)), SourceSpan("source", first.source.span.shift(n * len(theirs))), 0.7)
        for n in range(times)
    ]
    return replace(plain, context=(), links=joined)


def flags(sides: Collation, compare: Compare) -> list[tuple[str, str]]:
    """The code and the article's words of everything above info."""
    return above_info(compare(sides), sides.claim.text)
