"""The cross-reader: upper layers of the embedded model, trained to read a claim and its evidence together.

It goes on from the states that the lower half gave each text alone; every token is told first what stands for it on the
other side, and how it differs. Its weights ship in 8 bits (`muqabala.data/cross_reader.npz`, see
`training/cross_reader`); the arithmetic is numpy's, in float32, a claim at a time: nothing else in a batch changes a
digit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from muqabala.judge.reading import TYPES, Reading
from muqabala.records import Encoding, Tokens

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from muqabala.records import Matrix

    Indices = NDArray[np.intp]

HEADS = 12
MOST_CLAIM = 200
"""Tokens of a claim that are read at most; words beyond have probability 0."""
MOST_TOKENS = 320
"""Tokens of claim and evidence together; what is beyond is left out of the evidence."""
_EPSILON = 1e-12


@dataclass(frozen=True, slots=True)
class _Layer:
    """One transformer layer in float32: weights (inputs, outputs), biases, and two layer norms (gain, shift)."""

    qkv: tuple[Matrix, Matrix]
    out: tuple[Matrix, Matrix]
    norm1: tuple[Matrix, Matrix]
    up: tuple[Matrix, Matrix]
    down: tuple[Matrix, Matrix]
    norm2: tuple[Matrix, Matrix]

    def __call__(self, x: Matrix) -> Matrix:
        x = _norm(x + _linear(_attended(_linear(x, self.qkv)), self.out), self.norm1)
        return _norm(x + _linear(_gelu(_linear(x, self.up)), self.down), self.norm2)


class CrossReader:
    """The trained network. Reading the same claim and evidence gives the same numbers, whatever was read before."""

    def __init__(self, tensors: Mapping[str, Matrix]) -> None:
        """From float32 tensors named as in training."""
        self._side = tensors["side"]
        self._sharp = float(tensors["sharp"])
        self._counterpart = _pair(tensors, "counterpart")
        count = 1 + max(int(name.split(".")[1]) for name in tensors if name.startswith("layers."))
        self._layers = tuple(
            _Layer(*(_pair(tensors, f"layers.{n}.{part}") for part in _Layer.__dataclass_fields__))
            for n in range(count)
        )
        self._word, self._kind, self._claim = (_pair(tensors, name) for name in ("word", "kind", "claim"))
        self._peak = float(tensors["peak"])

    @staticmethod
    def shipped(model_sha256: str) -> CrossReader | None:
        """The trained network for a model's states; None for a model it was not trained on."""
        return _shipped(model_sha256)

    def read(self, claim: Encoding, evidence: Sequence[Encoding]) -> Reading | None:
        """Read a claim beside its evidence sentences, the best first; None where the states are not at hand.

        It is read beside the best sentence alone and beside all, and the reading that finds less wrong counts: what the
        others add must count for the claim, and what they say besides must not count against it.
        """
        held = (evidence[:1], evidence) if len(evidence) > 1 else (evidence,)
        found = [reading for own in held if (reading := self._beside(claim, own)) is not None]
        return min(found, key=lambda reading: reading.departs, default=None)

    def _beside(self, claim: Encoding, evidence: Sequence[Encoding]) -> Reading | None:
        own = claim.tokens
        others = [encoding.tokens for encoding in evidence if encoding.tokens is not None]
        if own is None or not others or not claim.words:
            return None
        size = min(len(own.states), MOST_CLAIM)
        x = self._joined(own, size, others)
        x = x + self._matched(x[:size], x[size:])
        x[:size] += self._side[0]
        x[size:] += self._side[1]
        for layer in self._layers:
            x = layer(x)
        at = np.array(own.words[:size], np.intp)
        inside = np.flatnonzero(at >= 0)
        marks = _linear(x[:size], self._word)[:, 0]
        if not len(inside):
            return None
        peak = float(np.logaddexp.reduce(marks[inside])) - float(np.log(len(inside)))
        whole = np.concatenate([x[0], x[inside].mean(axis=0)])
        departs = float(_linear(whole, self._claim)[0]) + self._peak * peak
        return Reading(departs, *self._by_word(len(claim.words), at, inside, marks, x))

    def _joined(self, own: Tokens, size: int, others: Sequence[Tokens]) -> Matrix:
        parts = [own.states[:size].astype(np.float32)]
        room = MOST_TOKENS - size
        for tokens in others:
            parts.append(tokens.states[: max(0, room)].astype(np.float32))
            room -= len(parts[-1])
        return np.concatenate(parts)

    def _matched(self, claim: Matrix, evidence: Matrix) -> Matrix:
        """For every token, claim before evidence, what stands for it on the other side, as the network sees it: the
        mean of that side's tokens weighed by likeness, the difference, and how alike the likest is. Each side's own
        mean is taken off first, and the language with it.
        """
        sides = (claim - claim.mean(axis=0), evidence - evidence.mean(axis=0))
        likeness = _unit(sides[0]) @ _unit(sides[1]).T
        parts = []
        for own, other, alike in ((sides[0], sides[1], likeness), (sides[1], sides[0], likeness.T)):
            weights = _softmax(np.float32(self._sharp) * alike)
            counterpart = weights @ other
            best, mean = alike.max(axis=1, keepdims=True), (weights * alike).sum(axis=1, keepdims=True)
            parts.append(np.concatenate([counterpart, own - counterpart, best, mean], axis=1))
        return _linear(np.concatenate(parts), self._counterpart)

    def _by_word(self, count: int, at: Indices, inside: Indices, marks: Matrix, x: Matrix) -> tuple[Matrix, Matrix]:
        """The strongest token of each word, and the types its tokens share."""
        shares = _softmax(_linear(x[inside], self._kind))
        words = np.zeros(count, np.float32)
        types = np.zeros((count, len(TYPES)), np.float32)
        tokens = np.zeros(count, np.float32)
        for token, share in zip(inside, shares, strict=True):
            word = int(at[token])
            words[word] = max(words[word], 1 / (1 + np.exp(-marks[token])))
            types[word] += share
            tokens[word] += 1
        types /= np.maximum(tokens, 1)[:, None]
        return words, types


