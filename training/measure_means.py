"""Measure the mean vectors of each language that ship in `src/muqabala/data/means.npz`.

    python training/measure_means.py DATA_FOLDER

DATA_FOLDER holds `tico19/` (TICO-19, CC0) and `pud/` (Parallel Universal Dependencies, CC BY-SA 3.0), see NOTICE. Only
averages over hundreds of sentences are kept, no text. Takes about five minutes on two cores.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np

from muqabala.embed import load
from muqabala.records import Passage, Span

SENTENCES = 480
"""Sentences a language: beyond 200 the means hardly move."""
TARGET = Path(__file__).parents[1] / "src" / "muqabala" / "data" / "means.npz"


def texts(folder: Path) -> dict[str, list[str]]:
    """Sentences by language, evenly over the two corpora where both have the language."""
    found: dict[str, list[str]] = {}
    for path in [*sorted((folder / "tico19").glob("en-*.tsv")), folder / "pud" / "pud.tsv"]:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
        for lang in rows[0]:
            if len(lang) == 2 and lang != "id" and not (lang == "en" and path.name not in ("en-ar.tsv", "pud.tsv")):
                found.setdefault(lang, []).extend(row[lang] for row in rows[:: max(1, 2 * len(rows) // SENTENCES)])
    return {lang: sentences for lang, sentences in found.items() if len(sentences) >= SENTENCES // 2}


def main(folder: Path) -> None:
    """Encode, average, write."""
    encoder = load()
    languages, sentence, words = [], [], []
    for lang, sentences in sorted(texts(folder).items()):
        encodings = encoder.encode([Passage("", text, Span(0, len(text)), lang) for text in sentences])
        languages.append(lang)
        sentence.append(np.mean([e.vector for e in encodings], axis=0))
        words.append([np.concatenate(layer).mean(axis=0) for layer in zip(*(e.layers for e in encodings), strict=True)])
        print(f"{lang}: {len(sentences)} sentences", file=sys.stderr)
    np.savez(
        TARGET,
        model=np.array(encoder.weights_sha256),
        languages=np.array(languages),
        sentence=np.array(sentence, np.float16),
        words=np.array(words, np.float16),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
