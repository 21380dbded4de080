"""The sources of a check, read, split and embedded; what is unchanged since an earlier run comes from the store."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from muqabala import read, segment
from muqabala.config import Settings
from muqabala.embed import Means, models, unit
from muqabala.errors import CheckError, StoreError
from muqabala.index import (
    SIZES,
    Bound,
    DamageError,
    Held,
    Index,
    Library,
    Mask,
    Rows,
    Store,
    centred_key,
    content_key,
    of_content,
    stored_form,
)
from muqabala.records import Document, Passage, Sentence, Skip, SourceSpan, text_sha256
from muqabala.retrieve import Shelf

if TYPE_CHECKING:
    from muqabala.embed.encoder import Encoder
    from muqabala.records import Matrix

log = logging.getLogger("muqabala")

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

_BATCH = 16
"""Documents that are kept at once, so that an interruption costs little."""
_PART = 50_000
"""Sentences that are added to the library at once."""
_TRIES = 3
"""How often to look whether the library has everything, adding what it lacks; damage may cost it some meanwhile."""


def silent(_what: str, _done: int, _whole: int) -> None:
    """Progress that nobody sees."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which documents may be found; what is left empty admits all. Outlets as the documents' metadata spell them, but
    for case; languages by primary tag; `since` and `until` are ISO dates, partial or whole, both inclusive. A document
    that does not say its outlet or date passes no filter on it.
    """

    outlets: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None

    def admits(self, document: Document) -> bool:
        """Whether a document passes; of a partial date, whether some day in it does."""
        told = document.metadata
        outlet = (told.outlet or "").casefold()
        if self.outlets and outlet not in {name.casefold() for name in self.outlets}:
            return False
        if self.languages and document.lang.partition("-")[0] not in {x.partition("-")[0] for x in self.languages}:
            return False
        date = told.date or ""
        not_before = not self.since or (bool(date) and date[: len(self.since)] >= self.since[: len(date)])
        not_after = not self.until or (bool(date) and date[: len(self.until)] <= self.until[: len(date)])
        return not_before and not_after


@dataclass(frozen=True, slots=True)
class Corpus:
    """What every article is checked against. `asked` are the documents the user named as the sources; `sha256` covers
    the sorted ids and texts; `embedded` counts the documents that the store did not know yet.
    """

    documents: Mapping[str, Document]
    sentences: Mapping[str, tuple[Sentence, ...]]
    shelf: Shelf
    index: Index
    means: Means
    asked: frozenset[str]
    skipped: tuple[Skip, ...]
    sha256: str
    embedded: int

    def among(self, chosen: Filter) -> Mask:
        """The rows that a filter admits, to be given to `index.search`: filtered before the search, not after it."""
        mask = np.zeros(len(self.shelf.places), np.bool_)
        for document, rows in self.shelf.rows.items():
            mask[rows.start : rows.stop] = chosen.admits(self.documents[document])
        return mask


def load(
    encoder: Encoder, settings: Settings, folders: Sequence[Path], against: Sequence[Path], progress: Progress
) -> Corpus:
    """Read the folders and the files named in `against`, embed what is new, and make it searchable.

    Raises `ReadError` for a folder or named file that cannot be read, `CheckError` when nothing is left to search.
    """
    documents, skipped, asked = _documents(settings, folders, against)
    if not documents:
        where = ", ".join(map(str, folders)) or "--against"
        raise CheckError(f"{where}: no source could be read. Put the texts that the article retells there.")
    sentences = {d.id: segment.segment(d) for d in documents}
    means = Means.shipped(encoder.weights_sha256, encoder.dimension, len(encoder.layers))
    work = _Work(encoder, settings, documents, sentences, means)
    large = settings.cache and sum(map(len, sentences.values())) > SIZES.half
    index, embedded = (_on_disk if large else _in_memory)(work, progress)
    return Corpus(
        documents={d.id: d for d in documents},
        sentences=sentences,
        shelf=_shelf(sentences, index),
        index=index,
        means=means,
        asked=asked,
        skipped=skipped,
        sha256=_sha256(documents),
        embedded=embedded,
    )


@dataclass(frozen=True, slots=True)
class _Work:
    """The sources as they are to be made searchable, in the order of the rows."""

    encoder: Encoder
    settings: Settings
    documents: tuple[Document, ...]
    sentences: Mapping[str, tuple[Sentence, ...]]
    means: Means

    def vectors(self, documents: Sequence[Document], progress: Progress) -> tuple[dict[str, Matrix], int]:
        """The sentence vectors of some documents by id, raw, and how many documents the store did not know."""
        passages = {d.id: _passages(d, self.sentences[d.id]) for d in documents}
        return _vectors(self.encoder, self.settings, passages, progress)

    def by_language(self, vectors: Mapping[str, Matrix]) -> dict[str, Matrix]:
        """The mean (d,) of each language; `vectors` are at least those of all documents in unmeasured languages."""
        return {lang: _mean(self.means, lang, self.documents, vectors) for lang in {d.lang for d in self.documents}}

    def centred(self, progress: Progress) -> tuple[Matrix, int]:
        """All vectors (n, d) less the mean of their language, and how many documents the store did not know."""
        vectors, embedded = self.vectors(self.documents, progress)
        means = self.by_language(vectors)
        return np.concatenate([unit(vectors[d.id] - means[d.lang]) for d in self.documents]), embedded


def _in_memory(work: _Work, progress: Progress) -> tuple[Index, int]:
    """The index, and how many documents the store did not know."""
    vectors, embedded = work.centred(progress)
    return Index(vectors, SIZES), embedded


def _on_disk(work: _Work, progress: Progress) -> tuple[Index, int]:
    """The same for a large corpus: what the library lacks is added to it, and searched there."""
    library = Library(library_path(work.encoder), work.encoder.dimension)
    try:
        rows, embedded = _bind(work, library, progress)
    except StoreError as error:
        log.warning("%s This run works without it.", error)
        return _in_memory(work, progress)
    return Index(rows, SIZES, lambda damage: _rebuilt(work, library, damage)), embedded


def _bind(work: _Work, library: Library, progress: Progress) -> tuple[Bound, int]:
    """The rows of all documents in the library, once it has them, and how many documents the store did not know."""
    unmeasured = [d for d in work.documents if not work.means.knows(d.lang)]
    vectors, embedded = work.vectors(unmeasured, progress)
    means = work.by_language(vectors)
    contents = {d.id: _content(work.encoder, d, work.sentences[d.id]) for d in work.documents}
    wanted = {d.id: centred_key(contents[d.id], means[d.lang]) for d in work.documents}
    found = library.snapshot()
    if found.problems:
        _drop_damaged(library, found.problems)
        found = library.snapshot()
    for _ in range(_TRIES):
        missing = [d for d in work.documents if wanted[d.id] not in found]
        if not missing:
            return found.bind(list(wanted.values())), embedded
        for part in _parts(missing, work.sentences):
            vectors, fresh = work.vectors(part, progress)
            embedded += fresh
            found = library.add({wanted[d.id]: unit(vectors[d.id] - means[d.lang]) for d in part})
            _name(found.problems)
        # A mean that is estimated over the corpus changes with it; what was centred by the last one serves nobody.
        found = library.remove(of_content(found.keys(), contents.values()) - set(wanted.values()))
    raise StoreError(f"{library.folder}: what is written does not stay. Check the disk, or set MUQABALA_CACHE.")


def _parts(documents: Sequence[Document], sentences: Mapping[str, Sequence[Sentence]]) -> Iterator[list[Document]]:
    """Documents in runs of at least `_PART` sentences, but for the last."""
    part: list[Document] = []
    waiting = 0
    for document in documents:
        part.append(document)
        waiting += len(sentences[document.id])
        if waiting >= _PART:
            yield part
            part, waiting = [], 0
    if part:
        yield part


def _rebuilt(work: _Work, library: Library, damage: DamageError) -> Rows:
    """Sound rows after damage: what is damaged is dropped, and its documents are added again from the store."""
    try:
        _drop_damaged(library, (damage.told,))
        return _bind(work, library, silent)[0]
    except StoreError as error:
        log.warning("%s This run works without it.", error)
        return Held(work.centred(silent)[0])


def _drop_damaged(library: Library, known: Sequence[str]) -> None:
    """Name what is known to be damaged, and whatever else is, and drop it. Raises `StoreError`."""
    _name(known)
    _name([problem for problem in library.verify() if problem not in known])


def _name(problems: Sequence[str]) -> None:
    for problem in problems:
        log.warning("%s; it is rebuilt", problem)


def library_path(encoder: Encoder) -> Path:
    """Where large corpora of this model are kept ready to be searched: beside the store."""
    return store_path(encoder).with_suffix(".library")


def store_path(encoder: Encoder) -> Path:
    """Where the vectors of this model are kept: in the user's cache, never inside a corpus."""
    return models.cache_folder() / "index" / f"{encoder.sha256[:16]}.sqlite"


