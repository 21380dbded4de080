"""The command line: parse, call, print, exit. A module a verb; nothing heavy is imported before a verb needs it."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from muqabala import __version__
from muqabala.cli.call import Call, Verbs
from muqabala.cli.check import check
from muqabala.cli.evaluate import evaluate
from muqabala.cli.gate import gate
from muqabala.cli.review import review
from muqabala.cli.sources import sources
from muqabala.cli.stores import index, models
from muqabala.cli.watch import watch

__all__ = ["main"]


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="muqabala")
@click.option(
    "--config", type=click.Path(dir_okay=False, path_type=Path), help="Settings file (default: muqabala.toml)."
)
@click.option("--ui-lang", metavar="TAG", help="Language of the reports' own words: en, ar, ar-EG …")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Say more on the way, and show where an internal failure arose.")
@click.pass_context
def main(context: click.Context, config: Path | None, ui_lang: str | None, quiet: bool, verbose: bool) -> None:
    """Collate an article against the sources it retells, across languages, and mark every departure.

    \b
    muqabala check story.txt --sources corpus     report in reports/story.html
    muqabala check story.txt --against column.md  you know its source
    """  # noqa: D301 - click wants the backspace itself, so that it leaves the lines as they are
    logging.basicConfig(level=logging.ERROR if quiet else logging.WARNING, format="muqabala: %(message)s")
    context.obj = Call(config, ui_lang, quiet, verbose)


for _verb in (check, index, models, evaluate, gate, review, sources, watch):
    main.add_command(_verb)
