"""Word vectors of a claim against those of its evidence: which words correspond, and what is left uncovered.

Every word is matched with the word most like it on the other side, at each chosen layer. Averaged over a few
neighbouring words, low matches mark stretches that the other side does not have: clauses added to the source, or
dropped from it. The lowest layer is best at that; the highest knows most about meaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from muqabala.records import Alignment, Encoding, SourceSpan, Span, Stretch, WordPair

if TYPE_CHECKING:
    from muqabala.records import Matrix

COVERED = 0.332
"""Below this smoothed match a word counts as uncovered (lowest layer, three words; see docs/judge.md)."""
PAIR = 0.45
"""Least mean cosine of a word pair that is reported."""
LEAST_WORDS = 2
"""A single uncovered word is not a stretch: function words are often alone in being untranslated."""
MOST_READ = 3
"""Evidence sentences that a claim is read against at most."""
GAIN = 0.03
"""How much a further sentence must raise the mean match of the claim's words to be read too."""
_WINDOWS = (1, 2, 3, 4, 6)


def align(claim: Encoding, evidence: Sequence[tuple[str, Encoding]]) -> Alignment:
    """Align a claim with its evidence sentences, the best first; each comes with the id of its document.

    Both sides must be centred. Without words on either side nothing is paired and the features say so.
    """
    layers = range(len(claim.layers))
    sizes = [len(encoding.words) for _, encoding in evidence]
    if not claim.words or not sum(sizes):
        return Alignment((), (), (), {})
    similar = [claim.layers[k] @ np.concatenate([e.layers[k] for _, e in evidence]).T for k in layers]
    first = [matrix[:, : sizes[0]] for matrix in similar]
    forward = [matrix.max(axis=1) for matrix in similar]
    backward = [matrix.max(axis=0) for matrix in first]
    places = [SourceSpan(document, span) for document, encoding in evidence for span in encoding.words]
    return Alignment(
        pairs=_pairs(claim.words, places, np.mean(similar, axis=0)),
        added=_stretches(claim.words, forward[0], None),
        dropped=_stretches(evidence[0][1].words, backward[0], evidence[0][0]),
        features=_features(claim, evidence, forward, backward),
    )


def supporting(claim: Encoding, near: Sequence[Encoding]) -> tuple[int, ...]:
    """Which of the ranked evidence sentences a claim really needs: the best, and any other that covers its words
    clearly better. At most `MOST_READ`, as indices into `near`."""
    if not near or not claim.words:
        return tuple(range(min(1, len(near))))
    matches = [_matches(claim, encoding) for encoding in near]
    chosen, covered = [0], matches[0]
    while len(chosen) < min(MOST_READ, len(near)):
        gains = {
            i: float(np.maximum(covered, match).mean() - covered.mean())
            for i, match in enumerate(matches)
            if i not in chosen
        }
        best = max(gains, key=lambda i: (gains[i], -i))
        if gains[best] < GAIN:
            break
        chosen.append(best)
        covered = np.maximum(covered, matches[best])
    return tuple(chosen)


def _matches(claim: Encoding, other: Encoding) -> Matrix:
    """For each word of the claim its best match in another sentence, at the lowest layer; zero without words."""
    if not other.words:
        return np.zeros(len(claim.words), np.float32)
    best: Matrix = (claim.layers[0] @ other.layers[0].T).max(axis=1)
    return best


def smooth(matches: Matrix) -> Matrix:
    """Mean with both neighbours; shape kept."""
    padded = np.pad(matches, 1, mode="edge")
    averaged: Matrix = (padded[:-2] + padded[1:-1] + padded[2:]) / 3
    return averaged


def _pairs(words: tuple[Span, ...], places: list[SourceSpan], similar: Matrix) -> tuple[WordPair, ...]:
    """Pairs of words that are each other's best match."""
    best, back = similar.argmax(axis=1), similar.argmax(axis=0)
    return tuple(
        WordPair(word, places[j], float(similar[i, j]))
        for i, (word, j) in enumerate(zip(words, best, strict=True))
        if back[j] == i and similar[i, j] >= PAIR
    )


def _stretches(words: tuple[Span, ...], matches: Matrix, source: str | None) -> tuple[Stretch, ...]:
    """Runs of at least `LEAST_WORDS` uncovered words, weakest match as the score."""
    smoothed = smooth(matches)
    runs: list[list[int]] = []
    for i in np.flatnonzero(smoothed < COVERED).tolist():
        if runs and runs[-1][-1] == i - 1:
            runs[-1].append(i)
        else:
            runs.append([i])
    return tuple(
        Stretch(words[run[0]].join(words[run[-1]]), float(smoothed[run].min()), source)
        for run in runs
        if len(run) >= LEAST_WORDS
    )


def _features(
    claim: Encoding, evidence: Sequence[tuple[str, Encoding]], forward: list[Matrix], backward: list[Matrix]
) -> dict[str, float]:
    """What the judge reads: weakest windows, means and tails of the matches both ways, cosines and lengths."""
    features = {}
    for way, sides in (("to_source", forward), ("to_article", backward)):
        for level, matches in zip(("low", "mid", "high"), sides, strict=False):
            for width in _WINDOWS:
                features[f"{way}.{level}.window{width}"] = _weakest(matches, width)
            features[f"{way}.{level}.mean"] = float(matches.mean())
            features[f"{way}.{level}.p10"] = float(np.percentile(matches, 10))
        features[f"{way}.uncovered"] = float((smooth(sides[0]) < COVERED).mean())
    features["cosine"] = float(claim.vector @ evidence[0][1].vector)
    features["length_ratio"] = float(np.log(len(claim.words) / max(1, len(evidence[0][1].words))))
    features["words"] = float(np.log(len(claim.words)))
    return features


def _weakest(matches: Matrix, width: int) -> float:
    """The lowest mean of `width` neighbouring matches (of all of them when there are fewer)."""
    width = min(width, len(matches))
    return float(np.convolve(matches, np.full(width, 1 / width), mode="valid").min())
