"""Documents into sentences with exact raw offsets.

The cuts are those of sentencex, which knows the abbreviations of many languages, made on a copy of the block without
invisible marks and quotation marks: sentencex never cuts between quotation marks, but a quotation in the news may run
over many sentences. What sentencex cannot know is settled here: Arabic initials and abbreviations, short quotations
that stay whole, attributions that trail a quotation, and the side a quotation mark belongs to.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from muqabala.records import Document, Sentence, Span

# A quotation of up to this many characters is one utterance even with a full stop in it.
_SHORT_QUOTATION = 60
# An attribution that trails its quotation is short; a longer stretch is a sentence of its own.
_SHORT_TAIL = 50
# Two quotations side by side are two sentences when the second has at least this many words.
_LONG_QUOTATION_WORDS = 4
# How far back an abbreviation is looked for.
_TAIL = 80

# A text without punctuation: more words than these would not fit into the model's window.
_MOST_WORDS = 150
_GAP = re.compile(r"\s+")

_QUOTES = frozenset('"“”„‟«»‹›＂「」『』')
_TERMINALS = frozenset(".!?؟…。！？۔।")
_SINGLE_QUOTES = frozenset("'‘’")
_CLOSING_BRACKETS = frozenset(")]）】")
_QUOTE_RUN = re.compile(r"[\"“”„‟«»‹›＂「」『』'‘’]+")
_OPENING_DIRECTION = frozenset("“„‟«‹「『‘")
_CLOSING_DIRECTION = frozenset("”»›」』’")
_BEFORE_OPENING = frozenset("([（:：ـ—–/")
_BEFORE_CLOSING = frozenset(".,،!?؟…")
_AFTER_CLOSING = frozenset(".,،;؛:!?؟…)]）。，！？；、-—–/۔।")
_ENDED_AND_CLOSED = re.compile(r"[.!?؟…。！？۔।][\"“”»›」』'’*_)\]]+$")

# One Arabic letter, or several with full stops between them (أ.د. , ق.م.), perhaps after a joined particle; but a
# particle and one letter are mostly an everyday word (له، به، كم), unless the letter is a title (ود. ليلى).
_ARABIC_INITIALS = re.compile(
    r"(?:^|[\s(\[\"“”«])(?:[وفبلك](?=[دأ]ـ?\.|(?:[\u0621-\u064a]ـ?\.){2}))?(?:[\u0621-\u064a]ـ?\.)+$"
)
_LATIN_INITIAL = re.compile(r"(?:^|[\s(\[\"“”«]|[\u3000-\u9fff])[A-ZÀ-ÖØ-ÞА-Я]\.$")
# Letters with full stops (M.Ö., т. е., v. Chr.) before a number, and the first half of one (d. C.), end no sentence.
_DOTTED = re.compile(r"(?:\b\w\.\s?){2,}$")
_HALF_DOTTED = re.compile(r"\b[a-z]\.$")
_DOTTED_REST = re.compile(r"[A-Z]\.")
_ARABIC_REST = re.compile(r"[\u0621-\u064a]ـ?\.")
# sentencex knows a full stop inside a number (3.5) only where the digits are ASCII ones.
_INSIDE_NUMBER = re.compile(r"\d\.\d")
# sentencex never cuts after «م.»; after a year it is the era, and a sentence may end there.
_YEAR_WITH_ERA = re.compile(r"\d\s?(?:م|هـ)\.(?=\s)")
# Languages that write ordinals as numbers with a full stop: "am 4. Oktober", "III. Selim".
_ORDINAL_LANGUAGES = frozenset({"de", "tr", "da", "no", "cs", "sk", "hu", "fi", "pl", "hr", "az"})
_ORDINAL = re.compile(r"(?:^|[\s(])(?:\d{1,2}|[IVX]{1,5})\.$")
# After these words a letter names one of a class, after a number it is a unit or an era (2024 م.): both may well end a
# sentence.
_LETTERED = re.compile(
    r"(?:(?:ال)?(?:مجموعة|فئة|فيتامين|درجة|قسم|نوع|حرف|بند|ملحق|خطة)"
    r"|\b(?:plan|vitamin|group|class|grade|hepatitis|type|appendix|section|category|series|serie|gruppe))\s+\S+$"
    r"|\d\s+ك?[\u0621-\u064a]ـ?\.$",
    re.IGNORECASE,
)
# Latin initials as Arabic spells them (جورج دبليو. بوش); after another letter they end an acronym (بي بي سي.).
_LETTER_NAME = (
    "(?:إيه|ايه|بي|سي|دي|إي|إف|اف|جي|إتش|اتش|آي|جيه|كيه|إل|إم|ام|إن|ان|أو|كيو|آر|إس|اس|تي|يو|في|دبليو|إكس|واي|زد)"
)
_SPELLED_INITIAL = re.compile(rf"(?P<before>\S+)\s+{_LETTER_NAME}\.$")
_SPELLED_ACRONYM = re.compile(rf"[وفبل]{{0,2}}(?:ال)?{_LETTER_NAME}")
_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|Gen|Sen|Rep|Gov|Lt|Col|Sgt|Capt|Rev|St|Messrs|Hon|Hr|Hrn|Sr|Sra|Mme|Mlle|Sig)\.$"
)
_HOUR = re.compile(r"\b[ap]\.\s?m\.$")
_AFTER_HOUR = re.compile(
    r"(?:[ECMP][SD]?T|GMT|UTC|BST|CES?T|EES?T|[AIJK]ST|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Febr)uary|March|April|May|June|July|August"
    r"|(?:Septem|Octo|Novem|Decem)ber)\b"
)
_BEFORE_NUMBER = re.compile(r"\b(?:approx|ca|[Nn]os?|[Vv]ol|[Ff]ig|pp?|[Aa]rt|[Ss]ec|[Cc]h)\.$")
_ENUMERATION = re.compile(r"[(\[]?(?:\d{1,3}|\w)[.)\]]+")
_TRAILING_ATTRIBUTION = re.compile(
    r"(?:كما|حسبما|حسب|بحسب|وفق|وفقا|وفقًا|وفقاً|هكذا)\s|(?:على حد|على ما|هذا ما)\s"
    r"|[A-Z][\w'’.-]*(?:\s[A-Z][\w'’.-]*){0,2}\s(?:said|says|added|asked|told|wrote|tweeted|replied|recalled|shouted"
    r"|explained|continued|exclaimed|warned|insisted)\b"
)
_NO_START = frozenset(",،;؛:،，；：°º")
_ELLIPSES = ("...", "…")
_ARABIC_GOES_ON = re.compile(r"ف(?!ي\b|وق\b)|(?:ثم|أو|بل|حتى|لكن)\b")
_PARTICLES = ("al-", "el-", "de ", "van ", "von ")


@dataclass(frozen=True, slots=True)
class _Quotations:
    """The quotation marks of a block: which of them open, and the stretches between a pair, marks included."""

    opening: dict[int, bool]
    pairs: tuple[Span, ...]


def segment(document: Document) -> tuple[Sentence, ...]:
    """The sentences of a document in reading order: trimmed, disjoint, none empty, each inside one block.

    All that lies between them in a block is white space and invisible marks. A headline is one sentence whatever its
    punctuation.
    """
    sentences: list[Sentence] = []
    for index, block in enumerate(document.blocks):
        words = block.span.of(document.text)
        cuts = () if block.headline else _cuts(words, document.lang)
        pieces = (short for piece in _pieces(words, cuts) for short in _short_enough(words, piece))
        spans = (span.shift(block.span.start) for span in pieces)
        sentences.extend(Sentence(span, index, block.headline) for span in spans)
    return tuple(sentences)


def _short_enough(words: str, piece: Span) -> Iterator[Span]:
    """A piece as it is, or cut at white space where it holds more words than a model reads at once."""
    gaps = list(_GAP.finditer(words, piece.start, piece.end))
    start = piece.start
    for gap in gaps[_MOST_WORDS - 1 :: _MOST_WORDS]:
        yield Span(start, gap.start())
        start = gap.end()
    yield Span(start, piece.end)


def _pieces(words: str, cuts: Iterable[int]) -> Iterator[Span]:
    """The stretches between the cuts without white space and direction marks at their ends, where any more is left."""
    start = 0
    for end in (*cuts, len(words)):
        left, right = start, end
        while left < right and _is_blank(words[left]):
            left += 1
        while left < right and _is_blank(words[right - 1]):
            right -= 1
        if left < right:
            yield Span(left, right)
        start = end


def _cuts(words: str, lang: str) -> list[int]:
    """Where the sentences of a block end, in rising order, its own end left out."""
    quotations = _quotations(words)
    eras = (match.end() for match in _YEAR_WITH_ERA.finditer(words))
    stops = {*_stops(words, lang), *_side_by_side(words, quotations), *eras}
    candidates = sorted({_settle(words, stop, quotations) for stop in stops} - {0, len(words)})
    short, quoted = (_inside(quotations, limit) for limit in (_SHORT_QUOTATION, len(words)))
    cuts: list[int] = []
    for cut, following in pairwise([*candidates, len(words)]):
        left = _seen(words[max(cuts[-1] if cuts else 0, cut - _TAIL) : cut]).strip()
        whole = (cut in short and left.endswith(".")) or (cut in quoted and left.endswith(_ELLIPSES))
        if not whole and _divides(left, _seen(words[cut:following]), lang):
            cuts.append(cut)
    return cuts


def _stops(words: str, lang: str) -> Iterator[int]:
    """The ends that sentencex finds, each after the last character of its sentence."""
    from sentencex import get_sentence_boundaries

    compact, origin = _compact(words)
    for boundary in get_sentence_boundaries(lang, compact):
        sentence = compact[boundary["start_index"] : boundary["end_index"]].rstrip()
        if sentence and not _INSIDE_NUMBER.match(compact, boundary["start_index"] + len(sentence) - 2):
            yield origin[boundary["start_index"] + len(sentence) - 1] + 1


def _compact(words: str) -> tuple[str, list[int]]:
    """The words without quotation marks, emphasis and invisible marks, white space as single spaces, and for each
    character the index it comes from. Brackets around whole sentences go too: sentencex cuts nothing in brackets.
    """
    kept: list[str] = []
    origin: list[int] = []
    wrapping = False
    for index, character in enumerate(words):
        quote = _is_quote(words, index)
        if character in "*_" or _invisible(character):
            continue
        # A quotation mark between two words divides them; elsewhere white space or punctuation does.
        if quote and not words[index + 1 : index + 2].isalnum():
            continue
        if character == "(" and (not kept or (kept[-1] == " " and kept[-2] in _TERMINALS)):
            wrapping = True
        elif character == ")" and wrapping:
            wrapping = False
        elif not (quote or character.isspace()):
            kept.append(character)
            origin.append(index)
        elif kept and kept[-1] != " ":
            kept.append(" ")
            origin.append(index)
    return "".join(kept), origin


def _is_quote(words: str, index: int) -> bool:
    """Whether a character is a quotation mark and no apostrophe, prime or Hebrew abbreviation mark (ד"ר)."""
    character = words[index]
    if character not in _QUOTES and character not in _SINGLE_QUOTES:
        return False
    before, after = words[index - 1 : index] if index else "", words[index + 1 : index + 2]
    if character in _SINGLE_QUOTES:
        return not (before.isalnum() and after.isalnum())
    return not ("א" <= before <= "ת" and "א" <= after <= "ת")


@lru_cache(maxsize=4096)
def _invisible(character: str) -> bool:
    return unicodedata.category(character) == "Cf"


def _is_blank(character: str) -> bool:
    return character.isspace() or _invisible(character)


def _seen(words: str) -> str:
    """The words without invisible marks, which may stand anywhere, even within initials."""
    return "".join(character for character in words if not _invisible(character))


def _quotations(words: str) -> _Quotations:
    """Tell opening marks from closing ones by their neighbours, then by direction, then in turn.

    A single mark may be an apostrophe: it closes a quotation only right after punctuation, and not within another one.
    """
    opening: dict[int, bool] = {}
    pairs: list[Span] = []
    begun: dict[bool, int] = {}  # where a quotation in single marks began, and one in double marks
    for run in _QUOTE_RUN.finditer(words):
        for index in range(*run.span()):
            if not _is_quote(words, index):
                continue
            opening[index] = _opens(words, run.span(), index, False not in begun)
            single = words[index] in _SINGLE_QUOTES
            if opening[index]:
                begun[single] = index
            elif single in begun and not (single and (False in begun or words[index - 1] not in _BEFORE_CLOSING)):
                pairs.append(Span(begun.pop(single), index + 1))
    return _Quotations(opening, tuple(pairs))


def _opens(words: str, run: tuple[int, int], index: int, nothing_open: bool) -> bool:
    start, end = run
    before = _visible(words, start - 1, -1)
    after = _visible(words, end, 1)
    left = not before or before.isspace() or before in _BEFORE_OPENING
    right = not after or after.isspace() or after in _AFTER_CLOSING
    if left != right:
        return left
    if words[index] in _OPENING_DIRECTION:
        return True
    return words[index] not in _CLOSING_DIRECTION and nothing_open


def _visible(words: str, index: int, step: int) -> str:
    """The first character from an index on, in either direction, that is no invisible mark; empty at the edge."""
    while 0 <= index < len(words) and _invisible(words[index]):
        index += step
    return words[index] if 0 <= index < len(words) else ""


def _side_by_side(words: str, quotations: _Quotations) -> Iterator[int]:
    """The ends of quotations that another, longer than a few words, follows with nothing between them."""
    for first, second in pairwise(quotations.pairs):
        between = words[first.end : second.start]
        if between and between.isspace() and len(second.of(words).split()) >= _LONG_QUOTATION_WORDS:
            yield first.end


def _settle(words: str, stop: int, quotations: _Quotations) -> int:
    """Move a cut past the marks that close what ends before it."""
    cut = index = stop
    while index < len(words):
        character = words[index]
        opens = quotations.opening.get(index)
        if opens is False or character in _CLOSING_BRACKETS or (character in "*_" and index == cut):
            cut = index + 1
        elif opens or not _is_blank(character):
            break
        index += 1
    return cut


def _inside(quotations: _Quotations, limit: int) -> frozenset[int]:
    """The positions inside the quotations of up to `limit` characters."""
    chosen = (pair for pair in quotations.pairs if len(pair) <= limit)
    return frozenset(position for pair in chosen for position in range(pair.start + 1, pair.end))


def _divides(left: str, right: str, lang: str) -> bool:
    """Whether a sentence ends between the two: `left` is the end of the one, `right` all of the other."""
    start = right.lstrip()
    if not any(map(str.isalnum, left)) or not any(map(str.isalnum, start)) or start[0] in _NO_START:
        return False
    if _ENUMERATION.fullmatch(left) or _abbreviates(left, start, lang):
        return False
    if start[0].islower() and not start.startswith(_PARTICLES) and not start[1:2].isupper():
        return False
    if left.endswith(_ELLIPSES) and start == right and not _is_ideographic(start[0]):
        return False
    if lang == "ar" and left.endswith(_ELLIPSES) and _ARABIC_GOES_ON.match(start):
        return False
    if lang == "ja" and _ENDED_AND_CLOSED.search(left) and start[0] in "とっ":
        return False
    tail = start.rstrip()
    trails = len(tail) <= _SHORT_TAIL and ":" not in tail and _TRAILING_ATTRIBUTION.match(tail)
    return not (trails and _ENDED_AND_CLOSED.search(left))


def _is_ideographic(character: str) -> bool:
    return "\u3040" <= character <= "\u9fff"


def _abbreviates(left: str, start: str, lang: str) -> bool:
    """Whether the full stop at the end of `left` belongs to an initial or an abbreviation."""
    if not left.endswith("."):
        return False
    if _ARABIC_INITIALS.search(left) or _LATIN_INITIAL.search(left):
        return not _LETTERED.search(left) or bool(_ARABIC_REST.match(start))
    if _TITLE.search(left):
        return start[0].isupper()
    if _HOUR.search(left):
        return bool(_AFTER_HOUR.match(start))
    if lang in _ORDINAL_LANGUAGES and _ORDINAL.search(left):
        return True
    if start[0].isdecimal():
        return bool(_BEFORE_NUMBER.search(left) or _DOTTED.search(left))
    if _HALF_DOTTED.search(left) and _DOTTED_REST.match(start):
        return True
    spelled = _SPELLED_INITIAL.search(left)
    return spelled is not None and not _SPELLED_ACRONYM.fullmatch(spelled["before"])
