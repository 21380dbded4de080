"""Alignment on vectors made by hand: a word is an axis, so what corresponds to what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muqabala.align import align, matches, supporting
from muqabala.align.stretches import smooth, word_features
from muqabala.logistic import Logistic
from muqabala.records import Alignment, Encoding, Span

if TYPE_CHECKING:
    from muqabala.records import Matrix

SIZE = 40
LAYERS = 3


def text(*axes: int) -> Encoding:
    """A text of one word an axis, each five letters long; equal axes on two sides are translations."""
    vectors = np.eye(SIZE, dtype=np.float32)[list(axes)].reshape(-1, SIZE)
    whole = vectors.sum(axis=0)
    spans = tuple(Span(6 * i, 6 * i + 5) for i in range(len(axes)))
    return Encoding(whole / max(1.0, float(np.linalg.norm(whole))), spans, (vectors,) * LAYERS)


def word(n: int) -> Span:
    """Where the n-th word of a text stands."""
    return Span(6 * n, 6 * n + 5)


def pairs(alignment: Alignment) -> list[tuple[Span, str, Span]]:
    return [(pair.article, pair.source.id, pair.source.span) for pair in alignment.pairs]


def test_words_that_correspond_are_paired_whatever_their_order() -> None:
    found = align(text(0, 1, 2), [("s", text(2, 0, 1))])
    assert pairs(found) == [(word(0), "s", word(1)), (word(1), "s", word(2)), (word(2), "s", word(0))]
    assert all(pair.score == pytest.approx(1.0) for pair in found.pairs)


def test_words_without_a_counterpart_are_not_paired() -> None:
    found = align(text(0, 1, 9), [("s", text(0, 1, 5))])
    assert [pair.article for pair in found.pairs] == [word(0), word(1)]


def test_two_words_do_not_share_a_partner() -> None:
    found = align(text(0, 0), [("s", text(0))])
    assert len(found.pairs) == 1


def test_pairs_may_come_from_several_sentences_each_in_its_document() -> None:
    found = align(text(0, 1, 2, 3), [("a", text(0, 1)), ("b", text(3, 2))])
    assert pairs(found) == [
        (word(0), "a", word(0)),
        (word(1), "a", word(1)),
        (word(2), "b", word(1)),
        (word(3), "b", word(0)),
    ]


def test_links_give_every_word_its_likeliest_counterpart() -> None:
    found = align(text(0, 0, 7), [("s", text(3, 0))])
    assert [link.article for link in found.links] == [word(0), word(1), word(2)]
    assert [link.source.span for link in found.links[:2]] == [word(1), word(1)]


def test_a_clause_that_the_claim_leaves_out_is_dropped() -> None:
    found = align(text(0, 1, 2, 3), [("s", text(0, 1, 2, 3, 20, 21, 22, 23, 24))])
    (stretch,) = found.dropped
    assert stretch.source == "s"
    assert stretch.span.end == word(8).end
    assert word(5).start <= stretch.span.start <= word(6).start, "its edge may be smoothed away, its middle may not"


def test_nothing_is_dropped_from_a_sentence_retold_word_for_word() -> None:
    assert align(text(3, 2, 1, 0), [("s", text(0, 1, 2, 3))]).dropped == ()


def test_dropped_words_of_a_second_sentence_do_not_count() -> None:
    assert align(text(0, 1, 2), [("a", text(0, 1, 2)), ("b", text(20, 21, 22, 23))]).dropped == ()


def test_a_single_untranslated_word_is_no_dropped_stretch() -> None:
    assert align(text(0, 1, 2, 3), [("s", text(0, 1, 30, 2, 3))]).dropped == ()


@pytest.fixture
def plain_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of the shipped model one that goes by the first feature alone: no match, so added."""
    width = word_features((word(0),), (np.ones((1, 1), np.float32),) * LAYERS).shape[1]
    inputs = {"match": [-20.0, 0.5, 1.0], **{f"other{n}": [0.0, 0.0, 1.0] for n in range(width - 1)}}
    model = Logistic.from_json({"inputs": inputs, "intercept": 0.0})
    monkeypatch.setattr("muqabala.align.stretches._model", lambda: model)


@pytest.mark.usefixtures("plain_model")
def test_a_clause_that_no_evidence_has_is_added() -> None:
    found = align(text(0, 1, 30, 31, 32, 2, 3), [("s", text(0, 1, 2, 3))])
    (stretch,) = found.added
    assert stretch.span == word(2).join(word(4))
    assert stretch.source is None
    assert stretch.score > 0.9


@pytest.mark.usefixtures("plain_model")
def test_what_a_second_sentence_says_is_not_added() -> None:
    assert align(text(0, 1, 30, 31, 32), [("a", text(0, 1)), ("b", text(30, 31, 32))]).added == ()


