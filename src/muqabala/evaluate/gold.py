"""The gold file of a departures benchmark: articles whose departures from their source are known.

A benchmark folder holds `corpus/` (every source document), and `gold.jsonl` beside `articles/<id>.txt`, either directly
or in its folder `dev/`. Several sets may share a corpus that stands beside their folders. Each line of `gold.jsonl` is
one article. Keys this module does not know are ignored.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from muqabala.errors import BenchmarkError
from muqabala.records import DepartureType, Span

_Choice = TypeVar("_Choice", bound=StrEnum)


class GoldKind(StrEnum):
    """How an article was made: a retelling with planted departures, or a professional translation as it stands."""

    BENT = "bent"
    TRANSLATION = "translation"


@dataclass(frozen=True, slots=True)
class GoldDeparture:
    """A known departure: its place in the article, the words there, what the source says instead, and why it counts."""

    type: DepartureType
    span: Span
    text: str
    source_says: str
    note: str


@dataclass(frozen=True, slots=True)
class GoldLine:
    """A line of the article with the source sentences it retells; `unscored` lines are arguable or damaged."""

    text: str
    span: Span
    source: tuple[Span, ...]
    departures: tuple[GoldDeparture, ...]
    unscored: bool = False


@dataclass(frozen=True, slots=True)
class GoldOmission:
    """A source sentence left out of the article; `matters` is None where nobody graded it."""

    span: Span
    matters: bool | None
    note: str


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article of the benchmark. `source` names a file of the corpus, `path` is the file of the article itself."""

    id: str
    lang: str
    source: str
    kind: GoldKind
    lines: tuple[GoldLine, ...]
    omitted: tuple[GoldOmission, ...]
    path: Path

    @property
    def bent(self) -> bool:
        """Whether departures were planted in this article."""
        return self.kind is GoldKind.BENT

    @property
    def scored(self) -> tuple[GoldLine, ...]:
        """The lines that count."""
        return tuple(line for line in self.lines if not line.unscored)


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A loaded benchmark: the gold file, the folder of the sources, and the articles in the order of the file."""

    gold: Path
    corpus: Path
    articles: tuple[GoldArticle, ...]


def load(bench: Path) -> Benchmark:
    """Read a benchmark folder.

    Raises BenchmarkError, naming the file, the line and what is wrong, when the gold file, the corpus, an article or a
    source is missing, when a gold line is malformed, or when a span does not hold the words the gold file gives for it.
    """
    gold = _gold_file(bench)
    corpus = _corpus(bench)
    articles: list[GoldArticle] = []
    for number, raw in enumerate(_lines(gold), start=1):
        if raw.strip():
            articles.append(_article(_Node.parse(raw, f"{gold}, line {number}"), gold.parent, corpus))
    if not articles:
        raise BenchmarkError(f"{gold}: no articles. The gold file holds one article a line.")
    _check_unique(articles, gold)
    return Benchmark(gold, corpus, tuple(articles))


def folds(articles: Sequence[GoldArticle], k: int, seed: int) -> tuple[tuple[GoldArticle, ...], ...]:
    """Deal the articles into `k` folds of near-equal size in which both kinds are spread evenly.

    The same articles, `k` and `seed` give the same folds, whatever order the articles come in. Within a fold they keep
    the order given. Raises ValueError when `k` is below 2, BenchmarkError when there are fewer articles than folds.
    """
    if k < 2:
        raise ValueError(f"cross-validation needs at least 2 folds, not {k}")
    if len(articles) < k:
        raise BenchmarkError(f"{len(articles)} articles cannot be dealt into {k} folds. Ask for fewer folds.")
    rng = random.Random(seed)  # noqa: S311 - a reproducible deal, not a secret
    dealt: list[str] = []
    for kind in GoldKind:
        ids = sorted(article.id for article in articles if article.kind is kind)
        rng.shuffle(ids)
        dealt.extend(ids)
    # One deal over both kinds: a fold that got one article more of the first kind gets one less of the second.
    home = {name: position % k for position, name in enumerate(dealt)}
    return tuple(tuple(article for article in articles if home[article.id] == fold) for fold in range(k))


def _gold_file(bench: Path) -> Path:
    for path in (bench / "dev" / "gold.jsonl", bench / "gold.jsonl"):
        if path.is_file():
            return path
    raise BenchmarkError(f"{bench}: neither `dev/gold.jsonl` nor `gold.jsonl` is there. Give the benchmark's folder.")


def _corpus(bench: Path) -> Path:
    for folder in (bench / "corpus", bench.resolve().parent / "corpus"):
        if folder.is_dir():
            return folder
    raise BenchmarkError(f"{bench / 'corpus'}: no such folder. A benchmark keeps its source documents there.")


def _text(path: Path) -> str:
    """A file's text as offsets count it: byte-order mark dropped, newlines untouched."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BenchmarkError(f"{path}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise BenchmarkError(f"{path}: not UTF-8 (byte {error.start}). Save it as UTF-8.") from error


def _lines(path: Path) -> list[str]:
    # Only a newline ends a JSON line: `splitlines` would also cut at U+2028, which JSON allows inside a string.
    return _text(path).split("\n")


