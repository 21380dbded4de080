"""What a check would hold a line against: its own source stands among its neighbours, and is looked for there.

A claim is seldom held against its own sentence alone: a check also finds others that seem to cover some of its words.
The network has to learn that what they say besides does not count against the claim.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from muqabala import align
from muqabala.embed import Means
from muqabala.embed.encoder import Encoder
from muqabala.records import Encoding, text_sha256
from training.cross_reader.examples import Example
from training.passages import whole

NEIGHBOURS = 3
"""Sources that follow in the data and stand beside a line's own, as the rest of a document would."""
NEAR = 5
"""Ranked sentences that are looked at."""
_CHUNK = 40
_KEEP = 20  # chunks after which what was found is written down


def retrieved(lines: Sequence[Example], encoder: Encoder, cache: Path | None = None) -> list[Example]:
    """The same lines with the evidence that a check would read them against, the best first. Lines whose evidence is
    not English stay as they are. `cache` is a file of what was found before, by source, claim and neighbours.
    """
    known: dict[str, list[str]] = json.loads(cache.read_text(encoding="utf-8")) if cache and cache.exists() else {}
    means = Means.shipped(encoder.weights_sha256, encoder.dimension, len(encoder.layers))
    found: dict[tuple[str, str], list[str]] = {}
    for done, sources in enumerate(_chunks([line for line in lines if line.evidence_lang == "en"]), 1):
        around = [_around(sources, place) for place in range(len(sources))]
        keys = {_key(line, texts): line for own, texts in zip(sources, around, strict=True) for line in own}
        if not keys.keys() <= known.keys():
            known |= _evidence(sources, around, encoder, means)
            if cache and done % _KEEP == 0:
                _write(cache, known)
        found |= {(line.group, line.claim): known[key] for key, line in keys.items()}
    if cache:
        _write(cache, known)
    return [replace(line, evidence=tuple(found.get((line.group, line.claim), line.evidence))) for line in lines]


def _write(cache: Path, known: dict[str, list[str]]) -> None:
    beside = cache.with_suffix(".part")
    beside.write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")
    beside.rename(cache)
    print(f"evidence: {len(known)} lines", flush=True)


def _key(line: Example, around: Sequence[str]) -> str:
    return text_sha256("\x1f".join((line.group, line.claim, *around)))[:24]


def _chunks(lines: Sequence[Example]) -> Iterator[list[list[Example]]]:
    """Lines by source, some sources at a time, in the order of the data."""
    sources: dict[tuple[str, str], list[Example]] = {}
    for line in lines:
        sources.setdefault((line.origin, line.group), []).append(line)
    every = list(sources.values())
    for start in range(0, len(every), _CHUNK):
        yield every[start : start + _CHUNK]


def _around(sources: Sequence[Sequence[Example]], place: int) -> list[str]:
    """The sentences of a source and of those that follow it, from the first again at the end."""
    beside = [sources[(place + step) % len(sources)] for step in range(NEIGHBOURS + 1)]
    return list(dict.fromkeys(text for own in beside for line in own for text in line.evidence))


def _evidence(
    sources: Sequence[Sequence[Example]], around: Sequence[Sequence[str]], encoder: Encoder, means: Means
) -> dict[str, list[str]]:
    """What is found for each line of some sources, by key."""

    def encoded(texts: Sequence[str], lang: str) -> dict[str, Encoding]:
        passages = [whole(text, lang) for text in dict.fromkeys(texts)]
        own = encoder.encode(passages)
        return {p.text: means.centre(e, lang) for p, e in zip(passages, own, strict=True)}

    said = encoded([text for texts in around for text in texts], "en")
    told = encoded([line.claim for own in sources for line in own], "ar")
    return {
        _key(line, texts): _read_against(told[line.claim], texts, said)
        for own, texts in zip(sources, around, strict=True)
        for line in own
    }


def _read_against(claim: Encoding, texts: Sequence[str], said: dict[str, Encoding]) -> list[str]:
    likeness = [float(said[text].vector @ claim.vector) for text in texts]
    near = [texts[i] for i in np.argsort(likeness, kind="stable")[::-1][:NEAR]]
    return [near[i] for i in align.supporting(claim, [said[text] for text in near])]
