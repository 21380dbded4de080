"""Any sentence-transformers model as a network; and the embedded model written out as one, in full precision.

The only owner of sentence-transformers and torch. Both are imported when a model is loaded, not before.
"""

from __future__ import annotations

import json
import logging
import os
import re
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from muqabala.embed import nano
from muqabala.embed.network import Pieces, States
from muqabala.embed.processors import available
from muqabala.errors import ModelError

if TYPE_CHECKING:
    from muqabala.embed.nano import Weights
    from muqabala.embed.network import Ids

DEFAULT_LIMIT = 512
"""Tokens a text may have where the model does not say."""


class SentenceTransformerNetwork:
    """A loaded sentence-transformers model. See `Network`."""

    def __init__(self, folder: str, name: str, threads: int = 0) -> None:
        """Load from a folder or a hub name. `threads` 0 means every processor this process may use.

        Raises `ModelError` when the model cannot be loaded or gives no word vectors.
        """
        self._model = _load(folder, name)
        self._torch = _torch(threads)
        self._tokenizer = self._model.tokenizer
        config = getattr(getattr(self._model[0], "auto_model", None), "config", None)
        if config is None or not getattr(self._tokenizer, "is_fast", False):
            raise ModelError(f"{name}: muqabala needs a transformer with a fast tokenizer, for the words' own vectors.")
        config.output_hidden_states = True
        self.dimension = int(config.hidden_size)
        self.depth = int(config.num_hidden_layers)
        self.padding = int(self._tokenizer.pad_token_id or 0)
        self.limit = int(self._model.max_seq_length or DEFAULT_LIMIT)
        self.prompt = _prompt(self._model, name)
        self._lock = threading.Lock()

    def pieces(self, texts: Sequence[str]) -> list[Pieces]:
        """See `Network`."""
        with self._lock:  # the tokenizer keeps how to truncate as a state of its own
            found = self._tokenizer(list(texts), truncation=True, max_length=self.limit, return_offsets_mapping=True)
        return [
            Pieces(tuple(ids), tuple(offsets))
            for ids, offsets in zip(found["input_ids"], found["offset_mapping"], strict=True)
        ]

    def states(self, ids: Ids, lengths: Sequence[int], layers: Sequence[int]) -> States:
        """See `Network`."""
        mask = (np.arange(ids.shape[1]) < np.array(lengths)[:, None]).astype(np.int64)
        features = {"input_ids": self._torch.from_numpy(ids), "attention_mask": self._torch.from_numpy(mask)}
        with self._torch.inference_mode():
            output: dict[str, Any] = self._model(features)
        found = {layer: output["all_layer_embeddings"][layer].numpy() for layer in layers}
        return States(output["sentence_embedding"].numpy(), found)


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

    torch.set_num_threads(threads or available())
    return torch


def _prompt(model: Any, name: str) -> str:
    """What stands before every text. E5 models were trained with `query: ` for symmetric comparison."""
    if re.search(r"\be5\b", Path(name).name.lower()) or model.prompts.get("query") == "query: ":
        return "query: "
    return ""


def convert(source: Path, target: Path) -> None:
    """Write the sentence-transformers directory `target` (which must exist and be empty) from the weights file."""
    from safetensors.numpy import save_file

    weights = nano.read(source)
    save_file(weights.tensors, target / "model.safetensors", metadata={"format": "pt"})
    (target / "model.safetensors").chmod(0o644)
    nano.tokenizer(weights).save(str(target / "tokenizer.json"))
    for name, content in _configuration(weights).items():
        path = target / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _configuration(weights: Weights) -> dict[str, object]:
    """The JSON files that make a folder of weights a sentence-transformers model, by file name."""
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "attention_probs_dropout_prob": 0.1,
            "hidden_act": "gelu",
            "hidden_dropout_prob": 0.1,
            "hidden_size": weights.hidden,
            "initializer_range": 0.02,
            "intermediate_size": weights.feed_forward,
            "layer_norm_eps": weights.epsilon,
            "max_position_embeddings": weights.positions,
            "num_attention_heads": weights.heads,
            "num_hidden_layers": weights.layers,
            "pad_token_id": 1,
            "type_vocab_size": weights.types,
            "vocab_size": len(weights.table.nibbles),
            "dtype": "float32",  # stored in half precision, used in full: processors are slow in half
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
            "model_max_length": weights.positions,
            "clean_up_tokenization_spaces": False,
            "model_input_names": ["input_ids", "attention_mask"],
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "sentence_bert_config.json": {"max_seq_length": weights.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "document": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {
            "word_embedding_dimension": weights.hidden,
            "pooling_mode_cls_token": False,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_max_tokens": False,
            "pooling_mode_mean_sqrt_len_tokens": False,
        },
        "2_Normalize/config.json": {},
    }