def forget(encoder: Encoder, corpus: Corpus) -> int:
    """Forget what is kept of documents that are not in this corpus; how many the store forgot. Raises `StoreError`."""
    contents = [_content(encoder, d, corpus.sentences[d.id]) for d in corpus.documents.values()]
    library = Library(library_path(encoder), encoder.dimension)
    known = frozenset(library.snapshot().keys())
    if known:
        library.remove(known - of_content(known, contents))
    store = Store(store_path(encoder), encoder.dimension)
    gone = store.purge(contents)
    store.close()
    return gone


def _content(encoder: Encoder, document: Document, sentences: Sequence[Sentence]) -> bytes:
    """The key of a document in the store."""
    return content_key(encoder.sha256, _passages(document, sentences))


def _passages(document: Document, sentences: Sequence[Sentence]) -> list[Passage]:
    """Its sentences as the model reads them."""
    return [Passage(document.id, document.text, sentence.span, document.lang) for sentence in sentences]


def _documents(
    settings: Settings, folders: Sequence[Path], against: Sequence[Path]
) -> tuple[tuple[Document, ...], tuple[Skip, ...], frozenset[str]]:
    """Everything that can be searched; a file named in `against` that lies in a folder too counts once. All articles of
    a file that is named are asked for.
    """
    documents, skipped = read.read_corpus(folders, limit=settings.limit) if folders else ((), ())
    known = {document.text: document for document in documents}
    asked, taken = [], {document.id for document in documents}
    for path in against:
        name = path.as_posix()  # a file of that name in a folder is another document
        reading = read.read_all(path, id=path.resolve().as_posix() if name in taken else name, limit=settings.limit)
        asked += [known.setdefault(named.text, named) for named in reading.documents]
        skipped += (*reading.skipped, *(out.skip for out in reading.left_out))
    together = {document.id: document for document in (*documents, *asked)}
    return tuple(together[key] for key in sorted(together)), skipped, frozenset(d.id for d in asked)


