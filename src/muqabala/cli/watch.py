"""The verb `watch`: check what arrives in a folder."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from muqabala.cli.call import DONE, FAILED, FOUND, INTERRUPTED, UNCHECKED, USAGE, Call, complain
from muqabala.cli.check import override
from muqabala.config import table
from muqabala.errors import ConfigError

if TYPE_CHECKING:
    from muqabala.config import Settings
    from muqabala.watch import Watch, WatchSettings
    from muqabala.watch.outcomes import Outcome


@click.command()
@click.argument("inbox", type=click.Path(path_type=Path))
@click.option("--sources", multiple=True, type=click.Path(path_type=Path), help="Folder of sources (default: corpus).")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Where reports go (default: reports).")
@click.option("--format", "formats", multiple=True, metavar="F", help="Formats of reports, as for check.")
@click.option("--workers", type=click.IntRange(1, 64), metavar="N", help="Checks at the same time (default: 2).")
@click.option("--listen", metavar="HOST:PORT", help="Where /health, /metrics and /ingest are (127.0.0.1:8477).")
@click.option("--once", is_flag=True, help="Check what is there, then end.")
@click.option("--judge", metavar="NAME", help="Which judge decides, as for check.")
@click.option("--model", metavar="NAME", help="A sentence-transformers model by folder or name.")
@click.pass_obj
def watch(call: Call, /, inbox: Path, workers: int | None, listen: str | None, once: bool, **given: object) -> None:
    """Check every article that arrives in a folder, once, until told to stop.

    Exit status: 0 stopped in good order, 2 wrong usage or settings, 4 internal failure, 130 interrupted;
    with --once 1 and 3 as for check.
    """
    with call.guarded():
        settings = override(call.settings(), given)
        how = _how(call, workers, listen, once)
        sys.exit(_run(call, inbox, settings, how, once))


def _how(call: Call, workers: int | None, listen: str | None, once: bool) -> WatchSettings:
    """The `[watch]` table with what the command line says."""
    from muqabala.watch import settings as table_of_watch

    how = table_of_watch.load(*table("watch", call.config))
    if workers:
        how = replace(how, workers=workers)
    if listen:
        host, _, port = listen.rpartition(":")
        if not host or not port.isdecimal() or int(port) > 65_535:
            raise ConfigError(f"--listen {listen}: not of the form 127.0.0.1:8477.")
        how = replace(how, host=host.strip("[]"), port=int(port))
    return table_of_watch.complete(replace(how, endpoint=how.endpoint and not once))


def _run(call: Call, inbox: Path, settings: Settings, how: WatchSettings, once: bool) -> int:
    """Watch until a signal comes, or once; the exit status."""
    from muqabala.report.terminal import summary
    from muqabala.watch import SharedDesk, Watch

    console, telling = call.console(), threading.Lock()

    def told(outcome: Outcome, reports: Sequence[str]) -> None:
        with telling:
            summary(outcome.report, console, settings.ui_lang)
            for path in reports:
                click.echo(path)

    if not inbox.is_dir():
        raise ConfigError(f"{inbox}: there is no such folder. Make it, or check its name.")
    desk = SharedDesk(_shared_out(settings, how.workers), [Path(source) for source in settings.sources])
    watching = Watch(inbox, settings, how, desk, told)
    with _signals(watching) as received:
        address = watching.start()
        if address and not call.quiet:
            click.echo(f"muqabala: watching {inbox}; http://{address[0]}:{address[1]}/health", err=True)
        try:
            watching.once() if once else watching.watch()
        finally:
            if not watching.stop():
                complain("some checks were broken off; they are done at the next start.")
    return _status(watching, received, once)


def _shared_out(settings: Settings, workers: int) -> Settings:
    """Settings with the processors shared out among the workers, unless a number was set."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return settings if settings.threads else replace(settings, threads=max(1, processors // workers))


def _status(watching: Watch, received: list[int], once: bool) -> int:
    if watching.failure:
        complain(watching.failure)
        return USAGE if isinstance(watching.failure, ConfigError) else FAILED
    if signal.SIGINT in received:
        return INTERRUPTED
    if not once or received:
        return DONE
    return UNCHECKED if watching.tally.unchecked else FOUND if watching.tally.at_policy else DONE


@contextmanager
def _signals(watching: Watch) -> Iterator[list[int]]:
    """Signals end the watch in good order; a second one ends the program at once. Gives the signals that came."""
    received: list[int] = []

    def handle(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)  # first of all: whatever the rest does, a second one ends the program
        received.append(number)
        watching.ask_to_stop()

    before = {number: signal.signal(number, handle) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
