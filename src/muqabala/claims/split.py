"""Where a long sentence may be cut into claims that stand alone.

The cut falls before a coordinating word and takes the comma and white space with it. One wrong cut costs more than many
missed ones, so a quotation, a bracket, a relative clause and what a verb of saying governs are never opened.
"""

from __future__ import annotations

from collections.abc import Sequence

from muqabala.claims import attribution, verbs
from muqabala.claims.tokens import PAUSES, Token, is_among, tokens
from muqabala.claims.wording import RELATIVE_AR, SAYS_AR, SAYS_EN, SUBORDINATE_EN, THAT_AR
from muqabala.fold import folded
from muqabala.records import Span

LONG = 28  # words: a sentence up to this length is one claim
SHORTEST = 8  # words: no part is shorter
_LONGEST = 300  # words: what is longer is a list or a table rather than a sentence
_STRONG = frozenset(";؛；")
_CONTRAST_AR = frozenset(folded("لكن ولكن لكنه لكنها لكنهم ولكنه ولكنها غير بيد إلا بينما فيما ثم كما").split())
_EXPLAINS = frozenset(folded("هكذا إذ لأن لأنه لأنها أي بل حتى مما حيث كأن").split())
_CONTRAST_EN = frozenset({"and", "but", "while", "whereas"})
_CORRELATES = frozenset(folded("فحسب فقط only").split())
_PREPOSITIONS_EN = frozenset({"after", "before", "since", "until", "as", "than"})
# «كما قال» is "as he said", an attribution; «كما» with another verb is "and also".
_NOT_COORDINATE = frozenset(
    folded("فيما_يتعلق فيما_يخص فيما_يلي فيما_بعد فيما_يبدو كما_هو كما_هي كما_لو كما_في كما_جاء").split()
)


def split(text: str, sentence: Span, lang: str, inside: bytearray) -> tuple[Span, ...]:
    """The claims' raw spans in a sentence, in order, disjoint; the sentence itself when it is not to be cut.

    `inside` marks the characters of the whole text that stand in quotation marks or brackets.
    """
    row = tokens(text, sentence)
    return tuple(_parts(text, sentence, row, lang, inside))


def _parts(text: str, span: Span, row: Sequence[Token], lang: str, inside: bytearray) -> list[Span]:
    """Cut at the best place, then each part again while it is long."""
    if not _long(lang) < len(row) <= _LONGEST:
        return [span]
    cuts = [index for index in range(1, len(row)) if _may_cut(row, index, lang) and not _touches(row[index], inside)]
    if not cuts:
        return [span]
    best = min(cuts, key=lambda index: (abs(2 * index - len(row)), index))
    left = Span(span.start, _end_before(text, span.start, row[best].span.start))
    right = Span(row[best].span.start, span.end)
    return _parts(text, left, row[:best], lang, inside) + _parts(text, right, row[best:], lang, inside)


def _long(lang: str) -> int:
    """The length from which a sentence is looked at; where words are written together, each character counts."""
    return 2 * LONG if lang in {"zh", "ja", "th"} else LONG


def _touches(token: Token, inside: bytearray) -> bool:
    """Whether the cut before a word would fall inside quotation marks or brackets, or touch their marks."""
    start = token.span.start - len(token.before)
    return any(inside[start : token.span.start + 1])


def _end_before(text: str, start: int, cut: int) -> int:
    """Where the part before a cut ends once the comma and white space are dropped."""
    while cut > start and (text[cut - 1].isspace() or text[cut - 1] in PAUSES):
        cut -= 1
    return cut


def _may_cut(row: Sequence[Token], index: int, lang: str) -> bool:
    """Whether both sides of `row[index]` stand alone."""
    if not row[index].paused or any(mark not in PAUSES and not mark.isspace() for mark in row[index].before):
        return False
    if index < SHORTEST or len(row) - index < SHORTEST:
        return False
    left, right = row[:index], row[index:]
    if attribution.closing(right, lang):
        return False  # what comes last may attribute both parts
    if lang == "ar":
        return _may_cut_arabic(left, right)
    if lang == "en":
        return _may_cut_english(left, right)
    long_enough = min(index, len(right)) >= _long(lang) // 2
    return long_enough and any(mark in _STRONG for mark in row[index].before)


def _may_cut_arabic(left: Sequence[Token], right: Sequence[Token]) -> bool:
    if not verbs.has_verb_arabic(left) or not verbs.has_verb_arabic(right):
        return False
    if any(mark in _STRONG for mark in right[0].before):
        return right[0].form not in _EXPLAINS and not _governs(left, THAT_AR)
    says_anew = is_among(right[0], SAYS_AR) and _governs(right[1:26], THAT_AR)
    if not (verbs.opens_arabic(right, 0) or _contrasts_arabic(right)):
        return False
    if _is_relative(left, RELATIVE_AR) or _describes(left) or left[-1].form in _CORRELATES:
        return False
    return says_anew or not _governs(left, THAT_AR | SAYS_AR)


def _contrasts_arabic(right: Sequence[Token]) -> bool:
    """Whether «لكن», «فيما», «بينما», «ثم» or «كما» opens a clause of its own, its verb at most six words on."""
    first, second = right[0].form, right[1].form
    if first not in _CONTRAST_AR or f"{first}_{second}" in _NOT_COORDINATE:
        return False
    if first in {"غير", "بيد", "الا"} and second not in THAT_AR:
        return False
    if first in {"كما", "ثم"}:
        return second not in SAYS_AR and verbs.has_verb_arabic(right[1:2])
    return verbs.has_verb_arabic(right[1:8])


def _may_cut_english(left: Sequence[Token], right: Sequence[Token]) -> bool:
    if not verbs.has_verb_english(left):
        return False
    strong = any(mark in _STRONG for mark in right[0].before)
    says_anew = any(token.form in SAYS_EN for token in right[1:9])
    if _governs(left, SAYS_EN) and not says_anew:
        return False
    if right[0].form not in _CONTRAST_EN:
        return strong and verbs.opens_english(right, 0)
    if _is_relative(left, SUBORDINATE_EN) or any(token.form in _CORRELATES for token in left):
        return False
    return verbs.opens_english(right, 2 if right[1].form == "then" else 1)


def _governs(row: Sequence[Token], governors: frozenset[str]) -> bool:
    """Whether one of some words stands in the row, alone or after "and"."""
    return any(is_among(token, governors) for token in row)


def _describes(left: Sequence[Token]) -> bool:
    """Whether a relative clause without a relative word may be open: an indefinite noun («مشروعاً») and a verb."""
    for noun, verb in zip(left[-2::-1], left[:0:-1], strict=False):
        if "\u064b" in noun.raw and verbs.has_verb_arabic((verb,)):
            return True
        if verb.paused:
            return False
    return False


def _is_relative(left: Sequence[Token], openers: frozenset[str]) -> bool:
    """Whether a relative or other subordinate clause may still be open where the row ends: since its last comma.

    "After" and its like open a clause only when a verb follows.
    """
    for index in range(len(left) - 1, -1, -1):
        token = left[index]
        if is_among(token, openers) and (token.form not in _PREPOSITIONS_EN or verbs.has_verb_english(left[index:])):
            return True
        if token.paused:
            return False
    return False
