"""Typed reading of a JSON object: each field is fetched by name and kind, and a wrong one is named in the error."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from muqabala.records import Span

Choice = TypeVar("Choice", bound=Enum)


class FieldError(ValueError):
    """A field is missing or not what it should be; the message begins with its place, as `claims[3].span`."""


@dataclass(frozen=True, slots=True)
class Fields:
    """An object of a JSON file and its place in it. Fields that nobody asks for are ignored."""

    value: object
    place: str = ""

    def _get(self, key: str) -> object:
        if not isinstance(self.value, dict):
            raise FieldError(f"{self.place or 'the file'} is not an object")
        if key not in self.value:
            raise FieldError(f"{self._at(key)} is missing")
        found: object = self.value[key]
        return found

    def _at(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def has(self, key: str) -> bool:
        """Whether the field is there and not null."""
        return isinstance(self.value, dict) and self.value.get(key) is not None

    def text(self, key: str) -> str:
        """A string."""
        found = self._get(key)
        if not isinstance(found, str):
            raise FieldError(f"{self._at(key)} is not a string")
        return found

    def maybe_text(self, key: str) -> str | None:
        """A string, or None when the field is null or absent."""
        return self.text(key) if self.has(key) else None

    def maybe_whole(self, key: str) -> int | None:
        """A whole number, or None when the field is null or absent."""
        found = self._get(key) if self.has(key) else None
        if isinstance(found, bool) or not isinstance(found, int | None):
            raise FieldError(f"{self._at(key)} is not a whole number")
        return found

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of strings; empty when the field is null or absent."""
        found = self._get(key) if self.has(key) else []
        if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
            raise FieldError(f"{self._at(key)} is not a list of strings")
        return tuple(found)

    def fraction(self, key: str) -> float:
        """A number from 0 to 1."""
        found = self._get(key)
        if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found <= 1:
            raise FieldError(f"{self._at(key)} is not a number from 0 to 1")
        return float(found)

    def flag(self, key: str) -> bool:
        """True or false."""
        found = self._get(key)
        if not isinstance(found, bool):
            raise FieldError(f"{self._at(key)} is not true or false")
        return found

    def choice(self, key: str, kind: type[Choice]) -> Choice:
        """A word of a closed vocabulary."""
        found = self.text(key)
        try:
            return kind(found)
        except ValueError:
            raise FieldError(f"{self._at(key)} has the unknown value {found!r}") from None

    def span(self, key: str, length: int) -> Span:
        """A pair of offsets within a text of `length` code points."""
        found = self._get(key)
        if type(found) is list and len(found) == 2:
            start, end = found
            if type(start) is int and type(end) is int and 0 <= start <= end <= length:  # which keeps truth values out
                return Span(start, end)
        raise FieldError(f"{self._at(key)} is not a pair of offsets within its text")

    def child(self, key: str) -> Fields:
        """An object."""
        found = self._get(key)
        if not isinstance(found, dict):
            raise FieldError(f"{self._at(key)} is not an object")
        return Fields(found, self._at(key))

    def items(self, key: str) -> Iterator[Fields]:
        """The objects of a list."""
        found = self._get(key)
        if not isinstance(found, list):
            raise FieldError(f"{self._at(key)} is not a list")
        for index, item in enumerate(found):
            yield Fields(item, f"{self._at(key)}[{index}]")

    def texts(self, key: str) -> dict[str, str]:
        """An object of strings; empty when the field is absent."""
        if not self.has(key):
            return {}
        child = self.child(key)
        return {name: child.text(name) for name in child.names()}

    def settings(self, key: str) -> dict[str, float | int | str | bool]:
        """An object of numbers, strings and truth values."""
        child = self.child(key)
        return {name: child.setting(name) for name in child.names()}

    def setting(self, key: str) -> float | int | str | bool:
        """A finite number, a string or a truth value."""
        found = self._get(key)
        if not isinstance(found, bool | int | float | str) or (isinstance(found, float) and not math.isfinite(found)):
            raise FieldError(f"{self._at(key)} is not a number, a string, true or false")
        return found

    def names(self) -> tuple[str, ...]:
        """The names of the fields, as they stand in the file."""
        return tuple(self.value) if isinstance(self.value, dict) else ()
