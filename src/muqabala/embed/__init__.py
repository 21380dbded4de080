"""Texts to sentence vectors and word vectors; the only owner of sentence-transformers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from muqabala.embed import models
from muqabala.embed.means import Means, unit
from muqabala.embed.models import ALTERNATIVE, EMBEDDED

if TYPE_CHECKING:
    from muqabala.embed.encoder import Encoder

__all__ = ["ALTERNATIVE", "EMBEDDED", "Means", "load", "models", "unit"]


def load(name: str | None = None, *, threads: int = 0) -> Encoder:
    """The embedded model, prepared on first use, or any sentence-transformers model by folder or hub name.

    Raises `ModelError` with the way out when it cannot be had.
    """
    from muqabala.embed.encoder import Encoder

    if name is None or name == EMBEDDED:
        folder = models.prepare()
        return Encoder(str(folder), name=EMBEDDED, sha256=models.fingerprint(EMBEDDED), threads=threads)
    return Encoder(name, name=name, sha256=models.fingerprint(name), threads=threads)
