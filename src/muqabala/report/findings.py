"""Every finding of a report in one flat row: what the formats for other programs are written from.

A finding is a departure, an omission, or a claim that a person must look at. Its places know their lines and columns,
counted in code points from 1, as editors and other tools do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePath

from muqabala.records import (
    Basis,
    Departure,
    DepartureType,
    Document,
    Judgement,
    Omission,
    Report,
    Severity,
    Span,
    Verdict,
    text_sha256,
)
from muqabala.report import messages
from muqabala.report.bidi import one_line
from muqabala.report.messages import Language, Part

REVIEW = "review"
"""The rule of a claim that the evidence leaves open."""

_PLAIN_TEXT = frozenset({"", ".txt", ".text", ".md", ".markdown"})
_LONGEST_QUOTE = 160


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a document: the article (`document` is its path) or a source (`document` is its id)."""

    document: str
    text: str
    span: Span
    lang: str = "und"

    @property
    def words(self) -> str:
        """The stretch itself."""
        return self.span.of(self.text)

    @property
    def start(self) -> tuple[int, int]:
        """Line and column of the first code point."""
        return self._position(self.span.start)

    @property
    def end(self) -> tuple[int, int]:
        """Line and column after the last code point."""
        return self._position(self.span.end)

    @property
    def in_file(self) -> bool:
        """Whether lines of the text are lines of the file: plain text and Markdown, not what was extracted."""
        return _is_plain_text(self.document)

    def quote(self) -> str:
        """The words on one line, cut when they are long."""
        return one_line(self.words, _LONGEST_QUOTE)

    def _position(self, offset: int) -> tuple[int, int]:
        line_start = self.text.rfind("\n", 0, offset) + 1
        return self.text.count("\n", 0, line_start) + 1, offset - line_start + 1


@lru_cache(maxsize=4096)
def _is_plain_text(path: str) -> bool:
    return PurePath(path).suffix.lower() in _PLAIN_TEXT


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding on an article. `article` is its path; `id` is unique within it and survives edits elsewhere.

    `rule` is the code, or a word such as `review`; what it says is made from the code and its parameters, unless it has
    a `heading` and a `note` of its own. `type` is None when the finding is no departure; `claim` is the number of the
    claim from 1, None for what no claim holds. At least one of `here` (the article's words) and `there` (the source's)
    is set.
    """

    article: str
    id: str
    rule: str
    type: DepartureType | None
    severity: Severity
    confidence: float
    basis: Basis | None
    claim: int | None
    here: Place | None
    there: Place | None
    lang: Language = "en"
    params: Mapping[str, str] = field(default_factory=dict)
    heading: str | None = None
    note: str | None = None

    @property
    def title(self) -> str:
        """What the finding means, in a few words."""
        return self.heading or messages.title(self.rule, self.lang)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What the finding says, with the words that come from the texts kept apart."""
        return (Part(self.note),) if self.note else messages.parts(self.rule, self.params, self.lang)

    @property
    def message(self) -> str:
        """What the finding says, in a sentence."""
        return "".join(part.text for part in self.parts)

    @property
    def fingerprint(self) -> str:
        """64 hex digits that name this finding across runs, whatever is edited elsewhere."""
        return text_sha256(f"{self.article}\x1f{self.id}")


_REVIEW_WORDS: Mapping[Language, tuple[str, str]] = {
    "en": ("A person must look", "The evidence does not decide this claim"),
    "ar": ("يحتاج إلى نظر محرّر", "لا تكفي الشواهد للحكم على هذه العبارة"),
}


def findings(report: Report, lang: Language = "en") -> tuple[Finding, ...]:
    """The findings of a report, claim by claim and then what the article leaves out; messages in `lang`."""
    return tuple(_all(report, _Places(report), lang))


def language(tag: str) -> Language:
    """The language of the messages for an interface language: Arabic for every kind of `ar`, else English."""
    return "ar" if tag.replace("_", "-").split("-")[0].lower() == "ar" else "en"


def reason(judgement: Judgement, lang: Language) -> str | None:
    """Why a claim was left open or has nothing to check, in the language of the messages where its words are known."""
    if not judgement.reason or lang == "en":
        return judgement.reason  # as the other stages give it; the words of the page need not be loaded
    from muqabala.report.interface import Interface

    return Interface(lang).known(f"reason.{judgement.reason}", judgement.reason)


class _Places:
    def __init__(self, report: Report) -> None:
        self.article = report.article
        self.sources: Mapping[str, Document] = {source.document.id: source.document for source in report.sources}

    def here(self, span: Span) -> Place:
        return Place(self.article.id, self.article.text, span, self.article.lang)

    def there(self, name: str, span: Span) -> Place:
        source = self.sources[name]
        return Place(name, source.text, span, source.lang)


def _all(report: Report, places: _Places, lang: Language) -> Iterator[Finding]:
    for number, judgement in enumerate(report.judgements, start=1):
        if judgement.verdict is Verdict.REVIEW:
            yield _review(number, judgement, places, lang)
        yield from (_departure(number, departure, places, lang) for departure in judgement.departures)
    yield from (_omission(omission, places, lang) for omission in report.omissions)


def _review(number: int, judgement: Judgement, places: _Places, lang: Language) -> Finding:
    title, sentence = _REVIEW_WORDS[lang]
    return Finding(
        article=places.article.id,
        id=judgement.claim.id,
        rule=REVIEW,
        type=None,
        severity=Severity.MINOR,
        confidence=1.0,
        basis=None,
        claim=number,
        here=places.here(judgement.claim.span),
        there=None,
        lang=lang,
        heading=title,
        note=f"{sentence}: {said}." if (said := reason(judgement, lang)) else f"{sentence}.",
    )


def _departure(number: int, departure: Departure, places: _Places, lang: Language) -> Finding:
    source = departure.source
    return Finding(
        article=places.article.id,
        id=departure.id,
        rule=departure.code,
        type=departure.type,
        severity=departure.severity,
        confidence=departure.confidence,
        basis=departure.basis,
        claim=number,
        here=places.here(departure.span),
        there=places.there(source.id, source.span) if source else None,
        lang=lang,
        params=departure.params,
    )


def _omission(omission: Omission, places: _Places, lang: Language) -> Finding:
    return Finding(
        article=places.article.id,
        id=omission.id,
        rule=omission.code,
        type=DepartureType.OMITTED,
        severity=omission.severity,
        confidence=omission.score,
        basis=None,
        claim=None,
        here=None,
        there=places.there(omission.source, omission.span),
        lang=lang,
        params=omission.params,
    )
