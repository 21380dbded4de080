"""An inbox that is watched: what arrives is checked once, whatever happens in between.

`Watch` is the whole; `Checker` is what it checks with, `SharedDesk` the usual one.
"""

from __future__ import annotations

from muqabala.watch.desk import Checker, SharedDesk
from muqabala.watch.service import Tally, Watch
from muqabala.watch.settings import WatchSettings

__all__ = ["Checker", "SharedDesk", "Tally", "Watch", "WatchSettings"]
