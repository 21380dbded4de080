"""Originals for a corpus: fetched or taken from files, kept with a snapshot and its hash, listed, verified, removed.

Nothing here runs during a check: a check reads the texts in the corpus folder and never the network.
"""

from __future__ import annotations

from muqabala.sources.add import Adder, Failed, Outcome, Told
from muqabala.sources.library import Added, Held, Library, Original, State, Verified

__all__ = ["Added", "Adder", "Failed", "Held", "Library", "Original", "Outcome", "State", "Told", "Verified"]
