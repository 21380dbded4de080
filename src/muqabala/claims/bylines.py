"""The name of a writer in the words of a citation: between verb and outlet, behind the outlet, before «أن»."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from muqabala.claims.tokens import Token, cover, is_among, is_latin, is_that
from muqabala.claims.verbs import has_verb_arabic
from muqabala.claims.wording import (
    ARTICLE_AR,
    RELATIVE_AR,
    ROLES_AR,
    ROLES_EN,
    SAYS_AR,
    SOURCE_AR,
    THAT_AR,
    WRITING_EN,
)
from muqabala.fold import folded
from muqabala.records import Span

LONGEST_NAME = 4
_KIN = frozenset(folded("عبد أبو ابن أم").split())
_NO_NAME_AR = frozenset(
    folded("""
    في من على عن إلى مع بعد قبل أمس اليوم يوم هذا هذه ذلك تلك كل قد عبر ضد بين حول نحو وزير رئيس بيان أيضا مصدر مسؤول
    له لها لهم به للأنباء بعنوان تحت خلال ضمن عقب أثناء منذ فيه فيها
    """).split()
)
_PIECES_AR = ARTICLE_AR | frozenset(folded("مقالا تقريرا عمودا تحليلا تحقيق تحقيقا").split())
# What kind of piece it is: «مقال رأي», «تقرير مطول».
_KINDS_AR = frozenset(folded("رأي مطول مطولة مطولا طويل طويلا موسع موسعا خاص خاصا تحليلي تحليليا جديد جديدا").split())
_WRITTEN_AR = frozenset(folded("بقلم بتوقيع كتبه كتبها كتبته كتبتها أعده أعدها أعدته أعدتها وقعه وقعته").split())
_PREPOSITIONS_AR = frozenset(folded("في عبر ضمن").split())
_BEFORE_BY = WRITING_EN | {"in", "a", "an", "the", "its", "recent", "long", "written"}


def after_adjectives(row: Sequence[Token], last: int) -> int:
    """The index after an outlet and its adjectives («الغارديان البريطانية»)."""
    last += 1
    while last < len(row) and row[last].form.startswith("ال") and not row[last].paused:
        last += 1
    return last


def author_between(row: Sequence[Token], start: int, end: int) -> tuple[int, int] | None:
    """A name that fills the words between a verb and a preposition, once titles and «بقلم» are set aside."""
    written = [index for index in range(start, end) if row[index].form in _WRITTEN_AR]
    start = written[-1] + 1 if written else start
    while start < end and (_is_title(row[start].form) or row[start].form in _KINDS_AR):
        start += 1
    if end - start >= LONGEST_NAME and row[start + 1].form.startswith("ال") and row[start].form not in _KIN:
        start += 2  # «عالمة الفيروسات ماريون كوبمانس»
    return (start, end) if is_name(row[start:end]) else None


def author_after(row: Sequence[Token], index: int) -> tuple[int, int] | None:
    """A name after `row[index]` that «أن» or a colon brings to an end."""
    start = _past_titles(row, index + 1)
    for end in range(start + 1, min(start + LONGEST_NAME + 1, len(row))):
        if is_that(row, end) or ":" in row[end].before:
            return (start, end) if is_name(row[start:end]) else None
    return None


def author_behind(row: Sequence[Token], last: int) -> tuple[tuple[int, int], bool] | None:
    """A name behind an outlet that ends at `row[last]`: «الغارديان في تقرير كتبته هارييت لويل», «… بقلم هارييت لويل».

    With it whether the words leave no doubt that a person wrote: «في تقرير لهارييت لويل» may be «في تقرير لمنظمة …».
    """
    at = after_adjectives(row, last)
    at += at < len(row) and row[at].form in _PREPOSITIONS_AR
    piece = at < len(row) and is_among(row[at], _PIECES_AR)
    at += piece
    while piece and at < len(row) and row[at].form in _KINDS_AR:
        at += 1
    if at >= len(row) or (piece and row[at].before.strip()):
        return None
    sure = row[at].form in _WRITTEN_AR or (row[at].form.startswith("ل") and _is_role(row[at].form))
    start = _past_titles(row, at + 1) if sure else at
    end = _end_of_name(row, start)
    given = piece and row[at].form.startswith("ل") and len(row[at].form) > 3
    return ((start, end), sure) if (sure or given) and end - start >= 2 else None


def author_by(row: Sequence[Token], last: int) -> tuple[int, int] | None:
    """As in "the Guardian reported in an article by Simon Tisdall"; `row[last]` ends the words that cite."""
    at = last + 1
    while at < len(row) and row[at].form in _BEFORE_BY and not row[at].before.strip(" ,"):
        at += 1
    if at >= len(row) or row[at].form != "by":
        return None
    start = end = at + 1
    while end < len(row) and end - start < LONGEST_NAME and _is_capital(row[end]) and row[end].before == " ":
        end += 1
    return (start, end) if end - start >= 2 else None


def run_before(row: Sequence[Token], end: int) -> tuple[int, int] | None:
    """A run of two to four capitalised Latin words that ends right before `row[end]`."""
    start = end
    while start and end - start < LONGEST_NAME and _is_capital(row[start - 1]):
        start -= 1
        if row[start].before.strip():
            break
    return (start, end) if end - start >= 2 else None


def author_span(row: Sequence[Token], start: int, end: int) -> Span:
    """The author's name without the «ل» of «مقال لسيمون تيسدال»."""
    span = cover(row[start:end])
    before = row[start - 1] if start else None
    after_piece = before is not None and (is_among(before, _PIECES_AR) or before.form in _KINDS_AR)
    given = after_piece and row[start].form.startswith("ل") and len(row[start].form) > 3
    return Span(span.start + 1, span.end) if given else span


