"""What the cross-reader learns from: claims with their evidence, faithful or not, and which words depart.

The sets are read from the folder of licence-clean data (see each set's README for origin and licence) and from
`training/retellings`, which was written for this project.
"""

from __future__ import annotations

import csv
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from muqabala.judge.reading import TYPES as OUTPUTS
from training.passages import sentences

TYPES = tuple(map(str, OUTPUTS))
"""The departure types that the cross-reader names, in the order of its outputs."""
WRITTEN = tuple(sorted((Path(__file__).parents[1] / "retellings").glob("*.jsonl")))
"""The retellings written for this project."""

_STYLES = (("«", "»"), ('"', '"'), ("“", "”"))
_COMMA = re.compile(r",(?=\s)")
_DIGITS = ("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(frozen=True)
class Example:
    """A claim held against its evidence.

    `group` names lines of one source; `spans` are (type, start, end) in the claim, None where the set does
    not say which words depart; `departs` is the label of the whole claim.
    """

    group: str
    claim: str
    lang: str
    evidence: tuple[str, ...]
    evidence_lang: str
    departs: bool
    spans: tuple[tuple[str, int, int], ...] | None
    origin: str


def retellings(path: Path, origin: str) -> Iterator[Example]:
    """Faithful and bent lines in the format of the retellings."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        claim = row["ar"]
        spans = tuple((d["type"], d["start"], d["start"] + len(d["span"])) for d in row["departures"])
        yield sourced(row["base"], row["en"], claim, spans, origin)


def sourced(group: str, source: str, claim: str, spans: tuple[tuple[str, int, int], ...], origin: str) -> Example:
    """An Arabic line held against the sentences of its English source. Its quotation marks and digits are set at
    random, so that their style tells nothing.
    """
    chance = random.Random(f"{group}{claim}")  # noqa: S311 - not for secrets
    return Example(group, restyled(claim, chance), "ar", _sentences(source), "en", bool(spans), spans, origin)


def translations(data: Path, lines: Sequence[Example]) -> Iterator[Example]:
    """One more faithful line for every retold sentence of Parallel Universal Dependencies: its own translation."""
    own = {row["sent_id"]: row for row in _rows(data / "pud" / "pud.tsv")}
    for line in {line.group: line for line in lines if line.group in own}.values():
        row = own[line.group]
        if _sentences(row["en"]) == line.evidence:
            chance = random.Random(line.group)  # noqa: S311 - not for secrets
            yield replace(line, claim=restyled(row["ar"], chance), departs=False, spans=())


def restyled(text: str, chance: random.Random) -> str:
    """The text with Arabic commas and another style of quotation marks and digits, each character in its place."""
    text = _COMMA.sub("،", text)
    opening, closing = chance.choice(_STYLES)
    digits = chance.choice(_DIGITS)
    found, inside = [], False
    for character in text:
        if character in "«“":
            character, inside = opening, True
        elif character in "»”":
            character, inside = closing, False
        elif character == '"':
            inside = not inside
            character = opening if inside else closing
        elif character.isdigit() and character.isdecimal():
            character = digits[int(character)]
        found.append(character)
    return "".join(found)


def _sentences(text: str) -> tuple[str, ...]:
    return tuple(passage.words for passage in sentences(text, "en"))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def news_titles(data: Path, part: str) -> Iterator[Example]:
    """ANS: an Arabic title against another; `other` is left out."""
    for n, row in enumerate(_rows(data / "ans" / f"stance.{part}.tsv")):
        if row["stance"] != "other":
            departs = row["stance"] == "disagree"
            yield Example(f"ans{n}", row["s2"], "ar", (row["s1"],), "ar", departs, None if departs else (), "ans")
