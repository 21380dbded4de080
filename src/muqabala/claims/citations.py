"""Citations set against the corpus: which document is meant, and whether its author can still be recognised."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from anyascii import anyascii
from babel import Locale

from muqabala import spelling
from muqabala.claims.citing import Citing
from muqabala.claims.outlets import essence, known, outlet_of
from muqabala.claims.tokens import Token
from muqabala.fold import folded
from muqabala.records import Citation, Document, Kind, Span

_SAME_OUTLET = 0.88  # outlets share words such as "Times", so their names must be closer than persons'
_RESEMBLES = 0.4  # a name so near to an author's, though not accepted, is a garbled spelling rather than somebody else
_SHARED_CONSONANTS = 0.65  # Dice coefficient
_SOUNDS = str.maketrans("cqzpvjx", "kksbfgk", "aeiouywh")
_LOCALES = ("en", "ar", "ar_SY", "ar_DZ", "ar_MA")
_AUTHORS = re.compile(r"\s*(?:,|;|&|\band\b|،|\s+و(?=\s))\s*")


@dataclass(frozen=True, slots=True)
class _Match:
    """A document that a citation may mean, and how near its author comes to the one the article names (0 to 1)."""

    document: Document
    author: str | None
    likeness: float


def credits_of(document: Document) -> tuple[str, ...]:
    """Who a document is by: its outlet and its authors, as far as it says."""
    outlet = outlet_of(document)
    return (*([outlet] if outlet else []), *_authors(document))


def _authors(document: Document) -> list[str]:
    return [name for name in _AUTHORS.split(document.metadata.author or "") if name]


def resolve(text: str, cited: Citing, dates: Sequence[str], corpus: Sequence[Document]) -> Citation | None:
    """The citation record; `dates` are those of its sentence (see `dates_in`).

    None for a writer named without an outlet whom no document of the corpus has as its author.
    """
    if cited.outlet is None:
        return _by_author(cited, _words(cited.author, text) or "", corpus)
    outlet = cited.outlet.of(text)
    theirs = [document for document in corpus if _is_from(document, outlet, cited.name)]
    named = _author(text, cited, theirs)
    author = _words(named, text)
    found = [_match(document, author) for document in theirs]
    chosen, garbled = _choose(found, author, dates)
    if found:
        outlet = outlet_of((chosen or found[0]).document) or outlet
    span = cited.span if named is None else cited.span.join(named)
    if chosen is None:
        return Citation(span, outlet, author, named, candidates=sum(_may_be(match, author) for match in found))
    return Citation(span, outlet, author, named, chosen.document.id, garbled)


def settled(cited: Sequence[Citation], principal: Sequence[Document]) -> tuple[Citation, ...]:
    """The citations with what the article was found to retell: where several texts of the outlet may be meant, it is
    the one of them that is principal.
    """
    return tuple(_settled(citation, principal) if citation.candidates else citation for citation in cited)


def _settled(citation: Citation, principal: Sequence[Document]) -> Citation:
    theirs = [document for document in principal if _is_from(document, citation.outlet or "", None)]
    meant = [d for d in theirs if _may_be(_match(d, citation.author), citation.author)]
    return replace(citation, source=meant[0].id, candidates=0) if len(meant) == 1 else citation


def _words(span: Span | None, text: str) -> str | None:
    return None if span is None else span.of(text)


def _author(text: str, cited: Citing, theirs: Sequence[Document]) -> Span | None:
    """The author's name: of the words that may be it those that come nearest to the author of a document."""
    if not theirs or not cited.perhaps:
        return cited.author
    nearest = [(max(_match(document, span.of(text)).likeness for document in theirs), span) for span in cited.perhaps]
    likeness, span = max(nearest, key=lambda pair: pair[0])
    return span if likeness >= spelling.ACCEPT else cited.author


def _may_be(match: _Match, author: str | None) -> bool:
    """Whether nothing speaks against a document of the outlet: no author is named, or none known, or they are alike."""
    return author is None or match.author is None or match.likeness >= spelling.ACCEPT or _resembles(author, match)


def _by_author(cited: Citing, author: str, corpus: Sequence[Document]) -> Citation | None:
    found = [match for document in corpus if (match := _match(document, author)).likeness >= spelling.ACCEPT]
    if not found:
        return None
    best = _best(found)
    return Citation(cited.span, outlet_of(best.document), author, cited.author, best.document.id)


def _is_from(document: Document, outlet: str, name: str | None) -> bool:
    """Whether a document's outlet is the one cited: the same row of the lexicon, else the same name as spelled."""
    theirs = outlet_of(document)
    if theirs is None:
        return False
    listed, cited = known(theirs), name or known(outlet)
    if listed and cited:
        return listed == cited
    return _same_name(theirs, outlet)


