"""The plain reading of the idea, to be measured beside: nearest sentence by raw cosine, a threshold, nothing else.

The article's sentences are encoded as queries and the sources' as passages, as the model's authors advise; a sentence
whose best cosine lies under a threshold is flagged. The threshold is the one with the best line F1 on the benchmark
itself, chosen in the baseline's favour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from muqabala import claims, read, segment
from muqabala.evaluate.gold import GoldArticle
from muqabala.evaluate.scores import Scores, score
from muqabala.records import (
    Basis,
    Departure,
    DepartureType,
    Evidence,
    Judgement,
    Passage,
    Report,
    Severity,
    Source,
    Verdict,
)

if TYPE_CHECKING:
    from muqabala.pipeline import Desk
    from muqabala.records import Matrix

_THRESHOLDS = 40
_EVIDENCE = 5


def plain_cosine(desk: Desk, articles: Sequence[GoldArticle]) -> Scores:
    """Scores of the baseline on a benchmark whose corpus `desk` has loaded."""
    passages = [
        Passage(place.id, document.text, place.span, document.lang)
        for place in desk.corpus.shelf.places
        for document in [desk.corpus.documents[place.id]]
    ]
    vectors = desk.encoder.vectors(passages, prompt="passage: ")
    judged = [(gold, _report(desk, gold, passages, vectors)) for gold in articles]
    bests = sorted(1 - j.departure_score for _, report in judged for j in report.judgements)
    candidates = {bests[int(i)] for i in np.linspace(0, len(bests) - 1, _THRESHOLDS)} | {2.0}
    ranked = [score([(g, _flagged(r, t)) for g, r in judged], draws=1) for t in sorted(candidates)]
    chosen = sorted(candidates)[int(np.argmax([scores.line.f1 for scores in ranked]))]
    return score([(gold, _flagged(report, chosen)) for gold, report in judged])


def _report(desk: Desk, gold: GoldArticle, passages: Sequence[Passage], vectors: Matrix) -> Report:
    """Every sentence with its nearest sentences; `departure_score` is one minus the best cosine."""
    article = read.read(gold.path)
    asserted = claims.claims(article, segment.segment(article))
    own = desk.encoder.vectors([Passage(article.id, article.text, c.span, article.lang) for c in asserted])
    cosines = own @ vectors.T
    judgements = []
    for claim, row in zip(asserted, cosines, strict=True):
        best = np.argsort(-row, kind="stable")[:_EVIDENCE]
        evidence = tuple(
            Evidence(passages[i].document, passages[i].span, float(min(1.0, max(0.0, row[i])))) for i in best
        )
        judgements.append(Judgement(claim, Verdict.SUPPORTED, 1 - evidence[0].score, (), evidence))
    sources = tuple(Source(document, False, 0.0) for document in desk.corpus.documents.values())
    return Report(desk.signature(), article, (), sources, tuple(judgements), ())


def _flagged(report: Report, threshold: float) -> Report:
    """The report with every claim under the threshold flagged as added."""
    return replace(report, judgements=tuple(_flag(j, threshold) for j in report.judgements))


def _flag(judgement: Judgement, threshold: float) -> Judgement:
    if 1 - judgement.departure_score >= threshold:
        return judgement
    departure = Departure("", DepartureType.ADDED, judgement.claim.span, Severity.MAJOR, 0.5, Basis.ALIGNMENT, "MQ101")
    return replace(judgement, verdict=Verdict.NOT_IN_SOURCE, departures=(departure,))
