"""YAML front matter: what a Markdown file says of itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import yaml

from muqabala.records import Kind, Metadata

_FENCED = re.compile(r"---[ \t]*\r?\n(?P<body>.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_OPENED = re.compile(r"---[ \t]*\r?\n[\w-]+[ \t]*:")
_ISO_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ].*)?)?)?", re.DOTALL)
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_KEY_LINE = re.compile(r"^(?P<key>[\w-]+)[ \t]*:[ \t]+(?P<value>[^\r\n]*)", re.MULTILINE)
_KEYS = ("title", "outlet", "author", "date", "url", "lang", "kind")
_NULL_TAG = "tag:yaml.org,2002:null"


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The metadata, where the front matter ends (0 when there is none), and what in it could not be used."""

    end: int = 0
    metadata: Metadata = field(default_factory=Metadata)
    warnings: tuple[str, ...] = ()


def front_matter(text: str) -> FrontMatter:
    """Read the block between `---` lines at the very start of a text. Never raises: problems become warnings."""
    match = _FENCED.match(text)
    if match is None:
        opened = (
            ("Front matter is opened by --- but never closed; it was read as text.",) if _OPENED.match(text) else ()
        )
        return FrontMatter(warnings=opened)
    warnings: list[str] = []
    values = _values(match["body"], warnings)
    metadata = Metadata(
        title=values.get("title"),
        outlet=values.get("outlet"),
        author=values.get("author"),
        date=_date(values.get("date"), warnings),
        url=values.get("url"),
        lang=_language(values.get("lang"), warnings),
        kind=_kind(values.get("kind"), warnings),
    )
    return FrontMatter(match.end(), metadata, tuple(warnings))


def _values(body: str, warnings: list[str]) -> Mapping[str, str]:
    """The known keys with their words as written: dates and numbers are not interpreted, nothing is constructed."""
    try:
        root = yaml.compose(body, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        return _lines_as_they_stand(body, error, warnings)
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode):
        warnings.append("The front matter is no list of `key: value` lines; none of it was used.")
        return {}
    values: dict[str, str] = {}
    for key, node in root.value:
        name = key.value.lower() if isinstance(key, yaml.ScalarNode) else ""
        if name in _KEYS:
            words = _words(node)
            if words is None:
                warnings.append(f"{name}: a single value was expected; it was not used.")
            elif words:
                values[name] = words
    return values


def _lines_as_they_stand(body: str, error: Exception, warnings: list[str]) -> Mapping[str, str]:
    """The `key: value` lines of front matter that YAML refuses, most often for a title with a colon in it."""
    mark = getattr(error, "problem_mark", None)
    bad = body.splitlines()[mark.line : mark.line + 1] if mark else []
    key = _KEY_LINE.match(bad[0]) if bad else None
    place = f" in line {mark.line + 2}" if mark else ""
    named = f" ({key['key']})" if key else ""
    warnings.append(f"The front matter is no valid YAML{place}{named}; its lines were taken as they stand.")
    pairs = ((found["key"].lower(), _bare(found["value"])) for found in _KEY_LINE.finditer(body))
    return {key: value for key, value in pairs if key in _KEYS and value}


def _bare(value: str) -> str:
    """A value without its quotation marks; a list in brackets with commas between its parts."""
    words = value.strip()
    if not (words.startswith("[") and words.endswith("]")):
        return words.strip("\"'")
    return ", ".join(filter(None, (part.strip(" \t\"'") for part in words[1:-1].split(","))))


def _words(node: yaml.Node) -> str | None:
    """A scalar's words, or a list of scalars joined by commas; None for anything deeper."""
    if isinstance(node, yaml.ScalarNode):
        return "" if node.tag == _NULL_TAG else " ".join(node.value.split())
    if isinstance(node, yaml.SequenceNode) and all(isinstance(item, yaml.ScalarNode) for item in node.value):
        return ", ".join(" ".join(item.value.split()) for item in node.value)
    return None


def _date(value: str | None, warnings: list[str]) -> str | None:
    """An ISO date as precise as it was written: `2024`, `2024-06`, `2024-06-19`; a time of day is dropped."""
    if value is None:
        return None
    match = _ISO_DATE.fullmatch(value)
    if match is None:
        warnings.append(f"date: “{value}” is not in the form 2024-06-19; it was not used.")
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        date(year or 0, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        warnings.append(f"date: there is no {value} in the calendar; it was not used.")
        return None
    parts = (f"{year:04d}", *(f"{part:02d}" for part in (month, day) if part is not None))
    return "-".join(parts)


def _language(value: str | None, warnings: list[str]) -> str | None:
    if value is None or _LANGUAGE_TAG.fullmatch(value):
        return value
    warnings.append(f"lang: “{value}” is no language tag such as ar or en-GB; the language was detected instead.")
    return None


def _kind(value: str | None, warnings: list[str]) -> Kind | None:
    if value is None:
        return None
    try:
        return Kind(value.lower())
    except ValueError:
        warnings.append(f"kind: “{value}” is neither {' nor '.join(Kind)}; it was not used.")
        return None
