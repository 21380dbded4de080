"""Claims without anything to check. A doubt leaves a claim checkable: what is set aside here is never compared."""

from __future__ import annotations

from collections.abc import Sequence

from muqabala.claims.tokens import Token, is_latin, without_and
from muqabala.claims.verbs import has_verb_arabic, has_verb_english
from muqabala.claims.wording import ARTICLE_AR, SAYS_AR, SAYS_EN, THAT_AR
from muqabala.fold import folded
from muqabala.records import Span

RHETORICAL = "rhetorical question"
EMPTY = "no factual content"
_SHORT_QUESTION = 5
_LONGEST_QUESTION = 14
_LONGEST_SLOGAN = 8
_LONGEST_BYLINE = 5
_LONGEST_CREDIT = 4


def _phrases(listing: str) -> tuple[tuple[str, ...], ...]:
    """Folded phrases of a listing, one a line."""
    return tuple(tuple(folded(line).split()) for line in listing.strip().splitlines())


# Questions that expect no answer, by their opening words.
_RHETORICAL = _phrases("""
إلى متى
أليس من
أليس هذا
أما آن
ألم يحن
ألا يكفي
هل يعقل
هل من المعقول
هل من عاقل
فهل من
من يدري
ومن يدري
من كان يظن
أين الضمير
أين العدالة
أين العالم
ماذا بعد
وماذا بعد
ما العمل
فما العمل
لم لا
ولم لا
كيف لا
وكيف لا
لماذا هذا الصمت
فماذا ننتظر
isn't it time
isn't it obvious
is it any wonder
is it any surprise
who knows
who would have thought
who could have imagined
what next
what now
so what
why not
how long must
how much longer
how many more
what are we waiting for
where is the outrage
where is the justice
does anyone
has the world
""")
_SLOGANS = _phrases("""
عاش
عاشت
يحيا
تحيا
فليسقط
فلتسقط
يسقط
تسقط
يا له
يا لها
يا للعار
يا للأسف
يا للهول
كفى
ما أجمل
ما أعظم
ما أقسى
long live
down with
shame on
what a
enough is enough
never again
power to
god bless
wake up
""")
_FURNITURE = _phrases("""
السلام عليكم
أهلا وسهلا
أهلا بكم
مرحبا بكم
صباح الخير
مساء الخير
شكرا لكم
شكرا جزيلا
شكرا لمتابعتكم
كل عام وأنتم
اقرأ أيضا
اقرأ المزيد
اقرأ كذلك
شاهد أيضا
إقرأ أيضا
للمزيد
تابعونا على
تابعنا على
شارك المقال
اشترك في
حقوق النشر محفوظة
جميع الحقوق محفوظة
المصدر وكالات
hello and welcome
good morning
good evening
thank you for reading
thanks for reading
read more
read also
see also
related articles
share this
follow us
sign up
subscribe to
all rights reserved
advertisement
""")
_CREDITS = frozenset(
    folded(
        "بقلم تصوير الصورة صورة ترجمة تحرير إعداد المصدر photo photograph photos by credit image getty copyright"
    ).split()
)
_HONORIFICS = frozenset(folded("السيد السيدة الرئيس الوزير الملك الأمير الدكتور الدكتورة وزير رئيس").split())
_FACTS_AR = THAT_AR | SAYS_AR | ARTICLE_AR


def reason(text: str, span: Span, row: Sequence[Token], cited: bool, inside: bytearray) -> str | None:
    """Why a claim cannot be checked, or None.

    `row` are its words, `cited` tells that it names a source, `inside` marks what stands in quotation marks: words
    that somebody is quoted with are reported, so they can be checked whatever they say.
    """
    if not row:
        return EMPTY
    if cited or any(inside[row[0].span.start : row[-1].span.end]):
        return None
    closing = span.of(text).rstrip("\"”»’')] .")[-1:]
    if closing in {"?", "؟", "？"}:
        return RHETORICAL if _is_rhetorical(row) else None
    return EMPTY if _is_furniture(row, closing) or _is_credit(row) or _is_slogan(row, closing) else None


