"""Faithful sentence pairs: how many of them the judge would flag, and with what. Every flag is a false alarm."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from muqabala import facts, segment
from muqabala.errors import BenchmarkError
from muqabala.judge import Case
from muqabala.judge.features import EXACT
from muqabala.omissions import SourceSentence
from muqabala.pipeline import held
from muqabala.records import (
    Basis,
    Block,
    Claim,
    DepartureType,
    Document,
    Evidence,
    Passage,
    Sentence,
    Severity,
    Span,
)

if TYPE_CHECKING:
    from muqabala.corpus import Progress
    from muqabala.pipeline import Desk

_BATCH = 64


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence of a source and its faithful translation."""

    source: Passage
    claim: Passage


@dataclass(frozen=True, slots=True)
class PairScores:
    """How many pairs were flagged above `info`: with any type, with an exact fact, and with each type.

    `examples` holds (type, flagged words, the claim's text) of the first flags met.
    """

    name: str
    pairs: int
    flagged: int
    with_fact: int
    by_type: Mapping[DepartureType, int]
    examples: tuple[tuple[DepartureType, str, str], ...]


def load_pairs(path: Path, source: str = "en", claim: str = "ar") -> tuple[Pair, ...]:
    """Pairs from a tab-separated file whose header names a column for each language.

    Rows with an empty side are passed over. Raises `BenchmarkError` for a file that cannot be read or lacks a column.
    """
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError) as error:
        raise BenchmarkError(f"{path}: cannot be read ({error}). Give a tab-separated file in UTF-8.") from error
    if not rows or not {source, claim} <= set(rows[0]):
        raise BenchmarkError(
            f"{path}: no columns {source!r} and {claim!r}. The first line must name the columns, with tabs between."
        )
    sides = [(row[source] or "", row[claim] or "") for row in rows]
    return tuple(
        Pair(_whole(f"source{n}", theirs, source), _whole(f"claim{n}", ours, claim))
        for n, (theirs, ours) in enumerate(sides)
        if theirs.strip() and ours.strip()
    )


def _whole(name: str, text: str, lang: str) -> Passage:
    return Passage(name, text, Span(0, len(text)), lang)


def flagged(desk: Desk, path: Path, progress: Progress, bases: Sequence[Basis] = ()) -> PairScores:
    """Judge every pair of a file as a claim with its evidence, and count the flags; with `bases`, only those that rest
    on one of them.
    """
    pairs = load_pairs(path)
    counts: Counter[DepartureType] = Counter()
    any_flag = with_fact = 0
    examples: list[tuple[DepartureType, str, str]] = []
    for start in range(0, len(pairs), _BATCH):
        progress(f"judging {path.name}", start, len(pairs))
        batch = pairs[start : start + _BATCH]
        for pair, judgement in zip(batch, desk.judge.judge(_cases(desk, batch)), strict=True):
            flags = [d for d in judgement.departures if d.severity is not Severity.INFO]
            flags = [d for d in flags if not bases or d.basis in bases]
            kinds = {flag.type for flag in flags}
            counts.update(kinds)
            any_flag += bool(kinds)
            with_fact += bool(kinds & set(EXACT))
            examples += [(flag.type, flag.span.of(pair.claim.text), pair.claim.text) for flag in flags]
    return PairScores(path.name, len(pairs), any_flag, with_fact, dict(sorted(counts.items())), tuple(examples))


def _cases(desk: Desk, pairs: Sequence[Pair]) -> list[Case]:
    """Each pair as a case whose evidence is the source sentence alone (all of them where it holds several)."""
    claims = desk.encode([pair.claim for pair in pairs], pairs[0].claim.lang)
    cut = [_sentences(pair.source) for pair in pairs]
    encoded = iter(desk.encode([passage for own in cut for _, passage in own], pairs[0].source.lang))
    cases = []
    for pair, encoding, own in zip(pairs, claims, cut, strict=True):
        near = [SourceSentence(s, passage, next(encoded), facts.extract(passage)) for s, passage in own]
        near.sort(key=lambda one: -float(one.encoding.vector @ encoding.vector))
        evidence = tuple(
            Evidence(one.passage.document, one.passage.span, float(one.encoding.vector @ encoding.vector))
            for one in near
        )
        case = Case(Claim(pair.claim.document, pair.claim.span, 0), pair.claim, encoding, evidence)
        around = [fact for one in near for fact in one.facts]
        cases.append(held(case, facts.extract(pair.claim), near, around))
    return cases


def _sentences(source: Passage) -> list[tuple[Sentence, Passage]]:
    document = Document(source.document, source.text, (Block(source.span),), source.lang)
    return [(s, Passage(source.document, source.text, s.span, source.lang)) for s in segment.segment(document)]
