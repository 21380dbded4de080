"""The verb `eval`: how good the judges are on a benchmark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from muqabala.cli.call import Call
from muqabala.records import Basis

if TYPE_CHECKING:
    from muqabala.corpus import Progress
    from muqabala.evaluate import Benchmark, Scores
    from muqabala.pipeline import Desk
    from muqabala.records import Signature


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the command line asks for."""

    judges: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    cv: bool = False
    pairs: Path | None = None
    by_type: bool = False
    errors: int = 0
    reports: Path | None = None
    model: str | None = None


@click.command("eval")
@click.argument("bench", type=click.Path(path_type=Path))
@click.option("--judge", "judges", multiple=True, metavar="NAME", help="A judge to measure; may be repeated.")
@click.option(
    "--basis",
    "bases",
    multiple=True,
    type=click.Choice([b.value for b in Basis]),
    help="Count only flags of this basis.",
)
@click.option("--cv", is_flag=True, help="Choose the score's thresholds by cross-validation over articles.")
@click.option("--pairs", type=click.Path(path_type=Path), metavar="FILE.tsv", help="Count flags on faithful pairs too.")
@click.option("--by-type", is_flag=True, help="Recall by departure type.")
@click.option(
    "--errors", type=click.IntRange(min=0), default=0, metavar="N", help="Show the first N lines judged wrongly."
)
@click.option(
    "--reports", type=click.Path(file_okay=False, path_type=Path), help="Also write every report there, as JSON."
)
@click.option("--model", metavar="NAME", help="A sentence-transformers model by folder or name.")
@click.pass_obj
def evaluate(call: Call, /, bench: Path, **given: Any) -> None:
    """Measure on a benchmark of known departures, beside the plain cosine baseline.

    BENCH is a folder with a gold file, or a tab-separated file of person names in two scripts.
    """
    with call.guarded():
        from muqabala import evaluate as measuring

        wanted = _Wanted(**given)
        if bench.suffix == ".tsv":
            click.echo(measuring.show_names(measuring.names(bench)))
            return
        rows = _measure(call, measuring.load(bench), wanted)
        click.echo()
        click.echo(measuring.compare(rows))


def _measure(call: Call, benchmark: Benchmark, wanted: _Wanted) -> dict[str, Scores]:
    """Scores by name: the plain cosine first, then each judge, which is also shown in full."""
    from muqabala.evaluate.baseline import plain_cosine
    from muqabala.pipeline import Desk

    settings = call.settings()
    settings = replace(settings, model=wanted.model) if wanted.model else settings
    with call.progress() as progress:
        desk = Desk(settings, [benchmark.corpus], (), progress)
        judges = wanted.judges or (settings.judge,)
        for name in judges:
            desk.use(name)  # a misspelt name is told before anything is measured
        rows = {"plain cosine": plain_cosine(desk, benchmark.articles)}
        rows |= _judged(desk, benchmark, judges, wanted, progress)
    return rows


def _judged(
    desk: Desk, benchmark: Benchmark, judges: Sequence[str], wanted: _Wanted, progress: Progress
) -> dict[str, Scores]:
    """Every article is collated once; the judges decide one after another."""
    from muqabala import report
    from muqabala.evaluate import (
        calibration,
        cross_validated,
        flagged,
        score,
        show,
        show_calibration,
        show_choices,
        show_pairs,
    )

    held = []
    for done, gold in enumerate(benchmark.articles):
        progress("collating", done, len(benchmark.articles))
        held.append((gold, desk.collate(gold.path)))
    rows = {}
    bases = tuple(map(Basis, wanted.bases))
    for name in judges:
        desk.use(name)
        click.echo(_signature(desk.signature()))
        if wanted.cv:
            judged, choices = cross_validated(desk, held)
            click.echo(show_choices(choices))
        else:
            judged = tuple((gold, desk.decide(collated)) for gold, collated in held)
        for _, found in judged if wanted.reports else ():
            report.write(found, ("json",), wanted.reports or Path())
        rows[name] = score(judged, bases=bases)
        click.echo(show(rows[name], by_type=wanted.by_type, errors=wanted.errors))
        click.echo(show_calibration(calibration(judged)))
        if wanted.pairs:
            click.echo(show_pairs(flagged(desk, wanted.pairs, progress, bases), wanted.errors))
    return rows


def _signature(s: Signature) -> str:
    """A run's signature in one line."""
    thresholds = ",".join(f"{key}={value}" for key, value in s.settings.items())
    return (
        f"muqabala {s.version} | model {s.model}@{s.model_sha256[:8]} | judge {s.judge} | {thresholds} | "
        f"corpus {s.corpus_sha256[:8]}"
    )
