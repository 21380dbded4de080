"""What every verb shares: the group's options, settings, progress, and errors turned into exit statuses."""

from __future__ import annotations

import os
import select
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from muqabala.config import Settings
from muqabala.config import load as load_settings
from muqabala.errors import BenchmarkError, CheckError, ConfigError, ModelError, MuqabalaError, ReadError

if TYPE_CHECKING:
    from rich.console import Console

DONE, FOUND, USAGE, UNCHECKED, FAILED, INTERRUPTED, UNREAD = 0, 1, 2, 3, 4, 130, 141
"""Exit statuses; when several apply the order is usage, failure, unchecked, found, done. The last two are those of a
shell for a program that a signal ended: an interruption, and output that nobody reads any more (`| head`).
"""


class Call:
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

        class Told(Console):
            def on_broken_pipe(self) -> None:
                raise  # to `guarded`: rich would end with status 1, which means findings

        return Told(stderr=True, quiet=self.quiet, highlight=False)

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
            complain(error)
            sys.exit(USAGE)
        except (ReadError, CheckError) as error:
            complain(error)
            sys.exit(UNCHECKED)
        except MuqabalaError as error:
            complain(error)
            sys.exit(FAILED)
        except (KeyboardInterrupt, click.Abort):
            click.echo("muqabala: interrupted; finished reports are kept.", err=True)
            sys.exit(INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except Exception as error:
            if isinstance(error, BrokenPipeError):
                _end_if_unread()
            if self.verbose:
                traceback.print_exc()
            complain(f"internal failure: {type(error).__name__}: {error}. Run again with -v for its origin.")
            sys.exit(FAILED)


class Verbs(click.Group):
    """The group of verbs. Its pages of help, too, may find nobody to read them, which click would call status 1."""

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """As click does; `--help` and `--version` are written here."""
        with _read_by_somebody():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """As click does; the help of a verb is written here."""
        with _read_by_somebody():
            return super().invoke(ctx)


@contextmanager
def _read_by_somebody() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        _end_if_unread()
        raise


def _end_if_unread() -> None:
    """End with the status for it if nobody reads standard output or standard error any more."""
    if unread := [out for out in _outputs() if _is_unread(out)]:
        _silence(unread)
        sys.exit(UNREAD)


def _outputs() -> Iterator[int]:
    """The files behind standard output and standard error; none where another program gives something else for them."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            yield stream.fileno()


def _is_unread(out: int) -> bool:
    """Whether nobody reads a pipe any more."""
    poll = select.poll()
    poll.register(out, select.POLLOUT)
    return any(event & (select.POLLERR | select.POLLHUP) for _, event in poll.poll(0))


def _silence(outputs: Sequence[int]) -> None:
    """Let what is left go nowhere: Python writes it when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for out in outputs:
        os.dup2(nowhere, out)
    os.close(nowhere)


def complain(what: object) -> None:
    """One line on standard error, in the tool's name."""
    click.echo(f"muqabala: {what}", err=True)
