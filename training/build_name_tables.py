"""Build the mined tables of `src/muqabala/data` that help to find names.

    python training/build_name_tables.py LEXICON TEXTS [--out src/muqabala/data]

LEXICON holds `cldr_cities.tsv` and `cldr_territories.tsv` (Unicode licence), `google_ar2en.tsv`
(google/transliteration, Apache-2.0) and `wikidata_names_ar.tsv` (CC0). TEXTS holds running text from which ordinary
words are learned: `tico19/en-ar.tsv` (CC0), `fool_me_twice/dev.jsonl` (Apache-2.0), `arbteds/*.tsv` (MIT) and the genre
sets of `retellings/retellings.jsonl` (the project's own). Only word lists and weights are kept of them.

Writes `cldr_places.tsv`, `person_names.txt`, `name_shapes.tsv`, `ordinary_words.txt` and `english_words.txt`. Needs
scikit-learn, which the product does not.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from muqabala.fold import folded

_ARABIC = re.compile(r"[ء-ۓ]+")
_LATIN = re.compile(r"[A-Za-z]+")
_CLITICS = ("و", "ب", "ل", "وال", "ال")
_LONGEST_GRAM = 4
_SHAPES_KEPT = 3500
_BORROWED_DOMAINS = frozenset({"news", "encyclopaedia"})  # their English is from Parallel Universal Dependencies
_NO_PLACES = frozenset({"UN", "EU", "EZ", "ZZ", "XA", "XB", "QO"})

NAMES_HEADER = """# Arabic spellings of person names (one word each, folded) that their letters alone do not give away.
# Origin: google/transliteration (https://github.com/google/transliteration, Apache-2.0), pairs mined from Wikipedia
# titles, and Wikidata person labels (CC0); words that are common in running text were taken out.
"""
ORDINARY_HEADER = """# Arabic words of running text, folded, that are shaped like foreign names and are none.
# Origin: the words of TICO-19 (CC0), ArbTEDS (MIT) and the project's own texts.
# Built by training/build_name_tables.py.
"""
SHAPES_HEADER = """# Letter groups that tell foreign names from Arabic words: group, weight.
# "^" begins a word, "$" ends it.
# A word is shaped like a name when its groups' weights and the weight of "bias" add up to more than 0.
# Origin: logistic regression on google/transliteration (Apache-2.0) and Wikidata labels (CC0) as names, against the
# words of TICO-19 (CC0), ArbTEDS (MIT) and the project's own texts.
# Built by training/build_name_tables.py.
"""
WORDS_HEADER = """# English words that running text writes in lower case: no names when a sentence begins with them.
# Origin: the words of TICO-19 (CC0), Fool Me Twice (Apache-2.0) and the project's own texts.
# Built by training/build_name_tables.py.
"""
PLACES_HEADER = """# Places in English and Arabic.
# Origin: Unicode CLDR, territory and exemplar city names (Unicode licence v3,
# https://www.unicode.org/license.txt). Built by training/build_name_tables.py.
"""


def rows(path: Path) -> Iterator[list[str]]:
    """The rows of a tab-separated file without its heading."""
    with path.open(encoding="utf-8", newline="") as lines:
        yield from list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]


def places(lexicon: Path) -> list[str]:
    """English and Arabic names of CLDR's cities and territories, one row each."""
    found: dict[str, str] = {}
    for name, (english, arabic) in {"cldr_cities.tsv": (1, 2), "cldr_territories.tsv": (1, 2)}.items():
        for row in rows(lexicon / name):
            if (
                row[0].isdigit()
                or row[0] in _NO_PLACES
                or not _LATIN.search(row[english])
                or not _ARABIC.search(row[arabic])
            ):
                continue
            found.setdefault(row[english], row[arabic].strip())
    return [f"{english}\t{arabic}\t" for english, arabic in sorted(found.items())]


