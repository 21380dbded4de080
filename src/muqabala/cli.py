"""The command line: parse, call, print, exit. Nothing heavy is imported before a verb needs it."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import click

from muqabala import __version__
from muqabala.config import Settings
from muqabala.config import load as load_settings
from muqabala.errors import BenchmarkError, CheckError, ConfigError, ModelError, MuqabalaError, ReadError
from muqabala.records import Basis, Severity, Skip, Verdict

if TYPE_CHECKING:
    from rich.console import Console

    from muqabala.evaluate import Benchmark, Scores
    from muqabala.pipeline import Desk
    from muqabala.records import Report, Signature

DONE, FOUND, USAGE, UNCHECKED, FAILED, INTERRUPTED = 0, 1, 2, 3, 4, 130
"""Exit statuses; when several apply the order is usage, failure, unchecked, found, done."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="muqabala")
@click.option(
    "--config", type=click.Path(dir_okay=False, path_type=Path), help="Settings file (default: muqabala.toml)."
)
@click.option("--ui-lang", metavar="TAG", help="Language of the reports' own words: en, ar, ar-EG …")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Say more on the way, and show where an internal failure arose.")
@click.pass_context
def main(context: click.Context, config: Path | None, ui_lang: str | None, quiet: bool, verbose: bool) -> None:
    r"""Collate an article against the sources it retells, across languages, and mark every departure.

    \b
    muqabala check story.txt --sources corpus     report in reports/story.html
    muqabala check story.txt --against column.md  you know its source
    """
    logging.basicConfig(level=logging.ERROR if quiet else logging.WARNING, format="muqabala: %(message)s")
    context.obj = _Call(config, ui_lang, quiet, verbose)


