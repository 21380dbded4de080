"""Texts to sentence vectors and word vectors; the only owner of sentence-transformers and onnxruntime."""

from __future__ import annotations

from typing import TYPE_CHECKING

from muqabala.embed import models
from muqabala.embed.means import Means, unit
from muqabala.embed.models import ALTERNATIVE, EMBEDDED, FULL

if TYPE_CHECKING:
    from muqabala.embed.encoder import Encoder
    from muqabala.embed.network import Network

__all__ = ["ALTERNATIVE", "EMBEDDED", "FULL", "Means", "load", "models", "unit"]


def load(name: str | None = None, *, threads: int = 0) -> Encoder:
    """The embedded model, prepared on first use, or any sentence-transformers model by folder or hub name.

    Raises `ModelError` with the way out when it cannot be had.
    """
    from muqabala.embed import nano
    from muqabala.embed.encoder import Encoder

    name = name or EMBEDDED
    sha256 = models.fingerprint(name)
    if name == EMBEDDED:
        from muqabala.embed.compact import CompactNetwork

        network: Network = CompactNetwork(models.prepare(), threads)
        return Encoder(network, name=name, sha256=sha256, weights_sha256=nano.SHA256)
    from muqabala.embed.full import SentenceTransformerNetwork

    if name == FULL:
        network = SentenceTransformerNetwork(str(models.prepare(FULL)), name, threads)
        return Encoder(network, name=name, sha256=sha256, weights_sha256=nano.SHA256)
    return Encoder(SentenceTransformerNetwork(name, name, threads), name=name, sha256=sha256)
