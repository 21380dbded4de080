"""The verb `check`: articles in, a report for each."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from muqabala.cli.call import DONE, FAILED, FOUND, UNCHECKED, Call, complain
from muqabala.config import Settings
from muqabala.errors import CheckError, ConfigError, MuqabalaError, ReadError
from muqabala.records import Severity

if TYPE_CHECKING:
    from muqabala.pipeline import Desk
    from muqabala.read import Article
    from muqabala.records import Report


@click.command()
@click.argument("articles", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="ARTICLE...")
@click.option("--sources", multiple=True, type=click.Path(path_type=Path), help="Folder of sources (default: corpus).")
@click.option("--against", multiple=True, type=click.Path(path_type=Path), help="A file the article retells, if known.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Where reports go (default: reports).")
@click.option(
    "--format", "formats", multiple=True, metavar="F", help="html, json, md, csv, sarif, junit …; may be repeated."
)
@click.option("--fail-on", type=click.Choice([s.value for s in Severity]), help="Exit 1 from this severity on.")
@click.option("--judge", metavar="NAME", help="rules, alignment, linear (both) or combined (default).")
@click.option("--model", metavar="NAME", help="A sentence-transformers model by folder or name.")
@click.option("--excerpts-only", is_flag=True, default=None, help="Quote the evidence, not the whole sources.")
@click.option("--ui-lang", metavar="TAG", hidden=True, help="As the group's option of that name.")
@click.pass_obj
def check(call: Call, /, articles: tuple[Path, ...], against: tuple[Path, ...], **given: object) -> None:
    """Check articles against sources and write a report for each.

    Exit status: 0 done, 1 departures at or above the severity of --fail-on, 2 wrong usage or settings,
    3 something could not be checked, 4 internal failure.
    """
    with call.guarded():
        settings = override(call.settings(), given)
        _refuse_same_stems([(str(article), article.stem) for article in articles])
        opened = [one for article in articles for one in open_articles(article, settings)]
        _refuse_same_stems([(one.document.id, one.document.stem) for one in opened])
        _refuse_overwriting(settings, opened, (*articles, *against))
        folders = [] if against and not given["sources"] else [Path(s) for s in settings.sources]
        sys.exit(_check_all(call, settings, opened, folders, against))


def open_articles(path: Path, settings: Settings) -> tuple[Article, ...]:
    """Every article of a file, under the path by which it was named."""
    from muqabala import read

    return read.articles(path, id=path.as_posix(), limit=settings.limit)


def override(settings: Settings, given: Mapping[str, object]) -> Settings:
    """Settings with what the command line says; formats and language are checked before any work is done."""
    from muqabala.report import WRITERS
    from muqabala.report.interface import Interface

    changes = {name: value for name, value in given.items() if value}
    if "sources" in changes:
        changes["sources"] = tuple(map(str, given["sources"]))  # type: ignore[call-overload]
    if "out" in changes:
        changes["out"] = str(given["out"])
    if "fail_on" in changes:
        changes["fail_on"] = Severity(str(given["fail_on"]))
    changed = replace(settings, **changes)  # type: ignore[arg-type]
    if unknown := [name for name in changed.formats if name not in WRITERS]:
        raise ConfigError(f"unknown report format {unknown[0]!r}. Choose from: {', '.join(WRITERS)}.")
    Interface(changed.ui_lang)
    return changed


def _refuse_same_stems(articles: Sequence[tuple[str, str]]) -> None:
    """Two articles whose reports would overwrite each other are a usage error; given are their names and stems."""
    stems: dict[str, str] = {}
    for article, stem in articles:
        if stem in stems:
            raise ConfigError(f"{stems[stem]} and {article} would both be reported as {stem}; check them separately.")
        stems[stem] = article


def _refuse_overwriting(settings: Settings, articles: Sequence[Article], files: Sequence[Path]) -> None:
    """A report must never replace an article or a source; `files` are those named in the call."""
    from muqabala.report import WRITERS

    folder = Path(settings.out).resolve()
    inputs = {path.resolve() for path in files}
    for article in articles:
        for name in settings.formats:
            target = folder / (article.document.stem + WRITERS[name].suffix)
            if target in inputs or (target.exists() and any(_inside(target, source) for source in settings.sources)):
                raise ConfigError(f"{target}: the report would replace an article or a source. Choose another --out.")


def _inside(path: Path, folder: str) -> bool:
    return path.is_relative_to(Path(folder).resolve())


def _check_all(
    call: Call, settings: Settings, articles: Sequence[Article], folders: Sequence[Path], against: Sequence[Path]
) -> int:
    from muqabala import report
    from muqabala.report.terminal import summary

    with call.progress() as progress:
        console = call.console()
        statuses = []
        rendering = report.Rendering(settings.ui_lang, settings.excerpts_only)
        desk = desk_or_reason(settings, folders, against, progress)
        for done, article in enumerate(articles):
            progress("checking", done, len(articles))
            result, status = check_one(desk, article, settings)
            written = report.write(result, settings.formats, Path(settings.out), rendering)
            statuses.append(status)
            summary(result, console, settings.ui_lang)
            for path in written:
                click.echo(path)
        progress("checking", len(articles), len(articles))
    return next((status for status in (FAILED, UNCHECKED, FOUND) if status in statuses), DONE)


def desk_or_reason(
    settings: Settings, folders: Sequence[Path], against: Sequence[Path], progress: Callable[[str, int, int], None]
) -> Desk | str:
    """The desk, or why nothing can be checked: every article then still gets a report that says so."""
    from muqabala.pipeline import Desk

    try:
        return Desk(settings, folders, against, progress)
    except (ReadError, CheckError) as error:
        complain(error)
        return str(error)


def check_one(desk: Desk | str, article: Article, settings: Settings) -> tuple[Report, int]:
    """A report whatever happens, and the article's exit status."""
    from muqabala.pipeline import finished, unchecked
    from muqabala.report.summary import worst

    document = article.document
    if isinstance(desk, str):
        return unchecked(document, desk, settings), UNCHECKED
    try:
        if article.problem:
            raise CheckError(article.problem)
        result = desk.check(document)
    except (ReadError, CheckError) as error:
        complain(error)
        return unchecked(document, str(error), settings, desk.corpus.skipped), UNCHECKED
    except MuqabalaError as error:
        complain(error)
        return unchecked(document, str(error), settings, desk.corpus.skipped), FAILED
    result, problem = finished(result, article.notes)
    if problem:
        complain(problem)
        return result, UNCHECKED
    found = worst(result)
    return result, FOUND if settings.fail_on and found and found.rank >= settings.fail_on.rank else DONE
