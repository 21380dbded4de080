"""Small logistic models that ship as numbers in `data/logistic.json`; `training/fit_logistic.py` makes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from muqabala.records import Matrix


@dataclass(frozen=True, slots=True)
class Logistic:
    """Named inputs with a weight, a mean and a scale each, and an intercept."""

    names: tuple[str, ...]
    weights: Matrix
    means: Matrix
    scales: Matrix
    intercept: float

    @staticmethod
    def shipped(name: str) -> Logistic:
        """A model of the package by name."""
        table = json.loads(files("muqabala.data").joinpath("logistic.json").read_text(encoding="utf-8"))
        return Logistic.from_json(table[name])

    @staticmethod
    def from_json(raw: Mapping[str, object]) -> Logistic:
        """From its JSON form: `inputs` maps each name to [weight, mean, scale]; `intercept`."""
        inputs = raw["inputs"]
        assert isinstance(inputs, dict)
        weights, means, scales = np.array(list(inputs.values()), np.float32).reshape(-1, 3).T
        return Logistic(tuple(inputs), weights, means, scales, float(str(raw["intercept"])))

    def probabilities(self, rows: Matrix) -> Matrix:
        """Probabilities for rows of shape (n, inputs), the inputs in the order of `names`."""
        logits = ((rows - self.means) / self.scales) @ self.weights + self.intercept
        result: Matrix = (0.5 * (1 + np.tanh(logits / 2))).astype(np.float32)  # the logistic, without overflow
        return result

    def probability(self, features: Mapping[str, float]) -> float:
        """Probability for one set of named features; a feature that is missing counts as average."""
        row = [features.get(name, float(mean)) for name, mean in zip(self.names, self.means, strict=True)]
        return float(self.probabilities(np.array([row], np.float32))[0])
