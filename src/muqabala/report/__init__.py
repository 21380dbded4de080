"""A report and the files it becomes. `WRITERS` names the formats; each is loaded only when it is asked for."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from muqabala.errors import ConfigError
from muqabala.records import Report
from muqabala.report.rendering import Rendering

__all__ = ["WRITERS", "Rendering", "Writer", "replace_file", "write"]


@dataclass(frozen=True, slots=True)
class Writer:
    """A format: the suffix of its files, and how a report becomes their text."""

    suffix: str
    render: Callable[[Report, Rendering], str]


def _json(report: Report, _: Rendering) -> str:
    from muqabala.report.contract import render

    return render(report)


def _html(report: Report, rendering: Rendering) -> str:
    from muqabala.report.html import render

    return render(report, rendering)


def _markdown(report: Report, rendering: Rendering) -> str:
    from muqabala.report.markdown import render

    return render(report, rendering)


def _csv(report: Report, rendering: Rendering) -> str:
    from muqabala.report.table import render

    return render(report, rendering)


def _sarif(report: Report, rendering: Rendering) -> str:
    from muqabala.report.sarif import render

    return render(report, rendering)


def _junit(report: Report, rendering: Rendering) -> str:
    from muqabala.report.junit import render

    return render(report, rendering)


def _webannotation(report: Report, rendering: Rendering) -> str:
    from muqabala.report.webannotation import render

    return render(report, rendering)


WRITERS: Mapping[str, Writer] = MappingProxyType(
    {
        "json": Writer(".json", _json),
        "html": Writer(".html", _html),
        "md": Writer(".md", _markdown),
        "csv": Writer(".csv", _csv),
        "sarif": Writer(".sarif", _sarif),
        "junit": Writer(".junit.xml", _junit),
        "webannotation": Writer(".jsonld", _webannotation),
    }
)
"""Every format a report can be written in."""


def write(report: Report, formats: Sequence[str], folder: Path, rendering: Rendering | None = None) -> tuple[Path, ...]:
    """Write a report into `folder` (made if need be), one file a format, and return the files in that order.

    A file is named after the article with only its last suffix dropped (`feed.xml` → `feed`; for one of its items
    `feed.item`), and appears whole or not at all.
    Raises ConfigError for a format or an interface language that does not exist, and for a folder or file that cannot
    be written.
    """
    if unknown := [name for name in formats if name not in WRITERS]:
        raise ConfigError(f"unknown report format {unknown[0]!r}. Choose from: {', '.join(WRITERS)}.")
    rendering = rendering or Rendering()
    texts = {
        folder / (report.article.stem + WRITERS[name].suffix): WRITERS[name].render(report, rendering)
        for name in formats
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in texts.items():
            replace_file(path, text)
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise ConfigError(f"{folder}: cannot write the report there ({problem}). Choose another folder.") from error
    return tuple(texts)


def replace_file(path: Path, text: str) -> None:
    """Write beside the target and move into place, so that a reader never sees half a file. Raises OSError."""
    draft = path.parent / f".muqabala-{secrets.token_hex(8)}"
    try:
        draft.write_text(text, encoding="utf-8", newline="\n")
        os.replace(draft, path)  # noqa: PTH105 - named for what it promises: atomic replacement
    finally:
        draft.unlink(missing_ok=True)
