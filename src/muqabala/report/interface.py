"""The page's own words, in the language of the reader: sentences from `words.toml` and, for the review, `live.toml` and
`memo.toml`; numbers and dates by locale.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent

from muqabala.errors import ConfigError
from muqabala.report.bidi import Direction, direction
from muqabala.report.messages import Language

_ISO_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_NUMERALS: Mapping[str, dict[int, int]] = {
    "arab": {ord("0") + digit: 0x0660 + digit for digit in range(10)},
    "arabext": {ord("0") + digit: 0x06F0 + digit for digit in range(10)},
}


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Mapping[str, Any]]:
    """Every phrase of the interface by its dotted key: a text per language, or its plural forms per language."""
    package = resources.files("muqabala.report")
    tables = [
        tomllib.loads((package / name).read_text(encoding="utf-8")) for name in ("words.toml", "live.toml", "memo.toml")
    ]
    groups = [item for table in tables for item in table.items()]
    return {f"{group}.{key}": phrase for group, phrases in groups for key, phrase in phrases.items()}


class Interface:
    """The words, numerals and dates of one interface language.

    `tag` is a BCP-47 tag; its language chooses the words, the whole tag the numerals (`ar-EG` has ٤٨ for 48). Raises
    ConfigError when the words do not exist in that language.
    """

    def __init__(self, tag: str = "en") -> None:
        language = tag.replace("_", "-").split("-")[0].lower()
        if language not in ("en", "ar"):
            raise ConfigError(f"the report does not exist in the language {tag!r}. Choose en or ar.")
        try:
            self.locale = Locale.parse(tag.replace("-", "_"))
        except (ValueError, UnknownLocaleError):
            self.locale = Locale(language)
        self.lang: Language = "ar" if language == "ar" else "en"
        self.tag = str(self.locale).replace("_", "-")
        self.dir: Direction = direction(self.lang)
        self.comma = "، " if self.lang == "ar" else ", "
        self.semicolon = "؛ " if self.lang == "ar" else "; "

    def text(self, key: str, **inserts: object) -> str:
        """The phrase of a dotted key, with its places filled. Raises KeyError when there is no such phrase."""
        phrase: str = catalogue()[key][self.lang]
        return phrase.format(**inserts) if inserts else phrase

    def count(self, key: str, number: int, **inserts: object) -> str:
        """The phrase of a dotted key in the plural form that `number` asks for; `{n}` in it is the number."""
        forms: Mapping[str, str] = catalogue()[key][self.lang]
        form = forms.get(self.locale.plural_form(number), forms["other"])
        return form.format(n=self.number(number), **inserts)

    def known(self, key: str, otherwise: str) -> str:
        """The phrase of a key that may be missing, such as the reason that another stage gave in English."""
        return catalogue()[key][self.lang] if key in catalogue() else otherwise

    def number(self, number: int) -> str:
        """A whole number in the numerals and grouping of the locale."""
        return self._digits(format_decimal(number, locale=self.locale, numbering_system="default"))

    def percent(self, share: float) -> str:
        """A share (0 to 1) as a whole percentage."""
        return self._digits(format_percent(round(share, 2), locale=self.locale, numbering_system="default"))

    def chance(self, probability: float) -> str:
        """An estimate (0 to 1) as a whole percentage, which is never 0 or 100: an estimate is no certainty."""
        return self.percent(min(0.99, max(0.01, probability)))

    def date(self, iso: str) -> str:
        """An ISO date, whole or partial, written out; anything else as it stands."""
        found = _ISO_DATE.fullmatch(iso)
        if not found:
            return iso
        year, month, day = (int(part) if part else None for part in found.groups())
        try:
            whole = datetime.date(year or 1, month or 1, day or 1)
        except ValueError:
            return iso
        if day:
            return self._digits(format_date(whole, "long", locale=self.locale))
        if month:
            return self._digits(format_skeleton("yMMMM", whole, locale=self.locale))
        return self._digits(found.group(1))

    def _digits(self, text: str) -> str:
        """The text in the locale's numerals: babel takes separators from the numbering system, but no digits."""
        return text.translate(_NUMERALS.get(self.locale.default_numbering_system, {}))
