"""What can be taken out of the review, as files: for people, for the gate and for other programs.

gathered = gather(room, decided_on(room))
export(EXPORTS["memo"], gathered.cases, "en")      # file names and their bytes
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from muqabala.errors import BenchmarkError
from muqabala.report import letter, memo
from muqabala.report.findings import language
from muqabala.report.interface import Interface
from muqabala.report.messages import Language
from muqabala.report.rendering import Rendering
from muqabala.review.exports import claimreview, for_gate, gold, rows, webnotes
from muqabala.review.exports.cases import Case, Gathered, decided_on, gather

__all__ = ["EXPORTS", "Export", "Exported", "Gathered", "decided_on", "export", "gather", "has_content", "zipped"]


@dataclass(frozen=True, slots=True)
class Exported:
    """The files of an export by name, and the articles that had to be left out, each with the reason."""

    files: Mapping[str, bytes]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Export:
    """A kind of export: its media type, and what its files end in. `folder` says that it is several files, at least for
    several articles. `make` takes the articles and the tag of the interface language.
    """

    name: str
    suffix: str
    media: str
    folder: bool
    make: Callable[[Export, Sequence[Case], str], Exported]


def export(kind: Export, cases: Sequence[Case], ui_lang: str) -> Exported:
    """The files of an export. Raises `BenchmarkError` for a benchmark of articles that nobody decided on."""
    return kind.make(kind, _told(kind, cases), ui_lang)


def has_content(kind: Export, cases: Sequence[Case]) -> bool:
    """Whether an export would hold anything at all."""
    cases = _told(kind, cases)
    if kind.name in ("correction-ar", "correction-en", "claimreview"):
        return any(case.dossier.objections for case in cases)
    if kind.name != "gold":
        return bool(cases)
    try:
        gold.make(cases)
    except BenchmarkError:
        return False
    return True


def _told(kind: Export, cases: Sequence[Case]) -> Sequence[Case]:
    """The articles in which something is decided. For the gate all: what was taken back in one report of an article
    cancels what was decided before in another.
    """
    return cases if kind.name == "decisions" else [case for case in cases if case.said]


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Files as one ZIP archive; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _whole(render: Callable[[Sequence[Case], str], str]) -> Callable[[Export, Sequence[Case], str], Exported]:
    """One file for all articles."""

    def make(kind: Export, cases: Sequence[Case], ui_lang: str) -> Exported:
        stem = _stem(cases[0].article.name) if len(cases) == 1 else "review"
        return Exported({f"{stem}{kind.suffix}": _encoded(render(cases, ui_lang))})

    return make


def _each(render: Callable[[Case, str], str | None]) -> Callable[[Export, Sequence[Case], str], Exported]:
    """A file for each article; none for an article that gives nothing."""

    def files(kind: Export, cases: Sequence[Case], ui_lang: str) -> Iterator[tuple[str, bytes]]:
        for case in cases:
            text = render(case, ui_lang)
            if text is not None:
                yield f"{_stem(case.article.name)}{kind.suffix}", _encoded(text)

    return lambda kind, cases, ui_lang: Exported(dict(files(kind, cases, ui_lang)))


def _gold(_kind: Export, cases: Sequence[Case], _ui_lang: str) -> Exported:
    made = gold.make(cases)
    return Exported({name: text.encode("utf-8") for name, text in made.files.items()}, made.left_out)


def _letter(lang: Language) -> Callable[[Case, str], str | None]:
    return lambda case, _ui_lang: letter.render(case.dossier, lang)


def _stem(name: str) -> str:
    """The name of a report as that of a file: reports of inner folders keep theirs apart."""
    return name.replace("/", "__")


def _encoded(text: str) -> bytes:
    r"""UTF-8. Half a surrogate pair, which JSON can smuggle in, is written as the escape `\udXXX`, which JSON reads."""
    return text.encode("utf-8", "backslashreplace")


_HTML, _TEXT = "text/html; charset=utf-8", "text/plain; charset=utf-8"
_KINDS = (
    Export("memo", ".memo.html", _HTML, True, _each(lambda case, tag: memo.render(case.dossier, Rendering(tag)))),
    Export("correction-ar", ".correction.ar.txt", _TEXT, True, _each(_letter("ar"))),
    Export("correction-en", ".correction.en.txt", _TEXT, True, _each(_letter("en"))),
    Export("csv", ".decisions.csv", "text/csv; charset=utf-8", False, _whole(lambda cases, _: rows.render(cases))),
    Export("decisions", ".decisions.json", "application/json", False, _whole(lambda cases, _: for_gate.render(cases))),
    Export(
        "webannotation",
        ".decisions.jsonld",
        "application/ld+json",
        False,
        _whole(lambda cases, tag: webnotes.render(cases, language(tag))),
    ),
    Export(
        "claimreview",
        ".claimreview.jsonld",
        "application/ld+json",
        False,
        _whole(lambda cases, tag: claimreview.render(cases, Interface(tag))),
    ),
    Export("gold", ".gold.zip", "application/zip", True, _gold),
)
EXPORTS: Mapping[str, Export] = MappingProxyType({kind.name: kind for kind in _KINDS})
"""Every kind of export by its name."""
