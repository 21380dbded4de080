"""A watched folder for the tests: an inbox, stories in it, and a watch over it with a desk that needs no model."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from muqabala.config import Settings
from muqabala.watch import Checker, Watch, WatchSettings
from stubdesk import StubDesk

QUICK = WatchSettings(workers=2, settle=0.05, rescan=0.3, endpoint=False)
STORY = "The city of Port Ellin reopened the harbour bridge on Sunday, and {} cars crossed it.\n"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def put(inbox: Path, name: str, words: str | None = None, number: object = 48) -> Path:
    """A story in the inbox."""
    path = inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(STORY.format(number) if words is None else words, "utf-8")
    return path


def settings(inbox: Path, **changes: Any) -> Settings:
    return Settings(out=str(inbox.parent / "reports"), formats=("json",), sources=("no-sources",), **changes)


@contextmanager
def watching(inbox: Path, desk: Checker | None = None, how: WatchSettings = QUICK, **changes: Any) -> Iterator[Watch]:
    """A watch that runs, and is stopped in good order at the end of the block."""
    watch = Watch(inbox, settings(inbox, **changes), how, desk or StubDesk())
    thread = threading.Thread(target=watch.watch, daemon=True)
    watch.start()
    thread.start()
    try:
        yield watch
    finally:
        watch.ask_to_stop()
        thread.join(60)
        assert not thread.is_alive()
        assert watch.stop(), "the workers end"


def once(inbox: Path, desk: Checker | None = None, how: WatchSettings = QUICK, **changes: Any) -> Watch:
    """Everything that is there is checked."""
    watch = Watch(inbox, settings(inbox, **changes), how, desk or StubDesk())
    watch.start(listening=False)
    watch.once()
    assert watch.stop()
    return watch


def until(true: Callable[[], object], seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.02)


def reports(inbox: Path) -> list[str]:
    folder = inbox.parent / "reports"
    return sorted(path.name for path in folder.glob("*.json")) if folder.is_dir() else []


def report(inbox: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((inbox.parent / "reports" / name).read_text("utf-8"))
    return found