@lru_cache(maxsize=1)
def _shipped(model_sha256: str) -> CrossReader | None:
    path = files("muqabala.data").joinpath("cross_reader.npz")
    if not path.is_file():
        return None
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as table:
        if str(table["model"]) != model_sha256:
            return None
        return CrossReader(unpacked({name: table[name] for name in table.files if name != "model"}))


def unpacked(table: Mapping[str, NDArray[Any]]) -> dict[str, Matrix]:
    """Tensors in float32; a weight in 8 bits stands beside its scales, one a row, under `NAME.scale`."""
    found = {}
    for name, values in table.items():
        if name.endswith(".scale"):
            continue
        scale = table.get(f"{name}.scale")
        found[name] = values.astype(np.float32) * (1 if scale is None else scale.astype(np.float32)[:, None])
    return found


def _pair(tensors: Mapping[str, Matrix], name: str) -> tuple[Matrix, Matrix]:
    """Weight and bias; a matrix is stored (outputs, inputs) and used the other way."""
    weight = tensors[f"{name}.weight"]
    return np.ascontiguousarray(weight.T), tensors[f"{name}.bias"]


def _linear(x: Matrix, layer: tuple[Matrix, Matrix]) -> Matrix:
    found: Matrix = x @ layer[0] + layer[1]
    return found


def _attended(qkv: Matrix) -> Matrix:
    """Every token sees every other: (t, 3 d) in, (t, d) out."""
    t, width = qkv.shape
    size = width // 3 // HEADS
    q, k, v = qkv.reshape(t, 3, HEADS, size).transpose(1, 2, 0, 3)
    found: Matrix = (_softmax(q @ k.transpose(0, 2, 1) / np.float32(np.sqrt(size))) @ v).transpose(1, 0, 2)
    return found.reshape(t, width // 3)


def _unit(x: Matrix) -> Matrix:
    found: Matrix = x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), np.float32(_EPSILON))
    return found


def _softmax(x: Matrix) -> Matrix:
    found: Matrix = np.exp(x - x.max(axis=-1, keepdims=True))
    found /= found.sum(axis=-1, keepdims=True)
    return found


def _norm(x: Matrix, affine: tuple[Matrix, Matrix]) -> Matrix:
    centred = x - x.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(_EPSILON))
    found: Matrix = centred / spread * affine[0] + affine[1]
    return found


def _gelu(x: Matrix) -> Matrix:
    """The tanh form, as in training."""
    found: Matrix = (
        np.float32(0.5) * x * (1 + np.tanh(np.float32(0.7978845608) * (x + np.float32(0.044715) * x * x * x)))
    )
    return found
