"""The speaker whom a headline puts before a colon: "Zelenskyy: allies must decide", «عراقجي: لن نتخلى عن التخصيب»."""

from __future__ import annotations

from muqabala import fold
from muqabala.facts import names
from muqabala.facts.names.gazetteer import entries_of
from muqabala.facts.names.words import PERSON
from muqabala.facts.speech.saying import TEXT, Strength, roles_of, saying_of
from muqabala.facts.speech.statements import Sentence, Sorting, Statement, statement
from muqabala.records import Fact, Passage, Span

_LONGEST = 6  # tokens of a speaker before a colon
_ANYBODY = "any"
_FEWEST = 3  # words after the colon: less is a label


def headline_speaker(sentence: Sentence, lang: str, sorting: Sorting) -> Statement | None:
    """The statement of a sentence that opens with a person or an office, and a colon. A place or a theme before the
    colon speaks no word.
    """
    start = sentence.start
    colon = next((i for i in range(start + 1, start + _LONGEST + 1) if sentence.word(i) == ":"), None)
    if colon is None or sentence.stop - colon <= _FEWEST or any(sentence.quoted[start : colon + 1]):
        return None
    words = [sentence.word(index) for index in range(start, colon)]
    if any(saying_of(word, lang) for word in words) or not all(word[:1].isalnum() for word in words):
        return None
    span = sentence.span(start, colon)
    if span is None or not (_is_office(words, lang) or _is_person(sentence, span, lang)):
        return None
    whole = (start, colon + 1)
    return statement(sentence, whole, (start, colon), (sorting, Strength.SAY), said=whole)


def _is_office(words: list[str], lang: str) -> bool:
    """Whether the first words call somebody by what they are: «وزير الخارجية», "Police"."""
    roles = [role for word in words[:2] for role in roles_of(word, lang)]
    return bool(roles) and all(role.sort not in (TEXT, _ANYBODY) for role in roles)


def _is_person(sentence: Sentence, span: Span, lang: str) -> bool:
    """Whether the words are a person's name. A single English word may be a theme ("Eurovision: …"), so that the text
    must name the person in full elsewhere.
    """
    passage = sentence.line.passage
    found = [fact for fact in names.extract(passage) if fact.span.overlap(span) and not entries_of(fact.value)]
    if len(found) != 1 or found[0].span != span:
        return False
    if lang == "ar":
        return found[0].unit in (PERSON, "")
    return found[0].unit == PERSON or any(_ends_in(fact, found[0]) for fact in _persons(passage))


def _persons(passage: Passage) -> tuple[Fact, ...]:
    whole = Passage(passage.document, passage.text, Span(0, len(passage.text)), passage.lang)
    return tuple(fact for fact in names.extract(whole) if fact.unit == PERSON)


def _ends_in(person: Fact, name: Fact) -> bool:
    return fold.words(person.text)[-1].of(person.text) == name.text
