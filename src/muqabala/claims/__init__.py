"""An article taken apart: its claims, who is said to say each, what cannot be checked, and what the article cites.

Sentences are claims unless a long one holds clauses that stand alone. Arabic and English are read closely; of other
languages only what punctuation shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from muqabala.claims import attribution, checkable
from muqabala.claims.citations import credits_of, dates_in, resolve, settled
from muqabala.claims.citing import Citing, citing
from muqabala.claims.split import split
from muqabala.claims.tokens import quoted, tokens
from muqabala.fold import folded
from muqabala.records import Attribution, Citation, Claim, Document, Sentence, Span, text_sha256

__all__ = ["citations", "claim_id", "claims", "credits_of", "settled"]


def claims(article: Document, sentences: Sequence[Sentence]) -> tuple[Claim, ...]:
    """The claims of an article in the order of the text, disjoint, each inside one of `sentences`.

    A citation that opens a sentence attributes the claims after it too, until another source is cited; a
    speaker's words are the speaker's in their own claim only.
    """
    inside = quoted(article.text, article.blocks)
    lang = _language(article)
    occurrences: Counter[str] = Counter()
    scope: Citing | None = None
    out: list[Claim] = []
    for sentence in sentences:
        for span in split(article.text, _trimmed(article.text, sentence.span), lang, inside):
            key = _key(span.of(article.text))
            identity = claim_id(key, occurrences[key])
            occurrences[key] += 1
            claim, scope = _claim(article, Claim(identity, span, sentence.block, sentence.headline), scope, inside)
            out.append(claim)
    return tuple(out)


def citations(article: Document, sentences: Sequence[Sentence], corpus: Sequence[Document]) -> tuple[Citation, ...]:
    """What an article cites, in the order of the text, matched to the documents of a corpus where one fits.

    An outlet is spelled as the matched document spells it, else as the article does. A writer named without an outlet
    counts only when a document of the corpus has that author.
    """
    found: list[Citation] = []
    for sentence in sentences:
        row = tokens(article.text, sentence.span)
        dates = tuple(dates_in(row))
        for each in citing(article.text, row, _language(article)):
            citation = resolve(article.text, each, dates, corpus)
            if citation is not None:
                found.append(citation)
    return tuple(found)


def claim_id(text: str, occurrence: int) -> str:
    """An id: "c-" and 12 hex digits of SHA-256 over the folded text and the count of equal texts before it.

    An edit elsewhere keeps it; white space and letter variants do not matter.
    """
    digest = text_sha256(f"{_key(text)}\x1f{occurrence}")
    return f"c-{digest[:12]}"


def _key(text: str) -> str:
    return " ".join(folded(text).split())


def _language(article: Document) -> str:
    return article.lang.split("-")[0].lower()


def _trimmed(text: str, span: Span) -> Span:
    """A span without white space at its ends."""
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, max(start, span.start + len(words.rstrip())))


def _claim(article: Document, plain: Claim, scope: Citing | None, inside: bytearray) -> tuple[Claim, Citing | None]:
    """A claim with its attribution and its reason, and the citation that reaches the claims after it."""
    row = tokens(article.text, plain.span)
    lang = _language(article)
    cited = [each for each in citing(article.text, row, lang) if each.outlet is not None]
    scope = _scope_after(article.text, scope, cited)
    said_by = attribution.own(row, lang, cited)
    if said_by is None and scope is not None:
        said_by = Attribution(scope.span, citation=True)
    reason = checkable.reason(article.text, plain.span, row, bool(cited), inside)
    return Claim(plain.id, plain.span, plain.block, plain.headline, said_by, reason), scope


def _scope_after(text: str, scope: Citing | None, cited: Sequence[Citing]) -> Citing | None:
    """The citation that reaches on after some others: an opening one takes over; one in passing, of another outlet,
    ends the reach of the one before, for what follows may be from either.
    """
    for each in cited:
        if each.opening:
            scope = each
        elif scope is not None and not each.interview and _outlet(text, each) != _outlet(text, scope):
            scope = None
    return scope


def _outlet(text: str, cited: Citing) -> str:
    """A name to tell outlets apart by."""
    return cited.name or _key(cited.outlet.of(text) if cited.outlet else "")
