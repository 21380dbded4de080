"""The report as one HTML page that loads nothing and needs no script; the only owner of jinja2."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from muqabala.records import Report, Severity
from muqabala.report import page
from muqabala.report.bidi import UNSAFE, code_point, visible

if TYPE_CHECKING:
    from re import Match


def render(report: Report) -> str:
    """The page of a report. Raises ValueError when a span names a document that the report does not carry."""
    return _environment().get_template("report.html.j2").render(page=page.build(report)) + "\n"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("muqabala.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"shown": shown, "plain": visible}
    environment.globals |= {"VERDICTS": page.VERDICTS, "SEVERITIES": tuple(Severity)}
    return environment


def shown(text: str) -> Markup:
    """The text escaped, each unsafe character replaced by an empty element that the style sheet labels with its number.

    So the page shows `U+202E` where the text turns around, and the words of the page stay the words of the text.
    """
    return Markup(UNSAFE.sub(_label, str(escape(text))))  # noqa: S704 - escaped just before


def _label(found: Match[str]) -> str:
    return f'<span class="unsafe" data-code="{code_point(found.group())}"></span>'