@lru_cache(maxsize=4096)
def _same_name(one: str, other: str) -> bool:
    """Whether two outlets' names, in whatever scripts, are the same but for «صحيفة» and the like."""
    left, right = " ".join(essence(one)), " ".join(essence(other))
    return left == right or spelling.similarity(left, right) >= _SAME_OUTLET


def _match(document: Document, author: str | None) -> _Match:
    """The nearest of a document's authors."""
    if not author or not document.metadata.author:
        return _Match(document, None, 0.0)
    scored = [(spelling.similarity(author, name), name) for name in _authors(document)]
    likeness, name = max(scored, default=(0.0, document.metadata.author))
    return _Match(document, name, likeness)


def _choose(found: Sequence[_Match], author: str | None, dates: Sequence[str]) -> tuple[_Match | None, str | None]:
    """The document that is meant, if that can be told, and the author's real name when the article garbles it."""
    accepted = [match for match in found if match.likeness >= spelling.ACCEPT]
    if accepted:
        dated = _on(accepted, dates)
        return _best(dated or accepted), None
    dated = _on(found, dates)
    if author is None:
        likely = dated or found
        return (likely[0] if len(likely) == 1 else None), None
    return _garbled(found, author, dated)


def _garbled(found: Sequence[_Match], author: str, dated: Sequence[_Match]) -> tuple[_Match | None, str | None]:
    """The one document whose author the article may have tried to name.

    A name that resembles no author is taken for another writer's, of whom the corpus has nothing, unless the date
    singles the document out.
    """
    near = [match for match in found if match.author and _resembles(author, match)]
    if len(near) > 1:
        near = [match for match in near if match in dated] or near
    authors = {match.author for match in near}
    if len(authors) == 1:
        best = _best(near)
        return best, best.author
    if not near and len(dated) == 1 and dated[0].author:
        return dated[0], dated[0].author
    if not near and len(found) == 1 and found[0].author is None:
        return found[0], None
    return None, None


def _resembles(author: str, match: _Match) -> bool:
    """Whether a name not accepted as an author's comes near it: as spelled, or in most of its consonants.

    A shared given name is not enough, or every other Simon of the paper would be taken for this one.
    """
    mine, theirs = _consonants(author), _consonants(match.author or "")
    shared, total = (mine & theirs).total(), mine.total() + theirs.total()
    return match.likeness >= _RESEMBLES or (total > 0 and 2 * shared / total >= _SHARED_CONSONANTS)


def _consonants(name: str) -> Counter[str]:
    """The consonants of a name in Latin letters, those of one sound as one letter."""
    return Counter(letter for letter in anyascii(folded(name)).lower().translate(_SOUNDS) if letter.isalpha())


def _best(matches: Sequence[_Match]) -> _Match:
    """The nearest author; among equals an original before a digest, then by id."""
    return min(
        matches, key=lambda match: (-match.likeness, match.document.metadata.kind is Kind.DIGEST, match.document.id)
    )


def _on(matches: Sequence[_Match], dates: Sequence[str]) -> list[_Match]:
    """The matches whose date the article's sentence names (as month and day, with the year where it gives one)."""
    return [match for match in matches if any(date in (match.document.metadata.date or "") for date in dates)]


@lru_cache(maxsize=1)
def _months() -> Mapping[str, int]:
    """Folded month names in English and the Arabic systems, from CLDR."""
    table: dict[str, int] = {}
    for code in _LOCALES:
        for number, name in Locale.parse(code).months["format"]["wide"].items():
            table[folded(name).replace(" ", "_")] = number
    return table


def dates_in(row: Sequence[Token]) -> Iterator[str]:
    """Days of the year in a sentence, as the end of an ISO date (`-06-19`) or a whole one."""
    for index, token in enumerate(row):
        pair = "_".join(other.form for other in row[index : index + 2])
        month = _months().get(pair) or _months().get(token.form)
        if month is None:
            continue
        after = index + (2 if pair in _months() else 1)
        for place in (index - 1, after):
            day = row[place].form if 0 <= place < len(row) else ""
            if day.isascii() and day.isdecimal() and 1 <= int(day) <= 31:
                yield f"{_year(row, max(place + 1, after))}-{month:02d}-{int(day):02d}"


def _year(row: Sequence[Token], place: int) -> str:
    """The year written at `row[place]`, else nothing."""
    word = row[place].form if place < len(row) else ""
    return word if len(word) == 4 and word.isascii() and word.isdecimal() else ""
