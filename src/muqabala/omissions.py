"""Source sentences that no claim retells, and whether a reader misses them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from muqabala.fold import folded
from muqabala.records import (
    DepartureType,
    Encoding,
    Fact,
    Kind,
    Omission,
    Passage,
    Sentence,
    Severity,
)

RETOLD = 0.40
"""From this strength a source sentence counts as retold: half centred cosine, half mean word match at the lowest
layer, for the claim that is closest to it (chosen by cross-validation, see docs/judge.md)."""
CLOSEST = 4
"""How many claims, closest by sentence vector, are compared word by word with a source sentence."""
_CONTRAST = {
    "en": ("but ", "however", "although", "though ", "despite", "nevertheless", "still,", "yet ", "denied", "denies"),
    "ar": ("لكن", "غير ان", "بيد ان", "رغم", "مع ذلك", "الا ان", "في المقابل", "نفي", "نفت"),
}
_QUOTES = '"“”«»'


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """A sentence of a principal source with its centred encoding and the facts it states."""

    sentence: Sentence
    passage: Passage
    encoding: Encoding
    facts: tuple[Fact, ...]


def strengths(sentences: Sequence[SourceSentence], claims: Sequence[Encoding]) -> tuple[float, ...]:
    """How strongly each source sentence is retold by the claim closest to it, roughly 0 (not at all) to 1."""
    if not claims:
        return (0.0,) * len(sentences)
    vectors = np.stack([claim.vector for claim in claims])
    return tuple(_strength(source.encoding, vectors, claims) for source in sentences)


def _strength(source: Encoding, vectors: np.ndarray[tuple[int, int], np.dtype[np.float32]],
              claims: Sequence[Encoding]) -> float:
    cosines = vectors @ source.vector
    best = 0.0
    for index in np.argsort(-cosines, kind="stable")[:CLOSEST]:
        claim = claims[int(index)]
        words = 0.0
        if source.words and claim.words:
            words = float((source.layers[0] @ claim.layers[0].T).max(axis=1).mean())
        best = max(best, 0.5 * float(cosines[index]) + 0.5 * words)
    return best


def omissions(
    sentences: Sequence[SourceSentence], strength: Sequence[float], kinds: Mapping[str, Kind | None]
) -> tuple[Omission, ...]:
    """The sentences that are not retold, in the order given. `kinds` tells which documents are digests."""
    found: list[Omission] = []
    seen: dict[str, int] = {}
    for source, value in zip(sentences, strength, strict=True):
        if value >= RETOLD:
            continue
        what = _matters(source)
        severity = _severity(what, source.sentence)
        key = f"{source.passage.document}\x1f{folded(source.passage.words)}"
        seen[key] = seen.get(key, 0) + 1
        digest = hashlib.sha256(f"{key}\x1f{seen[key]}".encode("utf-8", "surrogatepass")).hexdigest()
        params = {"what": what} if what else {}
        if kinds.get(source.passage.document) is Kind.DIGEST:
            params["digest"] = "yes"
        found.append(
            Omission(
                id=f"o-{digest[:12]}",
                source=source.passage.document,
                span=source.sentence.span,
                severity=severity,
                score=round(min(1.0, max(0.0, 1.0 - value)), 4),
                code="MQ1202" if severity is Severity.INFO else "MQ1201",
                params=params,
            )
        )
    return tuple(found)


def _matters(source: SourceSentence) -> str:
    """What a reader would miss: `lead`, `contrast`, `quotation`, `number` or `name`; empty for ordinary trimming."""
    text = folded(source.passage.words)
    lang = source.passage.lang.partition("-")[0]
    if any(word in text for word in _CONTRAST.get(lang, ())):
        return "contrast"
    if sum(source.passage.words.count(mark) for mark in _QUOTES) >= 2:
        return "quotation"
    kinds = {fact.kind for fact in source.facts}
    if DepartureType.NUMBER in kinds or DepartureType.DATE in kinds:
        return "number"
    if DepartureType.NAME in kinds:
        return "name"
    return ""


def _severity(what: str, sentence: Sentence) -> Severity:
    if sentence.headline or not what:
        return Severity.INFO
    return Severity.MAJOR if what in ("contrast", "lead") else Severity.MINOR
