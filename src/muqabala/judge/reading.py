"""What the cross-reader makes of a claim: how likely it departs, which of its words do, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from muqabala.records import DepartureType

if TYPE_CHECKING:
    from muqabala.records import Matrix

TYPES = (
    DepartureType.ADDED,
    DepartureType.NUMBER,
    DepartureType.DATE,
    DepartureType.NAME,
    DepartureType.QUOTE,
    DepartureType.ATTRIBUTION,
    DepartureType.CERTAINTY,
    DepartureType.POLARITY,
    DepartureType.RELATION,
    DepartureType.QUALIFIER,
    DepartureType.STANCE,
    DepartureType.MEANING,
)
"""The types that the cross-reader names, in the order of its outputs."""
_POINTED = 0.35
"""A word belongs to what the cross-reader points to where its probability is above this …"""
_SHARE = 0.7
"""… or, where it is sure of no word, above this share of the strongest word's probability."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the cross-reader makes of a claim.

    `departs` is a logit; `words` one probability a word of the claim, shape (words,); `types` the share of each of
    `TYPES` in every word, shape (words, types). Words that it did not read have probability 0.
    """

    departs: float
    words: Matrix
    types: Matrix

    @property
    def pointed(self) -> range:
        """The run of words that stands out most: whose probabilities exceed the bar by most in all, words below it
        inside the run counting against it. Never empty.
        """
        worth = self.words - min(_POINTED, _SHARE * float(self.words.max()))
        best, found = -np.inf, range(1)
        start, run = 0, 0.0
        for at, value in enumerate(worth):
            if run <= 0:
                start, run = at, 0.0
            run += float(value)
            if run > best:
                best, found = run, range(start, at + 1)
        return found

    @property
    def type(self) -> DepartureType:
        """The likeliest type of these words."""
        run = slice(self.pointed.start, self.pointed.stop)
        return TYPES[int((self.types[run] * self.words[run, None]).sum(axis=0).argmax())]
