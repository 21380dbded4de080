"""Stages of a knockout competition, told by how many are left: quarter-finals, the last eight, «دور الثمانية»."""

from __future__ import annotations

from muqabala.facts.numerals.numeral import Form, Numeral
from muqabala.facts.reading import Phrases, Reading

_STAGES = {
    "en": {
        4: "semi-final|semi-finals|semifinal|semifinals|last four|final four",
        8: "quarter-final|quarter-finals|quarterfinal|quarterfinals|last eight",
        16: "last 16|last sixteen|round of 16",
        32: "last 32|round of 32",
    },
    "ar": {
        4: "نصف النهائي|نصف نهائي|قبل النهائي|المربع الذهبي|دور الأربعة|دور الـ4",
        8: "ربع النهائي|ربع نهائي|دور الثمانية|دور الـ8",
        16: "ثمن النهائي|ثمن نهائي|دور الستة عشر|دور الـ16",
        32: "دور الاثنين والثلاثين|دور الـ32",
    },
}
_PHRASES = {
    lang: Phrases((phrase, left) for left, phrases in table.items() for phrase in phrases.split("|"))
    for lang, table in _STAGES.items()
}


def stage_at(reading: Reading, index: int) -> Numeral | None:
    """The stage that begins at a token; "the last four years" is none."""
    hit = _PHRASES[reading.lang].at(reading, index) if reading.lang else None
    if hit is None:
        return None
    counts = reading.word(index) in ("last", "final") and reading.word(hit[1])[:1].isalpha()
    if counts and reading.word(hit[1]) not in ("of", "in", "at", "with", "after", "and", "by", "for", "when", "on"):
        return None
    return Numeral(index, hit[1], hit[0], Form.ORDINAL)
