from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch.nn.functional import gelu

from muqabala.judge.cross_reader import HEADS, MOST_CLAIM, CrossReader, unpacked
from muqabala.judge.reading import TYPES
from muqabala.records import Encoding, Span, Tokens

Array = NDArray[np.float32]
SIZE, INNER, LAYERS = 2 * HEADS, 4 * HEADS, 2


def tensors(seed: int = 0) -> dict[str, Array]:
    """Weights of a small cross-reader, drawn at random."""
    rng = np.random.default_rng(seed)
    shapes: dict[str, tuple[int, ...]] = {
        "side": (2, SIZE),
        "word.weight": (1, SIZE),
        "kind.weight": (len(TYPES), SIZE),
    }
    shapes |= {"counterpart.weight": (SIZE, 2 * SIZE + 2), "counterpart.bias": (SIZE,)}
    shapes |= {"claim.weight": (1, 2 * SIZE), "word.bias": (1,), "kind.bias": (len(TYPES),), "claim.bias": (1,)}
    for n in range(LAYERS):
        shapes |= {
            f"layers.{n}.qkv.weight": (3 * SIZE, SIZE),
            f"layers.{n}.qkv.bias": (3 * SIZE,),
            f"layers.{n}.out.weight": (SIZE, SIZE),
            f"layers.{n}.out.bias": (SIZE,),
            f"layers.{n}.up.weight": (INNER, SIZE),
            f"layers.{n}.up.bias": (INNER,),
            f"layers.{n}.down.weight": (SIZE, INNER),
            f"layers.{n}.down.bias": (SIZE,),
        }
        shapes |= {f"layers.{n}.norm{k}.{what}": (SIZE,) for k in (1, 2) for what in ("weight", "bias")}
    found = {name: rng.normal(size=shape, scale=0.3).astype(np.float32) for name, shape in shapes.items()}
    return found | {"peak": np.array(0.5, np.float32), "sharp": np.array(8.0, np.float32)}


def encoded(words: int, seed: int, pieces: int = 2) -> Encoding:
    """A text of so many words of `pieces` tokens each, between an opening and a closing token."""
    rng = np.random.default_rng(seed)
    own = (-1, *(word for word in range(words) for _ in range(pieces)), -1)
    states = rng.normal(size=(len(own), SIZE)).astype(np.float16)
    spans = tuple(Span(4 * n, 4 * n + 3) for n in range(words))
    return Encoding(np.zeros(SIZE, np.float32), spans, (), Tokens(states, own))


def counterparts(table: dict[str, Array], own: Array, other: Array) -> list[Array]:
    """For each token of one side: its counterpart on the other, the difference, and two likenesses; token by token."""
    centre, there = own.mean(axis=0), other - other.mean(axis=0)
    rows = []
    for token in own - centre:
        alike = np.array([token @ t / np.linalg.norm(token) / np.linalg.norm(t) for t in there])
        weights = np.exp(table["sharp"] * alike) / np.exp(table["sharp"] * alike).sum()
        counterpart = sum(w * t for w, t in zip(weights, there, strict=True))
        rows.append(np.concatenate([counterpart, token - counterpart, [alike.max(), weights @ alike]]))
    return rows


def reference(table: dict[str, Array], claim: Encoding, evidence: list[Encoding]) -> tuple[float, Array]:
    """The same network out of torch's own transformer layers: the logit, and a logit for each token of the claim."""
    assert claim.tokens
    own = claim.tokens.states.astype(np.float32)
    other = np.concatenate([e.tokens.states.astype(np.float32) for e in evidence if e.tokens])
    rows = [*counterparts(table, own, other), *counterparts(table, other, own)]
    told = np.stack(rows) @ table["counterpart.weight"].T + table["counterpart.bias"]
    joined = np.concatenate([own + table["side"][0], other + table["side"][1]]) + told
    x = torch.from_numpy(joined.astype(np.float32))[None]
    names = {
        "self_attn.in_proj_weight": "qkv.weight", "self_attn.in_proj_bias": "qkv.bias",
        "self_attn.out_proj.weight": "out.weight", "self_attn.out_proj.bias": "out.bias",
        "linear1.weight": "up.weight", "linear1.bias": "up.bias",
        "linear2.weight": "down.weight", "linear2.bias": "down.bias",
        **{f"norm{k}.{what}": f"norm{k}.{what}" for k in (1, 2) for what in ("weight", "bias")},
    }  # fmt: skip
    for n in range(LAYERS):
        layer = torch.nn.TransformerEncoderLayer(
            SIZE, HEADS, INNER, 0.0, lambda v: gelu(v, approximate="tanh"), 1e-12, batch_first=True
        ).eval()
        layer.load_state_dict({theirs: torch.from_numpy(table[f"layers.{n}.{ours}"]) for theirs, ours in names.items()})
        with torch.inference_mode():
            x = layer(x)
    x = x[0].numpy()[: len(claim.tokens.states)]
    marks = (x @ table["word.weight"].T + table["word.bias"])[:, 0]
    inside = np.array(claim.tokens.words) >= 0
    peak = np.log(np.exp(marks[inside]).mean())
    whole = np.concatenate([x[0], x[inside].mean(axis=0)])
    return float((table["claim.weight"] @ whole + table["claim.bias"])[0] + table["peak"] * peak), marks


