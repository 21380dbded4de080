"""Fit the weights of the wording kinds: how much each trait of a candidate says about a departure.

    python training/fit_wording.py WORK_FOLDER RETELLINGS.jsonl...

Every candidate of `facts.attribution`, `certainty`, `polarity`, `qualifiers` and `stance` on the retellings is a row;
it is right when its words overlap a marked departure. One logistic model a rule, fitted on the bases whose name ends in
an even digit; the others tell how often the flags are right. Writes `data/likelihood.tsv`.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from muqabala import align
from muqabala.facts import Collation, attribution, certainty, polarity, qualifiers, stance
from muqabala.facts.collated import collated
from muqabala.facts.likelihood import ALWAYS, Candidate
from muqabala.facts.speech.reported import Sides, voices
from muqabala.records import Span

TARGET = Path(__file__).parents[1] / "src" / "muqabala" / "data" / "likelihood.tsv"
KINDS = (attribution, certainty, polarity, qualifiers, stance)
LEAST = 15
"""Candidates that must have a trait before it is given a weight."""
STRENGTH = 0.15
"""Inverse regularisation."""
HEADER = (
    "# How much each trait of a candidate weighs, rule by rule: logistic weights, fitted by\n"
    "# training/fit_wording.py on retellings whose departures are marked (none of them in the benchmark).\n"
    "# Written for this project. Apache-2.0.\n"
    "rule\ttrait\tweight\n"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate: its rule and traits, the base and number of its line, whether it is right, on a faithful line."""

    rule: str
    traits: Mapping[str, float]
    base: str
    line: int
    article: Span
    right: bool
    faithful: bool


def candidates(collation: Collation) -> Iterator[Candidate]:
    """The candidates of a collation, kind by kind; `stated` and `said` are read anew."""
    for kind in KINDS:
        weigh = import_module(f"{kind.__name__}.weighed").candidates
        stated = kind.extract(collation.claim)
        said = [fact for passage in collation.evidence for fact in kind.extract(passage)]
        own = Collation(collation.claim, stated, collation.evidence, said, said, collation.links)
        if kind is attribution:
            yield from weigh(Sides(own, voices([own.claim]), voices(own.evidence)))
        elif (sides := collated(own, kind.KIND)) is not None:
            yield from weigh(sides)


def rows(base: str, number: int, collation: Collation, departures: Sequence[tuple[str, Span]]) -> Iterator[Row]:
    """The candidates of a line with their labels."""
    for one in candidates(collation):
        right = any(one.article.overlap(span) for _, span in departures)
        yield Row(one.rule, one.traits, base, number, one.article, right, not departures)


def collected(path: Path, work: Path) -> list[Row]:
    """The rows of a file of retellings; the encodings are kept in `work`."""
    from training import fit_logistic

    found: list[Row] = []
    for number, line in enumerate(fit_logistic._retellings(path, fit_logistic.Encoders(work))):
        near = line.sources[:5]
        chosen = [near[i] for i in align.supporting(line.encoding, [e for _, e in near])]
        links = align.align(line.encoding, [("s", e) for _, e in chosen]).links
        collation = Collation(line.claim, (), [p for p, _ in chosen], (), (), links)
        found += rows(line.base, number, collation, line.departures)
    return found


def is_even(row: Row) -> bool:
    """Whether a row belongs to the half that is learned from."""
    return int(row.base[-1]) % 2 == 0


def fitted(own: Sequence[Row]) -> dict[str, float]:
    """The weights of one rule; traits too rare to be weighed are left out."""
    counts = Counter(name for row in own for name, value in row.traits.items() if value)
    names = sorted(name for name, count in counts.items() if count >= LEAST)
    table = np.array([[row.traits.get(name, 0.0) for name in names] for row in own])
    scale = np.array([1.0 if set(np.unique(column)) <= {0.0, 1.0} else column.std() + 1e-3 for column in table.T])
    model = LogisticRegression(C=STRENGTH, max_iter=3000).fit(table / scale, [row.right for row in own])
    weights = {name: float(w / s) for name, w, s in zip(names, model.coef_[0], scale, strict=True)}
    kept = {name: round(w, 3) for name, w in weights.items() if abs(w) >= 0.02}
    return {ALWAYS: round(float(model.intercept_[0]), 3), **kept}


def all_weights(learned: Iterable[Row]) -> dict[str, dict[str, float]]:
    """The weights of every rule."""
    by_rule: dict[str, list[Row]] = defaultdict(list)
    for row in learned:
        by_rule[row.rule].append(row)
    return {rule: fitted(own) for rule, own in sorted(by_rule.items())}


def write(weights: Mapping[str, Mapping[str, float]]) -> None:
    """The table, in a fixed order."""
    lines = [f"{rule}\t{trait}\t{weight:g}\n" for rule, own in weights.items() for trait, weight in own.items()]
    TARGET.write_text(HEADER + "".join(lines), encoding="utf-8")


def report(weights: Mapping[str, Mapping[str, float]], held: Sequence[Row]) -> None:
    """How often the held-out candidates above a confidence are right, and how many faithful lines they touch."""
    for rule, own in weights.items():
        mine = [row for row in held if row.rule == rule]
        totals = [own[ALWAYS] + sum(own.get(n, 0.0) * v for n, v in row.traits.items()) for row in mine]
        rates = 1 / (1 + np.exp(-np.array(totals)))
        print(f"{rule}: {len(mine)} held-out candidates, {sum(row.right for row in mine)} right")
        for low, high in ((0.35, 0.45), (0.45, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 1.01)):
            chosen = [row for row, rate in zip(mine, rates, strict=True) if low <= rate < high]
            right = sum(row.right for row in chosen) / max(1, len(chosen))
            faithful = len({(row.base, row.line) for row in chosen if row.faithful})
            print(f"  {low:.2f}–{high:.2f}: {len(chosen):4} right {right:.2f}, on faithful lines {faithful}")


def main(arguments: Sequence[str]) -> None:
    """Fit on the even half of every file, write, and measure on the odd halves."""
    work, *paths = map(Path, arguments)
    every = [row for path in paths for row in collected(path, work)]
    weights = all_weights(row for row in every if is_even(row))
    write(weights)
    report(weights, [row for row in every if not is_even(row)])


if __name__ == "__main__":
    main(sys.argv[1:])