def _opening(row: Sequence[Token], phrases: Sequence[tuple[str, ...]]) -> int:
    """How many words the phrase that opens the row has, with or without "and" before it; 0 without one."""
    forms = [token.form for token in row[:5]]
    first = without_and(forms[0])
    found = (phrase for phrase in phrases if phrase[0] in first and list(phrase[1:]) == forms[1 : len(phrase)])
    return max(map(len, found), default=0)


def _has_verb(row: Sequence[Token]) -> bool:
    return has_verb_arabic(row) or has_verb_english(row)


def _has_particulars(row: Sequence[Token]) -> bool:
    """Whether a number, a capitalised name, a title or a foreign word stands in the row."""
    for place, token in enumerate(row):
        if any(character.isdecimal() for character in token.raw) or token.form in _HONORIFICS:
            return True
        if is_latin(token.raw) and place and token.raw[0].isupper() and token.form not in {"i", "i'm", "i've"}:
            return True
    return False


def _reports(row: Sequence[Token]) -> bool:
    """Whether something is told in the row: a verb of saying, or a clause that «أن» or "that" introduces."""
    return any(
        form in _FACTS_AR or form in SAYS_EN or form == "that" for token in row for form in without_and(token.form)
    )


def _is_rhetorical(row: Sequence[Token]) -> bool:
    if len(row) > _LONGEST_QUESTION or _has_particulars(row):
        return False
    if _opening(row, _RHETORICAL):
        return True
    return not _reports(row) and (_is_plain_question(row) or _asks_anybody(row))


def _is_plain_question(row: Sequence[Token]) -> bool:
    """A very short question, its question word first: «ماذا حدث؟», "But why?". Names hide among longer ones."""
    asking = frozenset(folded("هل ماذا لماذا كيف متى أين why how when where what who").split())
    opener = next((token.form for token in row[:2] if token.form not in {"but", "and", "so", "then", "لكن", "اذن"}), "")
    return len(row) <= (_SHORT_QUESTION if is_latin(opener) else 3) and any(
        form in asking for form in without_and(opener)
    )


def _asks_anybody(row: Sequence[Token]) -> bool:
    """A question put to nobody: «هل يصغي أحد …؟», "Is anybody listening?"."""
    if is_latin(row[0].form):
        return any(token.form in {"anyone", "anybody"} for token in row[1:4])
    return "هل" in without_and(row[0].form) and any(token.form == "احد" for token in row[1:4])


def _is_slogan(row: Sequence[Token], closing: str) -> bool:
    """A cry without a fact in it: no verb follows the words that open it, and no number."""
    if closing not in {"!", "！"} or len(row) > _LONGEST_SLOGAN or _reports(row) or _has_number(row):
        return False
    opening = _opening(row, _SLOGANS)
    return opening > 0 and not _has_verb(row[opening:])


def _is_furniture(row: Sequence[Token], closing: str) -> bool:
    """Greetings and the words around an article: "Read more", «اقرأ أيضاً»."""
    if len(row) > _LONGEST_SLOGAN or closing in {"?", "؟"} or _has_number(row):
        return False
    return _opening(row, _FURNITURE) > 0


def _has_number(row: Sequence[Token]) -> bool:
    return any(character.isdecimal() for token in row for character in token.raw)


def _is_credit(row: Sequence[Token]) -> bool:
    """A byline or a credit standing alone: «تصوير: …», "By Jane Roe"; not «صورة: جندي يقتل أسيرا», which tells
    something.
    """
    if len(row) < 2 or row[0].form not in _CREDITS or _has_number(row) or _has_verb(row[1:]):
        return False
    if is_latin(row[0].raw) and not all(token.raw[:1].isupper() for token in row[1:]):
        return False
    if row[0].form in {"by", "بقلم"}:
        return len(row) <= _LONGEST_BYLINE
    return len(row) <= _LONGEST_CREDIT and ":" in row[1].before
