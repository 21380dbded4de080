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
from muqabala.records import Encoding, Passage, Span, text_sha256
from training.cross_reader.examples import Example

NEIGHBOURS = 3
"""Sources that follow in the same file and stand beside a line's own, as the rest of a document would."""
NEAR = 5
"""Ranked sentences that are looked at."""
_CHUNK = 40


def found(lines: Sequence[Example], encoder: Encoder, kept: Path | None = None) -> list[Example]:
    """The same lines with the evidence that a check would read them against, the best first. Lines whose evidence is
    not English stay as they are. `kept` is a file of what was found before, by claim.
    """
    known: dict[str, list[str]] = json.loads(kept.read_text(encoding="utf-8")) if kept and kept.exists() else {}
    missing = [line for line in lines if line.evidence_lang == "en" and _key(line) not in known]
    for done, chunk in enumerate(_chunks(missing), 1):
        known |= _found(chunk, encoder)
        if done % 20 == 0:
            print(f"evidence: {len(known)} lines", flush=True)
    if kept and missing:
        kept.write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")
    return [replace(line, evidence=tuple(known.get(_key(line), line.evidence))) for line in lines]


def _key(line: Example) -> str:
    return text_sha256(f"{line.group}\x1f{line.claim}\x1f{line.evidence}")[:24]


def _chunks(lines: Sequence[Example]) -> Iterator[list[list[Example]]]:
    """Lines by source, some sources at a time, in the order of their files."""
    groups: dict[tuple[str, str], list[Example]] = {}
    for line in lines:
        groups.setdefault((line.origin, line.group), []).append(line)
    every = list(groups.values())
    for start in range(0, len(every), _CHUNK):
        yield every[start : start + _CHUNK]


def _found(groups: Sequence[Sequence[Example]], encoder: Encoder) -> dict[str, list[str]]:
    means = Means.shipped(encoder.weights_sha256, encoder.dimension, len(encoder.layers))

    def encoded(texts: Sequence[str], lang: str) -> dict[str, Encoding]:
        passages = [Passage(lang, text, Span(0, len(text)), lang) for text in dict.fromkeys(texts)]
        own = encoder.encode(passages)
        return {p.text: means.centre(e, lang) for p, e in zip(passages, own, strict=True)}

    said = encoded([text for group in groups for text in group[0].evidence], "en")
    told = encoded([line.claim for group in groups for line in group], "ar")
    return {
        _key(line): _read_against(told[line.claim], _around(groups, place), said)
        for place, group in enumerate(groups)
        for line in group
    }


def _around(groups: Sequence[Sequence[Example]], place: int) -> list[str]:
    """The sentences of a source and of those that follow it, from the first again at the end."""
    beside = [groups[(place + step) % len(groups)] for step in range(NEIGHBOURS + 1)]
    return list(dict.fromkeys(text for group in beside for text in group[0].evidence))


def _read_against(claim: Encoding, texts: Sequence[str], said: dict[str, Encoding]) -> list[str]:
    likeness = [float(said[text].vector @ claim.vector) for text in texts]
    near = [texts[i] for i in np.argsort(likeness, kind="stable")[::-1][:NEAR]]
    return [near[i] for i in align.supporting(claim, [said[text] for text in near])]
