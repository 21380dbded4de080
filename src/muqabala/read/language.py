"""Which language a text is in, among those that muqabala serves."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# For each script the languages served, the one to fall back on first. The script names are the first words of the
# Unicode character names.
LANGUAGES = {
    "ARABIC": ("ar", "fa", "ur", "ps"),
    "LATIN": (
        *("en", "fr", "es", "de", "it", "pt", "nl", "tr", "pl", "id", "ms", "sv"),
        *("da", "no", "fi", "cs", "ro", "hu", "vi", "az", "ca", "hr", "sk"),
    ),
    "CYRILLIC": ("ru", "uk", "bg", "sr", "be", "kk"),
    "CJK": ("zh",),
    "HIRAGANA": ("ja",),
    "KATAKANA": ("ja",),
    "HANGUL": ("ko",),
    "HEBREW": ("he",),
    "DEVANAGARI": ("hi", "mr", "ne"),
    "BENGALI": ("bn",),
    "GREEK": ("el",),
    "ARMENIAN": ("hy",),
    "GEORGIAN": ("ka",),
    "THAI": ("th",),
    "TAMIL": ("ta",),
    "ETHIOPIC": ("am",),
}
# Other scripts that some of them are written in.
_ALSO_IN = {"ja": ("CJK",), "ko": ("CJK",), "sr": ("LATIN",), "az": ("CYRILLIC",), "kk": ("LATIN",)}
UNKNOWN = "und"
_SAMPLE = 4000
# Below this many letters the statistics of py3langid say little; the script says more.
_ENOUGH_LETTERS = 24
# Kana make a text Japanese even when most of its characters are Chinese ones.
_KANA_SHARE = 0.05
_URDU = frozenset("ٹڈڑںےھ")
_PERSIAN = frozenset("پچژگی")


def detect(text: str, declared: str | None = None) -> str:
    """The primary BCP-47 tag (`ar`, `en`): the declared language where it is written in the text's script, else the
    likeliest by script and letter sequences; `und` for a text without letters. Only the first few thousand characters
    are looked at.
    """
    said = (declared or "").strip().replace("_", "-").split("-")[0].lower()
    sample = unicodedata.normalize("NFKC", text[:_SAMPLE])  # letters may come in their presentation forms
    scripts = Counter(script for script in map(_script, sample) if script in LANGUAGES)
    if not scripts:
        return said or UNKNOWN
    script = _main_script(scripts)
    if said and _may_be_in(said, script):
        return said
    candidates = LANGUAGES[script]
    if len(candidates) == 1:
        return candidates[0]
    if scripts[script] < _ENOUGH_LETTERS:
        return _guess(sample, script)
    return next((lang for lang, _ in _identifier().rank(sample) if lang in candidates), candidates[0])


def _may_be_in(lang: str, script: str) -> bool:
    """Whether a language is written in a script: templates of feeds and documents declare English whatever they hold.
    Of a language that is not served nothing is known.
    """
    usual = {name for name, served in LANGUAGES.items() if lang in served}
    return not usual or script in usual or script in _ALSO_IN.get(lang, ())


@lru_cache(maxsize=8192)
def _script(character: str) -> str:
    """The first word of a letter's Unicode name, empty for anything but a letter."""
    return unicodedata.name(character, "").split(" ")[0] if character.isalpha() else ""


def _main_script(scripts: Counter[str]) -> str:
    kana = scripts["HIRAGANA"] + scripts["KATAKANA"]
    if kana and kana >= _KANA_SHARE * scripts["CJK"] and kana + scripts["CJK"] > scripts.total() / 2:
        return "HIRAGANA"
    return max(scripts, key=lambda script: (scripts[script], script))


def _guess(sample: str, script: str) -> str:
    """The language of a text too short for statistics."""
    letters = set(sample)
    if script == "ARABIC" and letters & _URDU:
        return "ur"
    if script == "ARABIC" and letters & _PERSIAN:
        return "fa"
    return LANGUAGES[script][0]


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    """The model of py3langid, read once (about 0.1 s) and only when a text has to be told apart by statistics."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)
