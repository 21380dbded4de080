"""The sources of a check, read, split and embedded; what is unchanged since an earlier run comes from the store."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from muqabala import read, segment
from muqabala.config import Settings
from muqabala.embed import Means, models, unit
from muqabala.errors import CheckError, StoreError
from muqabala.index import Index, Store, content_key, stored_form
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


def silent(_what: str, _done: int, _whole: int) -> None:
    """Progress that nobody sees."""


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
    passages = {d.id: [Passage(d.id, d.text, s.span, d.lang) for s in sentences[d.id]] for d in documents}
    vectors, embedded = _vectors(encoder, settings, passages, progress)
    means = Means.shipped(encoder.weights_sha256, encoder.dimension, len(encoder.layers))
    centred = [unit(vectors[d.id] - _mean(means, d.lang, documents, vectors)) for d in documents]
    shelf = _shelf(sentences, np.concatenate(centred))
    return Corpus(
        documents={d.id: d for d in documents},
        sentences=sentences,
        shelf=shelf,
        index=Index(shelf.vectors),
        means=means,
        asked=asked,
        skipped=skipped,
        sha256=_sha256(documents),
        embedded=embedded,
    )


def store_path(encoder: Encoder) -> Path:
    """Where the vectors of this model are kept: in the user's cache, never inside a corpus."""
    return models.cache_folder() / "index" / f"{encoder.sha256[:16]}.sqlite"


def keys(encoder: Encoder, corpus: Corpus) -> list[bytes]:
    """The store keys of all documents of a corpus."""
    return [
        content_key(encoder.sha256, [Passage(d.id, d.text, s.span, d.lang) for s in corpus.sentences[d.id]])
        for d in corpus.documents.values()
    ]


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


def _shelf(sentences: Mapping[str, tuple[Sentence, ...]], vectors: Matrix) -> Shelf:
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
