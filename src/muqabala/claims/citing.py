"""The words with which a sentence cites an outlet or an author: «كتب … في “الغارديان”», "according to Reuters"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from muqabala.claims.bylines import (
    LONGEST_NAME,
    after_adjectives,
    author_after,
    author_behind,
    author_between,
    author_by,
    author_span,
    is_name,
    run_before,
    shorter,
)
from muqabala.claims.outlets import Mention, mentions
from muqabala.claims.tokens import Token, cover, is_among, is_that
from muqabala.claims.verbs import has_verb_arabic, has_verb_english
from muqabala.claims.wording import (
    ARTICLE_AR,
    PUBLISHES_AR,
    PUBLISHES_EN,
    QUOTES_AR,
    ROLES_AR,
    ROLES_EN,
    SAYS_AR,
    SAYS_EN,
    SOURCE_AR,
    WRITES_AR,
    WRITING_EN,
)
from muqabala.fold import folded
from muqabala.records import Span

_OPENING = 7  # a citation that begins within so many words opens its sentence
_FAR = 14  # words between the verb and «لصحيفة»
_NEAR = 4  # words between "according to" or "told" and the outlet
_INTERVIEW_AR = frozenset(folded("مقابلة حوار حديث لقاء").split())
_TELLS_AR = frozenset(folded("أخبر أخبرت أبلغ أبلغت").split())
_LINKS_AR = frozenset(folded("ما لما كما حسبما بحسب حسب وفق وفقا طبقا").split())
_PUBLISHED_BY = frozenset(folded("نشرته نشرتها أوردته أوردتها نقلته نقلتها بثته بثتها").split())
_PREPOSITIONS_AR = frozenset(folded("في عبر على لدى ضمن").split())
_BYLINES = frozenset(folded("بقلم by").split())
_CLOSING = frozenset('"”»“')


@dataclass(frozen=True, slots=True)
class Citing:
    """A citation as the text has it; `name` is the outlet's in the lexicon.

    `opening` is set when the sentence opens with it, so that what follows is the source's; `interview` when the outlet
    is only where a speaker said something. `perhaps` are words behind the outlet that may be its author's name, the
    most of them first: they are where a document has such an author.
    """

    span: Span
    outlet: Span | None = None
    name: str | None = None
    author: Span | None = None
    opening: bool = False
    interview: bool = False
    perhaps: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reach:
    """Token indices of a citation, first and last, with those of the author (half-open) where one is named; `perhaps`
    of words behind it that may name one.
    """

    first: int
    last: int
    author: tuple[int, int] | None = None
    told: bool = False
    perhaps: tuple[int, int] | None = None


def citing(text: str, row: Sequence[Token], lang: str) -> tuple[Citing, ...]:
    """The citations in one sentence (`row` are its words), in order. Arabic and English are read, others give none.

    An outlet that is only talked about is none: something must say that the words come from it.
    """
    if lang not in {"ar", "en"}:
        return ()
    reach = _reach_arabic if lang == "ar" else _reach_english
    out = [
        _build(text, row, _signed(row, found, mention, lang), mention)
        for mention in mentions(row)
        if (found := reach(row, mention))
    ]
    if not out and (alone := _author_alone(row, lang)):
        out.append(_build(text, row, alone, None))
    return tuple(out)


def _signed(row: Sequence[Token], reach: _Reach, mention: Mention, lang: str) -> _Reach:
    """A citation with the author whom the words behind it name."""
    if reach.author or reach.told:
        return reach
    last = max(reach.last, mention.last)
    if lang == "en":
        author = author_by(row, last)
        return _Reach(reach.first, author[1] - 1, author) if author else reach
    if (behind := author_behind(row, last)) is None:
        return reach
    author, sure = behind
    return _Reach(reach.first, author[0] + 1, author, perhaps=author) if sure else replace(reach, perhaps=author)


def _build(text: str, row: Sequence[Token], reach: _Reach, mention: Mention | None) -> Citing:
    span = cover(row[reach.first : reach.last + 1])
    end = span.end
    while text[end : end + 1] in _CLOSING and text[end : end + 1] and _opens_inside(span.of(text)):
        end += 1
        span = Span(span.start, end)
    author = author_span(row, *reach.author) if reach.author else None
    opening = not reach.told and _is_opening(row, reach.first)
    if mention is None:
        return Citing(span, author=author, opening=opening)
    perhaps = tuple(shorter(row, *reach.perhaps)) if reach.perhaps else ()
    return Citing(span, mention.span, mention.name, author, opening, reach.told, perhaps)


def _is_opening(row: Sequence[Token], first: int) -> bool:
    """Whether a citation opens its sentence: nothing before it, or an adverbial without a verb («وفي وقت سابق، …»)."""
    if first == 0 or first >= _OPENING:
        return first == 0
    before = row[:first]
    has_verb = has_verb_arabic(before) or has_verb_english(before)
    return not has_verb and (first == 1 or row[first].paused)


def _opens_inside(words: str) -> bool:
    """Whether a quotation mark opens in these words and is not closed there."""
    return sum(mark in '"“”„' for mark in words) % 2 == 1 or words.count("«") > words.count("»")


def _nearest(row: Sequence[Token], before: int, wanted: frozenset[str], reach: int) -> int | None:
    """The index of the nearest wanted word before `before`, unless «أن» comes between."""
    for index in range(before - 1, max(-1, before - 1 - reach), -1):
        if is_among(row[index], wanted):
            return index
        if is_that(row, index):
            return None
    return None


def _reach_arabic(row: Sequence[Token], mention: Mention) -> _Reach | None:
    head = mention.first
    if byline := _byline(row, head, mention):
        return byline
    if not head:
        return _leads(row, mention, PUBLISHES_AR)
    previous = row[head - 1]
    if previous.form in _PUBLISHED_BY and (found := _written_in(row, mention, head - 1)):
        return found
    if is_among(previous, PUBLISHES_AR | SOURCE_AR):
        return _Reach(_first_link(row, head - 1), mention.last)
    if head > 1 and previous.form == "عن" and is_among(row[head - 2], SOURCE_AR | SAYS_AR):
        return _Reach(head - 2, mention.last)
    if previous.form in _PREPOSITIONS_AR or mention.clitic == "ب":
        return _written_in(row, mention, head if mention.clitic == "ب" else head - 1)
    return _columnist(row, mention, head) or _given_to(row, mention) or _leads(row, mention, PUBLISHES_AR)


def _byline(row: Sequence[Token], head: int, mention: Mention) -> _Reach | None:
    """«بقلم سيمون تيسدال - الغارديان», "By Simon Tisdall, the Guardian"."""
    if head < 2 or row[0].form not in _BYLINES:
        return None
    end = head - 1 if row[head - 1].form in {"the", "for", "في"} else head
    return _Reach(0, mention.last, (1, end)) if is_name(row[1:end]) else None


def _given_to(row: Sequence[Token], mention: Mention) -> _Reach | None:
    """«بحسب تقرير لوكالة رويترز», «أخبر … شبكة سي إن إن», «قال … لصحيفة صنداي تايمز»."""
    head = mention.first
    source = _nearest(row, head, SOURCE_AR, _NEAR)
    if source is not None and not any(token.paused for token in row[source + 1 : head + 1]):
        return _Reach(source, mention.last)
    told = _nearest(row, head, _INTERVIEW_AR if row[head - 1].form == "مع" else _TELLS_AR, _NEAR)
    if told is None and "ل" in mention.clitic:
        told = _nearest(row, head, QUOTES_AR | ARTICLE_AR, _FAR)
    return None if told is None else _Reach(told, mention.last, told=True)


def _first_link(row: Sequence[Token], index: int) -> int:
    """Take «حسبما», «بحسب ما», «كما» into the citation."""
    while index and is_among(row[index - 1], _LINKS_AR):
        index -= 1
    return index


def _written_in(row: Sequence[Token], mention: Mention, place: int) -> _Reach | None:
    """«كتب … في الغارديان», «في مقال … بصحيفة الغارديان، قال …», «في صحيفة الغارديان، كتب …».

    `place` is the index of the preposition, or of the outlet when «ب» is written onto it.
    """
    writing = _nearest(row, place, WRITES_AR | ARTICLE_AR, 9)
    after = after_adjectives(row, mention.last)
    if writing is None:
        if place <= 1 and after < len(row) and is_among(row[after], WRITES_AR):
            return _with_author(place, after, author_after(row, after))
        return _columnist(row, mention, place)
    author = author_between(row, writing + 1, place)
    if author:
        return _Reach(writing, mention.last, author)
    said = _nearest(row, writing, SAYS_AR, 7)
    if said is not None:
        end = writing - (row[writing - 1].form in _PREPOSITIONS_AR)
        return _Reach(said, mention.last, author_between(row, said + 1, end))
    if writing <= 1 and after < len(row) and is_among(row[after], SAYS_AR):
        return _with_author(0, after, author_after(row, after))
    return _Reach(writing, mention.last)


def _with_author(first: int, last: int, author: tuple[int, int] | None) -> _Reach:
    """A citation that ends with its author where one is named."""
    return _Reach(first, author[1] - 1 if author else last, author)


def _columnist(row: Sequence[Token], mention: Mention, place: int) -> _Reach | None:
    """«الكاتب في صحيفة الغارديان سيمون تيسدال», «مراسل الغارديان سيمون تيسدال»."""
    role = _nearest(row, place, ROLES_AR, 3)
    author = None if role is None else author_after(row, mention.last)
    if role is None or author is None:
        return None
    said = role - 1 if role and is_among(row[role - 1], SAYS_AR) else role
    return _Reach(said, author[1] - 1, author)


def _leads(row: Sequence[Token], mention: Mention, publishes: frozenset[str]) -> _Reach | None:
    """An outlet that opens the sentence and is followed by a colon or by its verb."""
    follower = row[mention.last + 1] if mention.last + 1 < len(row) else None
    if follower is None or "ل" in mention.clitic:
        return None
    if mention.first <= 1 and follower.before.lstrip('"”» ').startswith(":"):
        return _Reach(0, mention.last)
    if mention.first <= 3 and is_among(follower, publishes):
        return _Reach(mention.first, mention.last + 1)
    return None


def _reach_english(row: Sequence[Token], mention: Mention) -> _Reach | None:
    first = mention.first - (mention.first > 0 and row[mention.first - 1].form == "the")
    if byline := _byline(row, first, mention):
        return byline
    previous = row[first - 1].form if first else ""
    if previous == "to" and first > 1 and row[first - 2].form == "according":
        return _Reach(first - 2, mention.last)
    if previous in {"told", "tells", "telling"}:
        return _Reach(first - 1, mention.last, told=True)
    if previous == "by" and first > 1 and row[first - 2].form in PUBLISHES_EN:
        return _Reach(first - 2, mention.last)
    if previous in {"in", "for", "on", "with", "by", "at"} and (found := _writing_in(row, mention, first - 1)):
        return found
    if previous in {"of", "from"} and (author := run_before(row, first - 1)) and _verb_follows(row, mention.last):
        return _Reach(author[0], mention.last, author)
    return _reports(row, mention, first)


def _writing_in(row: Sequence[Token], mention: Mention, place: int) -> _Reach | None:
    """As in "X wrote in the Guardian", "an article by X in the Guardian", "X, writing in the Guardian"."""
    writing = _nearest(row, place, WRITING_EN, 8)
    if writing is None:
        return None
    author = run_before(row, place) or run_before(row, writing)
    return _Reach(min(writing, author[0]) if author else writing, mention.last, author)


def _reports(row: Sequence[Token], mention: Mention, first: int) -> _Reach | None:
    """As in "The Guardian reported", "the Guardian's Simon Tisdall writes", "Guardian columnist Simon Tisdall says"."""
    at = mention.last + 1
    while at < len(row) and row[at].form in ROLES_EN | {"has", "had", "also", "newspaper", "magazine", "agency"}:
        at += 1
    start = at
    while at < len(row) and at - start < LONGEST_NAME and row[at].raw[:1].isupper() and row[at].before == " ":
        at += 1
    if at < len(row) and row[at].form in PUBLISHES_EN and not row[at].before.strip():
        return _Reach(first, at, (start, at) if at - start >= 2 else None)
    return _leads(row, mention, PUBLISHES_EN)


def _verb_follows(row: Sequence[Token], last: int) -> bool:
    return any(token.form in SAYS_EN for token in row[last + 1 : last + 3])


def _author_alone(row: Sequence[Token], lang: str) -> _Reach | None:
    """A writer named without the outlet: «كتب سيمون تيسدال أن», "Simon Tisdall writes", "By Simon Tisdall"."""
    if len(row) > 2 and row[0].form in _BYLINES and len(row) <= 2 + LONGEST_NAME:
        return _Reach(0, len(row) - 1, (1, len(row))) if is_name(row[1:]) else None
    if lang == "ar":
        author = author_after(row, 0) if row and is_among(row[0], WRITES_AR) else None
        return _Reach(0, author[1] - 1, author) if author else None
    for index in range(2, min(5, len(row))):
        plain = not row[0].before.strip() and row[index].before == " "
        if plain and row[index].form in {"writes", "wrote"} and (author := run_before(row, index)) and author[0] == 0:
            return _Reach(0, index, author)
    return None
