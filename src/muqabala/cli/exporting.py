"""Exports of the review from the command line: `muqabala review DIR --export FORMAT [--output PATH]`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from muqabala.cli.call import DONE, UNCHECKED, Call, complain
from muqabala.errors import ConfigError, ReadError

if TYPE_CHECKING:
    from muqabala.review.exports import Export, Exported, Gathered

FORMATS = ("memo", "correction-ar", "correction-en", "csv", "decisions", "webannotation", "claimreview", "gold")
"""The exports by name; the review knows them, and is loaded when one is asked for."""

_DECIDE = "Open the desk with `muqabala review` and decide on a finding first, or name the --database"


def export(call: Call, folder: Path, form: str, output: Path | None, database: str | None) -> None:
    """Write an export of the decisions on a folder of reports, and leave with an exit status."""
    from muqabala.review.exports import EXPORTS
    from muqabala.review.exports import export as make

    kind = EXPORTS[form]
    found = _gathered(call, folder, database)
    if not found.unread and not any(case.said for case in found.cases) and kind.name != "decisions":
        raise ReadError(str(folder), "nothing is decided there", _DECIDE)
    if kind.folder and output is None:
        raise ConfigError(f"{form} is several files. Give the folder for them with --output.")
    made = make(kind, found.cases, call.settings().ui_lang)
    if output is None:
        sys.stdout.buffer.write(b"".join(made.files.values()))
    elif kind.folder:
        _into(output, made.files)
    else:
        _into(output.parent, {output.name: b"".join(made.files.values())})
    _tell(call, kind, made, found)
    sys.exit(UNCHECKED if found.unread else DONE)


def _gathered(call: Call, folder: Path, database: str | None) -> Gathered:
    """The articles that were decided on. Raises `ReadError` when nothing was ever decided here."""
    from muqabala.report.findings import language
    from muqabala.review.exports import decided_on, gather
    from muqabala.review.finder import Finder
    from muqabala.review.folder import Folder
    from muqabala.review.room import Room
    from muqabala.review.store import FILE, Store

    if not folder.is_dir():
        raise ReadError(str(folder), "there is no such folder", "Give the folder that holds the reports.")
    if not database and not (folder / FILE).is_file():
        raise ReadError(str(folder), "nothing is decided there yet", _DECIDE)
    settings = call.settings()
    store = Store(database) if database else Store.beside(folder)
    try:
        room = Room(Folder(folder), store, Finder(settings))
        if not (names := decided_on(room)):
            raise ReadError(str(folder), "nothing is decided there yet", _DECIDE)
        return gather(room, names, language(settings.ui_lang))
    finally:
        store.close()


def _into(folder: Path, files: Mapping[str, bytes]) -> None:
    from muqabala.report import replace_file

    try:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, content.decode("utf-8"))
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise ConfigError(f"{folder}: cannot write there ({problem}). Choose another --output.") from error


def _tell(call: Call, kind: Export, made: Exported, found: Gathered) -> None:
    """What was written and what was not, on standard error."""
    for problem in found.unread:
        complain(problem)
    if call.quiet:
        return
    for problem in made.left_out:
        click.echo(f"left out: {problem}.", err=True)
    if found.stale and kind.name not in ("csv", "memo"):
        click.echo(f"left out: decisions on evidence that has changed since: {found.stale}.", err=True)
    told = sum(case.said for case in found.cases)
    click.echo(f"{kind.name}: {_counted(len(made.files), 'file')} on {_counted(told, 'article')}", err=True)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