def own_retellings(texts: Path) -> dict[str, tuple[str, set[str]]]:
    """The project's own retellings: base → its English and the words of its Arabic lines."""
    found: dict[str, tuple[str, set[str]]] = {}
    for line in (texts / "retellings/retellings.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if record["domain"] not in _BORROWED_DOMAINS:
            _, words = found.setdefault(record["base"], (record["en"], set()))
            words.update(_ARABIC.findall(folded(record["ar"])))
    return found


def arabic_words(texts: Path) -> Counter[str]:
    """How often each Arabic word, folded, stands in running text; of the retellings, words that two bases share."""
    count: Counter[str] = Counter()
    paths = [texts / "tico19/en-ar.tsv", *sorted((texts / "arbteds").glob("*.tsv"))]
    for path in paths:
        for row in rows(path):
            for cell in row:
                count.update(_ARABIC.findall(folded(cell)))
    own = Counter(word for _, words in own_retellings(texts).values() for word in words)
    count.update({word: n for word, n in own.items() if n > 1})
    return count


def english_words(texts: Path) -> list[str]:
    """Words that running text writes in lower case at least twice, and a fifth of the time or more."""
    count: Counter[str] = Counter()
    for row in rows(texts / "tico19/en-ar.tsv"):
        count.update(_LATIN.findall(row[2]))
    for line in (texts / "fool_me_twice/dev.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        count.update(
            _LATIN.findall(" ".join([record["claim"], *record["gold_evidence"], *record["retrieved_evidence"]]))
        )
    for english, _ in own_retellings(texts).values():
        count.update(_LATIN.findall(english))
    return sorted(
        word
        for word in count
        if word.islower() and len(word) > 2 and 4 * count[word] > max(4, count[word.capitalize()])
    )


def known_names(lexicon: Path) -> Counter[str]:
    """Arabic name words, folded, with the number of people or pages that bear them."""
    names: Counter[str] = Counter()
    for arabic, _ in ((row[0], row[1]) for row in rows(lexicon / "google_ar2en.tsv")):
        names[folded(arabic)] += 2
    for row in rows(lexicon / "wikidata_names_ar.tsv"):
        names[folded(row[1])] += int(row[2])
    return Counter({name: n for name, n in names.items() if _ARABIC.fullmatch(name) and len(name) > 2})


def grams(word: str) -> list[str]:
    """The groups of 1 to 4 letters of a word between its boundaries."""
    marked = f"^{word}$"
    return [
        marked[start : start + size]
        for size in range(1, _LONGEST_GRAM + 1)
        for start in range(len(marked) - size + 1)
        if marked[start : start + size] not in "^$"
    ]


def shapes(names: Iterable[str], ordinary: Iterable[str]) -> dict[str, float]:
    """Weights of letter groups, learned by telling foreign names from ordinary words."""
    from sklearn.feature_extraction.text import CountVectorizer  # type: ignore[import-untyped]
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    good, bad = sorted(names), sorted(ordinary)
    count = CountVectorizer(analyzer=grams, binary=True, min_df=4)
    matrix = count.fit_transform(good + bad)
    model = LogisticRegression(C=0.5, max_iter=300, class_weight="balanced")
    model.fit(matrix, [1] * len(good) + [0] * len(bad))
    weights = dict(zip(count.get_feature_names_out(), model.coef_[0], strict=True))
    strongest = sorted(weights, key=lambda gram: -abs(weights[gram]))[:_SHAPES_KEPT]
    return {"bias": float(model.intercept_[0]), **{gram: float(weights[gram]) for gram in sorted(strongest)}}


def logit(word: str, weights: dict[str, float]) -> float:
    """How much a word is shaped like a name, as the product computes it."""
    return weights["bias"] + sum(weights.get(gram, 0.0) for gram in set(grams(word)))


def main() -> None:
    """Read the folders named on the command line and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lexicon", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--out", type=Path, default=Path("src/muqabala/data"))
    options = parser.parse_args()
    text, names = arabic_words(options.texts), known_names(options.lexicon)
    ordinary = {word for word, n in text.items() if len(word) > 2 and names[word] < (3 * n if n >= 3 else 2)}
    people = {name for name, n in names.items() if n >= 2 and name not in ordinary}
    weights = shapes(people, ordinary)
    hidden = sorted(name for name in people if names[name] >= 4 and logit(name, weights) < 1.0)
    misleading = sorted(
        word
        for word in ordinary
        if (names[word] == 0 or names[word] * 5 < text[word] >= 5) and logit(word, weights) > 0.3
    )
    write(options.out / "ordinary_words.txt", ORDINARY_HEADER, misleading)
    write(options.out / "cldr_places.tsv", PLACES_HEADER, ["en\tar\tcountry", *places(options.lexicon)])
    write(options.out / "english_words.txt", WORDS_HEADER, english_words(options.texts))
    write(options.out / "person_names.txt", NAMES_HEADER, hidden)
    write(options.out / "name_shapes.tsv", SHAPES_HEADER, [f"{gram}\t{w:.2f}" for gram, w in weights.items()])


def write(path: Path, header: str, lines: Iterable[str]) -> None:
    """Write a table under its header."""
    path.write_text(header + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
