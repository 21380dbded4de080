"""Language means: measured ones stay, others are estimated and drawn towards the prior."""

from __future__ import annotations

import numpy as np
import pytest

from muqabala.embed import Means, unit
from muqabala.embed.means import SHRINKAGE, Mean
from muqabala.embed.nano import SHA256
from muqabala.records import Encoding, Span

WIDTH, LAYERS = 4, 3


def mean(value: float) -> Mean:
    return Mean(np.full(WIDTH, value, np.float32), np.full((LAYERS, WIDTH), value, np.float32))


def means() -> Means:
    return Means({"en": mean(1.0)}, mean(0.0))


def text(value: float, words: int = 2) -> Encoding:
    """A text whose every vector is `value` throughout."""
    spans = tuple(Span(2 * i, 2 * i + 1) for i in range(words))
    layer = np.full((words, WIDTH), value, np.float32)
    return Encoding(np.full(WIDTH, value, np.float32), spans, (layer,) * LAYERS)


def test_with_few_samples_the_estimate_stays_near_the_prior() -> None:
    estimate = means().learn("sw", [text(8.0)]).of("sw")
    assert estimate.sentence == pytest.approx(8.0 / (1 + SHRINKAGE))
    assert estimate.words == pytest.approx(8.0 / (1 + SHRINKAGE))


def test_with_many_samples_it_comes_near_their_own_mean() -> None:
    estimate = means().learn("sw", [text(8.0)] * 3000).of("sw")
    assert estimate.sentence == pytest.approx(8.0, rel=0.02)
    assert estimate.words == pytest.approx(8.0, rel=0.02)


def test_as_many_samples_as_the_shrinkage_meet_in_the_middle() -> None:
    assert means().estimate(np.full((int(SHRINKAGE), WIDTH), 6.0, np.float32)) == pytest.approx(3.0)


def test_a_measured_language_is_left_as_it_was() -> None:
    before = means()
    after = before.learn("en", [text(8.0)] * 100)
    assert np.array_equal(after.of("en").sentence, before.of("en").sentence)
    assert after.learn("en-GB", [text(8.0)]).languages.keys() == {"en"}


def test_learning_does_not_change_the_means_learned_from() -> None:
    before = means()
    after = before.learn("sw", [text(8.0)])
    assert not before.knows("sw")
    assert after.knows("sw")
    assert after.knows("sw-KE")


def test_a_language_is_known_by_its_primary_tag() -> None:
    known = means()
    assert known.knows("en-GB")
    assert np.array_equal(known.of("en-US").sentence, known.of("en").sentence)
    assert not known.knows("e")
    assert np.array_equal(known.of("ar").sentence, known.prior.sentence)


def test_texts_without_words_teach_nothing() -> None:
    assert not means().learn("sw", [text(8.0, words=0)]).knows("sw")
    assert not means().learn("sw", []).knows("sw")


def test_centring_takes_the_mean_off_and_scales_to_length_one() -> None:
    centred = means().centre(text(3.0), "en")
    assert centred.vector == pytest.approx(0.5), "(3 - 1) in four places, scaled to length one"
    assert all(np.linalg.norm(layer, axis=1) == pytest.approx(1.0) for layer in centred.layers)
    assert centred.words == text(3.0).words


def test_a_text_that_is_exactly_the_mean_becomes_zero_not_nan() -> None:
    centred = means().centre(text(1.0), "en")
    assert not centred.vector.any()
    assert not any(layer.any() for layer in centred.layers)


def test_unit_keeps_shape_and_type_and_bears_no_rows() -> None:
    assert unit(np.zeros((0, WIDTH), np.float32)).shape == (0, WIDTH)
    assert unit(np.full((2, WIDTH), 5, np.float32)).dtype == np.float32
    assert np.allclose(unit(np.array([3.0, 4.0], np.float32)), [0.6, 0.8])


def test_the_shipped_means_belong_to_the_embedded_model() -> None:
    shipped = Means.shipped(SHA256, 384, 3)
    for lang in ("ar", "en"):
        assert shipped.knows(lang)
        assert shipped.of(lang).sentence.shape == (384,)
        assert shipped.of(lang).words.shape == (3, 384)
    assert not np.allclose(shipped.of("ar").sentence, shipped.of("en").sentence)


def test_another_model_gets_none_of_them() -> None:
    other = Means.shipped("0" * 64, 32, 2)
    assert not other.languages
    assert not other.of("en").sentence.any()
    assert other.of("en").words.shape == (2, 32)
