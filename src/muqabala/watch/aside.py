"""Where files go when they are done with: failed ones aside with the reason, finished ones to a folder if wanted."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from muqabala.watch.journal import Job, Journal

FAILED = "failed"
"""The folder in the inbox for files that could not be checked."""
REASON = ".reason.txt"
"""What the name of the file that says why ends with."""
_moving = threading.Lock()  # a worker that has finished a file, and the inbox that finds it, may come at once


def set_aside(inbox: Path, journal: Journal, job: Job, path: Path) -> None:
    """Move a failed file, or a copy of it, into `failed`, with a file beside it that says why, unless that was done.

    Raises `OSError`.
    """
    with _moving:
        if not path.exists():
            return
        target = _free(inbox / FAILED, path.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        note = target.with_name(target.name + REASON)
        note.write_text(f"{job.reason}\n\nTo try again, move {path.name} back.\n", encoding="utf-8", newline="\n")
        os.replace(path, target)  # noqa: PTH105 - within one folder: at once or not at all
        if job.path == str(path):
            journal.moved(job, str(target))


def tidy(inbox: Path, folder: str, journal: Journal, job: Job, path: Path) -> None:
    """Move a file that was checked, or a copy of it, into a folder of the inbox, unless that was done.

    Raises `OSError`.
    """
    with _moving:
        if not path.exists() or path.parent == inbox / folder:
            return
        target = _free(inbox / folder, path.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, target)  # noqa: PTH105 - within one folder: at once or not at all
        if job.path == str(path):
            journal.moved(job, str(target))


def _free(folder: Path, name: str) -> Path:
    """The name in the folder, numbered from 2 when it is taken."""
    number, path = 2, folder / name
    while path.exists() or path.with_name(path.name + REASON).exists():
        path, number = folder / f"{Path(name).stem}-{number}{Path(name).suffix}", number + 1
    return path
