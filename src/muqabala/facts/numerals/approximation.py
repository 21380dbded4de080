"""Words that make a number approximate or one side of a bound."""

from __future__ import annotations

from muqabala.facts.reading import Phrases, Reading

_BEFORE = {
    "ar": "نحو|حوالي|قرابة|زهاء|ما يقرب من|ما يقارب|تقريبا|أكثر من|أقل من|ما يزيد على|ما يزيد عن|يزيد على|حدود"
    "|يناهز|ما لا يقل عن|على الأقل|أكثر بقليل من|فوق|دون|تجاوز|تجاوزت|يتجاوز|تخطى|تخطت|يقارب|تقارب|لا يقل عن"
    "|بقليل على|يربو على|ما يقل عن|ما بين|لا تقل عن|تزيد على|ناهز|يزيد قليلا على|يزيد قليلا عن|بلغ قرابة|كاد",
    "en": "about|around|some|nearly|almost|roughly|approximately|over|more than|at least|up to|under|less than"
    "|just over|just under|an estimated|estimated|close to|fewer than|well over|upwards of"
    "|circa|~|as many as|as much as",
}
_AFTER = {"ar": "تقريبا|على الأقل|أو أكثر|ونيف|على الأكثر", "en": "or so|or more|approximately|at least|plus|+"}
_PHRASES = {
    (place, lang): Phrases((phrase, True) for phrase in words.split("|"))
    for place, table in (("before", _BEFORE), ("after", _AFTER))
    for lang, words in table.items()
}
_REACH = 4


def is_approximate(reading: Reading, first: int, last: int) -> bool:
    """Whether a word such as "about" stands before the tokens `[first, last)`, or one such as "or so" after them."""
    if not reading.lang:
        return False
    before, after = _PHRASES["before", reading.lang], _PHRASES["after", reading.lang]
    for start in range(max(0, first - _REACH), first):
        hit = before.at(reading, start)
        if hit and first - 1 <= hit[1] <= first:
            return True
    return any(after.at(reading, at) for at in (last, last + 1))
