"""Quotations: words that a claim puts between quotation marks, and how they stand to the words the source quotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from muqabala import fold, spelling
from muqabala.facts.collation import Collation
from muqabala.facts.line import Line, line_of
from muqabala.facts.names.words import name_likelihood
from muqabala.facts.speech import introduces_quotation, is_first_person
from muqabala.facts.speech.quotations import Quotation, around, inside, quotations
from muqabala.records import (
    Comparison,
    DepartureType,
    Fact,
    Passage,
    Relation,
    Severity,
    SourceSpan,
    Span,
    WordPair,
)

__all__ = ["KIND", "compare", "extract"]

KIND = DepartureType.QUOTE

ALTERED, INVENTED, UNQUOTED = "MQ501", "MQ502", "MQ503"

SPEECH = 4
"""Words from which a quotation is taken for speech by itself; a shorter one may be a title or a doubtful word."""

_WEAK = 0.36  # mean link score of two neighbouring words under which a quotation says something else there
_CONTRAST, _CLEAR = 0.1, 0.2  # how much better the rest is linked: a free translation is linked weakly all along
_LEFT_OUT = 0.35  # link score under which a quoted word of the source has no counterpart
_SOME, _MOSTLY = 0.3, 0.5  # share of a source quotation without counterpart
_RUN = 3  # source words in a row without counterpart that go with _SOME
_MANY = 5  # words of a claim's quotation that go with _MOSTLY and a clear contrast
_PARTLY = 0.4  # link score up to which a word next to a weak pair belongs to the changed stretch
_INITIALS = 3  # letters of the longest word in a name spelled by its initials, as «بي بي سي»
_LONGEST = 8  # words of a changed stretch
_MEETS = 0.3  # share of a quotation's links inside the source's quotations from which both are the same words
_ALMOST_ALL = 0.6  # share of a source quotation's links that fall outside the claim's quotations: its marks are gone
_SURE, _LIKELY = 0.9, 0.75  # measured on retellings of news that people had bent
_DOUBTFUL = 0.45  # of eleven altered quotations found in texts that no rule was made on, five were in bent lines


def extract(passage: Passage) -> tuple[Fact, ...]:
    """The quotations of a passage, in order, marks included. `value` is the folded words; `unit` is `speech` from
    SPEECH words on, else `words`.
    """
    return tuple(_fact(passage, quotation) for quotation in quotations(passage))


def _fact(passage: Passage, quotation: Quotation) -> Fact:
    words = quotation.inner.of(passage.text)
    unit = "speech" if len(fold.words(words)) >= SPEECH else "words"
    return Fact(
        KIND, passage.document, quotation.span, quotation.span.of(passage.text), fold.folded(words).strip(), unit=unit
    )


def compare(collation: Collation) -> tuple[Comparison, ...]:
    """Hold the quotations of a claim against those of its evidence. Without links nothing is said.

    SAME (info) where both quote the same words. CHANGED: MQ501 (major) where part of a quotation says what the source's
    does not; MQ502 (major) where speech is quoted that the source only reports, or has not at all; MQ503 (info) where
    the source's quotation marks around a few words are gone.
    """
    if not collation.links or not collation.evidence:
        return ()
    sides = _sides(collation)
    whole = (quotation for quotation in quotations(collation.claim) if quotation.closed)
    found = [comparison for quotation in whole if (comparison := _compared(sides, quotation)) is not None]
    return (*found, *_unmarked(sides))


@dataclass(frozen=True, slots=True)
class _Quoted:
    """A quotation of the evidence: the sentence it stands in and the stretch of it inside the marks."""

    passage: Passage
    span: Span

    def has(self, link: WordPair) -> bool:
        """Whether a link leads into it."""
        return link.source.id == self.passage.document and link.source.span.overlap(self.span) > 0

    @property
    def source(self) -> SourceSpan:
        """Its place in the source."""
        return SourceSpan(self.passage.document, self.span)


@dataclass(frozen=True, slots=True)
class _Sides:
    collation: Collation
    line: Line
    quoted: tuple[_Quoted, ...]


def _sides(collation: Collation) -> _Sides:
    quoted = []
    for passage in collation.evidence:
        for span in inside(passage):
            start, end = max(span.start, passage.span.start), min(span.end, passage.span.end)
            quoted.append(_Quoted(passage, Span(start, end)))
    return _Sides(collation, line_of(collation.claim), tuple(quoted))


def _compared(sides: _Sides, quotation: Quotation) -> Comparison | None:
    links = [link for link in sides.collation.links if link.article.overlap(quotation.inner)]
    if not links:
        return None
    share = sum(any(quoted.has(link) for quoted in sides.quoted) for link in links) / len(links)
    if sides.quoted and share >= _MEETS:
        rival = max(sides.quoted, key=lambda quoted: sum(map(quoted.has, links)))
        return _altered(sides, links, rival) or _same(quotation.span, rival.source)
    return _invented(sides, quotation, links)


# Words altered


def _altered(sides: _Sides, links: Sequence[WordPair], rival: _Quoted) -> Comparison | None:
    """A stretch of a quotation without counterpart, where the source's own words are missing in turn."""
    telling = [link for link in links if _is_content(sides.line, link.article)]
    if len(telling) < _RUN:
        return None
    means = [(one.score + two.score) / 2 for one, two in pairwise(telling)]
    weakest = min(range(len(means)), key=means.__getitem__)
    rest = [*telling[:weakest], *telling[weakest + 2 :]]
    contrast = sum(link.score for link in rest) / len(rest) - means[weakest]
    if means[weakest] >= _WEAK or contrast <= _CONTRAST:
        return None
    share, run = _left_out(rival, links)
    clear = share >= _MOSTLY and contrast > _CLEAR and len(telling) >= _MANY
    if not clear and (share < _SOME or run < _RUN):
        return None
    span = _stretch(telling, weakest)
    return _changed(sides, ALTERED, span, rival.source, _DOUBTFUL)


