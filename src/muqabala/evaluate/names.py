"""Person names in two scripts: how often one person is recognised, and how often two are taken for one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from muqabala.errors import BenchmarkError
from muqabala.spelling import ACCEPT, similarity


@dataclass(frozen=True, slots=True)
class NameScores:
    """Of `names` people, the share recognised in the other script, and the share taken for a namesake."""

    names: int
    recall: float
    false_positive_rate: float


def names(path: Path) -> NameScores:
    """Measure on a tab-separated file: a name in English, in Arabic, and the Arabic of somebody else with the same
    given name. Lines that begin with `#` are remarks; the first other line
    names the columns. Raises `BenchmarkError` for a file of another form.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BenchmarkError(f"{path}: cannot be read ({error}). Give a tab-separated file in UTF-8.") from error
    rows = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")][1:]
    if not rows or any(len(row) != 3 for row in rows):
        raise BenchmarkError(f"{path}: not a file of names: three columns are needed, with tabs between.")
    same = sum(_one(english, arabic) for english, arabic, _ in rows)
    other = sum(_one(english, somebody) for english, _, somebody in rows)
    return NameScores(len(rows), same / len(rows), other / len(rows))


def _one(english: str, arabic: str) -> bool:
    return similarity(english, arabic) >= ACCEPT