def shorter(row: Sequence[Token], start: int, end: int) -> Iterator[Span]:
    """The name as it stands and, word by word, without its end: what follows a name need not belong to it."""
    return (author_span(row, start, last) for last in range(end, start + 1, -1))


def is_name(row: Sequence[Token]) -> bool:
    """Whether some words can be a person's name: few, without pauses, quotation marks, digits or function words."""
    if not 1 <= len(row) <= LONGEST_NAME or any(token.before.strip(" .-") for token in row[1:]):
        return False
    return not any(_is_no_name(token) for token in row) and not row[0].paused


def _is_no_name(token: Token) -> bool:
    stop = _NO_NAME_AR | THAT_AR | RELATIVE_AR | SOURCE_AR | ARTICLE_AR | SAYS_AR
    return token.form in stop or token.form[:1].isdigit()


def _end_of_name(row: Sequence[Token], start: int) -> int:
    """Where a name that begins at `row[start]` ends at the latest; `start` where there is none.

    A family name may have «ال»; after the second word «ال» is an adjective's or a weekday's.
    """
    if start >= len(row) or _is_no_name(row[start]) or row[start].paused:
        return start
    end = start + 1
    while end < len(row) and end - start < LONGEST_NAME and not row[end].before.strip(" -"):
        article = row[end].form.startswith("ال") and end - start > 1 and row[end - 1].form not in _KIN
        if article or _is_no_name(row[end]) or row[end].form in _WRITTEN_AR or has_verb_arabic(row[end : end + 1]):
            break
        end += 1
    return end


def _past_titles(row: Sequence[Token], start: int) -> int:
    while start < len(row) and _is_title(row[start].form):
        start += 1
    return start


def _is_title(form: str) -> bool:
    """Whether a word before a name is none of it: «الكاتب», «البريطانية»."""
    return _is_role(form) or form.startswith("ال")


def _is_role(form: str) -> bool:
    """Whether a word says what somebody does: «كاتب», «للكاتبة», «مراسلتها»."""
    owned = form.removesuffix("ها")
    if owned != form:
        form = owned[:-1] + "ه" if owned.endswith("ت") else owned
    return form in ROLES_AR or form[1:] in ROLES_AR or (form.startswith("لل") and "ال" + form[2:] in ROLES_AR)


def _is_capital(token: Token) -> bool:
    return (
        is_latin(token.raw)
        and token.raw[0].isupper()
        and token.form not in ROLES_EN | {"the", "in", "on", "but", "and"}
    )