class _Call:
    """The options of the group, and what all verbs do with settings, progress and errors."""

    def __init__(self, config: Path | None, ui_lang: str | None, quiet: bool, verbose: bool) -> None:
        self.config = config
        self.ui_lang = ui_lang
        self.quiet = quiet
        self.verbose = verbose

    def settings(self) -> Settings:
        """Settings from the file named, or found, with the group's language."""
        settings = load_settings(self.config)
        return replace(settings, ui_lang=self.ui_lang) if self.ui_lang else settings

    def console(self) -> Console:
        """Where progress and summaries go: standard error, silent with --quiet."""
        from rich.console import Console

        return Console(stderr=True, quiet=self.quiet, highlight=False)

    @contextmanager
    def progress(self) -> Iterator[Callable[[str, int, int], None]]:
        """A progress bar on a terminal; elsewhere nothing."""
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        console = self.console()
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
            tasks: dict[str, int] = {}

            def step(what: str, done: int, whole: int) -> None:
                if what not in tasks:
                    tasks[what] = bar.add_task(what, total=whole)
                bar.update(tasks[what], completed=done, total=whole)  # type: ignore[arg-type]

            yield step

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Errors into exit statuses, each with one line on standard error."""
        try:
            yield
        except (ConfigError, BenchmarkError, ModelError) as error:
            _complain(error)
            sys.exit(USAGE)
        except (ReadError, CheckError) as error:
            _complain(error)
            sys.exit(UNCHECKED)
        except MuqabalaError as error:
            _complain(error)
            sys.exit(FAILED)
        except (KeyboardInterrupt, click.Abort):
            click.echo("muqabala: interrupted; finished reports are kept.", err=True)
            sys.exit(INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except Exception as error:
            if self.verbose:
                traceback.print_exc()
            _complain(f"internal failure: {type(error).__name__}: {error}. Run again with -v for its origin.")
            sys.exit(FAILED)


def _complain(what: object) -> None:
    click.echo(f"muqabala: {what}", err=True)


@main.command()
@click.argument("articles", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="ARTICLE...")
@click.option("--sources", multiple=True, type=click.Path(path_type=Path), help="Folder of sources (default: corpus).")
@click.option("--against", multiple=True, type=click.Path(path_type=Path), help="A file the article retells, if known.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Where reports go (default: reports).")
@click.option("--format", "formats", multiple=True, metavar="F", help="html, json, md or csv; may be repeated.")
@click.option("--fail-on", type=click.Choice([s.value for s in Severity]), help="Exit 1 from this severity on.")
@click.option("--judge", metavar="NAME", help="Which judge decides (default: first).")
@click.option("--model", metavar="NAME", help="A sentence-transformers model by folder or name.")
@click.option("--excerpts-only", is_flag=True, default=None, help="Quote the evidence, not the whole sources.")
@click.option("--ui-lang", metavar="TAG", hidden=True, help="As the group's option of that name.")
@click.pass_obj
def check(call: _Call, /, articles: tuple[Path, ...], against: tuple[Path, ...], **given: object) -> None:
    """Check articles against sources and write a report for each.

    Exit status: 0 done, 1 departures at or above the severity of --fail-on, 2 wrong usage or settings,
    3 something could not be checked, 4 internal failure.
    """
    with call.guarded():
        settings = _override(call.settings(), given)
        _refuse_same_stems(articles)
        _refuse_overwriting(settings, articles, against)
        folders = [] if against and not given["sources"] else [Path(s) for s in settings.sources]
        sys.exit(_check_all(call, settings, articles, folders, against))


def _override(settings: Settings, given: Mapping[str, object]) -> Settings:
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


def _refuse_same_stems(articles: Sequence[Path]) -> None:
    """Two articles whose reports would overwrite each other are a usage error."""
    stems: dict[str, Path] = {}
    for article in articles:
        other = stems.setdefault(PurePath(article).stem, article)
        if other is not article:
            raise ConfigError(f"{other} and {article} would both be reported as {article.stem}; check them separately.")


def _refuse_overwriting(settings: Settings, articles: Sequence[Path], against: Sequence[Path]) -> None:
    """A report must never replace an article or a source."""
    from muqabala.report import WRITERS

    folder = Path(settings.out).resolve()
    inputs = {path.resolve() for path in (*articles, *against)}
    for article in articles:
        for name in settings.formats:
            target = folder / (article.stem + WRITERS[name].suffix)
            if target in inputs or (target.exists() and any(_inside(target, source) for source in settings.sources)):
                raise ConfigError(f"{target}: the report would replace an article or a source. Choose another --out.")


def _inside(path: Path, folder: str) -> bool:
    return path.is_relative_to(Path(folder).resolve())


def _check_all(
    call: _Call, settings: Settings, articles: Sequence[Path], folders: Sequence[Path], against: Sequence[Path]
) -> int:
    from muqabala import report
    from muqabala.report.terminal import summary

    with call.progress() as progress:
        console = call.console()
        statuses = []
        rendering = report.Rendering(settings.ui_lang, settings.excerpts_only)
        desk = _desk_or_reason(settings, folders, against, progress)
        for done, article in enumerate(articles):
            progress("checking", done, len(articles))
            result, status = _check_one(desk, article, settings)
            written = report.write(result, settings.formats, Path(settings.out), rendering)
            statuses.append(status)
            summary(result, console)
            for path in written:
                click.echo(path)
        progress("checking", len(articles), len(articles))
    return next((status for status in (FAILED, UNCHECKED, FOUND) if status in statuses), DONE)


def _desk_or_reason(
    settings: Settings, folders: Sequence[Path], against: Sequence[Path], progress: Callable[[str, int, int], None]
) -> Desk | str:
    """The desk, or why nothing can be checked: every article then still gets a report that says so."""
    try:
        return _desk(settings, folders, against, progress)
    except (ReadError, CheckError) as error:
        _complain(error)
        return str(error)


def _desk(
    settings: Settings, folders: Sequence[Path], against: Sequence[Path], progress: Callable[[str, int, int], None]
) -> Desk:
    from muqabala.pipeline import Desk

    return Desk(settings, folders, against, progress)


def _check_one(desk: Desk | str, article: Path, settings: Settings) -> tuple[Report, int]:
    """A report whatever happens, and the article's exit status."""
    from muqabala.pipeline import unchecked

    if isinstance(desk, str):
        return unchecked(article, desk, settings), UNCHECKED
    try:
        result = desk.check(article)
    except (ReadError, CheckError) as error:
        _complain(error)
        return unchecked(article, str(error), settings, desk.corpus.skipped), UNCHECKED
    except MuqabalaError as error:
        _complain(error)
        return unchecked(article, str(error), settings, desk.corpus.skipped), FAILED
    if all(judgement.verdict is Verdict.UNCHECKABLE for judgement in result.judgements):
        reason = "nothing in it can be checked: it states no fact. Check that the file holds the article's text."
        _complain(f"{article}: {reason}")
        return replace(result, skipped=(Skip(article.as_posix(), reason), *result.skipped)), UNCHECKED
    threshold = settings.fail_on
    departures = [d.severity for judgement in result.judgements for d in judgement.departures]
    severities = departures + [omission.severity for omission in result.omissions]
    return result, FOUND if threshold and any(s.rank >= threshold.rank for s in severities) else DONE


