"""The verb `sources`: originals into the corpus, and what is there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from muqabala.cli.call import DONE, FOUND, UNCHECKED, Call, complain
from muqabala.records import Kind

if TYPE_CHECKING:
    from muqabala.config import Settings
    from muqabala.sources import Held, Library, Outcome, Told
    from muqabala.sources.fetch import Fetcher

_IN = click.option(
    "--in", "folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="The corpus folder."
)


@click.group()
def sources() -> None:
    """Bring originals into the corpus, and see, verify or remove them."""


@sources.command()
@click.argument("what", nargs=-1, required=True, metavar="URL|FILE|FEED...")
@_IN
@click.option("--outlet", metavar="NAME", help="Who published it, where the document does not say so.")
@click.option("--author", metavar="NAME", help="Who wrote it.")
@click.option("--date", metavar="DATE", help="When it was published: 2024-06-19.")
@click.option("--url", metavar="URL", help="Where a file comes from. It is not fetched.")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), help="Default: original.")
@click.option("--replace", is_flag=True, help="Take the new text of a source that is there already.")
@click.option("--allow-private", is_flag=True, help="Also fetch from private, loopback and link-local addresses.")
@click.pass_obj
def add(
    call: Call, /, what: tuple[str, ...], folder: Path | None, replace: bool, allow_private: bool, **told: str | None
) -> None:
    """Add originals: pages by address, files, or every entry of a feed.

    Exit status: 0 all are there, 2 wrong usage, 3 something could not be added.
    """
    with call.guarded():
        from muqabala.sources import Added, Adder

        settings = call.settings()
        library = _library(call, folder)
        adder = Adder(library, lambda: _fetcher(settings, allow_private), _told(told))
        outcomes = [outcome for one in what for outcome in _shown(adder.add(one, overwrite=replace))]
        sys.exit(DONE if all(isinstance(outcome, Added) or outcome.replaced for outcome in outcomes) else UNCHECKED)


def _told(given: dict[str, str | None]) -> Told:
    """The user's word on a source. Raises `ConfigError` for a date that is none."""
    from datetime import date

    from muqabala.errors import ConfigError
    from muqabala.sources import Told

    try:
        if given["date"]:
            date.fromisoformat(given["date"])
    except ValueError as error:
        raise ConfigError(f"--date {given['date']}: not a date such as 2024-06-19.") from error
    kind = Kind(given["kind"]) if given["kind"] else None
    return Told(given["outlet"], given["author"], given["date"], given["url"], kind)


def _fetcher(settings: Settings, allow_private: bool) -> Fetcher:
    from muqabala.sources.fetch import Fetcher, Limits

    return Fetcher(Limits(size=settings.limit), allow_private=allow_private)


def _shown(outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
    """Each outcome as it comes: names to standard output, failures to standard error."""
    from muqabala.sources import Failed

    for outcome in outcomes:
        if isinstance(outcome, Failed):
            complain(outcome.reason)
        else:
            how = "known" if outcome.known else "replaced" if outcome.replaced else "added"
            click.echo(f"{how}\t{outcome.name}")
            for warning in outcome.warnings:
                complain(f"{outcome.name}: {warning}")
        yield outcome


@sources.command("list")
@_IN
@click.pass_obj
def list_(call: Call, folder: Path | None) -> None:
    """List the documents of the corpus: name, date, outlet, whether there is a snapshot, title."""
    with call.guarded():
        library = _library(call, folder)
        for held in library.held():
            known = held.document.metadata
            kept = "snapshot" if held.record else "damaged record" if held.problem else "by hand"
            click.echo("\t".join((held.name, known.date or "-", known.outlet or "-", kept, known.title or "-")))


@sources.command()
@click.argument("name")
@_IN
@click.pass_obj
def show(call: Call, name: str, folder: Path | None) -> None:
    """Show a source: what is known of it, where it came from, and its text."""
    with call.guarded():
        held = _library(call, folder).one(name)
        for key, value in _facts(held):
            click.echo(f"{key}: {value}")
        click.echo()
        for block in held.document.blocks:
            click.echo(block.span.of(held.document.text) + "\n")
        if held.problem:
            complain(held.problem)
            sys.exit(UNCHECKED)


def _facts(held: Held) -> Iterator[tuple[str, object]]:
    known, record = held.document.metadata, held.record
    for key in ("title", "outlet", "author", "date", "url", "lang", "kind"):
        if value := getattr(known, key):
            yield key, value
    if record:
        yield "origin", record.origin
        yield "fetched", record.fetched
        yield "snapshot", f"{record.snapshot} ({record.size} bytes)"
        yield from (("warning", warning) for warning in record.warnings)
    else:
        yield "snapshot", "none: this document was put into the folder by hand"


@sources.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@_IN
@click.pass_obj
def remove(call: Call, names: tuple[str, ...], folder: Path | None) -> None:
    """Take sources out of the corpus, with their snapshots."""
    with call.guarded():
        from muqabala.errors import ReadError

        library, status = _library(call, folder), DONE
        for name in names:
            try:
                library.remove(name)
                click.echo(f"removed\t{name.removesuffix('.md')}")
            except ReadError as error:
                complain(error)
                status = UNCHECKED
        sys.exit(status)


@sources.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@_IN
@click.pass_obj
def verify(call: Call, names: tuple[str, ...], folder: Path | None) -> None:
    """Hash snapshots and texts against what was recorded when they were added.

    Exit status: 0 all are sound, 1 something was changed, damaged or is missing, 3 there is nothing to verify.
    """
    with call.guarded():
        from muqabala.errors import CheckError
        from muqabala.sources import State

        library = _library(call, folder)
        found = library.verify(names)
        for one in found:
            click.echo(f"{one.state}\t{one.name}" + (f"\t{one.detail}" if one.detail else ""))
        if not found:
            raise CheckError(f"{library.folder}: no source was added with `muqabala sources add`: nothing to verify.")
        sys.exit(DONE if all(one.state is State.SOUND for one in found) else FOUND)


def _library(call: Call, folder: Path | None) -> Library:
    """The corpus that is named, else the first of the settings."""
    from muqabala.sources import Library

    settings = call.settings()
    return Library(folder or Path(settings.sources[0]), settings.limit)
