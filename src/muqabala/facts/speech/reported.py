"""A claim and its evidence with who speaks on both sides, and what of it retells what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from muqabala import fold
from muqabala.facts.collation import Collation
from muqabala.facts.cues import line_of
from muqabala.facts.speech.arabic import arabic_statements
from muqabala.facts.speech.english import english_statements
from muqabala.facts.speech.saying import roles_of
from muqabala.facts.speech.statements import Statement, sentences
from muqabala.facts.speech.voices import Voice, is_content
from muqabala.records import (
    Comparison,
    DepartureType,
    Passage,
    Relation,
    Severity,
    SourceSpan,
    Span,
    WordPair,
)

KIND = DepartureType.ATTRIBUTION

SURE, LIKELY, FAIR = 0.85, 0.75, 0.6
"""Confidence of a rule, as measured on retellings that people had bent."""

GOOD = 0.4
"""Link score from which a word of the claim tells which words of the source it retells."""

MOSTLY = 0.5
"""Share of a stretch's words whose links show that it retells a statement."""

_READERS = {"ar": arabic_statements, "en": english_statements}
_RATHER = 0.6  # share of a statement's good links that show which statement of the source it retells
_FEWEST = 2  # good links from which that is said
_VERBS = 0.3  # link score from which two verbs may be one
_CLOSE = 0.3  # share of the closest statement's links from which another may be the one retold
_NEAR = 700  # characters around a source sentence in which a speaker counts as near by


def _language(passage: Passage) -> str:
    return passage.lang.split("-")[0].lower()


def is_read(passage: Passage) -> bool:
    """Whether statements are read in the language of a passage; in others, that nobody speaks says nothing."""
    return _language(passage) in _READERS


@lru_cache(maxsize=2048)
def statements(passage: Passage) -> tuple[Statement, ...]:
    """The statements of a passage in Arabic or English, in order; none in another language. Linear in its length."""
    reader = _READERS.get(_language(passage))
    if reader is None:
        return ()
    return tuple(statement for sentence in sentences(line_of(passage)) for statement in reader(sentence))


def voices(passages: Sequence[Passage]) -> tuple[Voice, ...]:
    """The speakers of some passages with what they say."""
    return tuple(Voice(passage, statement) for passage in passages for statement in statements(passage))


def vicinity(passage: Passage) -> Passage:
    """A passage with some text on both sides, whatever paragraphs that is in."""
    start = max(0, passage.span.start - _NEAR)
    end = min(len(passage.text), passage.span.end + _NEAR)
    return Passage(passage.document, passage.text, Span(start, end), passage.lang, passage.date)


@lru_cache(maxsize=512)
def roles_in(passage: Passage) -> frozenset[str]:
    """The classes of speakers that a passage mentions."""
    lang = passage.lang.split("-")[0]
    words = (fold.folded(span.of(passage.words)) for span in fold.words(passage.words))
    return frozenset(role.name for word in words for role in roles_of(word, lang))


def says(voice: Voice, source: SourceSpan) -> bool:
    """Whether a word of the source stands in what somebody says."""
    return source.id == voice.passage.document and any(source.span.overlap(span) for span in voice.statement.said)


def lies_in(source: SourceSpan, voice: Voice) -> bool:
    """Whether a word of the source stands in the words that say who speaks."""
    return source.id == voice.passage.document and source.span.overlap(voice.statement.span) > 0


@dataclass(frozen=True, slots=True)
class Sides:
    """A claim and its evidence, and who speaks in them: `own` in the claim, `theirs` in the evidence."""

    collation: Collation
    own: tuple[Voice, ...]
    theirs: tuple[Voice, ...]

    @property
    def links(self) -> Sequence[WordPair]:
        """The word links of the collation."""
        return self.collation.links

    @property
    def told(self) -> tuple[Voice, ...]:
        """The speakers of the evidence whose words are known."""
        return tuple(voice for voice in self.theirs if not voice.statement.loose)

    def shared(self, own: Voice, other: Voice) -> float:
        """How much of what a claim's statement says is linked with what a source's says: a sum of link scores."""
        spans = own.statement.said
        links = [link for link in self.links if any(link.article.overlap(span) for span in spans)]
        return sum(link.score for link in links if link.score >= GOOD and says(other, link.source))

    def retells(self, own: Voice, other: Voice) -> bool:
        """Whether most of what a claim's statement says is linked with what one statement of the source says."""
        telling, good = self._telling(own, other)
        return bool(telling) and good >= MOSTLY * len(telling)

    def retells_rather(self, own: Voice, other: Voice) -> bool:
        """Whether a claim's statement is linked with one statement of the source rather than with other words."""
        telling, good = self._telling(own, other)
        return good >= max(_FEWEST, _RATHER * sum(link.score >= GOOD for link in telling))

    def _telling(self, own: Voice, other: Voice) -> tuple[list[WordPair], int]:
        """The linked content words of what a claim's statement says, and how many a statement of the source accounts
        for.
        """
        spans = own.statement.said
        links = [link for link in self.links if any(link.article.overlap(span) for span in spans)]
        telling = [link for link in links if is_content(own.passage, link.article)]
        return telling, sum(link.score >= GOOD and says(other, link.source) for link in telling)

    def counterparts(self, own: Voice) -> list[Voice]:
        """The statements of the evidence that the words of a claim's statement are linked with, the closest first."""
        shared = [(self.shared(own, voice), voice) for voice in self.told]
        most = max((share for share, _ in shared), default=0.0)
        close = [(share, voice) for share, voice in shared if share > 0 and share >= _CLOSE * most]
        return [voice for _, voice in sorted(close, key=lambda pair: -pair[0])]

    def is_linked(self, own: Voice, other: Voice) -> bool:
        """Whether the words that say who speaks are linked with each other."""
        verb = own.statement.span
        links = (link for link in self.links if link.article.overlap(verb) and link.score >= _VERBS)
        return any(lies_in(link.source, other) for link in links)

    def concerns(self, own: Voice, other: Voice) -> bool:
        """Whether a statement of the evidence may be what a claim's retells; a loose one, where the two are linked."""
        return not other.statement.loose or self.is_linked(own, other)


def departure(
    code: str, span: Span, rival: Voice, params: Mapping[str, str], judged: tuple[Severity, float]
) -> Comparison:
    """A change of attribution at `span` against a speaker of the source; `judged` are severity and confidence."""
    source = SourceSpan(rival.passage.document, rival.statement.span)
    return Comparison(KIND, Relation.CHANGED, span, source, code, params, *judged)
