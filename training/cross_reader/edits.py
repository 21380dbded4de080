"""Lines made from a faithful one by exchanging a few of its words, rightly or wrongly.

A pair of source and faithful line carries edits, many for the same words: some leave it faithful, each of the others
makes it depart. Put together they give many lines, in which a departure is all that tells one line from the next.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.cross_reader.examples import Example, sourced

EDITS = Path(__file__).parents[1] / "edits" / "edits.jsonl"
"""The edits written for this project."""

_BESIDE_FAITHFUL, _BESIDE_BENT = (0, 1, 2, 3), (0, 0, 1, 1, 2)  # further faithful edits in a line, drawn from these


@dataclass(frozen=True)
class Swap:
    """`old`, which stands at code point `start` of the faithful line, gives way to `new`."""

    start: int
    old: str
    new: str

    @property
    def end(self) -> int:
        """Behind the last code point of `old`."""
        return self.start + len(self.old)


@dataclass(frozen=True)
class Edit:
    """Words exchanged together; `type` is that of the departure they make, None if the line stays faithful."""

    swaps: tuple[Swap, ...]
    type: str | None

    def apart(self, other: Edit) -> bool:
        """Whether the two touch different words."""
        return all(a.end < b.start or b.end < a.start for a in self.swaps for b in other.swaps)


@dataclass(frozen=True)
class Edited:
    """A source, a line faithful to it, and the edits of that line."""

    base: str
    en: str
    ar: str
    edits: tuple[Edit, ...]


def read(path: Path) -> Iterator[Edited]:
    """The pairs of a file with their edits (its format: `training/edits/README.md`)."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        edits = [Edit(tuple(Swap(*swap) for swap in edit["swaps"]), edit["type"]) for edit in row["edits"]]
        yield Edited(row["base"], row["en"], row["ar"], tuple(edits))


def lines(path: Path) -> Iterator[Example]:
    """The faithful line of every pair, one more for each faithful edit and a departing one for each other edit; most
    with further faithful edits. A text that was made before is left out.
    """
    for pair in read(path):
        shown: set[str] = set()
        for edits in [(), *(_drawn(edit, pair.edits) for edit in pair.edits)]:
            text, spans = made(pair.ar, edits)
            if text not in shown:
                shown.add(text)
                yield sourced(pair.base, pair.en, text, spans, "edits")


def _drawn(edit: Edit, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edit with some faithful ones that touch other words, as if at random: which ones depends on the words alone,
    so that an edit more or less changes few lines.
    """
    most = random.Random(str(edit)).choice(_BESIDE_FAITHFUL if edit.type is None else _BESIDE_BENT)  # noqa: S311
    own = [edit]
    for other in sorted(edits, key=lambda one: random.Random(f"{edit}{one}").random()):  # noqa: S311 - not for secrets
        if len(own) <= most and other.type is None and all(other.apart(one) for one in own):
            own.append(other)
    return tuple(own)


def made(text: str, edits: Sequence[Edit]) -> tuple[str, tuple[tuple[str, int, int], ...]]:
    """The line with these edits, and (type, start, end) of the words in it that depart."""
    parts, spans, at, length = [], [], 0, 0
    for swap, kind in sorted(((s, e.type) for e in edits for s in e.swaps), key=lambda one: one[0].start):
        parts += [text[at : swap.start], swap.new]
        length += swap.start - at
        if kind is not None:
            start, end = _changed(swap)
            spans.append((kind, length + start, length + end))
        length += len(swap.new)
        at = swap.end
    return "".join((*parts, text[at:])), tuple(spans)


def _changed(swap: Swap) -> tuple[int, int]:
    """Where in `new` the words begin and end that are not in `old`; all of it where words were only left out."""
    old, new = swap.old.split(" "), swap.new.split(" ")
    most = min(len(old), len(new))
    ahead = next((n for n in range(most) if old[n] != new[n]), most)
    behind = next((n for n in range(most - ahead) if old[-1 - n] != new[-1 - n]), most - ahead)
    own = new[ahead : len(new) - behind]
    if not own:
        return 0, len(swap.new)
    start = sum(len(word) + 1 for word in new[:ahead])
    return start, start + len(" ".join(own))
