"""How well the shipped cross-reader tells bent retellings from faithful ones that it never saw."""

from __future__ import annotations

import json
from pathlib import Path

from muqabala.embed.encoder import Encoder
from muqabala.evaluate import auc
from muqabala.judge.cross_reader import CrossReader
from muqabala.records import Passage, Span
from training.aside import is_aside
from training.cross_reader.examples import sentences

WIRE = Path(__file__).parents[1] / "retellings" / "wire.jsonl"
RECEIPT = Path(__file__).parent / "receipt.json"
"""The hash of the shipped weights and what was measured with them."""


def on_aside(reader: CrossReader, encoder: Encoder, most: int | None = None) -> float:
    """AUC over the wire retellings that were kept out of training, or the first `most` of them."""
    rows = [json.loads(line) for line in WIRE.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if is_aside(row["base"])][:most]
    claims = encoder.encode([_whole(row["ar"], "ar") for row in rows])
    sources = {row["en"]: encoder.encode([_whole(s, "en") for s in sentences(row["en"])]) for row in rows}
    scored = []
    for row, claim in zip(rows, claims, strict=True):
        reading = reader.read(claim, sources[row["en"]])
        assert reading is not None
        scored.append((reading.departs, bool(row["departures"])))
    found = auc(scored)
    assert found is not None
    return found


def _whole(text: str, lang: str) -> Passage:
    return Passage(lang, text, Span(0, len(text)), lang)
