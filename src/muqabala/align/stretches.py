"""Runs of words without a counterpart: what the article added, by a small logistic model over the words' matches, and
what it dropped from a source sentence, by a threshold.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from muqabala.logistic import Logistic
from muqabala.records import Span, Stretch

if TYPE_CHECKING:
    from muqabala.records import Matrix

COVERED = 0.332
"""A source word whose smoothed match is below this counts as uncovered (lowest layer, mean of three words)."""
LEAST_WORDS = 2
"""A single uncovered word is not a stretch: function words are often alone in being untranslated."""
LIKELY = 0.12
"""From this probability on a word counts as added: few words are, so the model is sparing with high ones."""
BRIDGE = 1
"""So many likelier words may stand inside a run of added ones."""
_LENGTH = 12


def added(words: tuple[Span, ...], layers: Sequence[Matrix]) -> tuple[Stretch, ...]:
    """Runs of a claim's words that are likely added; `score` is the run's mean probability."""
    likely = _model().probabilities(word_features(words, layers))
    return tuple(
        Stretch(words[run[0]].join(words[run[-1]]), float(likely[run[0] : run[-1] + 1].mean()))
        for run in _runs(likely >= LIKELY, BRIDGE)
        if len(run) >= LEAST_WORDS
    )


def dropped(words: tuple[Span, ...], side: Matrix, source: str) -> tuple[Stretch, ...]:
    """Runs of a source sentence's words that nothing in the claim covers; `score` is the weakest smoothed match."""
    smoothed = smooth(side, 1)
    return tuple(
        Stretch(words[run[0]].join(words[run[-1]]), float(smoothed[run].min()), source)
        for run in _runs(smoothed < COVERED, 0)
        if len(run) >= LEAST_WORDS
    )


def word_features(words: tuple[Span, ...], layers: Sequence[Matrix]) -> Matrix:
    """What is known of each word of a claim, shape (words, features).

    For each layer its best match, alone and averaged over three and five words, and less the claim's mean; the claim's
    mean match; whether the word and its match choose each other; by how much another word of the claim fits that
    source word better; and the length of the word. The last kinds also averaged over neighbours.
    """
    columns = []
    best = [layer.max(axis=1) for layer in layers]
    for match in best:
        columns += [match, smooth(match, 1), smooth(match, 2), match - match.mean()]
    columns.append(np.full(len(words), best[0].mean(), np.float32))
    similar = np.mean(layers, axis=0)
    chosen = similar.argmax(axis=1)
    mutual = (np.abs(similar.argmax(axis=0)[chosen] - np.arange(len(words))) <= 1).astype(np.float32)
    rivals = similar.max(axis=0)[chosen] - similar[np.arange(len(words)), chosen]
    length = np.minimum([len(word) for word in words], _LENGTH).astype(np.float32)
    columns += [mutual, smooth(mutual, 1), rivals, smooth(rivals, 1), smooth(rivals, 2), length, smooth(length, 1)]
    return np.stack(columns, axis=1).astype(np.float32)


def smooth(side: Matrix, reach: int) -> Matrix:
    """Mean with `reach` neighbours on either side, the ends repeated; shape kept."""
    padded = np.pad(side, reach, mode="edge")
    averaged: Matrix = np.mean([padded[i : i + len(side)] for i in range(2 * reach + 1)], axis=0)
    return averaged


def _runs(marked: np.ndarray[tuple[int], np.dtype[np.bool_]], bridge: int) -> list[list[int]]:
    """Indices of marked words in runs, runs that at most `bridge` words part joined."""
    runs: list[list[int]] = []
    for i in np.flatnonzero(marked).tolist():
        if runs and i - runs[-1][-1] <= bridge + 1:
            runs[-1].extend(range(runs[-1][-1] + 1, i + 1))
        else:
            runs.append([i])
    return runs


@lru_cache(maxsize=1)
def _model() -> Logistic:
    return Logistic.shipped("added_words")
