"""What an encoder needs of a model, whatever library runs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from muqabala.records import Matrix

    Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text as the model reads it: the ids of its tokens, and where each stands in the text (half-open; empty for
    tokens that stand for no character).
    """

    ids: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class States:
    """What comes out for a batch: a unit vector a text, shape (n, d), and the states of each layer asked for, shape
    (n, t, d), all float32. Rows beyond a text's own tokens mean nothing.
    """

    sentences: Matrix
    layers: Mapping[int, Matrix]


def layer_name(number: int) -> str:
    """What a graph calls the states that a layer gives; layer 0 is what goes into the first one."""
    return f"layer.{number}"


class Network(Protocol):
    """A loaded transformer. Both methods may be called from any thread."""

    dimension: int
    depth: int
    padding: int
    limit: int
    prompt: str

    def pieces(self, texts: Sequence[str]) -> list[Pieces]:
        """Tokens of each text, cut to the model's window of `limit` tokens."""
        ...

    def states(self, ids: Ids, lengths: Sequence[int], layers: Sequence[int]) -> States:
        """Run texts of `lengths` tokens, padded on the right to one width, shape (n, t). `layers` count from 1; layer
        `depth` is the last.
        """
        ...
