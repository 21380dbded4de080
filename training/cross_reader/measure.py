"""How well the shipped cross-reader, by itself, tells bent lines from faithful ones that it never saw.

    python -m training.cross_reader.measure DATA_FOLDER [BENCH_FOLDER]

prints the AUC on the retellings that were kept out of training, all and by type of departure, on later ones of other
kinds that it was never trained on, on the development part of the ANS titles, and with BENCH_FOLDER on the lines of a
departures benchmark, with the evidence that a check finds.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from muqabala.embed import load, nano
from muqabala.embed.encoder import Encoder
from muqabala.evaluate import auc
from muqabala.judge.cross_reader import CrossReader
from muqabala.records import Encoding, Passage, Span
from training.aside import is_aside
from training.cross_reader.examples import news_titles, sentences

RETELLINGS = Path(__file__).parents[1] / "retellings"
WIRE = RETELLINGS / "wire.jsonl"
UNSEEN = ("columns", "features", "slips")
"""Retellings that no weights were trained on yet."""
RECEIPT = Path(__file__).parent / "receipt.json"
"""The hash of the shipped weights and what was measured with them."""


@dataclass(frozen=True)
class Scored:
    """A line's logit, and the types of its departures; none in a faithful line."""

    score: float
    types: tuple[str, ...]


def on_aside(reader: CrossReader, encoder: Encoder, most: int | None = None) -> float:
    """AUC over the wire retellings that were kept out of training, or the first `most` of them."""
    return _auc(aside(reader, encoder, WIRE, most))


def aside(reader: CrossReader, encoder: Encoder, path: Path, most: int | None = None) -> list[Scored]:
    """The retellings of a file that were kept out of training, read."""
    return _read(reader, encoder, [row for row in _rows(path) if is_aside(row["base"])][:most])


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _read(reader: CrossReader, encoder: Encoder, rows: Sequence[Mapping[str, Any]]) -> list[Scored]:
    claims = encoder.encode([_whole(row["ar"], "ar") for row in rows])
    sources = {row["en"]: encoder.encode([_whole(s, "en") for s in sentences(row["en"])]) for row in rows}
    types = [tuple(departure["type"] for departure in row["departures"]) for row in rows]
    return [
        Scored(_logit(reader, claim, sources[row["en"]]), own)
        for row, claim, own in zip(rows, claims, types, strict=True)
    ]


def titles(reader: CrossReader, encoder: Encoder, data: Path) -> list[Scored]:
    """The development part of the ANS titles, read."""
    rows = list(news_titles(data, "dev"))
    claims = encoder.encode([_whole(row.claim, "ar") for row in rows])
    sources = encoder.encode([_whole(row.evidence[0], "ar") for row in rows])
    return [
        Scored(_logit(reader, claim, [source]), ("disagree",) if row.departs else ())
        for row, claim, source in zip(rows, claims, sources, strict=True)
    ]


def lines(bench: Path) -> Mapping[str, list[Scored]]:
    """The lines of a benchmark by kind of article; a line of several claims counts by the likeliest to depart."""
    from muqabala.config import Settings
    from muqabala.evaluate import load as load_bench
    from muqabala.evaluate.tally import views
    from muqabala.pipeline import Desk

    benchmark = load_bench(bench)
    desk = Desk(Settings(judge="combined"), [benchmark.corpus])
    found: dict[str, list[Scored]] = {"bent": [], "translations": []}
    for gold in benchmark.articles:
        collated = desk.collate(gold.path)
        weighed = desk.judge.weigh(collated.cases)
        logits = {one.case.claim.id: one.reading.departs for one in weighed if one.reading}
        for view in views(gold, desk.decide(collated)):
            own = [logits[one.claim.id] for one in view.claims if one.claim.id in logits]
            if own:
                types = tuple(str(departure.type) for departure in view.line.departures)
                found["bent" if gold.bent else "translations"].append(Scored(max(own), types))
    return found


def _whole(text: str, lang: str) -> Passage:
    return Passage(lang, text, Span(0, len(text)), lang)


def _logit(reader: CrossReader, claim: Encoding, evidence: Sequence[Encoding]) -> float:
    reading = reader.read(claim, evidence)
    assert reading is not None
    return reading.departs


def _auc(scored: Iterable[Scored]) -> float:
    found = auc((one.score, bool(one.types)) for one in scored)
    assert found is not None
    return found


def _shown(name: str, scored: Sequence[Scored]) -> Iterator[str]:
    """The AUC of all lines, then of the faithful ones against those of each type."""
    yield f"{name}: {len(scored)} lines, AUC {_auc(scored):.3f}"
    kinds = sorted({kind for one in scored for kind in one.types})
    if len(kinds) > 1:
        each = (f"{kind} {_auc([s for s in scored if not s.types or kind in s.types]):.2f}" for kind in kinds)
        yield "  " + "  ".join(each)


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    data = Path(arguments[0])
    encoder, reader = load(), CrossReader.shipped(nano.SHA256)
    assert reader is not None
    given = aside(reader, encoder, data / "retellings" / "retellings.jsonl")
    wire = aside(reader, encoder, WIRE)
    sets = {"retellings": given, "wire copy": wire, "both": given + wire}
    sets |= {name: _read(reader, encoder, _rows(RETELLINGS / f"{name}.jsonl")) for name in UNSEEN}
    sets["ANS titles"] = titles(reader, encoder, data)
    for name, scored in {**sets, **(lines(Path(arguments[1])) if len(arguments) > 1 else {})}.items():
        print("\n".join(_shown(name, scored)))


if __name__ == "__main__":
    main(sys.argv[1:])
