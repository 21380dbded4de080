"""What the cross-reader learns from: claims with their evidence, faithful or not, and which words depart.

Every set is read from the folder of licence-clean data (see each set's README for origin and licence) or from
`training/retellings`, which was written for this project.
"""

from __future__ import annotations

import csv
import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from muqabala.judge.cross_reader import TYPES as OUTPUTS

TYPES = tuple(map(str, OUTPUTS))
"""The departure types that the cross-reader names, in the order of its outputs."""

_STYLES = (("«", "»"), ('"', '"'), ("“", "”"))
_DIGITS = ("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(frozen=True)
class Example:
    """A claim held against its evidence.

    `group` names lines that share their evidence; `spans` are (type, start, end) in the claim, None where the set does
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
    """Faithful and bent lines in the format of the retellings; quotation marks and digits are set at random, so that
    their style tells nothing.
    """
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        claim = row["ar"]
        spans = tuple((d["type"], d["start"], d["start"] + len(d["span"])) for d in row["departures"])
        chance = random.Random(f"{row['base']}{claim}")  # noqa: S311 - not for secrets
        yield Example(
            row["base"], restyled(claim, chance), "ar", tuple(sentences(row["en"])), "en", bool(spans), spans, origin
        )


def restyled(text: str, chance: random.Random) -> str:
    """The text with another style of quotation marks and digits, each character in its place."""
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


def sentences(text: str) -> list[str]:
    """A few sentences of English, apart."""
    return [s for s in re.split(r"(?<=[.!?”\"])\s+(?=[A-Z“\"])", text.strip()) if s]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def news_titles(data: Path, part: str) -> Iterator[Example]:
    """ANS: an Arabic title against another; `other` is left out."""
    for n, row in enumerate(_rows(data / "ans" / f"stance.{part}.tsv")):
        if row["stance"] != "other":
            departs = row["stance"] == "disagree"
            yield Example(f"ans{n}", row["s2"], "ar", (row["s1"],), "ar", departs, None if departs else (), "ans")


def english_claims(data: Path) -> Iterator[Example]:
    """FEVER symmetric, FoolMeTwice and WiCE: English claims against English evidence."""
    for part in ("dev", "test"):
        yield from _fever(data / "fever_symmetric" / f"{part}.tsv", part)
        yield from _fool_me_twice(data / "fool_me_twice" / f"{part}.jsonl", part)
    yield from _wice(data / "wice")


def _fever(path: Path, part: str) -> Iterator[Example]:
    for n, row in enumerate(_rows(path)):
        departs = row["label"] == "REFUTES"
        claim, page = (row[key].replace("-LRB-", "(").replace("-RRB-", ")") for key in ("claim", "evidence"))
        yield Example(f"fs{part}{n}", claim, "en", (page,), "en", departs, None if departs else (), "fever")


def _fool_me_twice(path: Path, part: str) -> Iterator[Example]:
    for n, line in enumerate(path.open(encoding="utf-8")):
        row = json.loads(line)
        departs = row["label"] == "REFUTES"
        evidence = tuple(row["gold_evidence"][:3])
        if evidence:
            yield Example(f"fm{part}{n}", row["claim"], "en", evidence, "en", departs, None if departs else (), "fm2")


def _wice(folder: Path) -> Iterator[Example]:
    """Claims with their unsupported words, and supported ones."""
    for n, line in enumerate((folder / "nonsupported_tokens.dev.jsonl").open(encoding="utf-8")):
        row = json.loads(line)
        chosen = row["supporting_sentences"][0] if row["supporting_sentences"] else []
        evidence = tuple(row["evidence"][i] for i in chosen[:3])
        spans = _token_spans(row["claim"], row["claim_tokens"], row["non_supported_spans"])
        if evidence and spans:
            yield Example(f"wt{n}", row["claim"], "en", evidence, "en", True, spans, "wice")
    for n, line in enumerate((folder / "claim_oracle.dev.jsonl").open(encoding="utf-8")):
        row = json.loads(line)
        if row["label"] == "supported":
            yield Example(f"wo{n}", row["claim"], "en", tuple(row["evidence"][:4]), "en", False, (), "wice")


def _token_spans(text: str, tokens: Iterable[str], marked: Iterable[bool]) -> tuple[tuple[str, int, int], ...]:
    """Marked tokens as spans of the text; runs are joined."""
    spans: list[tuple[str, int, int]] = []
    at = 0
    for token, mark in zip(tokens, marked, strict=True):
        found = text.find(token, at)
        if found < 0:
            continue
        at = found + len(token)
        if mark and spans and not text[spans[-1][2] : found].strip():
            spans[-1] = (spans[-1][0], spans[-1][1], at)
        elif mark:
            spans.append(("added", found, at))
    return tuple(spans)


def divergences(data: Path) -> Iterator[Example]:
    """REFreSD: English and French sentences with the words that diverge, as at least two of three annotators saw."""
    for n, row in enumerate(_rows(data / "refresd" / "refresd.en-fr.tsv")):
        label = row["label3"].replace("_", " ")
        if label == "unrelated":
            continue
        departs = label.startswith("some")
        marks = [int(mark) >= 2 for mark in row["fr_rationale"].split()]
        spans = _token_spans(row["fr"], row["fr"].split(), marks) if departs else ()
        if departs and not spans:
            continue
        spans = tuple(("meaning", start, end) for _, start, end in spans)
        yield Example(f"rf{n}", row["fr"], "fr", (row["en"],), "en", departs, spans, "refresd")


def parallel(data: Path, seed: int) -> Iterator[Example]:
    """TICO-19 and PUD: faithful pairs, and the same with a stretch of a neighbouring sentence worked in, or with the
    evidence of the neighbour.
    """
    sets = [("tico", _rows(data / "tico19" / "en-ar.tsv")), ("pud", _rows(data / "pud" / "pud.tsv"))]
    for origin, rows in sets:
        chance = random.Random(f"{origin}{seed}")  # noqa: S311 - not for secrets
        chosen = [n for n in range(1, len(rows)) if 8 <= len(rows[n]["ar"].split()) <= 45 and chance.random() < 0.45]
        for n in chosen:
            claim, evidence = rows[n]["ar"], (rows[n]["en"],)
            group = f"{origin}{n}"
            yield Example(group, claim, "ar", evidence, "en", False, (), origin)
            bent = with_addition(claim, rows[n - 1]["ar"], chance)
            if bent:
                text, start, end = bent
                yield Example(group, text, "ar", evidence, "en", True, (("added", start, end),), origin)
            if chance.random() < 0.15:
                other = rows[n - 1]["ar"]
                yield Example(group, other, "ar", evidence, "en", True, (("added", 0, len(other)),), origin)


def with_addition(claim: str, other: str, chance: random.Random) -> tuple[str, int, int] | None:
    """The claim with three to nine words of another sentence at a comma or before its end: (text, start, end)."""
    words = other.rstrip(" .؟!").split()
    if len(words) < 5:
        return None
    size = min(len(words), chance.randint(3, 9))
    first = chance.randint(0, len(words) - size)
    piece = " ".join(words[first : first + size])
    cuts = [m.end() - 1 for m in re.finditer(r"\s", claim)][2:]
    at = len(claim.rstrip(" .؟!")) if not cuts or chance.random() < 0.35 else chance.choice(cuts)
    joint = chance.choice((" ", "، ", " و"))
    return claim[:at] + joint + piece + claim[at:], at + len(joint), at + len(joint) + len(piece)
