"""The verb `review`: a desk in the browser on a folder of reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from muqabala.cli.call import Call
from muqabala.cli.exporting import FORMATS, export
from muqabala.errors import ConfigError


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port (default: 8747, or a free one if that is taken).")
@click.option("--no-browser", is_flag=True, help="Do not open the browser.")
@click.option("--database", metavar="URL", help="A PostgreSQL address for a shared desk (default: a file in DIR).")
@click.option("--export", "form", type=click.Choice(FORMATS), help="Write the decisions in this form, and stop.")
@click.option("--output", type=click.Path(path_type=Path), help="Where to: a file, or a folder for several files.")
@click.pass_obj
def review(call: Call, /, folder: Path, database: str | None, **given: Any) -> None:
    """Decide on the findings of the reports in DIR, in the browser.

    The desk prints an address that opens it once. Reachable from other machines it asks for the password in the
    variable MUQABALA_REVIEW_PASSWORD. Ctrl-C stops it; everything that a page shows as saved is kept.
    """
    with call.guarded():
        form, output = given.pop("form"), given.pop("output")
        if output and not form:
            raise ConfigError("--output needs --export: say what is to be written.")
        try:
            if form:
                export(call, folder, form, output, database)
            from muqabala.review.serve import Place, browse, serve
        except ImportError as error:
            raise ConfigError(f"the review needs more packages ({error.name}). Install muqabala[review].") from error

        def announce(address: str) -> None:
            click.echo(address)
            if not given["no_browser"]:
                browse(address)

        try:
            serve(folder, call.settings(), Place(given["host"], given["port"]), database, announce)
        except KeyboardInterrupt:  # the way to end it, so no failure
            click.echo("muqabala: the review has ended; every decision is kept.", err=True)