@main.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="DIR...")
@click.option("--purge", is_flag=True, help="Forget the vectors of documents that are in none of these folders.")
@click.option("--model", metavar="NAME", help="A sentence-transformers model by folder or name.")
@click.pass_obj
def index(call: _Call, folders: tuple[Path, ...], purge: bool, model: str | None) -> None:
    """Build or update the index of the sources, so that later checks start at once."""
    with call.guarded():
        from muqabala import corpus
        from muqabala.embed import load
        from muqabala.index import Store

        settings = replace(call.settings(), cache=True)
        encoder = load(model or settings.model, threads=settings.threads)
        with call.progress() as progress:
            found = corpus.load(encoder, settings, folders, (), progress)
        click.echo(
            f"{len(found.documents)} documents, {len(found.shelf.places)} sentences, {found.embedded} embedded now"
        )
        for skip in found.skipped:
            click.echo(f"skipped {skip.path}: {skip.reason}")
        if purge:
            store = Store(corpus.store_path(encoder), encoder.dimension)
            click.echo(f"{store.purge(corpus.keys(encoder, found))} documents forgotten")
            store.close()
        sys.exit(UNCHECKED if found.skipped else DONE)


@main.command()
@click.option("--prepare", is_flag=True, help="Convert the embedded model into the cache now.")
@click.option("--verify", is_flag=True, help="Hash the prepared model's files against its receipt.")
@click.pass_obj
def models(call: _Call, prepare: bool, verify: bool) -> None:
    """List the models that can be used; prepare or verify the embedded one."""
    with call.guarded():
        from muqabala.embed import models as known

        if prepare:
            click.echo(known.prepare())
        if verify:
            state = known.verify()
            if state.problem:
                _complain(state.problem)
                sys.exit(FAILED)
            click.echo(
                f"{state.name}: {'sound' if state.prepared else 'not prepared yet: run `muqabala models --prepare`'}"
            )
        if not (prepare or verify):
            for state in known.listing():
                where = state.path or (
                    "fetched by name where its hub can be reached" if not state.sha256 else "not prepared"
                )
                click.echo(f"{state.name}\t{where}")


@main.command("eval")
@click.argument("bench", type=click.Path(path_type=Path))
@click.option("--judge", "judges", multiple=True, metavar="NAME", help="A judge to measure; may be repeated.")
@click.option(
    "--basis",
    "bases",
    multiple=True,
    type=click.Choice([b.value for b in Basis]),
    help="Count only flags of this basis.",
)
@click.option("--by-type", is_flag=True, help="Recall by departure type.")
@click.option(
    "--errors", type=click.IntRange(min=0), default=0, metavar="N", help="Show the first N lines judged wrongly."
)
@click.option(
    "--reports", type=click.Path(file_okay=False, path_type=Path), help="Also write every report there, as JSON."
)
@click.option("--model", metavar="NAME", help="A sentence-transformers model by folder or name.")
@click.pass_obj
def evaluate(
    call: _Call,
    bench: Path,
    judges: tuple[str, ...],
    bases: tuple[str, ...],
    by_type: bool,
    errors: int,
    reports: Path | None,
    model: str | None,
) -> None:
    """Measure on a benchmark of known departures, beside the plain cosine baseline."""
    with call.guarded():
        from muqabala.evaluate import compare, load, show

        settings = replace(call.settings(), **({"model": model} if model else {}))  # type: ignore[arg-type]
        benchmark = load(bench)
        rows = _measure(call, settings, benchmark, judges or (settings.judge,), bases, reports)
        for scores in list(rows.values())[1:]:
            click.echo(show(scores, by_type=by_type, errors=errors))
        click.echo()
        click.echo(compare(rows))


def _measure(
    call: _Call,
    settings: Settings,
    benchmark: Benchmark,
    judges: Sequence[str],
    bases: Sequence[str],
    reports: Path | None,
) -> dict[str, Scores]:
    """Scores by name: the plain cosine first, then each judge."""
    from muqabala import report
    from muqabala.evaluate import score
    from muqabala.evaluate.baseline import plain_cosine

    with call.progress() as progress:
        desk = _desk(settings, [benchmark.corpus], (), progress)
        for name in judges:
            desk.use(name)
        rows = {"plain cosine": plain_cosine(desk, benchmark.articles)}
        for name in judges:
            desk.use(name)
            judged = []
            for done, gold in enumerate(benchmark.articles):
                progress(f"checking with {name}", done, len(benchmark.articles))
                judged.append((gold, desk.check(gold.path)))
                if reports:
                    report.write(judged[-1][1], ("json",), reports)
            rows[name] = score(judged, bases=tuple(map(Basis, bases)))
            click.echo(_signature(desk.signature()))
    return rows


def _signature(s: Signature) -> str:
    """A run's signature in one line."""
    thresholds = ",".join(f"{key}={value}" for key, value in s.settings.items())
    return (
        f"muqabala {s.version} | model {s.model}@{s.model_sha256[:8]} | judge {s.judge} | {thresholds} | "
        f"corpus {s.corpus_sha256[:8]}"
    )


if __name__ == "__main__":
    main()
