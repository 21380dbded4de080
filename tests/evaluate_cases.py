"""Benchmarks and reports made up for the tests of `muqabala.evaluate`: one worked out by hand, and random ones."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from muqabala.records import (
    Basis,
    Claim,
    Departure,
    DepartureType,
    Document,
    Evidence,
    Judgement,
    Omission,
    Report,
    Severity,
    Signature,
    Span,
    Verdict,
)

SENTENCES = (Span(0, 20), Span(21, 41), Span(42, 62), Span(63, 83))
"""The sentences of every made-up source."""

Json = dict[str, object]


@dataclass(frozen=True)
class GoldRow:
    """A gold line of the file to be, and the text of its article."""

    row: Json
    text: str


def write_bench(folder: Path, rows: Sequence[GoldRow]) -> Path:
    """Write a benchmark in the layout that the product and the reference scorer share; returns the gold file."""
    articles = folder / "dev" / "articles"
    articles.mkdir(parents=True)
    (folder / "corpus").mkdir()
    for gold in rows:
        (articles / f"{gold.row['id']}.txt").write_text(gold.text, encoding="utf-8", newline="")
        (folder / "corpus" / str(gold.row["source"])).write_text("s" * SENTENCES[-1].end, encoding="utf-8")
    path = folder / "dev" / "gold.jsonl"
    path.write_text("".join(json.dumps(gold.row, ensure_ascii=False) + "\n" for gold in rows), encoding="utf-8")
    return path


def gold_row(name: str, kind: str, lines: Sequence[Json], text: str, omitted: Sequence[Json] = ()) -> GoldRow:
    row: Json = {"id": name, "lang": "ar", "source": f"{name}-source.txt", "kind": kind, "lines": list(lines)}
    return GoldRow(row | {"omitted": list(omitted), "unknown key": 1}, text)


def gold_line(text: str, start: int, end: int, source: Sequence[Span], *departures: Json, **extra: object) -> Json:
    spans = [[span.start, span.end] for span in source]
    line: Json = {"text": text[start:end], "span": [start, end], "source": spans, "departures": list(departures)}
    return line | extra


def gold_departure(text: str, kind: str, start: int, end: int) -> Json:
    says = "what the source says"
    return {"type": kind, "span": [start, end], "text": text[start:end], "source_says": says, "note": "why"}


def flag(
    kind: DepartureType,
    start: int,
    end: int,
    severity: Severity = Severity.MAJOR,
    basis: Basis = Basis.RULE,
) -> Departure:
    return Departure("d", kind, Span(start, end), severity, 0.9, basis, "MQ000")


def judgement(
    start: int, end: int, score: float, departures: Sequence[Departure] = (), evidence: Sequence[Evidence] = ()
) -> Judgement:
    claim = Claim("c", Span(start, end), 0)
    return Judgement(claim, Verdict.REVIEW, score, tuple(departures), tuple(evidence), reason="made up")


def report(text: str, judgements: Sequence[Judgement], omissions: Sequence[Omission] = ()) -> Report:
    signature = Signature("0", "none", "0", "none", {}, "0")
    return Report(signature, Document("a.txt", text, (), "ar"), (), (), tuple(judgements), tuple(omissions))


def omission(source: str, start: int, end: int, severity: Severity = Severity.MINOR) -> Omission:
    return Omission("o", source, Span(start, end), severity, 0.9, "MQ1200")


def as_json(one: Report) -> Json:
    """The fields of `muqabala.report/1` that a scorer reads."""
    return {
        "claims": [
            {
                "id": item.claim.id,
                "span": _pair(item.claim.span),
                "departure_score": item.departure_score,
                "departures": [
                    {"type": d.type, "span": _pair(d.span), "severity": d.severity, "basis": d.basis}
                    for d in item.departures
                ],
                "evidence": [{"source": e.source, "span": _pair(e.span)} for e in item.evidence],
            }
            for item in one.judgements
        ],
        "omissions": [{"source": o.source, "span": _pair(o.span), "severity": o.severity} for o in one.omissions],
    }


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]


def random_row(rng: Random, name: str) -> GoldRow:
    """A valid gold line of either kind with up to five lines."""
    pieces = ["".join(rng.choices("ابتثج 12\u2028", k=rng.randint(4, 14))) for _ in range(rng.randint(1, 5))]
    text = "\n".join(pieces)
    lines: list[Json] = []
    start = 0
    for piece in pieces:
        end = start + len(piece)
        known = [
            gold_departure(text, rng.choice(list(DepartureType)), *_inside(rng, Span(start, end)))
            for _ in range(rng.choice((0, 0, 1, 2)))
        ]
        source = rng.sample(SENTENCES, rng.choice((0, 1, 1, 2)))
        extra = {"unscored": True} if rng.random() < 0.15 else {}
        lines.append(gold_line(text, start, end, source, *known, **extra))
        start = end + 1
    left_out: list[Json] = [
        {"span": _pair(span), "note": ""} | ({"matters": rng.random() < 0.5} if rng.random() < 0.8 else {})
        for span in rng.sample(SENTENCES, rng.choice((0, 1, 2)))
    ]
    return gold_row(name, rng.choice(("bent", "translation")), lines, text, left_out)


def random_report(rng: Random, gold: GoldRow) -> Report:
    """A valid report whose spans fall on, near and across the lines and departures of the gold."""
    length = len(gold.text)
    lines = gold.row["lines"]
    assert isinstance(lines, list)
    places = [Span(*line["span"]) for line in lines]
    places += [Span(*known["span"]) for line in lines for known in line["departures"]]
    source = str(gold.row["source"])
    judgements = [
        judgement(
            *_near(rng, rng.choice(places), length),
            rng.choice((0.0, 0.25, 0.5, 0.75, 1.0)),
            [_random_flag(rng, rng.choice(places), length) for _ in range(rng.choice((0, 0, 1, 2)))],
            [
                Evidence(rng.choice((source, source, "other.txt")), Span(*_near(rng, rng.choice(SENTENCES), 83)), 0.5)
                for _ in range(rng.randint(0, 7))
            ],
        )
        for _ in range(rng.randint(0, 6))
    ]
    omissions = [
        omission(
            rng.choice((source, source, "other.txt")),
            *_near(rng, rng.choice(SENTENCES), 83),
            rng.choice(list(Severity)),
        )
        for _ in range(rng.randint(0, 3))
    ]
    return report(gold.text, judgements, omissions)


def _random_flag(rng: Random, place: Span, length: int) -> Departure:
    kinds, severities, bases = list(DepartureType), list(Severity), list(Basis)
    return flag(rng.choice(kinds), *_near(rng, place, length), rng.choice(severities), rng.choice(bases))


def _inside(rng: Random, place: Span) -> tuple[int, int]:
    start = rng.randrange(place.start, place.end)
    return start, rng.randint(start + 1, place.end)


def _near(rng: Random, place: Span, length: int) -> tuple[int, int]:
    """A stretch of at least one character: the place itself, moved, or stretched."""
    start = min(max(0, place.start + rng.choice((0, 0, -3, 2, 5))), length - 1)
    return start, min(max(start + 1, place.end + rng.choice((0, 0, -4, 1, 6))), length)
