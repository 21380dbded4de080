"""The `[gate]` table of the settings file to a policy; every mistake is named with its key and what is allowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from muqabala import config
from muqabala.errors import ConfigError
from muqabala.gate.contradictions import refuse
from muqabala.gate.decisions import AcceptedRendering, RenderingKind
from muqabala.gate.policy import DEFAULT, Bar, Counts, Folder, Policy, Rules, Threshold
from muqabala.records import DepartureType, Severity

Value = TypeVar("Value")
Table = Mapping[str, object]

_SEVERITIES = tuple(Counts(severity.value) for severity in Severity)
_COUNTS: Mapping[str, tuple[Counts, ...]] = MappingProxyType(
    {
        "omissions": (Counts.IGNORE, Counts.OWN, *_SEVERITIES),
        "review": (Counts.IGNORE, *_SEVERITIES, Counts.UNCHECKED),
        "uncheckable": (Counts.IGNORE, *_SEVERITIES, Counts.UNCHECKED),
        "skipped": (Counts.IGNORE, Counts.UNCHECKED),
    }
)
_BAR = ("fail_on", "confidence")
_RULES = (*_BAR, *_COUNTS, "require_sources", "types")
_WHOLE = (*_RULES, "folders", "renderings", "decisions", "baseline")


def load(named: Path | None = None, settings: Path | None = None) -> Policy:
    """The policy in a file `named`, else in the settings file in force, else the default one.

    A `fail_on` outside the table is the general severity where the table gives none. Raises ConfigError for a file that
    cannot be read or holds no such table, for an unknown key or value, and for a policy that can never fire or that
    contradicts itself.
    """
    path, table = config.table("gate", named or settings)
    if named and not table:
        raise ConfigError(f"{named}: there is no [gate] table in it. Write the policy there, or leave out --policy.")
    reader = _Reader(path or Path("muqabala.toml"))
    general = config.load(named or settings).fail_on
    policy = reader.policy(table, path, Threshold(general.value) if general else None)
    refuse(policy)
    return policy


class _Reader:
    """Reads the tables of one file, which it names in every error."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def policy(self, table: Table, path: Path | None, general: Threshold | None) -> Policy:
        self._known(table, "gate", _WHOLE)
        below = Rules(bar=Bar(general)).over(DEFAULT)
        return Policy(
            rules=self.rules(table, "gate", _WHOLE).over(below),
            folders=self._folders(table),
            renderings=self._renderings(table),
            decisions=self._file(table, "decisions"),
            baseline=self._file(table, "baseline"),
            path=path if table else None,
        )

    def rules(self, table: Table, place: str, known: Sequence[str]) -> Rules:
        """One layer of rules; the layer is named `place` in errors."""
        self._known(table, place, known)
        types = self._table(table, place, "types")
        return Rules(
            bar=self._bar(table, place),
            types=MappingProxyType({self._type(place, name): self._type_bar(types, place, name) for name in types}),
            omissions=self._counts(table, place, "omissions"),
            review=self._counts(table, place, "review"),
            uncheckable=self._counts(table, place, "uncheckable"),
            skipped=self._counts(table, place, "skipped"),
            require_sources=self._outlets(table, place),
        )

    def _folders(self, table: Table) -> tuple[Folder, ...]:
        folders = self._table(table, "gate", "folders")
        found = []
        for pattern in folders:
            place = f'gate.folders."{pattern}"'
            own = self._table(folders, "gate.folders", pattern)
            if not own or not pattern.strip("/"):
                raise self._wrong(place, "must name a folder and hold at least one rule")
            found.append(Folder(pattern.removeprefix("./").rstrip("/"), self.rules(own, place, _RULES)))
        return tuple(found)

    def _type(self, place: str, name: str) -> DepartureType:
        if name not in list(DepartureType):
            raise self._wrong(f"{place}.types", f"has the unknown type {name!r}. Types: {', '.join(DepartureType)}")
        return DepartureType(name)

    def _type_bar(self, types: Table, place: str, name: str) -> Bar:
        own = self._table(types, f"{place}.types", name)
        self._known(own, f"{place}.types.{name}", _BAR)
        if not own:
            raise self._wrong(f"{place}.types.{name}", "is empty. Give fail_on or confidence, or leave it out")
        return self._bar(own, f"{place}.types.{name}")

    def _bar(self, table: Table, place: str) -> Bar:
        fail_on = self._choice(table, place, "fail_on", Threshold, tuple(Threshold))
        return Bar(fail_on, self._confidence(table, place))

    def _confidence(self, table: Table, place: str) -> float | None:
        value = table.get("confidence")
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise self._wrong(f"{place}.confidence", f"must be a number from 0 to 1, not {value!r}")
        return float(value)

    def _counts(self, table: Table, place: str, key: str) -> Counts | None:
        return self._choice(table, place, key, Counts, _COUNTS[key])

    def _choice(
        self, table: Table, place: str, key: str, kind: Callable[[str], Value], allowed: Sequence[Value]
    ) -> Value | None:
        value = table.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or value not in allowed:
            raise self._wrong(f"{place}.{key}", f"must be one of {', '.join(map(str, allowed))}, not {value!r}")
        return kind(value)

    def _outlets(self, table: Table, place: str) -> tuple[str, ...] | None:
        value = table.get("require_sources")
        if value is None:
            return None
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list) or not all(isinstance(name, str) and name.strip() for name in names):
            raise self._wrong(f"{place}.require_sources", 'must be names of outlets in a list, or "*" for every one')
        return tuple(names)

    def _renderings(self, table: Table) -> tuple[AcceptedRendering, ...]:
        rows = table.get("renderings", [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self._wrong("gate.renderings", "must be a list of tables with article, source and kind")
        return tuple(self._rendering(row, f"gate.renderings[{number}]") for number, row in enumerate(rows))

    def _rendering(self, row: Table, place: str) -> AcceptedRendering:
        self._known(row, place, ("article", "source", "kind", "note"))
        kind = self._choice(row, place, "kind", RenderingKind, tuple(RenderingKind))
        article, source = self._text(row, place, "article"), self._text(row, place, "source")
        if not article or not source:
            raise self._wrong(place, "needs the words of the article and of the source")
        return AcceptedRendering(article, source, kind or RenderingKind.NAME, self._text(row, place, "note") or "")

    def _text(self, table: Table, place: str, key: str) -> str | None:
        value = table.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(f"{place}.{key}", f"must be a text, not {value!r}")
        return value

    def _file(self, table: Table, key: str) -> Path | None:
        name = self._text(table, "gate", key)
        return self.path.parent / name if name else None

    def _table(self, table: Table, place: str, key: str) -> Table:
        value = table.get(key, {})
        if not isinstance(value, dict):
            raise self._wrong(f"{place}.{key}", "must be a table")
        return value

    def _known(self, table: Table, place: str, known: Sequence[str]) -> None:
        for key in table:
            if key not in known:
                raise self._wrong(place, f"has the unknown key {key!r}. Known keys: {', '.join(sorted(known))}")

    def _wrong(self, place: str, problem: str) -> ConfigError:
        return ConfigError(f"{self.path}: {place} {problem}.")
