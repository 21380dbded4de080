"""All ways to search give what brute force gives, leave out what is filtered, and do not depend on history."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import faiss
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_vectors import WIDTH, clustered, documents, unit
from muqabala.index import SIZES, Held, Index, Library, Sizes, signs

if TYPE_CHECKING:
    from muqabala.records import Matrix

EXACT = Sizes(exact=1000, half=1000)
HALF = Sizes(exact=0, half=1000)
SIGNS = Sizes(exact=0, half=0, candidates=1000)
WAYS = pytest.mark.parametrize("sizes", [EXACT, HALF, SIGNS], ids=["exact", "half", "signs"])


def made(rows: int, seed: int) -> Matrix:
    return unit(np.random.default_rng(seed).standard_normal((rows, WIDTH)).astype(np.float32))


@WAYS
@given(st.integers(0, 40), st.integers(1, 5), st.integers(1, 50), st.integers(0, 2**32 - 1), st.booleans())
def test_every_way_equals_brute_force_over_what_the_filter_allows(
    sizes: Sizes, rows: int, queries: int, k: int, seed: int, filtered: bool
) -> None:
    vectors, asked = made(rows, seed), made(queries, seed + 1)
    among = np.random.default_rng(seed).random(rows) < 0.5 if filtered else None
    allowed = np.arange(rows) if among is None else np.flatnonzero(among)
    scores, found = Index(vectors, sizes).search(asked, k, among)
    assert scores.shape == found.shape == (queries, min(k, len(allowed)))
    assert np.isin(found, allowed).all()
    exact = asked @ vectors.T
    assert np.allclose(scores, np.take_along_axis(exact, found, 1), atol=1e-5)
    assert np.allclose(scores, -np.sort(-exact[:, allowed], axis=1)[:, :k], atol=1e-5)
    assert all(len(set(line)) == len(line) for line in found.tolist())


@WAYS
def test_rows_are_read_back(sizes: Sizes) -> None:
    vectors = made(30, 1)
    assert np.array_equal(Index(vectors, sizes)[[3, 3, 29]], vectors[[3, 3, 29]])


@pytest.mark.parametrize("queries", [1, 19, 20, 33])
def test_small_corpora_are_searched_as_plain_faiss_does_bit_for_bit(queries: int) -> None:
    vectors, asked = np.tile(clustered(1500, 384), (2, 1)), clustered(queries, 384, seed=2)
    plain = faiss.IndexFlatIP(384)
    plain.add(vectors)
    ours = Index(vectors)
    for k in (1, 20, 120):
        (scores, rows), expected = ours.search(asked, k), plain.search(asked, k)
        assert np.array_equal(scores, expected[0])
        assert np.array_equal(rows, expected[1])


def test_signs_give_what_half_precision_gives_bit_for_bit() -> None:
    vectors, asked = clustered(600, 384), clustered(7, 384, seed=2)
    half, signs = Index(vectors, HALF).search(asked, 20), Index(vectors, SIGNS).search(asked, 20)
    assert np.array_equal(half[0], signs[0])
    assert np.array_equal(half[1], signs[1])


def test_the_first_look_by_signs_loses_next_to_nothing() -> None:
    vectors = clustered(30_000, 384)
    noise = np.random.default_rng(3).standard_normal((100, 384)).astype(np.float32)
    asked = unit(vectors[::300] + 0.6 * noise / 384**0.5)
    exact = np.argsort(-(asked @ vectors.T), axis=1)[:, :10]
    found = Index(vectors, Sizes(0, 0, SIZES.candidates, SIZES.each)).search(asked, 10)[1]
    recall = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(found.tolist(), exact.tolist(), strict=True)])
    assert recall >= 0.99


def test_a_narrow_filter_costs_no_recall_however_many_rows_lie_nearer() -> None:
    vectors, asked = clustered(5000, 384), clustered(4, 384, seed=9)
    worst = np.argsort(asked[0] @ vectors.T)[:300]
    among = np.zeros(5000, bool)
    among[worst] = True
    _, rows = Index(vectors, Sizes(0, 0, candidates=300)).search(asked[:1], 10, among)
    best = worst[np.argsort(-(asked[0] @ vectors[worst].T))][:10]
    assert rows[0].tolist() == best.tolist()


def test_one_filter_after_another_is_not_mistaken_for_it() -> None:
    index, asked = Index(made(50, 3), SIGNS), made(2, 4)
    first, second = np.arange(50) < 25, np.arange(50) >= 25
    for _ in range(2):
        assert (index.search(asked, 50, first)[1] < 25).all()
        assert (index.search(asked, 50, second)[1] >= 25).all()
        assert index.search(asked, 50)[1].shape == (2, 50)


@WAYS
def test_of_rows_of_equal_score_every_way_chooses_the_same(sizes: Sizes) -> None:
    vectors = np.repeat(made(1, 5), 30, axis=0)
    assert sorted(Index(vectors, sizes).search(vectors[:1], 8)[1][0].tolist()) == list(range(8))


def test_how_a_corpus_grew_does_not_change_a_bit_of_what_is_found(tmp_path: Path) -> None:
    entries, asked = documents(range(400)), made(20, 8)
    keys = list(entries)
    at_once, bit_by_bit = Library(tmp_path / "one", WIDTH), Library(tmp_path / "two", WIDTH)
    at_once.add(entries)
    bit_by_bit.add(documents(range(300, 500)))
    for start in range(380, -20, -20):
        bit_by_bit.add({key: entries[key] for key in keys[max(0, start) : start + 20]})
    bit_by_bit.remove(list(documents(range(400, 500))))
    sizes = Sizes(0, 0, candidates=20, each=2)
    one, two = (Index(lib.snapshot().bind(keys), sizes).search(asked, 10) for lib in (at_once, bit_by_bit))
    assert np.array_equal(one[0], two[0])
    assert np.array_equal(one[1], two[1])


def test_codes_are_the_same_on_every_machine_and_estimate_angles() -> None:
    vectors = made(2, 1)
    assert signs.codes(vectors).shape == (2, signs.width(WIDTH) // 8)
    assert [signs.width(d) for d in (8, 384, 512, 768)] == [64, 512, 512, 1024]
    turned = signs._turned(np.eye(384, dtype=np.float32))
    assert np.array_equal(turned @ turned.T, 512**2 * np.eye(384)), "lengths and angles are kept"
    many = made(1100, 2)
    assert np.array_equal(signs.codes(many), np.concatenate([signs.codes(one[None]) for one in many]))
    pair = clustered(1, 384)
    near = unit(pair + 0.3 * clustered(1, 384, seed=4))
    angle = float(np.arccos(np.clip((unit(pair) @ near.T)[0, 0], -1, 1)))
    apart = np.unpackbits(signs.codes(pair) ^ signs.codes(near)).mean()
    assert abs(apart - angle / np.pi) < 0.06


def test_rows_in_memory_may_be_none() -> None:
    index = Index(Held(np.zeros((0, WIDTH), np.float32)), SIGNS)
    assert len(index) == 0
    assert index.search(made(3, 1), 5)[1].shape == (3, 0)