def _check_unique(articles: Sequence[GoldArticle], gold: Path) -> None:
    seen: set[str] = set()
    for article in articles:
        if article.id in seen:
            raise BenchmarkError(f"{gold}: the id {article.id!r} stands twice. Every article needs its own id.")
        seen.add(article.id)


def _article(node: _Node, folder: Path, corpus: Path) -> GoldArticle:
    path = folder / "articles" / f"{node.text('id')}.txt"
    if not path.is_file():
        raise BenchmarkError(f"{node.where}: its article {path} is missing.")
    source = node.text("source")
    if not (corpus / source).is_file():
        raise BenchmarkError(f"{node.where}: its source {corpus / source} is missing.")
    text = _text(path)
    return GoldArticle(
        id=node.text("id"),
        lang=node.text("lang"),
        source=source,
        kind=node.choice("kind", GoldKind),
        lines=tuple(_line(line, text) for line in node.nodes("lines")),
        omitted=tuple(
            GoldOmission(omission.span("span"), omission.flag("matters"), omission.remark("note"))
            for omission in node.nodes("omitted", required=False)
        ),
        path=path,
    )


def _line(node: _Node, article: str) -> GoldLine:
    line = GoldLine(
        text=node.text("text"),
        span=node.span("span"),
        source=node.spans("source"),
        departures=tuple(_departure(departure, article) for departure in node.nodes("departures")),
        unscored=node.flag("unscored") or False,
    )
    node.expect(line.span, line.text, article)
    return line


def _departure(node: _Node, article: str) -> GoldDeparture:
    departure = GoldDeparture(
        type=node.choice("type", DepartureType),
        span=node.span("span"),
        text=node.text("text"),
        source_says=node.remark("source_says"),
        note=node.remark("note"),
    )
    node.expect(departure.span, departure.text, article)
    return departure


@dataclass(frozen=True, slots=True)
class _Node:
    """A JSON object of the gold file and the place it stands in, which every complaint about it begins with."""

    where: str
    value: Mapping[str, object]

    @classmethod
    def parse(cls, raw: str, where: str) -> _Node:
        try:
            value: object = json.loads(raw)
        except ValueError as error:
            raise BenchmarkError(f"{where}: not JSON ({error}).") from error
        return cls.of(value, where)

    @classmethod
    def of(cls, value: object, where: str) -> _Node:
        if not isinstance(value, dict):
            raise BenchmarkError(f"{where}: not a JSON object.")
        return cls(where, value)

    def wrong(self, key: str, wanted: str) -> BenchmarkError:
        found = f"it is {self.value[key]!r}" if key in self.value else "it is missing"
        return BenchmarkError(f"{self.where}: `{key}` must be {wanted}; {found}.")

    def text(self, key: str) -> str:
        value = self.value.get(key)
        if not isinstance(value, str) or not value:
            raise self.wrong(key, "some text")
        return value

    def remark(self, key: str) -> str:
        """A text that may be missing, null or empty."""
        value = self.value.get(key)
        if value is not None and not isinstance(value, str):
            raise self.wrong(key, "a text")
        return value or ""

    def flag(self, key: str) -> bool | None:
        value = self.value.get(key)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(key, "true or false")
        return value

    def choice(self, key: str, kind: type[_Choice]) -> _Choice:
        try:
            return kind(self.text(key))
        except ValueError as error:
            raise self.wrong(key, "one of " + ", ".join(kind)) from error

    def span(self, key: str) -> Span:
        span = _span(self.value.get(key))
        if span is None:
            raise self.wrong(key, "a pair [start, end] with 0 <= start < end")
        return span

    def spans(self, key: str) -> tuple[Span, ...]:
        spans = tuple(map(_span, self.items(key, required=True)))
        found = tuple(span for span in spans if span is not None)
        if len(found) != len(spans):
            raise self.wrong(key, "a list of pairs [start, end] with 0 <= start < end")
        return found

    def nodes(self, key: str, *, required: bool = True) -> tuple[_Node, ...]:
        items = self.items(key, required=required)
        return tuple(_Node.of(item, f"{self.where}, {key}[{index}]") for index, item in enumerate(items))

    def items(self, key: str, *, required: bool) -> list[object]:
        value = self.value.get(key, None if required else [])
        if not isinstance(value, list):
            raise self.wrong(key, "a list")
        return value

    def expect(self, span: Span, words: str, article: str) -> None:
        """Refuse a span that misses its words: every figure measured against it would be wrong."""
        if span.of(article) != words:
            raise BenchmarkError(
                f"{self.where}: the article has {span.of(article)!r} at [{span.start}, {span.end}), not {words!r}. "
                "Restore the article as it was published, newlines included."
            )


def _span(value: object) -> Span | None:
    """A non-empty span from a JSON pair of whole numbers, else None."""
    if not isinstance(value, list) or len(value) != 2:
        return None
    start, end = value
    # JSON's true and false are whole numbers to Python.
    if type(start) is not int or type(end) is not int or not 0 <= start < end:
        return None
    return Span(start, end)
