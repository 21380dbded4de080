"""The gate's result in the formats of other programs. Each is loaded only when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath
from types import MappingProxyType

from muqabala.errors import ConfigError
from muqabala.gate.result import Result


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the endings of its files' names, and the module that has its `render`."""

    endings: tuple[str, ...]
    module: str

    def render(self, result: Result) -> str:
        """The text of a result in this format."""
        text: str = import_module(f"muqabala.gate.formats.{self.module}").render(result)
        return text


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "text": Format((".txt",), "text"),
        "sarif": Format((".sarif", ".sarif.json"), "sarif"),
        "junit": Format((".xml",), "junit"),
        "github": Format((), "github"),
        "md": Format((".md",), "summary"),
        "codeclimate": Format(("code-quality-report.json", ".codeclimate.json"), "codeclimate"),
        "jsonl": Format((".jsonl", ".ndjson"), "lines"),
        "csv": Format((".csv",), "table"),
        "webannotation": Format((".jsonld",), "webannotation"),
        "manifest": Format(("manifest.json",), "manifest"),
    }
)
"""Every format of the gate."""


def named(name: str) -> Format:
    """A format by its name. Raises ConfigError when there is none."""
    if name not in FORMATS:
        raise ConfigError(f"unknown format {name!r} of the gate. Choose from: {', '.join(FORMATS)}.")
    return FORMATS[name]


def of_file(path: PurePath) -> str | None:
    """The name of the format that a file's name asks for, None when it asks for none."""
    name = path.name.lower()
    fits = [known for known, form in FORMATS.items() if name.endswith(form.endings)]
    return fits[0] if fits else None
