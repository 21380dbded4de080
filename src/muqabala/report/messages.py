"""The catalogue of codes, and the sentence each one makes with its parameters, in English and in Arabic.

The words are in `messages.toml`. A parameter that is missing or empty gives a shorter sentence, and a code that the
catalogue does not know gives a general one: a message never fails.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from string import Formatter
from types import MappingProxyType
from typing import Any, Literal

from muqabala.records import DepartureType
from muqabala.report.bidi import one_line

Language = Literal["en", "ar"]

LONGEST_INSERT = 120
"""Words from a text are cut to this many code points in a sentence; the whole is shown where it stands."""

_RANGES: Mapping[int, DepartureType] = MappingProxyType(
    {
        1: DepartureType.ADDED,
        2: DepartureType.NUMBER,
        3: DepartureType.DATE,
        4: DepartureType.NAME,
        5: DepartureType.QUOTE,
        6: DepartureType.ATTRIBUTION,
        7: DepartureType.CERTAINTY,
        8: DepartureType.POLARITY,
        9: DepartureType.RELATION,
        10: DepartureType.QUALIFIER,
        11: DepartureType.STANCE,
        12: DepartureType.OMITTED,
        13: DepartureType.MEANING,
    }
)
_CODE = re.compile(r"MQ([1-9]|1[0-3])[0-9]{2}")
_QUOTED = frozenset({("«", "»"), ("“", "”"), ('"', '"'), ("‘", "’")})
_UNKNOWN: Mapping[Language, str] = {
    "en": "The article departs from {the_source} here.",
    "ar": "يخالف المقال {the_source} هنا.",
}
_UNKNOWN_TITLE: Mapping[Language, str] = {"en": "Departure", "ar": "مخالفة"}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a sentence; `inserted` words come from a text and may run the other way."""

    text: str
    inserted: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What a code means. `sentences` per language run from the most telling template to one without placeholders."""

    code: str
    type: DepartureType
    titles: Mapping[Language, str]
    sentences: Mapping[Language, tuple[str, ...]]
    absence: bool


@lru_cache(maxsize=1)
def _file() -> Mapping[str, Any]:
    return tomllib.loads((resources.files("muqabala.report") / "messages.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Entry]:
    """Every code with its entry, in ascending order of the file."""
    return MappingProxyType({code: _entry(code, row) for code, row in _file().items() if code != "words"})


def _entry(code: str, row: Mapping[str, Any]) -> Entry:
    sentences: dict[Language, tuple[str, ...]] = {"en": tuple(row["en"]), "ar": tuple(row["ar"])}
    return Entry(code, DepartureType(row["type"]), row["title"], sentences, row.get("absence", False))


def type_of(code: str) -> DepartureType | None:
    """The departure type whose range a code falls in, known to the catalogue or not; None when it is no code."""
    found = _CODE.fullmatch(code)
    return _RANGES[int(found.group(1))] if found else None


def title(code: str, lang: Language = "en") -> str:
    """A few words for a code, such as "Number changed"."""
    entry = catalogue().get(code)
    return entry.titles[lang] if entry else _UNKNOWN_TITLE[lang]


def render(code: str, params: Mapping[str, str], lang: Language = "en") -> str:
    """The sentence for a finding, as plain text.

    `params` are `article`, `source` and `outlet` (words from the texts), `what` (for MQ1201: `number`, `name`,
    `quotation`, `lead`, `contrast`, several with commas) and `digest`, which is "yes" when the sources are digests.
    """
    return "".join(part.text for part in parts(code, params, lang))


def parts(code: str, params: Mapping[str, str], lang: Language = "en") -> tuple[Part, ...]:
    """The sentence for a finding, with the words that come from the texts kept apart."""
    entry = catalogue().get(code)
    digest = params.get("digest") == "yes"
    words = _own_words(params, lang, "digest" if digest else "original")
    inserts = {name: _insert(params[name]) for name in ("article", "source", "outlet") if params.get(name, "").strip()}
    templates = entry.sentences[lang] if entry else (_UNKNOWN[lang],)
    sentence = tuple(_fill(_first_that_fits(templates, words.keys() | inserts.keys()), words, inserts))
    if digest and entry and entry.absence:
        return (*sentence, Part(" " + _file()["words"]["tail"]["digest"][lang]))
    return sentence


def _own_words(params: Mapping[str, str], lang: Language, kind: str) -> dict[str, str]:
    """The placeholders that stand for the catalogue's own words."""
    table = _file()["words"]
    words = {name: str(table[name][kind][lang]) for name in ("the_source", "the_sources")}
    words |= {name.capitalize(): word[0].upper() + word[1:] for name, word in words.items()}
    asked = [table["what"].get(what.strip()) for what in params.get("what", "").split(",")]
    if asked and all(asked):
        words["what"] = str(table["and"]["list"][lang]).join(dict.fromkeys(known[lang] for known in asked))
    return words


def _insert(raw: str) -> str:
    """Words from a text, on one line and without their own quotation marks: the sentence brings its own."""
    line = " ".join(raw.split())
    if len(line) > 2 and (line[0], line[-1]) in _QUOTED:
        line = line[1:-1].strip() or line
    return one_line(line, LONGEST_INSERT)


def _first_that_fits(templates: tuple[str, ...], known: set[str]) -> str:
    return next(template for template in templates if placeholders(template) <= known)


def placeholders(template: str) -> set[str]:
    """The names between braces in a template."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def _fill(template: str, words: Mapping[str, str], inserts: Mapping[str, str]) -> Iterator[Part]:
    for literal, name, _, _ in Formatter().parse(template):
        if literal:
            yield Part(literal)
        if name is not None:
            yield Part(words[name]) if name in words else Part(inserts[name], inserted=True)
