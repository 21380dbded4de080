"""The verb `eval`: how good the judges are on a benchmark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from muqabala.cli.call import Call
from muqabala.config import Settings
from muqabala.records import Basis

if TYPE_CHECKING:
    from muqabala.evaluate import Benchmark, Scores
    from muqabala.records import Signature


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
    call: Call,
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
    call: Call,
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
    from muqabala.pipeline import Desk

    with call.progress() as progress:
        desk = Desk(settings, [benchmark.corpus], (), progress)
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
