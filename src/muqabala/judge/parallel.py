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
"""Least share of the source's sentences that must be some claim's best evidence, and of the claims that must come no
earlier in the source than the claim before.
"""
FEWEST = 5
"""Fewer claims do not show whether they follow anything."""


def is_parallel(cases: Sequence[Case], sentences: Sequence[SourceSpan]) -> bool:
    """Whether the claims follow the `sentences` of the one source they retell; headlines may be anything."""
    own = [case for case in cases if case.reads and not case.claim.headline and not case.claim.uncheckable]
    places = [case.reads[0].passage.place for case in own]
    if len(places) < FEWEST or not sentences or len({place.id for place in (*places, *sentences)}) > 1:
        return False
    forward = sum(before.span <= after.span for before, after in pairwise(places))
    met = set(places).intersection(sentences)
    return forward >= KEPT * (len(places) - 1) and len(met) >= KEPT * len(sentences)
