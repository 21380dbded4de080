"""The verbs `index` and `models`: what is prepared before a check."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from muqabala.cli.call import DONE, FAILED, UNCHECKED, Call, complain


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="DIR...")
@click.option("--purge", is_flag=True, help="Forget the vectors of documents that are in none of these folders.")
@click.option("--model", metavar="NAME", help="A sentence-transformers model by folder or name.")
@click.pass_obj
def index(call: Call, folders: tuple[Path, ...], purge: bool, model: str | None) -> None:
    """Build or update the index of the sources, so that later checks start at once."""
    with call.guarded():
        from muqabala import corpus
        from muqabala.embed import load

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
            click.echo(f"{corpus.forget(encoder, found)} documents forgotten")
        sys.exit(UNCHECKED if found.skipped else DONE)


@click.command()
@click.option("--prepare", is_flag=True, help="Convert the embedded model into the cache now.")
@click.option("--verify", is_flag=True, help="Hash the prepared model's files against its receipt.")
@click.pass_obj
def models(call: Call, prepare: bool, verify: bool) -> None:
    """List the models that can be used; prepare or verify the embedded one."""
    with call.guarded():
        from muqabala.embed import models as known

        if prepare:
            click.echo(known.prepare())
        if verify:
            state = known.verify()
            if state.problem:
                complain(state.problem)
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
