"""Texts through a model: one forward pass gives sentence vectors and word vectors."""

from __future__ import annotations

import threading
import time
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from muqabala.embed.network import Network, Pieces, States
from muqabala.fold import words
from muqabala.records import Encoding, Passage, Span, Tokens

if TYPE_CHECKING:
    from muqabala.records import Matrix

BATCH_TOKENS = 1024
"""Padded tokens a batch holds at most: larger batches are no faster on a CPU, and need more memory."""

STEP = 8
"""Texts are padded to a multiple of this many tokens, and only those of one width share a batch: so a text is padded
alike whatever is encoded with it."""

DEPTHS = (7 / 12, 10 / 12, 1.0)
"""Where in the model word vectors are taken, as shares of its depth. Lower layers know which words correspond,
higher ones what they mean: for the embedded model these are layers 7, 10 and 12 of 12."""


HALF = 1 / 2
"""Where in the model the cross-reader goes on from, as a share of its depth."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A passage ready for the tokenizer: its text without vowel marks and invisible characters, and the raw index of
    each character that is left.
    """

    text: str
    origin: tuple[int, ...]


def _prepare(passage: Passage) -> _Prepared:
    """Vowel marks, tatweel and direction marks only split words into unknown pieces: the model is spared them."""
    kept = [
        (character, index)
        for index, character in enumerate(passage.words, passage.span.start)
        if character != "ـ"
        and not ("\u0610" <= character <= "\u06ed" and unicodedata.category(character) == "Mn")
        and (unicodedata.category(character) != "Cf")
    ]
    text = (
        "".join(character for character, _ in kept).encode("utf-8", "replace").decode()
    )  # tokenizers refuse surrogates
    return _Prepared(text, tuple(index for _, index in kept))


class Encoder:
    """A loaded model. Encoding the same passage gives the same numbers, whatever else is encoded with it, before it, or
    at the same time by other threads.
    """

    def __init__(self, network: Network, *, name: str, sha256: str, weights_sha256: str | None = None) -> None:
        """`sha256` tells the model's numbers from any other's; `weights_sha256`, where given, its weights before they
        were rounded: what was measured or trained on them serves every form of them.
        """
        self.name = name
        self.sha256 = sha256
        self.weights_sha256 = weights_sha256 or sha256
        self._network = network
        self.prompt = network.prompt
        self.dimension = network.dimension
        """Length of a vector."""
        self.layers = tuple(max(1, round(share * network.depth)) for share in DEPTHS)  # may repeat in a small one
        self.half = max(1, round(HALF * network.depth))
        self.seconds_in_model = 0.0
        self.tokens = 0
        self._lock = threading.Lock()

    def encode(self, passages: Sequence[Passage]) -> tuple[Encoding, ...]:
        """Sentence vector and word vectors of each passage, in the order given, not yet centred.

        Passages longer than the model's window lose the words beyond it.
        """
        found: list[Encoding | None] = [None] * len(passages)
        prepared = [_prepare(passage) for passage in passages]
        wanted = (self.half, *self.layers)
        for batch, pieces, states in self._batches([p.text for p in prepared], self.prompt, wanted):
            for row, index in enumerate(batch):
                spans, pairs = self._words(passages[index], prepared[index], pieces[row].offsets)
                layers = [states.layers[layer][row] for layer in self.layers]
                encoding = _encoding(states.sentences[row], layers, spans, pairs)
                half = states.layers[self.half][row]
                found[index] = replace(encoding, tokens=_tokens(half, len(pieces[row].ids), pairs))
        return tuple(encoding for encoding in found if encoding is not None)

    def vectors(self, passages: Sequence[Passage], prompt: str | None = None) -> Matrix:
        """Sentence vectors alone, shape (len(passages), d), not yet centred; equal to those of `encode` unless another
        prompt is asked for.
        """
        found = np.zeros((len(passages), self.dimension), np.float32)
        texts = [_prepare(passage).text for passage in passages]
        for batch, _, states in self._batches(texts, self.prompt if prompt is None else prompt, ()):
            found[batch] = states.sentences
        return found

    def _batches(
        self, texts: Sequence[str], prompt: str, layers: Sequence[int]
    ) -> Iterator[tuple[list[int], list[Pieces], States]]:
        """Texts of one padded width together, by their places; the longest first, so that memory does not grow on the
        way.
        """
        pieces = self._network.pieces([prompt + text for text in texts]) if texts else []
        widths = defaultdict(list)
        for place, piece in enumerate(pieces):
            widths[min(self._network.limit, -(-len(piece.ids) // STEP) * STEP)].append(place)
        for width in sorted(widths, reverse=True):
            size = max(1, BATCH_TOKENS // width)
            for start in range(0, len(widths[width]), size):
                batch = widths[width][start : start + size]
                own = [pieces[place] for place in batch]
                yield batch, own, self._states(own, width, layers)

    def _states(self, pieces: Sequence[Pieces], width: int, layers: Sequence[int]) -> States:
        ids = np.full((len(pieces), width), self._network.padding, np.int64)
        for row, piece in enumerate(pieces):
            ids[row, : len(piece.ids)] = piece.ids
        lengths = [len(piece.ids) for piece in pieces]
        began = time.perf_counter()
        found = self._network.states(ids, lengths, layers)
        with self._lock:
            self.seconds_in_model += time.perf_counter() - began
            self.tokens += sum(lengths)
        return found

    def _words(
        self, passage: Passage, prepared: _Prepared, offsets: Sequence[tuple[int, int]]
    ) -> tuple[tuple[Span, ...], list[tuple[int, int]]]:
        """The words of a passage that have tokens, and the (word, token) pairs that average tokens into words."""
        spans = [span.shift(passage.span.start) for span in words(passage.words)]
        word_at = {i: n for n, span in enumerate(spans) for i in range(span.start, span.end)}
        pairs = []
        for token, (start, end) in enumerate(offsets):
            inside = range(max(0, start - len(self.prompt)), max(0, end - len(self.prompt)))
            # One token may hold a word with its full stop, or several words of a script without spaces.
            touched = {word_at.get(prepared.origin[i]) for i in inside}
            pairs += [(word, token) for word in sorted(word for word in touched if word is not None)]
        used = sorted({word for word, _ in pairs})
        rank = {word: n for n, word in enumerate(used)}
        return tuple(spans[word] for word in used), [(rank[word], token) for word, token in pairs]


def _encoding(
    vector: Matrix, layers: Sequence[Matrix], spans: tuple[Span, ...], pairs: Sequence[tuple[int, int]]
) -> Encoding:
    """Words are the means of their tokens."""
    averaging = np.zeros((len(spans), layers[0].shape[0]), np.float32)
    for word, token in pairs:
        averaging[word, token] = 1.0
    averaging /= np.maximum(averaging.sum(axis=1, keepdims=True), 1.0)
    return Encoding(vector, spans, tuple(averaging @ layer for layer in layers))


def _tokens(states: Matrix, length: int, pairs: Sequence[tuple[int, int]]) -> Tokens:
    """The states of a text's own tokens, without padding; a token that touches several words counts to the first."""
    owner: dict[int, int] = {}
    for word, token in pairs:
        owner.setdefault(token, word)
    half = states[:length].astype(np.float16)
    return Tokens(half, tuple(owner.get(token, -1) for token in range(length)))