def _stretch(telling: Sequence[WordPair], weakest: int) -> Span:
    """The weak pair and the weak words around it."""
    first, last = weakest, weakest + 1
    while first and telling[first - 1].score < _PARTLY and last - first < _LONGEST:
        first -= 1
    while last + 1 < len(telling) and telling[last + 1].score < _PARTLY and last - first < _LONGEST:
        last += 1
    return telling[first].article.join(telling[last].article)


def _left_out(rival: _Quoted, links: Sequence[WordPair]) -> tuple[float, int]:
    """The content words of a source quotation that no word of the claim's stands for: their share and longest run."""
    line = line_of(rival.passage)
    words = [line.spans[index] for index in line.tokens(rival.span) if line.is_content(index)]
    missing = [not any(link.score >= _LEFT_OUT and link.source.span.overlap(word) for link in links) for word in words]
    runs = (len(list(group)) for left_out, group in groupby(missing) if left_out)
    return (missing.count(True) / len(missing) if missing else 0.0), max(runs, default=0)


def _is_content(line: Line, span: Span) -> bool:
    return any(map(line.is_content, line.tokens(span)))


# Words never quoted


def _invented(sides: _Sides, quotation: Quotation, links: Sequence[WordPair]) -> Comparison | None:
    """Speech between quotation marks where the source near by quotes nothing."""
    claim, evidence = sides.collation.claim, sides.collation.evidence
    if len(links) < SPEECH - 1 or not introduces_quotation(claim, quotation) or _is_name(sides, quotation):
        return None
    if any(_has_speech(passage) or is_first_person(passage) for passage in evidence):
        return None
    target = _target(links, evidence)
    return _changed(sides, INVENTED, quotation.span, target, _SURE)


def _has_speech(passage: Passage) -> bool:
    """Whether the paragraph around a passage quotes more than a title or a doubtful word."""
    quoted = (quotation.inner.of(passage.text) for quotation in quotations(around(passage)))
    return any(len(fold.words(words)) >= SPEECH - 1 for words in quoted)


def _is_name(sides: _Sides, quotation: Quotation) -> bool:
    """Whether the words between the marks are spelled like words of the evidence, or most are shaped like names."""
    claim = sides.collation.claim
    words = quotation.inner.of(claim.text)
    if any(spelling.best_window(words, passage.words) is not None for passage in sides.collation.evidence):
        return True
    forms = [fold.folded(span.of(words)) for span in fold.words(words)]
    foreign = [name_likelihood(form) > 0 or (form.isascii() and sides.line.reading.lang == "ar") for form in forms]
    return 2 * foreign.count(True) > len(forms) or max(map(len, forms), default=0) <= _INITIALS


def _target(links: Sequence[WordPair], evidence: Sequence[Passage]) -> SourceSpan:
    """The words of the evidence that the quotation is nearest to, at most its sentence."""
    best = max(links, key=lambda link: link.score)
    home = next((p for p in evidence if p.document == best.source.id and p.span.overlap(best.source.span)), evidence[0])
    return home.place


# Marks dropped


def _unmarked(sides: _Sides) -> tuple[Comparison, ...]:
    """A few words that the source puts between marks and the claim tells in its own voice."""
    own = [quotation.span for quotation in quotations(sides.collation.claim)]
    found = []
    for quoted in sides.quoted:
        links = [link for link in sides.collation.links if quoted.has(link) and link.score >= _PARTLY]
        words = len(fold.words(quoted.span.of(quoted.passage.text)))
        bare = [link for link in links if not any(link.article.overlap(span) for span in own)]
        if bare and words < SPEECH and len(bare) >= _ALMOST_ALL * max(words, len(links)):
            span = bare[0].article.join(bare[-1].article)
            if len(fold.words(span.of(sides.collation.claim.text))) <= 2 * words + 1:
                found.append(_changed(sides, UNQUOTED, span, quoted.source, _LIKELY))
    return tuple(found)


def _same(article: Span, source: SourceSpan) -> Comparison:
    return Comparison(KIND, Relation.SAME, article, source, "")


def _changed(sides: _Sides, code: str, article: Span, source: SourceSpan, confidence: float) -> Comparison:
    home = next(passage for passage in sides.collation.evidence if passage.document == source.id)
    params = {"article": article.of(sides.collation.claim.text), "source": source.span.of(home.text)}
    severity = Severity.INFO if code == UNQUOTED else Severity.MAJOR
    return Comparison(KIND, Relation.CHANGED, article, source, code, params, severity, confidence)
