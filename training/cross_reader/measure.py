"""How well the shipped cross-reader, by itself, tells bent lines from faithful ones that it never saw.

    python -m training.cross_reader.measure DATA_FOLDER [BENCH_FOLDER]

prints the AUC on the retellings and edits that were kept out of training, all and by type of departure, on the
development part of the ANS titles, and with BENCH_FOLDER on the lines of a departures benchmark, with the evidence that
a check finds; and of the lines that likely depart, how many do, by the type that the cross-reader names, and where a
doubt (`muqabala.facts.doubts`) of that type stands at the words it points to.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from muqabala.embed import Means, load, nano
from muqabala.embed.encoder import Encoder
from muqabala.evaluate import auc
from muqabala.judge import Case
from muqabala.judge.cross_reader import CrossReader
from muqabala.judge.findings import explained
from muqabala.judge.reading import Reading
from training.aside import is_aside
from training.cases import case
from training.cross_reader import edits
from training.cross_reader.evidence import retrieved
from training.cross_reader.examples import WRITTEN, Example, news_titles, retellings
from training.passages import whole

LIKELY = 1.0
"""The logit from which a line counts as likely to depart."""
RECEIPT = Path(__file__).parent / "receipt.json"
"""The hash of the shipped weights and what was measured with them."""


@dataclass(frozen=True)
class Scored:
    """A line's logit, the type that the cross-reader names, whether a doubt says the same, and the types of its
    departures; none in a faithful line.
    """

    score: float
    named: str
    doubted: bool
    types: tuple[str, ...]


def on_aside(reader: CrossReader, encoder: Encoder, most: int | None = None) -> float:
    """AUC over the written retellings that were kept out of training, or the first `most` of each file."""
    return _auc(one for path in WRITTEN for one in aside(reader, encoder, retellings(path, "own"), most))


def aside(reader: CrossReader, encoder: Encoder, lines: Iterable[Example], most: int | None = None) -> list[Scored]:
    """The lines that were kept out of training, read beside the evidence that a check finds."""
    kept = [line for line in lines if is_aside(line.group)]
    return _read(reader, encoder, retrieved(kept[:most], encoder))


def titles(reader: CrossReader, encoder: Encoder, data: Path) -> list[Scored]:
    """The development part of the ANS titles, read."""
    return _read(reader, encoder, list(news_titles(data, "dev")))


def _read(reader: CrossReader, encoder: Encoder, lines: Sequence[Example]) -> list[Scored]:
    means = Means.shipped(encoder.weights_sha256, encoder.dimension, len(encoder.layers))
    claims = [whole(line.claim, line.lang, "article") for line in lines]
    said = list(dict.fromkeys((text, line.evidence_lang) for line in lines for text in line.evidence))
    passages = {one: whole(*one, f"source {n}") for n, one in enumerate(said)}
    sources = dict(zip(said, encoder.encode(list(passages.values())), strict=True))
    scored = []
    for line, claim, own in zip(lines, claims, encoder.encode(claims), strict=True):
        told = [(text, line.evidence_lang) for text in line.evidence]
        reading = reader.read(own, [sources[one] for one in told])
        assert reading is not None
        types = tuple(span[0] for span in line.spans or ()) or (("unnamed",) if line.departs else ())
        evidence = [(passages[one], means.centre(sources[one], line.evidence_lang)) for one in told]
        scored.append(_scored(reading, case(claim, means.centre(own, line.lang), evidence), types))
    return scored


def _scored(reading: Reading, one: Case, types: tuple[str, ...]) -> Scored:
    doubted = explained(one, reading, reading.departs) is not None
    return Scored(reading.departs, str(reading.type), doubted, types)


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
        readings = {one.case.claim.id: (one.reading, one.case) for one in weighed if one.reading}
        for view in views(gold, desk.decide(collated)):
            own = [readings[one.claim.id] for one in view.claims if one.claim.id in readings]
            if own:
                types = tuple(str(departure.type) for departure in view.line.departures)
                likeliest = max(own, key=lambda pair: pair[0].departs)
                found["bent" if gold.bent else "translations"].append(_scored(*likeliest, types))
    return found


def _auc(scored: Iterable[Scored]) -> float:
    found = auc((one.score, bool(one.types)) for one in scored)
    assert found is not None
    return found


def _shown(name: str, scored: Sequence[Scored]) -> Iterator[str]:
    """The AUC of all lines, then of the faithful ones against those of each type; and how many of the likely
    ones depart, by the type named, and where a doubt says the same.
    """
    yield f"{name}: {len(scored)} lines, AUC {_auc(scored):.3f}"
    kinds = sorted({kind for one in scored for kind in one.types})
    if len(kinds) > 1:
        each = (f"{kind} {_auc([s for s in scored if not s.types or kind in s.types]):.2f}" for kind in kinds)
        yield "  " + "  ".join(each)
    likely = [one for one in scored if one.score >= LIKELY]
    named, right = Counter(one.named for one in likely), Counter(one.named for one in likely if one.types)
    if named:
        yield "  named: " + "  ".join(f"{kind} {right[kind]} of {named[kind]}" for kind in sorted(named))
    doubted = [one for one in likely if one.doubted]
    if doubted:
        yield f"  with a doubt of that type there: {sum(map(bool, (one.types for one in doubted)))} of {len(doubted)}"


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    data = Path(arguments[0])
    encoder, reader = load(), CrossReader.shipped(nano.SHA256)
    assert reader is not None
    files = (data / "retellings" / "retellings.jsonl", *WRITTEN)
    sets = {path.stem: aside(reader, encoder, retellings(path, "own")) for path in files}
    sets["all"] = [one for own in sets.values() for one in own]
    sets["edits"] = aside(reader, encoder, edits.lines(edits.EDITS))
    sets["ANS titles"] = titles(reader, encoder, data)
    for name, scored in {**sets, **(lines(Path(arguments[1])) if len(arguments) > 1 else {})}.items():
        print("\n".join(_shown(name, scored)))


if __name__ == "__main__":
    main(sys.argv[1:])
