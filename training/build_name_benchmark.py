"""Build `benchmarks/names.tsv`: Arabic and English spellings of person names, to measure `muqabala.spelling`.

    python training/build_name_benchmark.py LEXICON [--out benchmarks/names.tsv] [--size 600]

A name is a given name and a surname. Each pair of spellings is one that google/transliteration (Apache-2.0) and the
labels of Wikidata (CC0) hold independently of each other; no similarity was used to choose it. The negatives keep the
given name and take another person's surname. The same seed gives the same file.
"""

from __future__ import annotations

import argparse
import random
from itertools import pairwise
from pathlib import Path

_GIVEN_FROM = 8  # people in Wikidata that bear a name for it to count as a given name
_SURNAME_UP_TO = 7
_LEFT_OUT = frozenset({"hitler"})

HEADER = """# Person names in Arabic and English spelling.
# Columns: English, Arabic, and the Arabic of somebody else with that given name.
# Origin: pairs that google/transliteration (Apache-2.0) and Wikidata labels (CC0) agree on, given name and surname put
# together at random: no living person is meant. Built by training/build_name_benchmark.py.
"""


def pairs(lexicon: Path) -> dict[tuple[str, str], int]:
    """(English, Arabic) word pairs that both sources hold, with the number of people in Wikidata."""
    google = set()
    for line in (lexicon / "google_ar2en.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        arabic, english = line.split("\t")[:2]
        google.add((english, arabic))
    found = {}
    for line in (lexicon / "wikidata_names_ar.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        english, arabic, count = line.split("\t")[:3]
        if (english, arabic) in google and min(len(english), len(arabic)) > 2:
            found[english, arabic] = int(count)
    return found


def main() -> None:
    """Read the lexicon folder and write the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lexicon", type=Path)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/names.tsv"))
    parser.add_argument("--size", type=int, default=600)
    options = parser.parse_args()
    rng = random.Random(20240619)  # noqa: S311
    known = pairs(options.lexicon)
    given = sorted(pair for pair, count in known.items() if count >= _GIVEN_FROM and pair[0] not in _LEFT_OUT)
    surnames = rng.sample(sorted(pair for pair, count in known.items() if count <= _SURNAME_UP_TO), options.size + 1)
    lines = ["english\tarabic\tanother"]
    for surname, other in pairwise(surnames):
        first = rng.choice(given)
        lines.append(f"{first[0]} {surname[0]}\t{first[1]} {surname[1]}\t{first[1]} {other[1]}".title())
    options.out.write_text(HEADER + "\n".join([lines[0].lower(), *lines[1:]]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