def strongest(marks: Array) -> Array:
    """The probability of each word of the claim: that of the likelier of its two tokens."""
    found: Array = 1 / (1 + np.exp(-marks[1:-1].reshape(6, 2).max(axis=1)))
    return found


def test_the_arithmetic_is_that_of_a_transformer() -> None:
    claim, evidence = encoded(6, 1), [encoded(5, 2)]
    found = CrossReader(tensors()).read(claim, evidence)
    departs, marks = reference(tensors(), claim, evidence)
    assert found is not None
    assert found.departs == pytest.approx(departs, abs=1e-4)
    np.testing.assert_allclose(found.words, strongest(marks), atol=1e-4)
    np.testing.assert_allclose(found.types.sum(axis=1), 1, atol=1e-5)


def test_of_two_readings_the_one_that_finds_less_wrong_counts() -> None:
    winners = set()
    for seed in range(20):
        claim, evidence = encoded(6, seed), [encoded(5, seed + 100), encoded(3, seed + 200)]
        readings = [reference(tensors(), claim, own) for own in (evidence[:1], evidence)]
        departs, marks = min(readings, key=lambda reading: reading[0])
        found = CrossReader(tensors()).read(claim, evidence)
        assert found is not None
        assert found.departs == pytest.approx(departs, abs=1e-4)
        np.testing.assert_allclose(found.words, strongest(marks), atol=1e-4)
        np.testing.assert_allclose(found.types.sum(axis=1), 1, atol=1e-5)
        winners.add(departs == readings[0][0])
    assert winners == {True, False}, "one of the two never counted"


def test_other_evidence_gives_another_reading() -> None:
    reader, claim = CrossReader(tensors()), encoded(6, 1)
    one, other = reader.read(claim, [encoded(5, 2)]), reader.read(claim, [encoded(5, 9)])
    assert one is not None
    assert other is not None
    assert one.departs != other.departs


def test_words_beyond_the_window_are_not_pointed_to() -> None:
    claim = encoded(MOST_CLAIM, 1)
    found = CrossReader(tensors()).read(claim, [encoded(5, 2)])
    assert found is not None
    assert len(found.words) == MOST_CLAIM
    assert found.words[: MOST_CLAIM // 2 - 1].all()
    assert not found.words[MOST_CLAIM // 2 :].any()


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        (Encoding(np.zeros(SIZE, np.float32), (Span(0, 3),), ()), [encoded(5, 2)]),  # no states at hand
        (encoded(5, 2), []),
        (encoded(5, 2), [Encoding(np.zeros(SIZE, np.float32), (Span(0, 3),), ())]),
        (encoded(0, 2), [encoded(5, 2)]),
    ],
)
def test_without_anything_to_read_there_is_no_reading(claim: Encoding, evidence: list[Encoding]) -> None:
    assert CrossReader(tensors()).read(claim, evidence) is None


def test_weights_in_eight_bits_come_back_with_their_scales() -> None:
    values = np.array([[127, -64, 0], [10, 20, -127]], np.int8)
    found = unpacked({"w": values, "w.scale": np.array([0.5, 2], np.float32), "b": np.array([1.5], np.float16)})
    np.testing.assert_array_equal(found["w"], np.array([[63.5, -32, 0], [20, 40, -254]], np.float32))
    np.testing.assert_array_equal(found["b"], np.array([1.5], np.float32))
    assert set(found) == {"w", "b"}
