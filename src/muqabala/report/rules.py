"""What a rule means: the help that other tools show beside a finding, made from the catalogues of codes and kinds."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from muqabala.records import DepartureType
from muqabala.report import messages
from muqabala.report.messages import Language


@dataclass(frozen=True, slots=True)
class Help:
    """A rule in words: what it is called, what its kind means, and what to do about a finding."""

    title: str
    meaning: str
    advice: str
    kind: str
    example: str = ""

    def markdown(self, rule: str, lang: Language = "en") -> str:
        """The help as Markdown, with the sentence that the code makes."""
        heading = f"**{self.title}** (`{rule}`)"
        parts = [heading, self.meaning, *([f"> {self.example}"] if self.example else []), self.advice]
        if self.kind != rule:
            word = "النوع" if lang == "ar" else "Type"
            parts.append(f"{word}: `{self.kind}`")
        return "\n\n".join(parts)


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, Mapping[Language, tuple[str, str]]]:
    """Meaning and advice by kind: the departure types, and the findings that are no departures."""
    table = tomllib.loads((resources.files("muqabala.report") / "kinds.toml").read_text(encoding="utf-8"))
    return {kind: {"en": tuple(row["en"]), "ar": tuple(row["ar"])} for kind, row in table.items()}


def explain(rule: str, title: str, kind: DepartureType | None, lang: Language = "en") -> Help:
    """The help of a rule; `title` and `kind` are the finding's, used where the catalogue of codes does not know it."""
    name = str(kind) if kind else rule
    meaning, advice = kinds()[name][lang] if name in kinds() else (title, "")
    entry = messages.catalogue().get(rule)
    if entry is None:
        return Help(title, meaning, advice, name)
    blanks = dict.fromkeys(("article", "source", "outlet"), "…")
    return Help(entry.titles[lang], meaning, advice, name, messages.render(rule, blanks, lang))
