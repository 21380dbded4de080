"""Arabic words that lost the space between them, as in «زارتالوزيرة» for «زارت الوزيرة».

Such words come from damaged files and hasty conversion; names and numbers in them are not found. The signs looked for
are ones that ordinary words never show, so that a sound text gives no warning:

- a letter that only ends words (ة, ى, or the tanween of ـًا) inside one: «زيارةرسمية»;
- a relative pronoun with one of the words that most often follow it: «الذيكان»;
- a second part that begins with the article and stands elsewhere in the same text: «مجلسالأمن» beside «الأمن»;
- two parts, long ones, that both stand elsewhere in the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

_WORD = re.compile("[\u0621-\u063a\u0641-\u0652\u0670]+")
# ى before ء or ئ is an Egyptian spelling of ي (شىء), not the end of a word.
_FINAL_INSIDE = re.compile("[ء-ي](?:ة|ى(?![ءئ])|\u064bا|ا\u064b)[\u064b-\u0652]*[ء-ي]{2}")
_RELATIVE = re.compile(
    "[وفبلك]?(?:التي|الذي|الذين)(?:تم|تمت|كان|كانت|كانوا|يمكن|لم|لا|لن|قد|سوف|ليس|ليست|تكون|يكون|تعرض|تعرضت)"
)
_ARTICLE = "ال"
# Joined particles before the article are part of the same word: بالعمل, والعمل, فبالعمل.
_PARTICLES = re.compile("[وفبلكأ]{0,3}(?:ال.?)?")
_FIRST_PART = 3
_WITH_ARTICLE = 5
_LONG_PARTS = (4, 5)
# In a long text nearly any pair of letters groups is attested; there the last sign proves nothing.
_LARGE_VOCABULARY = 5000
# Longer runs of letters are no words at all.
_LONGEST = 60
_EXAMPLES = 3


def glued_warning(text: str) -> str | None:
    """A warning that counts the different words run together, with the first examples; None when there are none."""
    found = tuple(glued_words(text))
    if not found:
        return None
    examples = ", ".join(f"«{word}»" for word in found[:_EXAMPLES])
    more = " …" if len(found) > _EXAMPLES else ""
    return f"Words seem to have lost the space between them ({len(found)}): {examples}{more}"


def glued_words(text: str) -> Iterator[str]:
    """The different words that look run together, in the order of the text. Linear in the text's length."""
    order = dict.fromkeys(word for word in _WORD.findall(text) if len(word) <= _LONGEST)
    for word in order:
        if _FINAL_INSIDE.search(word) or _RELATIVE.fullmatch(word) or _divides(word, order.keys()):
            yield word


def _divides(word: str, vocabulary: Set[str]) -> bool:
    """Whether the word falls into two that the text holds elsewhere."""
    return any(
        (len(word) - cut >= _WITH_ARTICLE and _ends_with_noun(word, cut, vocabulary))
        or (len(vocabulary) <= _LARGE_VOCABULARY and _two_long_parts(word, cut, vocabulary))
        for cut in range(_FIRST_PART, len(word) - _FIRST_PART)
    )


def _ends_with_noun(word: str, cut: int, vocabulary: Set[str]) -> bool:
    return word.startswith(_ARTICLE, cut) and word[cut:] in vocabulary and not _PARTICLES.fullmatch(word[:cut])


def _two_long_parts(word: str, cut: int, vocabulary: Set[str]) -> bool:
    first, second = _LONG_PARTS
    return cut >= first and len(word) - cut >= second and word[:cut] in vocabulary and word[cut:] in vocabulary
