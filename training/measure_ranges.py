"""Measure how large each channel gets before the large matrix products of the embedded model.

    python training/measure_ranges.py DATA_FOLDER

Writes `src/muqabala/data/ranges.npz`, by which the default model is computed in 8 bits. DATA_FOLDER holds `tico19/`
(TICO-19, CC0) and `pud/` (Parallel Universal Dependencies, CC BY-SA 3.0), see NOTICE; the retellings of this folder are
read besides. Only the largest values are kept, no text. Takes about two minutes on two cores.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from muqabala.embed import nano
from muqabala.embed.compact import PROMPT
from muqabala.embed.graph import build
from training.measure_means import texts

OF_EACH = 40
"""Sentences of each language of the parallel corpora."""
RETOLD = 600
"""Sentences of the retellings, half of them Arabic."""
TARGET = Path(__file__).parents[1] / "src" / "muqabala" / "data" / "ranges.npz"


def sentences(folder: Path) -> list[str]:
    """Sentences of every language at hand, news in Arabic and English above all."""
    found = [text for _, own in sorted(texts(folder).items()) for text in own[:: max(1, len(own) // OF_EACH)]]
    lines = (Path(__file__).parent / "retellings" / "wire.jsonl").read_text(encoding="utf-8").splitlines()
    chosen = [json.loads(line) for line in lines[:: max(1, 2 * len(lines) // RETOLD)]]
    return found + [line[side] for line in chosen for side in ("en", "ar")]


def main(folder: Path) -> None:
    """Run the model in full precision and keep the largest values."""
    from onnxruntime import InferenceSession

    weights = nano.read(nano.locate())
    tokenizer = nano.tokenizer(weights)
    tokenizer.enable_truncation(weights.positions)
    session = InferenceSession(build(weights, None, ()).SerializeToString(), providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    largest: dict[str, np.ndarray] = {}
    for text in sentences(folder):
        ids = np.array([tokenizer.encode(PROMPT + text).ids], np.int64)
        values = session.run(names, {"ids": ids, "lengths": np.array([ids.shape[1]], np.int32)})
        for name, value in zip(names, values, strict=True):
            met = np.abs(value[0]).max(axis=0)
            largest[name] = np.maximum(largest[name], met) if name in largest else met
    np.savez(TARGET, **{name: values.astype(np.float16) for name, values in largest.items()})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
