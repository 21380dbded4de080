"""A cautious guess at finite verbs: the ground on which a long sentence may be cut in two.

No tagger is loaded for this. Words whose form is also a common noun's are taken for nouns, so a cut may be missed but
is seldom wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from muqabala.claims.tokens import Token, without_and
from muqabala.claims.wording import (
    AUXILIARIES_EN,
    DETERMINERS_EN,
    PASTS_EN,
    PRONOUNS_EN,
    SAYS_AR,
    SAYS_EN,
    SUBORDINATE_EN,
)
from muqabala.fold import folded

_PARTICLES = frozenset(
    folded("قد لقد لم لن سوف ليس ليست ليسوا لسنا كان كانت كانوا كنا كنت بات باتت صار صارت ظل ظلت").split()
)
_PASTS = frozenset(
    folded("""
    وصل قتل أصيب بدأ عاد جاء أصبح تم جرى أدى قدم وقع فاز شهد أجرى أطلق أطلقت تولى التقى انتهى أعاد أصدر أرسل أدلى أثار
    أقام أمر أنهى أبدى أعرب أدان أيد أسفر أحرز أقر أفرج أغلق أعرض أبقى أبرم ألغى ألقى أضحى أمضى حقق قرر سجل وجه عبر
    تراجع تلقى تعهد تمكن تعرض تسلم تزايد ساهم شارك حاول دافع وافق ناقش تناول تبادل استمر اضطر رفضت دعمت طالب هاجم
    غادر زار خاض نال ضاعف قاد عانى سارع ظهر هبط رافق شوهد أعيد نشر اعتقل اختار ازداد
    """).split()
)
_NOT = frozenset(folded("ليس ليست").split())  # «وليس» is "and not" as often as a verb
_AMBIGUOUS = frozenset(
    folded("""
    يوم يومي يوميا يومين يونيو يوليو يناير يمين يميني يسار يساري يهود يهودي يورو يابان ياباني يابانية يمن يمني يمنية
    يونان يوناني يونانية يد يدي يدين يقين يتيم ياسر يوسف يوغوسلافيا يعقوب ينابيع يورانيوم يخت ياسمين يافا يانصيب
    وقت تحت بنت أخت سبت نت إنترنت صمت بحت ست سنت طلعت رفعت حكمت مدحت عزت شوكت مايكروسوفت كونت تفاوت بالذات
    تقدم تحدث تراجع توقف تعرض تحول تطور تقرير تشكل تمرد تردد تدخل تأخر تورط تغير تعهد تبادل تنافس تعاون توازن
    استاد أستاذ انقرة انجلترا انترنت اشتراك اعتدت انتم انكم بينت بيننا
    """).split()
)
_ARABIC = tuple(
    re.compile(pattern)
    for pattern in (
        r"است[^ا]{1}[^اه][^اهي](ت|وا)?",  # استقبل، استقبلت
        r"است[^ه]ا[^اهي](ت|وا)",  # استعادت
        r"ا[^اتسل]ت[^اه][^اهي](ت|وا)?",  # اعترف، انتقدت
        r"ان[^اته][^ا][^اهي](ت|وا)?",  # انطلق، انسحبت
        r"ي[^ا]?[^ ]{3,6}",  # يستخدم
        r"ت[تس]ت?[^اه][^ ]{2,5}",  # تتجاوز، تستخدم
        r"سي[^ا]?[^ ]{3,6}",  # سيبدأ
        r"ست[^اه][^ ]{3,6}",  # ستبدأ
        r"[^التبل][^ ]{2,6}[^اويت]ت",  # شملت، أضافت
        r"ت[^ي]{2,5}[^اويت]ت",  # تعهدت
        r"[^الم][^ ]{2,6}[^ا]وا",  # رفضوا
    )
)
_NOUN_HEADS = tuple(
    folded("""
    سياس سيار سياد سيطر سيد سيناري سينما سيناء سيول ستين ستوديو ستار ستوكهولم سيبيري يورو يهود يابان يونان يوغ يسار
    يمين يوم يولي يوني تسع
    """).split()
)


@lru_cache(maxsize=8192)
def _is_finite_arabic(form: str) -> bool:
    """Whether one folded word, without "and", can hardly be anything but a finite verb."""
    if form in _PARTICLES or form in SAYS_AR or form in _PASTS:
        return True
    if len(form) < 4 or form in _AMBIGUOUS or form.startswith((*_NOUN_HEADS, "ال", "لل")):
        return False
    return any(pattern.fullmatch(form) for pattern in _ARABIC)


def opens_arabic(row: Sequence[Token], index: int) -> bool:
    """Whether «و» with a finite verb (or with «لا» and one) stands at `row[index]`.

    «ف» does not count: it often answers «أما» or «إذا», whose clause must stay with it.
    """
    form = row[index].form
    if form[:1] != "و" or len(form) < 3:
        return False
    bare = form[1:]
    if bare in _NOT:
        return False
    if bare == folded("لا") and index + 1 < len(row):
        return row[index + 1].form[:1] in ("ي", "ت") and _is_finite_arabic(row[index + 1].form)
    return _is_finite_arabic(bare)


def has_verb_arabic(row: Sequence[Token]) -> bool:
    """Whether some word of the row is a finite verb."""
    return any(_is_finite_arabic(form) for token in row for form in without_and(token.form))


def opens_english(row: Sequence[Token], index: int) -> bool:
    """Whether a subject and its finite verb stand at `row[index]`, within a few words and with no pause between."""
    window = row[index : index + 9]
    if len(window) < 2 or any(token.before.strip() for token in window[1:3]):
        return False
    first = window[0].form
    if first in PRONOUNS_EN:
        return first in {"he", "she", "they", "we"} or _is_finite_english(window[1].form)
    return _may_be_subject(first) and _verb_after_subject(window)


def _may_be_subject(form: str) -> bool:
    """Whether a noun phrase can open with this word: no verb, no participle, no subordinating word."""
    if form in DETERMINERS_EN:
        return True
    return (
        form[:1].isalpha()
        and not form.endswith(("ed", "ing"))
        and form not in SAYS_EN | AUXILIARIES_EN | SUBORDINATE_EN
    )


def _verb_after_subject(window: Sequence[Token]) -> bool:
    """Whether a plain noun phrase opens the row and a finite verb follows before anything could turn the sense."""
    for place, token in enumerate(window[1:], start=1):
        if token.before.strip() or token.form in SUBORDINATE_EN or token.form in {"by", "to", "and", "or"}:
            return False
        if _is_finite_english(token.form):
            return True
        if token.form.endswith("ed") and len(token.form) > 4:
            following = window[place + 1].form if place + 1 < len(window) else "by"
            return following not in {"by", "in", "at", "on", "with", "from", "for", "as", "to"}
    return False


def _is_finite_english(form: str) -> bool:
    return form in AUXILIARIES_EN or form in PASTS_EN


def has_verb_english(row: Sequence[Token]) -> bool:
    """Whether some word of the row is, or may well be, a finite verb."""
    return any(_is_finite_english(token.form) or (token.form.endswith("ed") and len(token.form) > 4) for token in row)
