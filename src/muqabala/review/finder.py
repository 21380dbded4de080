"""Passages of the corpus for a claim: by words, by meaning, and a source to read around them.

The sources are read when first asked for. The model is loaded when somebody first searches by meaning or checks an
article again, and stays; the desk itself opens without either.
"""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import TYPE_CHECKING

from muqabala import read, segment
from muqabala.config import Settings
from muqabala.errors import CheckError, ReadError
from muqabala.fold import folded
from muqabala.read.language import detect
from muqabala.records import Document, Passage, Report, Sentence, SourceSpan, Span

if TYPE_CHECKING:
    from muqabala.pipeline import Desk

MOST = 12
_WORD = re.compile(r"\w+")
_STEM = 4


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence of a source; `score` is 0 to 1."""

    document: Document
    span: Span
    score: float


@dataclass(frozen=True, slots=True)
class Shelf:
    """The sources as they were read: documents, their sentences, and the sentences that hold each folded word."""

    version: tuple[tuple[str, int, int], ...]
    documents: Mapping[str, Document]
    sentences: Mapping[str, tuple[Sentence, ...]]
    places: tuple[SourceSpan, ...]
    words: Mapping[str, frozenset[int]]


class Finder:
    """Searches the sources that the settings name. Raises `ReadError` and `CheckError` as a check does."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.folders = [Path(folder) for folder in settings.sources]
        self._shelf: Shelf | None = None
        self._desk: Desk | None = None
        self._desk_version: object = None
        self._reading, self._thinking = threading.Lock(), threading.RLock()

    @property
    def loaded(self) -> bool:
        """Whether the model is there, so that a search by meaning answers at once."""
        return self._desk is not None

    def shelf(self) -> Shelf:
        """The sources, read again when a file of them has changed."""
        with self._reading:
            version = _version(self.folders)
            if self._shelf is None or self._shelf.version != version:
                documents, _ = read.read_corpus(self.folders, limit=self.settings.limit)
                self._shelf = _shelved(version, documents)
            return self._shelf

    def desk(self) -> Desk:
        """The model and the corpus for checking, loaded once, and again when a file of the sources has changed."""
        from muqabala.pipeline import Desk

        with self._thinking:
            version = _version(self.folders)
            if self._desk is None or self._desk_version != version:
                self._desk, self._desk_version = Desk(self.settings, self.folders), version
            return self._desk

    def by_words(self, query: str) -> tuple[Hit, ...]:
        """Sentences by the share of the query's words that they hold, rare words counting more.

        A word also counts where it begins a longer one, or the other way about: a plain guard against endings.
        """
        shelf = self.shelf()
        total = 0.0
        scores: dict[int, float] = defaultdict(float)
        for word in dict.fromkeys(_WORD.findall(folded(query))):
            found = _holding(word, shelf.words)
            weight = log(1 + len(shelf.places) / (1 + len(found)))
            total += weight
            for place in found:
                scores[place] += weight
        ranked = sorted(scores, key=lambda place: (-scores[place], place))[:MOST]
        return tuple(_hit(shelf.documents, shelf.places[place], scores[place] / total) for place in ranked)

    def by_meaning(self, query: str, lang: str | None = None) -> tuple[Hit, ...]:
        """Sentences by what they mean, in whatever language; `lang` is the query's, detected when None."""
        passage = Passage("", query, Span(0, len(query)), lang or detect(query))
        with self._thinking:  # one at a time: the model takes every processor by itself
            return self._nearest(self.desk(), passage)

    @staticmethod
    def _nearest(desk: Desk, passage: Passage) -> tuple[Hit, ...]:
        encoded = desk.encoder.encode([passage])
        means = desk.corpus.means.learn(passage.lang, encoded)
        vector = means.centre(encoded[0], passage.lang).vector
        scores, rows = desk.corpus.index.search(vector[None, :], MOST)
        pairs = zip(scores[0].tolist(), rows[0].tolist(), strict=True)
        return tuple(
            _hit(desk.corpus.documents, desk.corpus.shelf.places[row], score) for score, row in pairs if row >= 0
        )

    def check(self, path: Path, sources: Sequence[str]) -> Report:
        """Check an article again that was held against these principal sources. Raises as a check does.

        `CheckError` too when the corpus lacks one of them: the article would be held against something else.
        """
        with self._thinking:
            desk = self.desk()
            missing = [name for name in sources if name not in desk.corpus.documents]
            if missing:
                raise CheckError(
                    f"{path}: its source {missing[0]} is not in the corpus ({', '.join(self.settings.sources)}). "
                    "Put it there, or use `muqabala check --against`."
                )
            return desk.check(path)

    def document(self, name: str) -> Document:
        """A source by its id in the corpus. Raises `KeyError` when there is none."""
        return self.shelf().documents[name]

    def sentences(self, document: Document) -> tuple[Span, ...]:
        """The sentences of a document, of the corpus or not."""
        known = self._shelf and self._shelf.documents.get(document.id)
        if self._shelf and known is document:
            return tuple(sentence.span for sentence in self._shelf.sentences[document.id])
        return tuple(sentence.span for sentence in segment.segment(document))


def _hit(documents: Mapping[str, Document], place: SourceSpan, score: float) -> Hit:
    """A hit with its document as it was searched: the file may be another by now, or gone."""
    return Hit(documents[place.id], place.span, round(min(1.0, max(0.0, score)), 4))


def _shelved(version: tuple[tuple[str, int, int], ...], documents: Sequence[Document]) -> Shelf:
    sentences = {document.id: segment.segment(document) for document in documents}
    texts = {document.id: document.text for document in documents}
    places = tuple(SourceSpan(name, sentence.span) for name, own in sentences.items() for sentence in own)
    words: dict[str, set[int]] = defaultdict(set)
    for number, place in enumerate(places):
        for word in _WORD.findall(folded(place.span.of(texts[place.id]))):
            words[word].add(number)
    index = {word: frozenset(found) for word, found in words.items()}
    return Shelf(version, {document.id: document for document in documents}, sentences, places, index)


def _holding(word: str, words: Mapping[str, frozenset[int]]) -> set[int]:
    found = set(words.get(word, ()))
    if len(word) >= _STEM:
        for other, places in words.items():
            if other.startswith(word) or (len(other) >= _STEM and word.startswith(other)):
                found |= places
    return found


def _version(folders: Sequence[Path]) -> tuple[tuple[str, int, int], ...]:
    """What tells whether any file of the sources has changed. Raises `ReadError` for a missing folder."""
    found = []
    for folder in folders:
        if not folder.is_dir():
            raise ReadError(str(folder), "there is no such folder of sources", "Start the review where it lies.")
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                known = path.stat()
                found.append((path.as_posix(), known.st_mtime_ns, known.st_size))
    return tuple(found)
