"""One desk for all workers: the model is loaded once, the sources again only when they have changed."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from muqabala.config import Settings
from muqabala.pipeline import Desk
from muqabala.records import Document, Report, Skip

log = logging.getLogger("muqabala")

_LOOK = 5.0
"""Seconds between two looks at the folders of sources."""


class Checker(Protocol):
    """What workers check with. Every method may be called from several threads."""

    def check(self, article: Document) -> Report:
        """Check one article. Raises `MuqabalaError` when that cannot be done."""

    def skipped(self) -> tuple[Skip, ...]:
        """What of the sources could not be read."""

    def problem(self) -> str | None:
        """What is the matter with the sources as they are now, if anything."""


class SharedDesk:
    """A desk over folders that may change: who checks after a change checks against what is there then."""

    def __init__(self, settings: Settings, folders: Sequence[Path]) -> None:
        """Load the model and the sources. Raises as `Desk` does."""
        self._folders = tuple(folders)
        self._lock = threading.Lock()
        self._print = _fingerprint(self._folders)
        self._desk = Desk(settings, self._folders)
        self._looked = time.monotonic()
        self._problem: str | None = None

    def check(self, article: Document) -> Report:
        """Check one article against the sources as they are now."""
        return self._current().check(article)

    def skipped(self) -> tuple[Skip, ...]:
        """What of the sources could not be read."""
        return self._desk.corpus.skipped

    def problem(self) -> str | None:
        """Why the sources that are in use are not those of the folders, if so."""
        return self._problem

    def _current(self) -> Desk:
        """The desk, renewed when the sources have changed. While one worker renews it the others use the old one."""
        if time.monotonic() - self._looked >= _LOOK and self._lock.acquire(blocking=False):
            try:
                self._renew()
            finally:
                self._looked = time.monotonic()
                self._lock.release()
        return self._desk

    def _renew(self) -> None:
        found = _fingerprint(self._folders)
        if found == self._print:
            return
        try:
            self._desk = self._desk.renewed()
            self._problem = None
        except Exception as error:  # whatever it is: no article should fail for it while the earlier sources are good
            self._problem = f"the sources have changed and cannot be read; the earlier ones are in use: {error}"
            log.warning("%s", self._problem)
        self._print = found


def _fingerprint(folders: Sequence[Path]) -> frozenset[tuple[str, int, int]]:
    """Names, sizes and times of all files that are not hidden."""
    found: set[tuple[str, int, int]] = set()
    for folder in folders:
        for root, inner, names in os.walk(folder, followlinks=False):
            inner[:] = [name for name in inner if not name.startswith(".")]
            for name in names:
                if not name.startswith("."):
                    found.add(_look(Path(root, name)))
    return frozenset(found)


def _look(path: Path) -> tuple[str, int, int]:
    try:
        found = path.stat()
    except OSError:
        return (str(path), -1, -1)
    return (str(path), found.st_size, found.st_mtime_ns)
