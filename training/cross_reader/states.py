"""Texts through the lower layers of the embedded model, once; the cross-reader starts from what they give."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from muqabala.embed.encoder import Encoder, _prepare
from training.passages import whole

Half = np.ndarray


class States:
    """Token states of texts at one layer, kept in a folder as two files that only grow."""

    def __init__(self, encoder: Encoder, layer: int, work: Path) -> None:
        work.mkdir(parents=True, exist_ok=True)
        self._encoder, self.layer, self._work = encoder, layer, work
        self._held: dict[str, tuple[Half, np.ndarray]] = {}
        for path in sorted(work.glob(f"layer{layer}-*.npz")):
            with np.load(path) as table:
                keys, lengths, held, offsets = (table[name] for name in ("keys", "lengths", "states", "offsets"))
            at = 0
            for key, length in zip(keys, lengths, strict=True):
                self._held[str(key)] = (held[at : at + length], offsets[at : at + length])
                at += int(length)

    def of(self, text: str) -> tuple[Half, np.ndarray]:
        """States of shape (tokens, d) in float16, and (start, end) of each token in the text; (0, 0) where none."""
        return self._held[_key(text)]

    def learn(self, texts: Sequence[str]) -> None:
        """Encode what is not yet held, a few thousand texts a file."""
        missing = [text for text in dict.fromkeys(texts) if _key(text) not in self._held]
        for start in range(0, len(missing), 2000):
            self._learn(missing[start : start + 2000])
            print(f"states: {min(start + 2000, len(missing))} of {len(missing)}", file=sys.stderr, flush=True)

    def _learn(self, texts: Sequence[str]) -> None:
        encoder = self._encoder
        prepared = [_prepare(whole(text, "und")) for text in texts]
        found: dict[int, tuple[Half, np.ndarray]] = {}
        for batch, pieces, states in encoder._batches([p.text for p in prepared], encoder.prompt, (self.layer,)):
            hidden = states.layers[self.layer]
            for row, index in enumerate(batch):
                places = [_raw(prepared[index].origin, len(encoder.prompt), *pair) for pair in pieces[row].offsets]
                found[index] = (hidden[row, : len(places)].astype(np.float16), np.array(places, np.int32))
        rows = [found[i] for i in range(len(texts))]
        keys = [_key(text) for text in texts]
        number = len(list(self._work.glob(f"layer{self.layer}-*.npz")))
        np.savez(
            self._work / f"layer{self.layer}-{number:03}.npz",
            keys=np.array(keys),
            lengths=np.array([len(states) for states, _ in rows]),
            states=np.concatenate([states for states, _ in rows]),
            offsets=np.concatenate([places for _, places in rows]),
        )
        self._held.update(zip(keys, rows, strict=True))


def _raw(origin: Sequence[int], prompt: int, start: int, end: int) -> tuple[int, int]:
    """Where in the raw text a token stands, given its place after the prompt in the prepared one."""
    start, end = max(0, start - prompt), max(0, end - prompt)
    if start >= end or start >= len(origin):
        return 0, 0
    return origin[start], origin[min(end, len(origin)) - 1] + 1


def _key(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]
