"""Claims against the corpus: which documents the article retells, and the best evidence for every claim.

The whole article votes for its principal sources, and what it cites counts; then each claim is held against every
sentence of them, and where they say little of it, against the rest of the corpus. File names are no signal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from muqabala.records import Evidence, SourceSpan

if TYPE_CHECKING:
    from muqabala.records import Matrix

NEAREST = 20
"""Sentences of the corpus that are looked at for each claim before the principal sources are known."""
CLOSE = 0.3
"""Centred cosine from which a sentence outside the principal sources is worth reading."""
MARGIN = 0.12
"""How much closer, in cosine, a document must come than the principal ones to explain a claim better."""
SHARE = 0.1
"""Share of the claims that a further document must explain better than the others do, to become principal too."""
CITED = 0.15
"""What being cited by the article is worth, in mean cosine a claim."""
COMMON = 0.04
"""What a name or number in common is worth in ranking, in cosine; more than two count as two."""
COVERED = 0.6
"""What it is worth in ranking, in cosine, that a claim and a sentence cover all words of one another: short sentences
that a long claim takes in among others have low cosines with it, and so have long ones that a short claim is part of.
"""
MOST_EVIDENCE = 5
"""Sentences listed for a claim."""


class Vectors(Protocol):
    """A matrix, or what reads the rows of one from elsewhere."""

    def __getitem__(self, rows: list[int], /) -> Matrix: ...


@dataclass(frozen=True, slots=True)
class Shelf:
    """The sentences of the corpus in rows: `vectors` of shape (n, d), centred; a document's rows follow one another."""

    places: tuple[SourceSpan, ...]
    vectors: Vectors
    rows: Mapping[str, range]


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search of the whole corpus gave: `scores` and `rows` of shape (claims, k), the best first."""

    scores: Matrix
    rows: np.ndarray[tuple[int, int], np.dtype[np.int64]]


def principal(hits: Hits, shelf: Shelf, cited: Set[str], asked: Set[str]) -> tuple[str, ...]:
    """The documents the article retells, the most retold first; `asked` ones are principal by the user's word.

    Each claim gives every document its best sentence's score, counted above what an unrelated sentence would get. The
    document with the most votes is principal; another one when it explains enough claims clearly better.
    """
    best = _best_by_document(hits, shelf)
    if not best:
        return tuple(sorted(asked))
    claims = len(hits.scores)
    votes = {
        document: sum(scores.values()) / claims + (CITED if document in cited else 0.0)
        for document, scores in best.items()
    }
    chosen = sorted(asked, key=lambda d: (-votes.get(d, 0.0), d)) or [max(votes, key=lambda d: (votes[d], d))]
    if asked:
        return tuple(chosen)
    while True:
        gains = {document: _better(document, chosen, best) for document in best if document not in chosen}
        gains = {d: n + (1 if d in cited else 0) for d, n in gains.items() if n}
        document = max(gains, key=lambda d: (gains[d], votes[d], d), default=None)
        if document is None or gains[document] < max(2.0, SHARE * claims):
            return tuple(chosen)
        chosen.append(document)


def _best_by_document(hits: Hits, shelf: Shelf) -> dict[str, dict[int, float]]:
    """For each document found, the claims it answers and its best score for each, less the background of that claim."""
    best: dict[str, dict[int, float]] = defaultdict(dict)
    for claim, (scores, rows) in enumerate(zip(hits.scores, hits.rows, strict=True)):
        background = float(scores[-1]) if len(scores) == NEAREST else 0.0
        for score, row in zip(scores.tolist(), rows.tolist(), strict=True):
            best[shelf.places[row].id].setdefault(claim, score - background)
    return best


def _better(document: str, chosen: Sequence[str], best: Mapping[str, Mapping[int, float]]) -> int:
    """How many claims a document explains clearly better than the documents already chosen."""
    return sum(
        score >= MARGIN + max((best[other].get(claim, 0.0) for other in chosen if other in best), default=0.0)
        for claim, score in best[document].items()
    )


def evidence(
    vectors: Matrix, shelf: Shelf, sources: Sequence[str], common: Matrix, covered: Matrix
) -> tuple[tuple[Evidence, ...], ...]:
    """Each claim against every sentence of the principal sources: at most `MOST_EVIDENCE` of them, ranked.

    `vectors` (claims, d) are centred. For each claim and each sentence of `sources`, in their order, `common` counts
    the names and numbers in common and `covered` (0 to 1) says how well they cover one another's words. They change the
    order only: scores are plain cosines.
    """
    rows = [row for document in sources for row in shelf.rows.get(document, ())]
    if not rows:
        return ((),) * len(vectors)
    cosines = vectors @ shelf.vectors[rows].T
    ranks = cosines + COMMON * np.minimum(common, 2.0) + COVERED * covered
    best = np.argsort(-ranks, axis=1, kind="stable")[:, :MOST_EVIDENCE]
    return tuple(
        tuple(_evidence(shelf, rows[column], float(cosines[claim, column])) for column in columns)
        for claim, columns in enumerate(best.tolist())
    )


def elsewhere(hits: Hits, claim: int, shelf: Shelf, sources: Sequence[str]) -> tuple[Evidence, ...]:
    """The sentences nearest to a claim in the one document outside `sources` that comes nearest, ranked; none when it
    does not come as near as `CLOSE`.
    """
    found = [
        (score, row)
        for score, row in zip(hits.scores[claim].tolist(), hits.rows[claim].tolist(), strict=True)
        if shelf.places[row].id not in sources
    ]
    if not found or found[0][0] < CLOSE:
        return ()
    document = shelf.places[found[0][1]].id
    own = [(score, row) for score, row in found if shelf.places[row].id == document]
    return tuple(_evidence(shelf, row, score) for score, row in own[:MOST_EVIDENCE])


def _evidence(shelf: Shelf, row: int, score: float) -> Evidence:
    place = shelf.places[row]
    return Evidence(place.id, place.span, max(0.0, min(1.0, score)))
