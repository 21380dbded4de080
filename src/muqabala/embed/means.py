"""The mean vector of each language, which tells the language and not the meaning: it is taken off before comparing.

The means shipped with the package were measured on licence-clean text (see `training/measure_means.py`). For another
language, or another model, they are estimated from the text at hand and drawn towards the shipped ones by shrinkage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from muqabala.records import Encoding

if TYPE_CHECKING:
    from muqabala.records import Matrix

SHRINKAGE = 30.0
"""How many sentences of its own weigh as much as the prior in the mean of an unmeasured language."""


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of one language: `sentence` of shape (d,), `words` of shape (layers, d)."""

    sentence: Matrix
    words: Matrix


@dataclass(frozen=True, slots=True)
class Means:
    """The measured languages, and the prior for every other."""

    languages: Mapping[str, Mean]
    prior: Mean

    @staticmethod
    def shipped(model_sha256: str, dimension: int, layers: int) -> Means:
        """The means measured for a model; for a model that was never measured, no languages and a prior of zero."""
        with files("muqabala.data").joinpath("means.npz").open("rb") as stream:
            table = np.load(stream, allow_pickle=False)
            if str(table["model"]) != model_sha256:
                zero = Mean(np.zeros(dimension, np.float32), np.zeros((layers, dimension), np.float32))
                return Means({}, zero)
            sentence, words = table["sentence"].astype(np.float32), table["words"].astype(np.float32)
            known = {str(lang): Mean(sentence[i], words[i]) for i, lang in enumerate(table["languages"])}
        return Means(known, Mean(sentence.mean(axis=0), words.mean(axis=0)))

    def of(self, lang: str) -> Mean:
        """The mean of a language, by its primary tag; the prior for one that is not known."""
        return self.languages.get(lang.partition("-")[0], self.prior)

    def knows(self, lang: str) -> bool:
        """Whether a language was measured, or has been learned."""
        return lang.partition("-")[0] in self.languages

    def learn(self, lang: str, samples: Sequence[Encoding]) -> Means:
        """These means, with an estimate for `lang` from raw encodings unless it is known already."""
        spoken = [encoding for encoding in samples if encoding.words]
        if self.knows(lang) or not spoken:
            return self
        words = np.stack(
            [
                self._shrink(np.concatenate(layer).mean(axis=0), len(spoken), self.prior.words[k])
                for k, layer in enumerate(zip(*(encoding.layers for encoding in spoken), strict=True))
            ]
        )
        sentence = self.estimate(np.stack([encoding.vector for encoding in spoken]))
        return Means({**self.languages, lang.partition("-")[0]: Mean(sentence, words)}, self.prior)

    def estimate(self, vectors: Matrix) -> Matrix:
        """The mean of raw sentence vectors (n, d), drawn towards the prior."""
        return self._shrink(vectors.mean(axis=0), len(vectors), self.prior.sentence)

    @staticmethod
    def _shrink(mean: Matrix, count: int, prior: Matrix) -> Matrix:
        weight = count / (count + SHRINKAGE)
        shrunk: Matrix = (weight * mean + (1 - weight) * prior).astype(np.float32)
        return shrunk

    def centre(self, encoding: Encoding, lang: str) -> Encoding:
        """The encoding with its language's means taken off and every vector of length one."""
        mean = self.of(lang)
        layers = tuple(unit(layer - mean.words[k]) for k, layer in enumerate(encoding.layers))
        return Encoding(unit(encoding.vector - mean.sentence), encoding.words, layers, encoding.tokens)


def unit(vectors: Matrix) -> Matrix:
    """Vectors along the last axis scaled to length one; a zero vector stays zero."""
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Matrix = (vectors / np.maximum(norms, 1e-9)).astype(np.float32)
    return scaled
