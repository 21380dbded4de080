"""Who says what in a passage: statements with their verb, their speaker and the words said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from muqabala.facts.line import Line
from muqabala.facts.speech.quotations import inside
from muqabala.facts.speech.saying import Strength
from muqabala.records import Span


class Speaker(StrEnum):
    """How a speaker is called: by name, by what they are, by a pronoun, or not at all."""

    NAMED = "named"
    DESCRIBED = "described"
    PRONOUN = "pronoun"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Statement:
    """Words reported as somebody's. `span` covers the words that say who says it; `verb` and `speaker` lie in it.

    `said` are the stretches reported. `loose` marks a speech act whose words cannot be told from the rest ("described",
    «وصف», "the claim that"): it shows that somebody is reported, no more. `speech` is false for a loose verb that may
    also mean something else ("show", «نقل»).
    """

    span: Span
    sort: Speaker
    strength: Strength
    verb: Span | None = None
    speaker: Span | None = None
    said: tuple[Span, ...] = ()
    loose: bool = False
    speech: bool = True

    @property
    def impersonal(self) -> bool:
        """Whether nobody in particular says it: "it is believed that"."""
        return self.speaker is None and self.verb not in (None, self.span) and not self.loose


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens `[start, stop)` of a line that make a sentence, and which tokens of the line stand in quotations."""

    line: Line
    start: int
    stop: int
    quoted: bytes

    def word(self, index: int) -> str:
        """The token at `index`, empty outside the sentence."""
        return self.line.word(index) if self.start <= index < self.stop else ""

    def is_word(self, index: int) -> bool:
        """Whether the token at `index` is a word or number of the sentence."""
        return self.word(index)[:1].isalnum()

    def joins(self, index: int) -> bool:
        """Whether a mark at `index` belongs to a word, as the hyphen of "Hello-World" or the stop of "Mr."."""
        return self.word(index) in ("-", ".", "&", "'") and self.is_word(index - 1) and self.is_word(index + 1)

    def span(self, first: int, last: int) -> Span | None:
        """The place of the tokens `[first, last)` without marks at either end; None when no word is left."""
        while first < last and not self.is_word(first):
            first += 1
        while last > first and not self.is_word(last - 1):
            last -= 1
        return self.line.span(first, last) if first < last else None

    def others(self, first: int, last: int) -> tuple[Span, ...]:
        """The sentence without the tokens `[first, last)`."""
        halves = (self.span(self.start, first), self.span(last, self.stop))
        return tuple(span for span in halves if span is not None)


Sorting = Callable[[Sentence, tuple[int, int]], Speaker]
"""How a language tells what sort of speaker stands in a range of tokens."""


def statement(
    sentence: Sentence,
    whole: tuple[int, int],
    speaker: tuple[int, int] | None,
    kind: tuple[Sorting, Strength],
    *,
    verb: int | None = None,
    said: tuple[int, int],
) -> Statement:
    """A statement from token ranges; `kind` is how to tell what a speaker is, and how strong the verb is; `said` is
    what is left out of the words said.
    """
    sorting, strength = kind
    span = sentence.span(*whole) or sentence.line.spans[whole[0]]
    who = sentence.span(*speaker) if speaker is not None else None
    sort = sorting(sentence, speaker) if speaker is not None and who else Speaker.UNKNOWN
    place = sentence.line.spans[verb] if verb is not None else None
    return Statement(span, sort, strength, place, who, sentence.others(*said))


_STOPS = frozenset(".!?؟;؛")
_ABBREVIATED = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "sen",
        "gov",
        "gen",
        "col",
        "capt",
        "lt",
        "sgt",
        "rep",
        "st",
        "jr",
        "sr",
        "no",
        "vs",
        "inc",
        "ltd",
        "co",
        "corp",
        "د",
        "م",
        "ق",
        "ص",
    ]
)


def sentences(line: Line) -> tuple[Sentence, ...]:
    """The sentences of a line, in order. Linear in its length."""
    quoted = _quoted(line)
    found, start = [], 0
    for index in range(len(line)):
        if index + 1 == len(line) or (_ends_sentence(line, index) and not quoted[index]):
            found.append(Sentence(line, start, index + 1, quoted))
            start = index + 1
    return tuple(found)


def _quoted(line: Line) -> bytes:
    marks = bytearray(len(line))
    for span in inside(line.passage):
        for index in line.tokens(span):
            marks[index] = 1
    return bytes(marks)


def _ends_sentence(line: Line, index: int) -> bool:
    word = line.word(index)
    if word not in _STOPS:
        return False
    if line.reading.glued(index + 1) and line.word(index + 1)[:1].isalnum():
        return False
    before = line.word(index - 1)
    return word != "." or not (before in _ABBREVIATED or (len(before) == 1 and before.isalpha()))
