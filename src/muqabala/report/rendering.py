"""How a report is to be rendered: what the caller chooses, beside the report itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rendering:
    """The choices a reader has. They never change what was found, and the JSON contract ignores them.

    `ui_lang` is the BCP-47 tag of the page's own words, numerals and dates (`en`, `ar`, `ar-EG`, …). With
    `excerpts_only` the page and the Markdown file quote the sentences of the sources that a verdict rests on, major
    omissions, and the opening words of minor ones, so that a copyrighted original is not passed on whole.
    """

    ui_lang: str = "en"
    excerpts_only: bool = False