@pytest.mark.usefixtures("plain_model")
def test_one_added_word_alone_is_no_stretch_and_one_matched_word_inside_does_not_part_it() -> None:
    assert align(text(0, 1, 30, 2, 3), [("s", text(0, 1, 2, 3))]).added == ()
    (stretch,) = align(text(0, 30, 31, 1, 32, 33), [("s", text(0, 1))]).added
    assert stretch.span == word(1).join(word(5))


def test_the_best_sentence_is_enough_when_it_covers_the_claim() -> None:
    claim = text(0, 1, 2, 3)
    assert supporting(claim, [text(0, 1, 2, 3), text(0, 1), text(9)]) == (0,)


def test_a_second_sentence_that_covers_the_rest_is_read_too() -> None:
    claim = text(0, 1, 2, 3)
    assert supporting(claim, [text(0, 1), text(9, 10), text(2, 3)]) == (0, 2)


def test_sentences_are_taken_by_what_they_add_not_by_what_they_repeat() -> None:
    claim = text(0, 1, 2, 3, 4, 5)
    assert supporting(claim, [text(0, 1, 2), text(0, 1, 2, 5), text(3, 4, 5)]) == (0, 2)


def test_at_most_three_sentences_are_read() -> None:
    assert len(supporting(text(0, 1, 2, 3, 4), [text(n) for n in range(5)])) == 3


def test_supporting_bears_texts_without_words() -> None:
    assert supporting(text(0), []) == ()
    assert supporting(text(), [text(0), text(1)]) == (0,)
    assert supporting(text(0, 1), [text(), text(0, 1)]) == (0, 1)
    assert supporting(text(0), [text()]) == (0,)


@pytest.mark.parametrize("evidence", [[], [("s", text())]])
def test_without_evidence_there_is_nothing_to_say(evidence: list[tuple[str, Encoding]]) -> None:
    found = align(text(0, 1), evidence)
    assert (found.pairs, found.links, found.added, found.dropped, found.features) == ((), (), (), (), {})


def test_a_claim_without_words_has_nothing_to_align() -> None:
    found = align(text(), [("s", text(0, 1))])
    assert (found.pairs, found.added, found.dropped, found.features) == ((), (), (), {})
    assert matches(text(), [text(0)]) is None


def test_a_best_sentence_without_words_gives_way_to_the_next() -> None:
    found = align(text(0, 1), [("empty", text()), ("s", text(0, 1))])
    assert {pair.source.id for pair in found.pairs} == {"s"}


@given(st.lists(st.integers(0, 30), min_size=1, max_size=12), st.lists(st.integers(0, 30), min_size=1, max_size=12))
def test_features_have_the_same_names_always_and_are_numbers(claim: list[int], source: list[int]) -> None:
    names = align(text(0), [("s", text(0))]).features.keys()
    found = align(text(*claim), [("s", text(*source))])
    assert found.features.keys() == names
    assert all(np.isfinite(value) for value in found.features.values())


@given(st.lists(st.integers(0, 30), min_size=1, max_size=12), st.lists(st.integers(0, 30), min_size=1, max_size=12))
def test_spans_are_words_of_their_sides(claim: list[int], source: list[int]) -> None:
    ours, theirs = text(*claim), text(*source)
    found = align(ours, [("s", theirs)])
    assert {pair.article for pair in found.pairs} <= set(ours.words)
    assert {pair.source.span for pair in found.pairs} <= set(theirs.words)
    assert len({pair.article for pair in found.pairs}) == len(found.pairs)
    assert len({pair.source.span for pair in found.pairs}) == len(found.pairs)
    for stretch in found.added:
        assert 0 <= stretch.span.start < stretch.span.end <= ours.words[-1].end
    for stretch in found.dropped:
        assert 0 <= stretch.span.start < stretch.span.end <= theirs.words[-1].end


def test_features_fall_as_the_claim_leaves_its_source() -> None:
    source = text(0, 1, 2, 3, 4, 5)
    faithful = align(text(0, 1, 2, 3, 4, 5), [("s", source)]).features
    bent = align(text(0, 1, 30, 31, 32, 33), [("s", source)]).features
    for name in ("to_source.low.window4", "to_source.low.mean", "to_article.low.mean", "cosine"):
        assert bent[name] < faithful[name]


@pytest.mark.parametrize(
    ("side", "reach", "expected"),
    [([1.0, 0.0, 1.0, 0.0], 1, [2 / 3, 2 / 3, 1 / 3, 1 / 3]), ([5.0], 2, [5.0]), ([1.0, 3.0], 0, [1.0, 3.0])],
)
def test_smoothing_repeats_the_ends(side: list[float], reach: int, expected: list[float]) -> None:
    given: Matrix = np.array(side, np.float32)
    assert smooth(given, reach) == pytest.approx(expected)
