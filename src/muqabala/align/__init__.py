"""Word vectors of a claim against those of its evidence: which words correspond, and what is left uncovered.

Every word is matched with the word most like it on the other side, at each chosen layer. Low matches of neighbouring
words mark stretches that the other side does not have: clauses added to the source, or dropped from it. The lowest
layer is best at that; the highest knows most about meaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from muqabala.align.stretches import COVERED, added, dropped, smooth, word_features
from muqabala.records import Alignment, Encoding, SourceSpan, Span, WordPair

if TYPE_CHECKING:
    from muqabala.records import Matrix

__all__ = ["COVERED", "Matches", "align", "coverage", "matches", "support", "supporting", "word_features"]

PAIR = 0.45
"""Least mean cosine of a word pair that is reported."""
MOST_READ = 3
"""Evidence sentences that a claim is read against at most."""
GAIN = 0.02
"""How much a further sentence must raise the mean match of the claim's words to be read too."""
_LEVELS = ("low", "mid", "high")
_WINDOWS = (1, 2, 3, 4, 6)


@dataclass(frozen=True, slots=True)
class Matches:
    """Cosines of the claim's words (rows) with the words of its evidence (columns), one matrix a layer; `first` is how
    many of the columns belong to the best sentence.
    """

    layers: tuple[Matrix, ...]
    first: int

    @property
    def forward(self) -> list[Matrix]:
        """For each word of the claim its best match anywhere in the evidence, a layer at a time."""
        return [layer.max(axis=1) for layer in self.layers]

    @property
    def backward(self) -> list[Matrix]:
        """For each word of the best sentence its best match in the claim, a layer at a time."""
        return [layer[:, : self.first].max(axis=0) for layer in self.layers]


def matches(claim: Encoding, evidence: Sequence[Encoding]) -> Matches | None:
    """The matches of a claim with its evidence, the best sentence first; None without words on either side."""
    spoken = [encoding for encoding in evidence if encoding.words]
    if not claim.words or not spoken:
        return None
    layers = tuple(
        own @ np.concatenate([encoding.layers[k] for encoding in spoken]).T for k, own in enumerate(claim.layers)
    )
    return Matches(layers, len(spoken[0].words))


def align(claim: Encoding, evidence: Sequence[tuple[str, Encoding]]) -> Alignment:
    """Align a claim with its evidence sentences, the best first; each comes with the id of its document.

    Both sides must be centred. Without words on either side nothing is paired and there are no features.
    """
    spoken = [(document, encoding) for document, encoding in evidence if encoding.words]
    found = matches(claim, [encoding for _, encoding in spoken])
    if found is None:
        return Alignment((), (), (), (), {})
    best, first = spoken[0]
    places = [SourceSpan(document, span) for document, encoding in spoken for span in encoding.words]
    similar = np.mean(found.layers, axis=0)
    return Alignment(
        pairs=_pairs(claim.words, places, similar),
        links=_links(claim.words, places, similar),
        added=added(claim.words, found.layers),
        dropped=dropped(first.words, found.backward[0], best),
        features=_features(claim, first, found),
    )


def supporting(claim: Encoding, near: Sequence[Encoding]) -> tuple[int, ...]:
    """Which of the ranked evidence sentences a claim really needs: the best, and any other that covers its words
    clearly better. At most `MOST_READ`, as indices into `near`.
    """
    if not near or not claim.words:
        return tuple(range(min(1, len(near))))
    every = [_best(claim, encoding) for encoding in near]
    chosen, covered = [0], every[0]
    while len(chosen) < min(MOST_READ, len(near)):
        gains = {
            i: float(np.maximum(covered, match).mean() - covered.mean())
            for i, match in enumerate(every)
            if i not in chosen
        }
        best = max(gains, key=lambda i: (gains[i], -i))
        if gains[best] < GAIN:
            break
        chosen.append(best)
        covered = np.maximum(covered, every[best])
    return tuple(chosen)


def support(claim: Encoding, near: Sequence[Encoding]) -> float:
    """How well the ranked sentences together cover the words of a claim: the mean match over the lowest and highest
    layer, of the sentences that `supporting` picks. 0 without words.
    """
    found = matches(claim, [near[i] for i in supporting(claim, near)])
    if found is None:
        return 0.0
    return _ends(found.forward)


def coverage(claims: Sequence[Encoding], sentences: Sequence[Encoding]) -> Matrix:
    """How well each claim and each sentence cover one another's words, shape (claims, sentences): the mean best match
    over the lowest and highest layer, that of the sentence's words counting twice; 0 without words. A long claim takes
    in a short sentence among others, and a short claim may be one clause of a long sentence.
    """
    found = np.zeros((len(claims), len(sentences)), np.float32)
    for i, claim in enumerate(claims):
        for j, sentence in enumerate(sentences):
            both = matches(claim, [sentence])
            if both:
                found[i, j] = (_ends(both.forward) + 2 * _ends(both.backward)) / 3
    return found


def _ends(layers: Sequence[Matrix]) -> float:
    """The mean match over the lowest and the highest layer."""
    return float(layers[0].mean() + layers[-1].mean()) / 2


def _best(claim: Encoding, other: Encoding) -> Matrix:
    """For each word of the claim its best match in another sentence, at the lowest layer; zero without words."""
    if not other.words:
        return np.zeros(len(claim.words), np.float32)
    best: Matrix = (claim.layers[0] @ other.layers[0].T).max(axis=1)
    return best


def _pairs(words: tuple[Span, ...], places: list[SourceSpan], similar: Matrix) -> tuple[WordPair, ...]:
    """Pairs of words that are each other's best match."""
    best, back = similar.argmax(axis=1), similar.argmax(axis=0)
    return tuple(
        WordPair(word, places[j], float(similar[i, j]))
        for i, (word, j) in enumerate(zip(words, best, strict=True))
        if back[j] == i and similar[i, j] >= PAIR
    )


def _links(words: tuple[Span, ...], places: list[SourceSpan], similar: Matrix) -> tuple[WordPair, ...]:
    """For every word its likeliest counterpart."""
    best = similar.argmax(axis=1)
    return tuple(
        WordPair(word, places[j], float(similar[i, j])) for i, (word, j) in enumerate(zip(words, best, strict=True))
    )


def _features(claim: Encoding, first: Encoding, found: Matches) -> dict[str, float]:
    """What the judge reads: weakest windows, means and tails of the matches both ways, cosine and lengths."""
    features = {}
    for way, sides in (("to_source", found.forward), ("to_article", found.backward)):
        for level, side in zip(_LEVELS, sides, strict=False):
            for width in _WINDOWS:
                features[f"{way}.{level}.window{width}"] = _weakest(side, width)
            features[f"{way}.{level}.mean"] = float(side.mean())
            features[f"{way}.{level}.p10"] = float(np.percentile(side, 10))
        features[f"{way}.uncovered"] = float((smooth(sides[0], 1) < COVERED).mean())
    features["cosine"] = float(claim.vector @ first.vector)
    features["length_ratio"] = float(np.log(len(claim.words) / len(first.words)))
    features["words"] = float(np.log(len(claim.words)))
    return features


def _weakest(side: Matrix, width: int) -> float:
    """The lowest mean of `width` neighbouring matches (of all of them when there are fewer)."""
    width = min(width, len(side))
    return float(np.convolve(side, np.full(width, 1 / width), mode="valid").min())
