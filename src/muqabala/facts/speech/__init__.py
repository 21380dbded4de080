"""Signs that words are somebody's speech: what leads to a quotation, what follows one, and the first person."""

from __future__ import annotations

from collections.abc import Iterable

from muqabala.facts.line import Line, line_of
from muqabala.facts.speech.quotations import Quotation
from muqabala.facts.speech.saying import saying_of
from muqabala.facts.tables import word_set
from muqabala.fold import folded
from muqabala.records import Passage

_NEAR = 3  # tokens between a verb of saying and the quotation it leads to
_AHEAD = 14  # tokens after an opening mark within which «أن» shows that the marks hold a name
_AFTER = 5  # tokens after a quotation within which its speaker is named

THAT_AR = frozenset(
    folded(own + suffix)
    for own in ("أن", "إن", "بأن", "وأن", "وإن", "فإن", "لأن")
    for suffix in ("", "ه", "ها", "هم", "هما", "هن", "ني", "نا", "ي", "ك", "نني", "ننا")
)
"""«أن» and «إن» with their suffixes, folded."""

_LEADS = {
    "ar": word_set("عبارة بعبارة بقوله بقولها بقولهم بالقول كلمات كلماته كلماتها"),
    "en": word_set("that as words"),
}
_FOLLOWS = {
    "ar": word_set("هكذا بهذه بهذا هذا هذه تلك ذلك كما كانت كان حسبما"),
    "en": word_set("according"),
}
_FIRST = {
    "ar": word_set("أنا نحن إنني أنني إني أني إننا أننا لدي لدينا لي لنا عندي عندنا بلدنا نفسي رأيي"),
    "en": word_set("i i'm i've i'd i'll we we're we've we'd we'll my our me us mine ours myself ourselves"),
}
_TITLING = {
    "ar": word_set("عنوان بعنوان عنوانه عنوانها عنوانا المعنون المعنونة معنون معنونة"),
    "en": word_set("titled entitled headlined headline title"),
}
"""Words before a title, which nobody says."""
_STOPS = frozenset(".!?؟")


def introduces_quotation(passage: Passage, quotation: Quotation) -> bool:
    """Whether what stands around a quotation makes it somebody's words: «قال: "…"», `"…," she said`."""
    line = line_of(passage)
    lang = line.reading.lang
    if not lang:
        return False
    tokens = line.tokens(quotation.span)
    if line.word(tokens.start - 1) in _TITLING[lang]:
        return False
    return _leads(line, tokens.start, lang) or _follows(line, tokens.stop, lang)


def is_first_person(passage: Passage) -> bool:
    """Whether a passage speaks of "I" or "we": likely the middle of a longer quotation."""
    line = line_of(passage)
    return any(line.word(index) in _FIRST.get(line.reading.lang, ()) for index in range(len(line)))


def _leads(line: Line, first: int, lang: str) -> bool:
    last = line.word(first - 1)
    if last == ":" or last in _LEADS[lang] or (lang == "ar" and last in THAT_AR):
        return True
    return _says(line, range(first - 1, max(-1, first - 1 - _NEAR), -1), lang) and not _goes_on(line, first, lang)


def _goes_on(line: Line, first: int, lang: str) -> bool:
    """Whether what the verb reports is still to come after the marks, so that they hold a name: «قالت "…" إن»."""
    if lang != "ar":
        return False
    after = range(first + 1, min(first + _AHEAD, len(line)))
    return any(line.word(index) in THAT_AR or line.word(index) == ":" for index in after)


def _follows(line: Line, last: int, lang: str) -> bool:
    words = [line.word(index) for index in range(last, min(last + _AFTER, len(line))) if line.word(index)[:1].isalpha()]
    if not words:
        return False
    if words[0] in _FOLLOWS[lang] or (lang == "ar" and words[:2] in (["علي", "حد"], ["علي", "ما"])):
        return True
    if lang == "ar":  # «و» would begin a clause of its own
        return not words[0].startswith("و") and _says_word(words[0], lang)
    return _says(line, range(last, min(last + _AFTER, len(line))), lang)


def _says(line: Line, indices: Iterable[int], lang: str) -> bool:
    for index in indices:
        if line.word(index) in _STOPS:
            return False
        if _says_word(line.word(index), lang):
            return True
    return False


def _says_word(word: str, lang: str) -> bool:
    return saying_of(word, lang) is not None
