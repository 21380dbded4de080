"""The report as one HTML page that loads nothing; only this module knows jinja2.

The page carries its style sheet and its script, and a policy that names both by their SHA-256 hashes: nothing else can
run or be loaded, whatever the texts hold. Without the script it is a plain document to read from top to bottom.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from muqabala.records import DepartureType, Report, Severity, Verdict
from muqabala.report.bidi import UNSAFE, code_point, visible
from muqabala.report.build import build
from muqabala.report.collation import HEIGHT, WIDTH
from muqabala.report.interface import Interface
from muqabala.report.page import TYPE_SIGNS, VERDICT_SIGNS
from muqabala.report.rendering import Rendering

if TYPE_CHECKING:
    from re import Match

_ENDLESS = re.compile(r"\S{200}(?=\S)")


@dataclass(frozen=True, slots=True)
class Inline:
    """A style sheet or a script as it stands in the page, and its hash for the policy."""

    text: Markup
    hash: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The closed vocabularies and the drawing's size, for the templates."""

    verdicts: tuple[Verdict, ...] = tuple(Verdict)
    types: tuple[DepartureType, ...] = tuple(DepartureType)
    severities: tuple[Severity, ...] = tuple(Severity)
    verdict_signs: Mapping[Verdict, str] = field(default_factory=lambda: VERDICT_SIGNS)
    type_signs: Mapping[DepartureType, str] = field(default_factory=lambda: TYPE_SIGNS)
    map_width: int = WIDTH
    map_height: int = HEIGHT


def render(report: Report, rendering: Rendering | None = None) -> str:
    """The page of a report.

    Raises ValueError when a span names a document that the report does not carry, ConfigError for an interface
    language that does not exist.
    """
    rendering = rendering or Rendering()
    template = environment().get_template("report.html.j2")
    page, ui = build(report, rendering), Interface(rendering.ui_lang)
    parts = {"css": inline("css"), "js": inline("js"), "live": None}
    return template.render(page=page, ui=ui, vocabulary=Vocabulary(), **parts) + "\n"


@lru_cache(maxsize=2)
def inline(kind: str) -> Inline:
    """The style sheet (`css`) or the script (`js`) of the page."""
    file = resources.files("muqabala.report") / "templates" / f"report.{kind}"
    text = "\n" + file.read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
    return Inline(Markup(text), f"'sha256-{digest}'")  # noqa: S704 - a file of this package


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates of the page, and of what is made of it elsewhere."""
    made = Environment(
        loader=PackageLoader("muqabala.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"shown": shown, "plain": visible}
    return made


def shown(text: str) -> Markup:
    """The text escaped, each unsafe character replaced by an empty element that the style sheet labels with its number.

    So the page shows `U+202E` where the text turns around, and the words of the page stay the words of the text. A
    word of absurd length is offered places to break: browsers take minutes to lay out one without.
    """
    cuts = [0, *(found.end() for found in _ENDLESS.finditer(text)), len(text)]
    escaped = (UNSAFE.sub(_label, str(escape(text[start:end]))) for start, end in pairwise(cuts))
    return Markup("<wbr>".join(escaped))  # noqa: S704 - escaped just before


def _label(found: Match[str]) -> str:
    return f'<span class="unsafe" data-code="{code_point(found.group())}"></span>'
