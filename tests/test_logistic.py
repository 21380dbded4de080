"""The small logistic models: their arithmetic, and that what ships fits what reads it."""

from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import pytest

from muqabala.logistic import Logistic

RAW = {"inputs": {"a": [2.0, 1.0, 0.5], "b": [-1.0, 0.0, 2.0]}, "intercept": 0.25}


def test_a_probability_by_hand() -> None:
    # a: (2 - 1) / 0.5 * 2 = 4; b: (3 - 0) / 2 * -1 = -1.5; with the intercept 2.75
    assert Logistic.from_json(RAW).probability({"a": 2.0, "b": 3.0}) == pytest.approx(1 / (1 + np.exp(-2.75)))


def test_a_missing_feature_counts_as_average() -> None:
    model = Logistic.from_json(RAW)
    assert model.probability({"b": 3.0}) == pytest.approx(model.probability({"a": 1.0, "b": 3.0}))
    assert model.probability({}) == pytest.approx(1 / (1 + np.exp(-0.25)))


def test_unknown_features_are_passed_over() -> None:
    model = Logistic.from_json(RAW)
    assert model.probability({"a": 2.0, "z": 99.0}) == model.probability({"a": 2.0})


def test_rows_give_what_single_cases_give() -> None:
    model = Logistic.from_json(RAW)
    rows = np.array([[2.0, 3.0], [0.0, -1.0]], np.float32)
    single = [model.probability({"a": float(a), "b": float(b)}) for a, b in rows]
    assert model.probabilities(rows) == pytest.approx(single)
    assert model.probabilities(rows).dtype == np.float32


@pytest.mark.filterwarnings("error")
def test_extreme_inputs_stay_probabilities_without_a_warning() -> None:
    model = Logistic.from_json(RAW)
    for value in (1e6, -1e6):
        assert 0 <= model.probability({"a": value}) <= 1


@pytest.mark.parametrize("name", json.loads(files("muqabala.data").joinpath("logistic.json").read_text()))
def test_every_shipped_model_loads_with_usable_numbers(name: str) -> None:
    model = Logistic.shipped(name)
    assert model.names
    assert all(np.isfinite(column).all() for column in (model.weights, model.means, model.scales))
    assert (model.scales > 0).all(), "a scale of zero divides by nothing"


def test_an_unknown_model_is_an_error() -> None:
    with pytest.raises(KeyError):
        Logistic.shipped("no such model")