def _vectors(
    encoder: Encoder, settings: Settings, passages: Mapping[str, list[Passage]], progress: Progress
) -> tuple[dict[str, Matrix], int]:
    """Sentence vectors by document, from the store or the model; each document is embedded by itself."""
    wanted = {document: content_key(encoder.sha256, own) for document, own in passages.items()}
    store = _open_store(encoder) if settings.cache else None
    known = {} if store is None else store.get(list(wanted.values()))  # an empty store is false
    missing = [document for document, key in wanted.items() if key not in known]
    fresh: dict[bytes, Matrix] = {}
    for done, document in enumerate(missing):
        progress("reading the sources", done, len(missing))
        fresh[wanted[document]] = stored_form(encoder.vectors(passages[document]))
        if store is not None and (len(fresh) == _BATCH or done + 1 == len(missing)):
            store = _keep(store, fresh)
            known.update(fresh)
            fresh = {}
    if missing:
        progress("reading the sources", len(missing), len(missing))
    if store is not None:
        if store.rebuilt:  # only now, for damage may show when the store is opened, read or written
            log.warning("%s", store.rebuilt)
        store.close()
    known.update(fresh)
    return {document: known[key] for document, key in wanted.items()}, len(missing)


def _open_store(encoder: Encoder) -> Store | None:
    """The store, or None with a warning: a check must not fail because its cache does."""
    try:
        return Store(store_path(encoder), encoder.dimension)
    except StoreError as error:
        log.warning("%s This run works without it.", error)
        return None


def _keep(store: Store, fresh: Mapping[bytes, Matrix]) -> Store | None:
    try:
        store.put(fresh)
    except StoreError as error:
        log.warning("%s This run works without it.", error)
        store.close()
        return None
    return store


def _mean(means: Means, lang: str, documents: Sequence[Document], vectors: Mapping[str, Matrix]) -> Matrix:
    """The mean sentence vector of a language, estimated over the corpus where it was never measured."""
    if means.knows(lang):
        return means.of(lang).sentence
    return means.estimate(np.concatenate([vectors[d.id] for d in documents if d.lang == lang]))


def _shelf(sentences: Mapping[str, tuple[Sentence, ...]], vectors: Index) -> Shelf:
    places: list[SourceSpan] = []
    rows: dict[str, range] = {}
    for document, own in sentences.items():
        rows[document] = range(len(places), len(places) + len(own))
        places.extend(SourceSpan(document, sentence.span) for sentence in own)
    return Shelf(tuple(places), vectors, rows)


def _sha256(documents: Sequence[Document]) -> str:
    whole = hashlib.sha256()
    for document in sorted(documents, key=lambda d: d.id):
        text = text_sha256(document.text)
        whole.update(f"{document.id}\x1f{text}\n".encode("utf-8", "surrogatepass"))
    return whole.hexdigest()
