"""An exchange with a server that has an end: the timeouts of httpx begin anew with every byte."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx


@contextmanager
def closed_after(seconds: float, client: httpx.Client) -> Iterator[threading.Event]:
    """Close a client at the end of the block, and under its reader when the time is up, which the event then tells:
    a server that drips is not waited for. A connection that is closed under its reader raises whatever it likes.
    """
    late = threading.Event()

    def stop() -> None:
        late.set()
        client.close()

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()
        client.close()
