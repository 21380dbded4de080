"""The embedded model in 8 bits, run by onnxruntime: what a check uses unless another model is named.

The only owner of onnxruntime. The graph is built once, when the model is prepared; nothing of torch is loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from muqabala.embed import nano
from muqabala.embed.network import Pieces, States, layer_name
from muqabala.embed.processors import available
from muqabala.errors import ModelError

if TYPE_CHECKING:
    from muqabala.embed.network import Ids
    from muqabala.records import Matrix

LAYERS = (6, 7, 10, 12)
"""The layers whose states can be had."""
_MODEL, _TOKENIZER = "model.onnx", "tokenizer.json"
PROMPT = "query: "
"""E5 models were trained with it for symmetric comparison."""
_LIMIT, _PADDING = 512, 1


class CompactNetwork:
    """The prepared model, loaded. See `Network`."""

    dimension = 384
    depth = 12
    padding = _PADDING
    limit = _LIMIT
    prompt = PROMPT

    def __init__(self, folder: Path, threads: int = 0) -> None:
        """Load from the folder that `convert` wrote. `threads` 0 means every processor this process may use.

        Raises `ModelError` when the folder is damaged.
        """
        from onnxruntime import InferenceSession, SessionOptions
        from tokenizers import Tokenizer

        options = SessionOptions()
        options.intra_op_num_threads = threads or available()
        options.log_severity_level = 3
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
            self._session = InferenceSession(str(folder / _MODEL), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # both libraries raise whatever they like on a damaged file
            cause = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise ModelError(
                f"{folder}: the prepared model cannot be loaded ({cause}). "
                "Remove that folder; the next check prepares it anew."
            ) from error
        self._tokenizer.enable_truncation(_LIMIT)

    def pieces(self, texts: Sequence[str]) -> list[Pieces]:
        """See `Network`."""
        return [Pieces(tuple(e.ids), tuple(e.offsets)) for e in self._tokenizer.encode_batch(list(texts))]

    def states(self, ids: Ids, lengths: Sequence[int], layers: Sequence[int]) -> States:
        """See `Network`. `layers` are among `LAYERS`."""
        wanted = sorted({*layers, self.depth})
        given = {"ids": ids, "lengths": np.array(lengths, np.int32)}
        found = self._session.run([layer_name(number) for number in wanted], given)
        states = dict(zip(wanted, found, strict=True))
        return States(_means(states[self.depth], lengths), {number: states[number] for number in layers})


def _means(states: Matrix, lengths: Sequence[int]) -> Matrix:
    """The mean of each text's tokens, as a unit vector."""
    means = np.stack([row[:length].mean(axis=0) for row, length in zip(states, lengths, strict=True)])
    found: Matrix = means / np.linalg.norm(means, axis=1, keepdims=True)
    return found


def convert(source: Path, target: Path) -> None:
    """Write the model's folder `target` (which must exist and be empty) from the weights file."""
    import onnx

    from muqabala.embed.graph import build

    weights = nano.read(source)
    onnx.save(build(weights, ranges(), LAYERS), str(target / _MODEL))
    nano.tokenizer(weights).save(str(target / _TOKENIZER))


@lru_cache(maxsize=1)
def ranges() -> dict[str, Matrix]:
    """The largest value of every channel that a matrix is multiplied with, by the names of `graph`."""
    with files("muqabala.data").joinpath("ranges.npz").open("rb") as stream, np.load(stream) as table:
        return {name: table[name].astype(np.float32) for name in table.files}
