"""Texts through a sentence-transformers model: one forward pass gives sentence vectors and word vectors.

The only owner of sentence-transformers and torch. Both are imported when a model is loaded, not before.
"""

from __future__ import annotations

import logging
import os
import re
import threading
import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from muqabala.errors import ModelError
from muqabala.fold import words
from muqabala.records import Encoding, Passage, Span, Tokens

if TYPE_CHECKING:
    from muqabala.records import Matrix

BATCH_TOKENS = 1024
"""Padded tokens a batch holds at most: larger batches are no faster on a CPU, and need more memory."""

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
    """A loaded model. Encoding the same passages in one call gives the same numbers, whatever was encoded before, or is
    at the same time by other threads.
    """

    def __init__(self, folder: str, *, name: str, sha256: str, threads: int = 0) -> None:
        """Load from a folder or a hub name. `threads` 0 means every processor this process may use.

        Raises `ModelError` when the model cannot be loaded or gives no word vectors.
        """
        self.name = name
        self.sha256 = sha256
        self._model = _load(folder, name)
        self._torch = _torch(threads)
        self._transformer = self._model[0]
        self._tokenizer = self._model.tokenizer
        depth = getattr(getattr(self._transformer, "auto_model", None), "config", None)
        if depth is None or not getattr(self._tokenizer, "is_fast", False):
            raise ModelError(f"{name}: muqabala needs a transformer with a fast tokenizer, for the words' own vectors.")
        depth.output_hidden_states = True
        self.layers = tuple(
            max(1, round(share * depth.num_hidden_layers)) for share in DEPTHS
        )  # may repeat in a small one
        self.half = max(1, round(HALF * depth.num_hidden_layers))
        self.prompt = _prompt(self._model, name)
        self.seconds_in_model = 0.0
        self.tokens = 0
        self._lock = threading.Lock()

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._transformer.auto_model.config.hidden_size)

    def encode(self, passages: Sequence[Passage]) -> tuple[Encoding, ...]:
        """Sentence vector and word vectors of each passage, in the order given, not yet centred.

        Passages longer than the model's window lose the words beyond it.
        """
        found: list[Encoding | None] = [None] * len(passages)
        prepared = [_prepare(passage) for passage in passages]
        for batch, output, offsets in self._batches([p.text for p in prepared], self.prompt):
            hidden = [output["all_layer_embeddings"][layer] for layer in self.layers]
            half = output["all_layer_embeddings"][self.half]
            vectors = output["sentence_embedding"].numpy()
            for row, index in enumerate(batch):
                spans, pairs = self._words(passages[index], prepared[index], offsets[row])
                encoding = self._encoding(vectors[row], [h[row] for h in hidden], spans, pairs)
                found[index] = replace(encoding, tokens=_tokens(half[row], len(offsets[row]), pairs))
        return tuple(encoding for encoding in found if encoding is not None)

    def vectors(self, passages: Sequence[Passage], prompt: str | None = None) -> Matrix:
        """Sentence vectors alone, shape (len(passages), d), not yet centred; equal to those of `encode` unless another
        prompt is asked for.
        """
        found = np.zeros((len(passages), self.dimension), np.float32)
        texts = [_prepare(passage).text for passage in passages]
        for batch, output, _ in self._batches(texts, self.prompt if prompt is None else prompt):
            found[batch] = output["sentence_embedding"].numpy()
        return found

    def _batches(
        self, texts: list[str], prompt: str
    ) -> Iterator[tuple[list[int], dict[str, Any], list[list[tuple[int, int]]]]]:
        """Texts of like length together; the longest first, so that memory does not grow on the way."""
        if not texts:
            return
        limit = self._model.max_seq_length or 512
        prompted = [prompt + text for text in texts]
        with self._lock:  # the tokenizer keeps how to truncate as a state of its own
            tokens = self._tokenizer(prompted, truncation=True, max_length=limit, return_offsets_mapping=True)
        lengths = [len(ids) for ids in tokens["input_ids"]]
        order = sorted(range(len(texts)), key=lambda i: (-lengths[i], i))
        while order:
            size = max(1, BATCH_TOKENS // lengths[order[0]])
            batch, order = order[:size], order[size:]
            padded = self._tokenizer.pad(
                {key: [tokens[key][i] for i in batch] for key in ("input_ids", "attention_mask")}, return_tensors="pt"
            )
            with self._lock:
                self.tokens += sum(lengths[i] for i in batch)
            yield batch, self._forward(dict(padded)), [tokens["offset_mapping"][i] for i in batch]

    def _forward(self, features: dict[str, Any]) -> dict[str, Any]:
        began = time.perf_counter()
        with self._torch.inference_mode():
            output: dict[str, Any] = self._model(features)
        with self._lock:
            self.seconds_in_model += time.perf_counter() - began
        return output

    def _words(
        self, passage: Passage, prepared: _Prepared, offsets: list[tuple[int, int]]
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
        self, vector: Matrix, hidden: list[Any], spans: tuple[Span, ...], pairs: list[tuple[int, int]]
    ) -> Encoding:
        averaging = np.zeros((len(spans), hidden[0].shape[0]), np.float32)
        for word, token in pairs:
            averaging[word, token] = 1.0
        averaging /= np.maximum(averaging.sum(axis=1, keepdims=True), 1.0)
        return Encoding(vector, spans, tuple(averaging @ layer.numpy() for layer in hidden))


def _tokens(states: Any, length: int, pairs: Sequence[tuple[int, int]]) -> Tokens:
    """The states of a text's own tokens, without padding; a token that touches several words counts to the first."""
    owner: dict[int, int] = {}
    for word, token in pairs:
        owner.setdefault(token, word)
    half = states[:length].numpy().astype(np.float16)
    return Tokens(half, tuple(owner.get(token, -1) for token in range(length)))


def _load(folder: str, name: str) -> Any:
    """The sentence-transformers model; its loading chatter is silenced, its failures become one clear sentence."""
    local = Path(folder).is_dir()
    if local:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    try:
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.set_verbosity_error()
        transformers_logging.disable_progress_bar()
        return SentenceTransformer(
            folder, device="cpu", local_files_only=local or not _answers(name), model_kwargs={"dtype": torch.float32}
        ).eval()
    except Exception as error:  # the loaders of four libraries raise whatever they like on a damaged file
        cause = str(error).strip().splitlines()
        raise ModelError(
            f"{name}: this model cannot be loaded ({cause[0] if cause else type(error).__name__}). "
            "Give a folder that holds a sentence-transformers model, a name your machine can fetch from its model hub, "
            "or leave --model out for the embedded model, which needs no network."
        ) from error


def _answers(name: str) -> bool:
    """Whether a hub knows the model. Asked once: the loader itself would repeat its questions for over a minute."""
    from huggingface_hub import HfApi

    try:
        HfApi().model_info(name, timeout=10)
    except Exception:
        return False
    return True


def _torch(threads: int) -> Any:
    import torch

    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    torch.set_num_threads(threads or available)
    return torch


def _prompt(model: Any, name: str) -> str:
    """What stands before every text. E5 models were trained with `query: ` for symmetric comparison."""
    if re.search(r"\be5\b", Path(name).name.lower()) or model.prompts.get("query") == "query: ":
        return "query: "
    return ""
