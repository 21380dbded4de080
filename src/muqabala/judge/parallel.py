"""Whether an article is a translation: it follows its one source sentence by sentence, from the first to the last.

A translator keeps to the words where a retelling recasts them, so that in a translation less of what looks unlike the
source is free wording.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from muqabala.judge.case import Case
from muqabala.records import SourceSpan

KEPT = 0.95
"""Least share of the source's sentences that must be some claim's best evidence, of the claims that must rest on one of
them, and of these that must come no earlier in the source than the claim before.
"""
FEWEST = 5
"""Fewer sentences, or fewer claims, do not show whether the one follows the other."""
SPLIT = 2
"""Most claims a sentence of the source, on average: a flash told at length is no translation."""


def is_parallel(cases: Sequence[Case], sentences: Sequence[SourceSpan]) -> bool:
    """Whether the claims follow `sentences`, all those of their principal sources but headlines. The article's own
    headlines may be anything, and so may remarks that cannot be checked.
    """
    own = [case for case in cases if not case.claim.headline and not case.claim.uncheckable]
    if min(len(own), len(sentences)) < FEWEST or len(own) > SPLIT * len(sentences):
        return False
    if len({sentence.id for sentence in sentences}) > 1 or any(case.digest for case in own):
        return False
    best = [case.closest[0].passage.place for case in own if case.closest]
    met = set(best).intersection(sentences)
    places = [place for place in best if place in met]
    forward = sum(before.span <= after.span for before, after in pairwise(places))
    return len(met) >= KEPT * len(sentences) and len(places) >= KEPT * len(own) and forward >= KEPT * (len(places) - 1)
